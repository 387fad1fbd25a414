import type { Organization, Tier } from "../spec/schema/organization.ts";
import { type BudgetPlan, budgetPlan } from "./budget.ts";
import { type GithubPlan, githubPlan } from "./github.ts";
import {
  billingDataset,
  budgetReaderRole,
  budgetTopic,
  deployerAccount,
  identityPool,
  keyRing,
  organizationRole,
  outputsBucket,
  previewerAccount,
  projectReaderRole,
  serviceAccountMember,
  spendingAccounts,
  stateBucket,
  tiers,
  watcherAccount,
} from "./names.ts";
import { folderPath, type Grant, type ProjectPlan, sharedProjectPlan } from "./project.ts";
import { budgetReader, projectReader, type RolePlan } from "./spending-roles.ts";
import { clusterSecretReader, logStorageReader, watcherRoles } from "./watcher.ts";

/** What a tier of trust has for itself. */
export interface TierPlan {
  tier: Tier;
  bucket: string;
  key: string;
  deployer: { accountId: string; displayName: string; member: string };
}

/** Everything that must be there before anything else, as plain data. */
export interface BootstrapPlan {
  organizationId: string;
  billingAccount: string;
  region: string;
  /** The folder of the shared projects: the only one that this stack makes. */
  folder: { key: string; displayName: string; budget: BudgetPlan; path: string };
  projects: Record<"seed" | "keys" | "billing" | "spending", ProjectPlan>;
  outputsBucket: string;
  keyRing: string;
  tiers: readonly TierPlan[];
  previewer: { accountId: string; displayName: string; member: string };
  /** What looks for changes by hand in production, and the roles of our own that it needs. */
  watcher: { accountId: string; displayName: string; member: string; roles: readonly RolePlan[] };
  identityPool: string;
  github: GithubPlan;
  /** What the identities may do on the organisation, with the reason for each. */
  organizationGrants: readonly (Grant & { why: string })[];
  billingGrants: readonly (Grant & { why: string })[];
  /**
   * What limits spending, as far as a person has to give it its rights: no deployer may give any on the billing account.
   */
  controller: { accountId: string; displayName: string; member: string; roles: readonly RolePlan[] };
  /** What production's deployer and watcher may do in the project of spending control, which neither made. */
  spendingGrants: readonly (Grant & { why: string })[];
  /** The dataset that Google exports billing data to, once a person has switched that on in the console. */
  billingDataset: string;
  /** Where budgets publish what was spent. */
  budgetTopic: string;
}

/** What the deployer of production may do everywhere: it makes the folders and rules that all others live under. */
export const productionRoles: readonly [role: string, why: string][] = [
  ["roles/resourcemanager.folderAdmin", "makes and moves folders, and gives roles in them and their projects"],
  ["roles/resourcemanager.projectCreator", "makes projects"],
  ["roles/resourcemanager.projectDeleter", "deletes projects that were retired"],
  ["roles/resourcemanager.lienModifier", "places and lifts the liens of protected projects"],
  ["roles/resourcemanager.tagAdmin", "keeps the environment tag"],
  ["roles/resourcemanager.tagUser", "binds the environment tag to folders"],
  ["roles/orgpolicy.policyAdmin", "sets the policies of the organisation"],
  ["roles/essentialcontacts.admin", "keeps the contacts of projects"],
  ["roles/logging.configWriter", "keeps the sink of the audit logs"],
  ["roles/iam.organizationRoleAdmin", "keeps the roles of what limits spending"],
];

/** What the deployer of production may do in the project of spending control. */
const spendingRoles: [role: string, why: string][] = [
  ["roles/artifactregistry.admin", "keeps the registry of the functions' images"],
  ["roles/cloudfunctions.developer", "deploys the functions"],
  ["roles/cloudscheduler.admin", "keeps the schedule of the guard"],
  ["roles/iam.serviceAccountAdmin", "makes the accounts of the functions"],
  ["roles/iam.serviceAccountUser", "lets the functions act as their accounts"],
  ["roles/pubsub.admin", "keeps the topic of notices"],
  ["roles/run.admin", "says who may call the functions"],
  ["roles/storage.admin", "keeps the buckets of limits and of the functions' code, and reads what limits did"],
];

/** What the deployer of everything else may do everywhere: see what environments left behind, to sweep it. */
const nonproductionRoles: [role: string, why: string][] = [
  ["roles/cloudasset.viewer", "sees projects and policies, for what environments that are gone left behind"],
];

