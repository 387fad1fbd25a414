import { Dataset } from "@pulumi/gcp/bigquery/dataset.js";
import { AccountIamMember } from "@pulumi/gcp/billing/accountIamMember.js";
import { KeyRing } from "@pulumi/gcp/kms/keyRing.js";
import { Folder } from "@pulumi/gcp/organizations/folder.js";
import { IAMCustomRole } from "@pulumi/gcp/organizations/iamcustomRole.js";
import { IAMMember } from "@pulumi/gcp/organizations/iammember.js";
import { IAMMember as ProjectMember } from "@pulumi/gcp/projects/iammember.js";
import { Topic } from "@pulumi/gcp/pubsub/topic.js";
import { TopicIAMMember } from "@pulumi/gcp/pubsub/topicIAMMember.js";
import { Account } from "@pulumi/gcp/serviceaccount/account.js";
import { Bucket } from "@pulumi/gcp/storage/bucket.js";
import { BucketIAMMember } from "@pulumi/gcp/storage/bucketIAMMember.js";
import { getProjectServiceAccountOutput } from "@pulumi/gcp/storage/getProjectServiceAccount.js";
import { interpolate, type Output, type Resource } from "@pulumi/pulumi";
import { GithubIdentity } from "../components/github-identity.ts";
import { Project } from "../components/project.ts";
import { accountOnceReady } from "../components/readiness.ts";
import { StateTier } from "../components/state-tier.ts";
import { Watcher } from "../components/watcher.ts";
import { type BootstrapPlan, bootstrapPlan, outputsRoles } from "../plan/bootstrap.ts";
import type { Specification } from "../spec/specification.ts";
import { currencyOf } from "./billing.ts";
import { publish } from "./outputs.ts";

/** What must be there before anything else: the shared projects, state, keys, identities, and where spending is told. */
export async function bootstrap({ organization }: Specification): Promise<Record<string, unknown>> {
  const plan = bootstrapPlan(organization);
  const currency = await currencyOf(plan.billingAccount);
  const folder = new Folder(
    "common",
    { displayName: plan.folder.displayName, parent: `organizations/${plan.organizationId}`, deletionProtection: true },
    { protect: true },
  );
  const project = (key: keyof BootstrapPlan["projects"]) =>
    new Project(key, {
      plan: plan.projects[key],
      folderId: folder.folderId,
      billingAccount: plan.billingAccount,
      currency,
    });
  const projects = {
    seed: project("seed"),
    keys: project("keys"),
    billing: project("billing"),
    spending: project("spending"),
  };
  const iam = projects.seed.idFor("iam.googleapis.com");

  const previewer = new Account("previewer", {
    project: iam,
    accountId: plan.previewer.accountId,
    displayName: plan.previewer.displayName,
  });
  const tiers = createTiers(plan, projects.seed, projects.keys);
  const [production, nonproduction] = tiers as [StateTier, StateTier];
  const watcher = new Watcher("watcher", {
    plan: plan.watcher,
    organizationId: plan.organizationId,
    project: iam,
    state: { bucket: production.bucket, key: production.key },
  });
  const github = new GithubIdentity("github", {
    plan: plan.github,
    pool: plan.identityPool,
    project: iam,
    accounts: {
      production: production.deployer,
      watch: watcher.account,
      nonproduction: nonproduction.deployer,
      preview: previewer.name,
    },
  });
  const outputs = createOutputsBucket(plan, projects.seed, tiers, {
    previewer: memberOnceReady(previewer, iam),
    watcher: watcher.member,
  });
  const controller = createController(plan, projects.spending);
  createGrants(plan, [...tiers, previewer, watcher, ...controller]);
  createBillingExport(plan, projects.billing);
  const topic = createBudgetTopic(plan, projects.spending);
  publish("bootstrap", outputs, { commonFolder: folder.folderId });
  return {
    commonFolder: folder.folderId,
    identityProvider: github.provider,
    stateBuckets: Object.fromEntries(plan.tiers.map(({ tier, bucket }) => [tier, `gs://${bucket}`])),
    stateKeys: Object.fromEntries(plan.tiers.map(({ tier }, index) => [tier, tiers[index]!.key])),
    budgetTopic: topic,
  };
}

