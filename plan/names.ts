import type { Tier } from "../spec/schema/organization.ts";

/** The tiers of trust: each has a bucket for state, a key and a deployer of its own. */
export const tiers: readonly Tier[] = ["production", "nonproduction"];

/** A service account's e-mail address. */
export const serviceAccountEmail = (accountId: string, projectId: string): string =>
  `${accountId}@${projectId}.iam.gserviceaccount.com`;

/** IAM's name of a service account as a member of a policy. */
export const serviceAccountMember = (accountId: string, projectId: string): string =>
  `serviceAccount:${serviceAccountEmail(accountId, projectId)}`;

export const groupMember = (group: string): string => `group:${group}`;

/** The buckets of the seed project; bucket names are global, so they begin with its ID. */
export const stateBucket = (seedProject: string, tier: Tier): string => `${seedProject}-state-${tier}`;

/** The key of a tier by its full name. */
export const stateKey = (keysProject: string, region: string, tier: Tier): string =>
  `projects/${keysProject}/locations/${region}/keyRings/${keyRing}/cryptoKeys/state-${tier}`;
export const outputsBucket = (seedProject: string): string => `${seedProject}-outputs`;

export const deployerAccount = (tier: Tier): string => `deployer-${tier}`;
export const previewerAccount = "previewer";
/** Looks for what was changed by hand in production; no reviewer is asked for that. */
export const watcherAccount = "watcher-production";

/** Where the keys are; the location of a key ring can never be changed. */
export const keyRing = "state";

/** The workload identity pool that trusts GitHub. */
export const identityPool = "github";

/** The topic that budgets publish to, by its full name. */
export const budgetTopic = "budgets";
export const budgetTopicName = (spendingProject: string): string => `projects/${spendingProject}/topics/${budgetTopic}`;

/** The topic on which the controller tells what a limit did, by its name and by its full name. */
export const limitNotices = "limit-notices";
export const limitNoticesTopic = (spendingProject: string): string =>
  `projects/${spendingProject}/topics/${limitNotices}`;

/** The dataset that Google exports billing data to, and the table of the standard export in it. */
export const billingDataset = "billing_export";
export const billingExportTable = (billingAccount: string): string =>
  `gcp_billing_export_v1_${billingAccount.replaceAll("-", "_")}`;

/** The accounts of the project of spending control. */
export const spendingAccounts = {
  controller: "spending-controller",
  functionsBuilder: "functions-builder",
  budgetTrigger: "budget-trigger",
  guardCaller: "guard-caller",
} as const;

/** A role of our own of the organisation, by its full name. */
export const organizationRole = (organizationId: string, roleId: string): string =>
  `organizations/${organizationId}/roles/${roleId}`;

/** The role by which the controller reads budgets again. */
export const budgetReaderRole = "spendingBudgetReader";

/** The role by which what limits spending finds the project of a budget. */
export const projectReaderRole = "spendingProjectReader";

/** Where the controller keeps what limits did, and its journal. */
export const limitsBucket = (spendingProject: string): string => `${spendingProject}-limits`;

/** Where an environment tells its application what it made; in its own project, so that it goes with it. */
export const environmentOutputsBucket = (projectId: string): string => `${projectId}-outputs`;

/** The object in there that says what its data was last migrated to, or was about to be. */
export const deployedObject = "deployed/version.json";

/** Where the machine of an environment finds what it is to run. */
export const deploymentBucket = (projectId: string): string => `${projectId}-deployment`;

/** The registry of images that were built here, in the project of continuous integration; and where they are pulled from. */
export const buildRegistry = "sourcegraph";
export const buildImages = (region: string, ciProject: string): string =>
  `${region}-docker.pkg.dev/${ciProject}/${buildRegistry}`;

/** The stack of what runs in an environment. */
export const applicationStack = (name: string): string => `app-${name}`;

/** The secrets in the project of continuous integration with which people are told by each channel. */
export const noticeSecrets = { slack: "slack-token", mail: "smtp-url" } as const;

/** The secret there that holds the private key of the app of GitHub, as PEM. */
export const appKeySecret = "github-app-key";

/** The secret there that Slack signs its requests with. */
export const signingSecret = "slack-signing-secret";

/** The secret there with which machines register as runners at GitHub, and the account that they act as. */
export const runnerTokenSecret = "runner-token";
export const runnerAccount = "runner";

/** What answers to Slack: a service, and the account that it runs as; in the project for commands in Slack. */
export const slackCommands = "slack-commands";

/** Where that finds what environments there are, and the object. */
export const slackFactsBucket = (slackProject: string): string => `${slackProject}-facts`;
export const slackFactsObject = "environments.json";