/** What the previewer may do everywhere: see the shape of things, and none of the data. */
const previewerRoles: [role: string, why: string][] = [
  ["roles/browser", "sees folders and projects"],
  ["roles/resourcemanager.tagViewer", "sees tags"],
  ["roles/compute.networkViewer", "sees networks"],
];

/** What a tier's deployer may do with its own state and its own key. */
export const stateRoles = {
  bucket: "roles/storage.objectAdmin",
  key: "roles/cloudkms.cryptoKeyEncrypterDecrypter",
} as const;

/** What the watcher may do with production's state and its key. */
export const watchedStateRoles = {
  bucket: "roles/storage.objectViewer",
  key: "roles/cloudkms.cryptoKeyEncrypterDecrypter",
} as const;

/** Who may do what where stacks tell each other what they made. */
export const outputsRoles = {
  production: "roles/storage.objectAdmin",
  nonproduction: "roles/storage.objectViewer",
  previewer: "roles/storage.objectViewer",
  watcher: "roles/storage.objectViewer",
} as const;

/** Plans the bootstrap stack. */
export function bootstrapPlan(organization: Organization): BootstrapPlan {
  const seed = organization.projects.seed.id;
  const folder = organization.folders.common!;
  const member = (accountId: string) => serviceAccountMember(accountId, seed);
  const grant =
    (accountId: string) =>
    ([role, why]: readonly [string, string]) => ({ role, member: member(accountId), why });
  const deployers = tiers.map(deployerAccount);
  const controller = serviceAccountMember(spendingAccounts.controller, organization.projects.spending.id);
  return {
    organizationId: organization.organization.id,
    billingAccount: organization.billingAccount,
    region: organization.region,
    folder: {
      key: "common",
      displayName: folder.name,
      budget: budgetPlan("Folder common", folder.budget),
      path: folderPath(organization, "common"),
    },
    projects: {
      seed: sharedProjectPlan(organization, "seed"),
      keys: sharedProjectPlan(organization, "keys"),
      billing: sharedProjectPlan(organization, "billing"),
      spending: sharedProjectPlan(organization, "spending"),
    },
    outputsBucket: outputsBucket(seed),
    keyRing,
    tiers: tiers.map((tier) => ({
      tier,
      bucket: stateBucket(seed, tier),
      key: `state-${tier}`,
      deployer: {
        accountId: deployerAccount(tier),
        displayName: `Deploys ${tier}`,
        member: member(deployerAccount(tier)),
      },
    })),
    previewer: {
      accountId: previewerAccount,
      displayName: "Previews changes, reads only",
      member: member(previewerAccount),
    },
    watcher: {
      accountId: watcherAccount,
      displayName: "Looks for drift in production, reads only",
      member: member(watcherAccount),
      roles: [logStorageReader, clusterSecretReader],
    },
    identityPool,
    github: githubPlan(organization),
    organizationGrants: [
      ...productionRoles.map(grant(deployerAccount("production"))),
      ...nonproductionRoles.map(grant(deployerAccount("nonproduction"))),
      ...previewerRoles.map(grant(previewerAccount)),
      ...watcherRoles.map(grant(watcherAccount)),
      {
        role: organizationRole(organization.organization.id, logStorageReader.id),
        member: member(watcherAccount),
        why: "sees where logs are kept",
      },
      {
        role: organizationRole(organization.organization.id, projectReaderRole),
        member: controller,
        why: "finds the project that a budget is of",
      },
    ],
    billingGrants: [
      ...deployers.flatMap((deployer) =>
        (
          [
            ["roles/billing.user", "links projects to the billing account"],
            ["roles/billing.costsManager", "makes the budgets of its projects"],
          ] satisfies [string, string][]
        ).map(grant(deployer)),
      ),
      ...[previewerAccount, watcherAccount].map((account) =>
        grant(account)(["roles/billing.viewer", "sees budgets and links"]),
      ),
      {
        role: organizationRole(organization.organization.id, budgetReaderRole),
        member: controller,
        why: "reads budgets again before it acts",
      },
    ],
    controller: {
      accountId: spendingAccounts.controller,
      displayName: "Limits spending",
      member: controller,
      roles: [budgetReader, projectReader],
    },
    spendingGrants: [
      ...spendingRoles.map(grant(deployerAccount("production"))),
      grant(watcherAccount)(["roles/storage.objectViewer", "sees whether the functions' code is what was written"]),
    ],
    billingDataset,
    budgetTopic,
  };
}