function createTiers(plan: BootstrapPlan, seed: Project, keys: Project): StateTier[] {
  const storage = seed.idFor("storage.googleapis.com");
  const ring = new KeyRing(
    "state",
    { project: keys.idFor("cloudkms.googleapis.com"), name: plan.keyRing, location: plan.region },
    { protect: true },
  );
  const agent = getProjectServiceAccountOutput({ project: storage });
  return plan.tiers.map(
    (tier) =>
      new StateTier(tier.tier, {
        plan: tier,
        seed: { storage, iam: seed.idFor("iam.googleapis.com") },
        keyRing: ring.id,
        region: plan.region,
        storageAgent: agent.emailAddress,
      }),
  );
}

/** An account as a member of a policy, known once it can be found. */
const memberOnceReady = (account: Account, iam: Output<string>): Output<string> =>
  interpolate`serviceAccount:${accountOnceReady(account.email, iam, account)}`;

/** Where stacks tell each other what they made: production writes, everybody who deploys or previews reads. */
function createOutputsBucket(
  plan: BootstrapPlan,
  seed: Project,
  tiers: StateTier[],
  readers: Record<"previewer" | "watcher", Output<string>>,
): Output<string> {
  const bucket = new Bucket(
    "outputs",
    {
      name: plan.outputsBucket,
      project: seed.idFor("storage.googleapis.com"),
      location: plan.region.toUpperCase(),
      uniformBucketLevelAccess: true,
      publicAccessPrevention: "enforced",
      versioning: { enabled: true },
      forceDestroy: false,
    },
    { protect: true },
  );
  const members: [name: string, role: string, member: Output<string>][] = [
    ...plan.tiers.map(({ tier }, index): [string, string, Output<string>] => [
      tier,
      outputsRoles[tier],
      tiers[index]!.deployerMember,
    ]),
    ...(["previewer", "watcher"] as const).map((name): [string, string, Output<string>] => [
      name,
      outputsRoles[name],
      readers[name],
    ]),
  ];
  for (const [name, role, member] of members) {
    new BucketIAMMember(`outputs-${name}`, { bucket: bucket.name, role, member });
  }
  return bucket.name;
}

/** The identities are named by the plan; they are waited for, since a policy refuses a member that isn't there. */
function createGrants(plan: BootstrapPlan, dependsOn: Resource[]): void {
  const short = (role: string) => role.replace(/^(organizations\/\d+\/)?roles\//, "");
  const who = (member: string) => member.split(/[:@]/)[1]!;
  for (const { role, member } of plan.organizationGrants) {
    new IAMMember(
      `organization-${who(member)}-${short(role)}`,
      { orgId: plan.organizationId, role, member },
      { dependsOn },
    );
  }
  for (const { role, member } of plan.billingGrants) {
    new AccountIamMember(
      `billing-${who(member)}-${short(role)}`,
      { billingAccountId: plan.billingAccount, role, member },
      { dependsOn },
    );
  }
  for (const { role, member } of plan.spendingGrants) {
    new ProjectMember(
      `spending-${who(member)}-${short(role)}`,
      { project: plan.projects.spending.id, role, member },
      { dependsOn },
    );
  }
}

/**
 * The account of what limits spending, and the roles that only a person can give it: on the billing account and on the
 * organisation. The rest is the spending stack's.
 */
function createController({ controller, ...plan }: BootstrapPlan, spending: Project): Resource[] {
  const { accountId, displayName, roles } = controller;
  const account = new Account(accountId, { project: spending.idFor("iam.googleapis.com"), accountId, displayName });
  return [
    account,
    ...roles.map(
      ({ id, title, description, permissions }) =>
        new IAMCustomRole(id, {
          orgId: plan.organizationId,
          roleId: id,
          title,
          description,
          permissions: [...permissions],
        }),
    ),
  ];
}

/** Google exports to it once a person has switched the export on in the console: there is no API for that. */
function createBillingExport(plan: BootstrapPlan, billing: Project): void {
  new Dataset(
    "billing-export",
    {
      project: billing.idFor("bigquery.googleapis.com"),
      datasetId: plan.billingDataset,
      location: plan.region,
      description: "What Google exports of costs, each day.",
      deleteContentsOnDestroy: false,
    },
    { protect: true },
  );
}

/** Budgets publish to it what was spent; Google's own identity does the publishing. */
function createBudgetTopic(plan: BootstrapPlan, spending: Project): Output<string> {
  const project = spending.idFor("pubsub.googleapis.com");
  const topic = new Topic("budgets", { project, name: plan.budgetTopic, messageRetentionDuration: "604800s" });
  new TopicIAMMember("budgets-publisher", {
    project,
    topic: topic.name,
    role: "roles/pubsub.publisher",
    member: "serviceAccount:billing-budget-alert@system.gserviceaccount.com",
  });
  return topic.id;
}
