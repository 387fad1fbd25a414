import type { Organization } from "../spec/schema/organization.ts";
import {
  appKeySecret,
  deployerAccount,
  serviceAccountEmail,
  serviceAccountMember,
  signingSecret,
  slackCommands,
  slackFactsBucket,
  slackFactsObject,
  watcherAccount,
} from "./names.ts";
import { type Grant, type ProjectPlan, sharedProjectPlan } from "./project.ts";

/** What the service is told of itself: slack/config.ts reads it. */
export interface SlackServiceConfig {
  team: string;
  people: Record<string, string>;
  repository: string;
  branch: string;
  app: { id: string; installation: string };
  facts: { bucket: string; object: string };
  secrets: { project: string; signing: string; appKey: string };
}

/** What answers to the command /sgdist, as plain data. */
export interface SlackServicePlan {
  name: string;
  description: string;
  region: string;
  account: { accountId: string; displayName: string; email: string };
  /** What it runs on: Google keeps the image, and mends it. */
  baseImage: string;
  sourceBucket: string;
  facts: { bucket: string; grants: readonly (Grant & { why: string })[] };
  /** What those may do in its project who look whether somebody changed it by hand. */
  projectGrants: readonly (Grant & { why: string })[];
  /** The secrets in the project of continuous integration that it reads. */
  secrets: readonly string[];
  /** Instances at most: what strangers send costs no more than these. */
  mostInstances: number;
  /** Requests that an instance takes at once. */
  concurrency: number;
  timeoutSeconds: number;
  configuration: SlackServiceConfig;
}

/** The project of what is open to the internet, with the service where it was asked for. */
export interface SlackPlan {
  project: ProjectPlan;
  service?: SlackServicePlan;
}

/** Where Google's image for a runtime is, beside what runs on it. */
const baseImage = (region: string): string =>
  `${region}-docker.pkg.dev/serverless-runtimes/google-24-full/runtimes/nodejs24`;

function servicePlan({ github, notifications, projects, region }: Organization): SlackServicePlan | undefined {
  const { slack } = notifications ?? {};
  if (!slack?.commands || !github.app || !projects.slack) return undefined;
  const project = projects.slack.id;
  const bucket = slackFactsBucket(project);
  return {
    name: slackCommands,
    description: "Answers to /sgdist in Slack.",
    region,
    account: {
      accountId: slackCommands,
      displayName: "Answers to /sgdist in Slack",
      email: serviceAccountEmail(slackCommands, project),
    },
    baseImage: baseImage(region),
    sourceBucket: `${project}-source`,
    facts: {
      bucket,
      grants: [
        {
          role: "roles/storage.objectViewer",
          member: serviceAccountMember(slackCommands, project),
          why: "reads what environments there are",
        },
        {
          role: "roles/storage.objectUser",
          member: serviceAccountMember(deployerAccount("nonproduction"), projects.seed.id),
          why: "writes down what environments there are",
        },
      ],
    },
    projectGrants: (
      [
        ["roles/run.viewer", "sees what answers to Slack"],
        ["roles/storage.objectViewer", "sees whether its code is what was written"],
      ] satisfies [string, string][]
    ).map(([role, why]) => ({ role, member: serviceAccountMember(watcherAccount, projects.seed.id), why })),
    secrets: [signingSecret, appKeySecret],
    // One remembers every request that came, so that none counts twice.
    mostInstances: 1,
    concurrency: 80,
    timeoutSeconds: 60,
    configuration: {
      team: slack.team,
      people: slack.people ?? {},
      repository: github.repository,
      branch: github.branch,
      app: github.app,
      facts: { bucket, object: slackFactsObject },
      secrets: { project: projects.ci.id, signing: signingSecret, appKey: appKeySecret },
    },
  };
}

/** Plans what is there for commands in Slack; undefined where there is no project for it. */
export function slackPlan(organization: Organization): SlackPlan | undefined {
  if (!organization.projects.slack) return undefined;
  const service = servicePlan(organization);
  return { project: sharedProjectPlan(organization, "slack"), ...(service && { service }) };
}
