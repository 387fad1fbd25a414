import { ProjectBucketConfig } from "@pulumi/gcp/logging/projectBucketConfig.js";
import { ProjectSink } from "@pulumi/gcp/logging/projectSink.js";
import { Account } from "@pulumi/gcp/serviceaccount/account.js";
import { interpolate, type Output } from "@pulumi/pulumi";
import { EntrustedSecret } from "../components/entrusted-secret.ts";
import { Project } from "../components/project.ts";
import { accountOnceReady } from "../components/readiness.ts";
import { Registry } from "../components/registry.ts";
import { RunnerPool } from "../components/runner-pool.ts";
import { SlackService } from "../components/slack-service.ts";
import { type CiPlan, ciPlan } from "../plan/ci.ts";
import { budgetTopicName, outputsBucket, runnerAccount, runnerTokenSecret } from "../plan/names.ts";
import type { ProjectPlan } from "../plan/project.ts";
import { type SlackPlan, slackPlan } from "../plan/slack.ts";
import type { Specification } from "../spec/specification.ts";
import { currencyOf } from "./billing.ts";
import { folderId, published } from "./outputs.ts";
import { type ServerArchive, serverArchive } from "./server-archive.ts";

/** What answers to Slack, from the program's folder. */
const slackEntry = "slack/index.ts";

/** Continuous integration, in a project of its own: registries, the identities of builds, and their logs. */
export async function ci({ organization }: Specification): Promise<Record<string, unknown>> {
  const plan = ciPlan(organization);
  const bucket = outputsBucket(organization.projects.seed.id);
  const commands = slackPlan(organization);
  const [currency, folders, archive] = await Promise.all([
    currencyOf(organization.billingAccount),
    published("organization", bucket),
    commands?.service && serverArchive(slackEntry),
  ]);
  const createProject = (name: string, projectPlan: ProjectPlan) =>
    new Project(name, {
      plan: projectPlan,
      folderId: folderId(folders, projectPlan.folder),
      billingAccount: organization.billingAccount,
      currency,
      topic: budgetTopicName(organization.projects.spending.id),
    });
  const project = createProject("ci", plan.project);
  const iam = project.idFor("iam.googleapis.com");
  const accounts = Object.entries(plan.identities).map(
    ([accountId, { displayName }]) => new Account(accountId, { project: iam, accountId, displayName }),
  );
  const registries = plan.registries.map((registry) => {
    const pullers = Object.fromEntries((registry.pullers ?? []).map((key) => [key, folderId(folders, key)]));
    const registryProject = project.idFor("artifactregistry.googleapis.com");
    // Those who push must be there before a policy can name them.
    return new Registry(
      registry.id,
      { plan: registry, project: registryProject, region: plan.region, pullers },
      { dependsOn: accounts },
    );
  });
  const service = commands && answerToSlack(commands, createProject("slack", commands.project), archive);
  const runner = runRunners(plan, project, accounts);
  for (const [id, { readers, passing }] of Object.entries(plan.secrets)) {
    const { labels } = plan.project;
    const isForSlack = service && commands.service?.secrets.includes(id);
    new EntrustedSecret(id, {
      project: project.idFor("secretmanager.googleapis.com"),
      labels,
      readers: {
        ...readers,
        ...(isForSlack && { [commands.service!.account.accountId]: service.member }),
        ...(runner && id === runnerTokenSecret && { [runnerAccount]: runner }),
      },
      ...(passing && { passing }),
    });
  }
  const logs = new ProjectBucketConfig("builds", {
    project: project.idFor("logging.googleapis.com"),
    location: plan.region,
    bucketId: plan.logBucket.id,
    retentionDays: plan.logBucket.retentionDays,
  });
  new ProjectSink("builds", {
    project: project.idFor("logging.googleapis.com"),
    name: plan.logBucket.id,
    destination: interpolate`logging.googleapis.com/${logs.id}`,
    filter: plan.logBucket.filter,
    uniqueWriterIdentity: true,
  });
  return {
    projectId: project.id,
    projectNumber: project.number,
    registries: Object.fromEntries(plan.registries.map(({ id }, index) => [id, registries[index]!.url])),
    ...(service && { slackRequestUrl: service.url }),
  };
}

/** The machines that run workflows, where they were asked for: whom they act as, once that can be found. */
function runRunners(
  { runners, identities, project: { labels } }: CiPlan,
  project: Project,
  accounts: Account[],
): Output<string> | undefined {
  if (!runners) return undefined;
  const account = accounts[Object.keys(identities).indexOf(runnerAccount)]!;
  const [compute, iam] = ["compute", "iam"].map((api) => project.idFor(`${api}.googleapis.com`));
  const email = accountOnceReady(account.email, iam!, account);
  new RunnerPool("runners", { plan: runners, project: { compute: compute!, iam: iam! }, labels, account: email });
  return interpolate`serviceAccount:${email}`;
}

/** What answers to Slack, where it was asked for. Its project stays when it wasn't: IDs are taken for good. */
function answerToSlack(
  { service, project: { labels } }: SlackPlan,
  project: Project,
  archive: ServerArchive | undefined,
): SlackService | undefined {
  if (!service || !archive) return undefined;
  const [iam, run, storage] = ["iam", "run", "storage"].map((api) => project.idFor(`${api}.googleapis.com`));
  return new SlackService("slack", {
    plan: service,
    project: { iam: iam!, run: run!, storage: storage! },
    labels,
    archive,
  });
}
