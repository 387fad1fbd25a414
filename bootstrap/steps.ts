import { stateRoles } from "../plan/bootstrap.ts";
import { serviceAccountEmail, stateKey } from "../plan/names.ts";
import type { ProjectPlan } from "../plan/project.ts";
import type { Organization } from "../spec/schema/organization.ts";
import { type Check, givesAll, unless } from "./checks.ts";
import { budgetPublisher, neededBy } from "./requirements.ts";

/** The steps of a bootstrap that the engine takes, in the order in which they are shown. */
export const stepKeys = ["projects", "state", "identities", "costs"] as const;
export type StepKey = (typeof stepKeys)[number];

/** Everything from the first change to the last look. `moved` and `export` aren't read of what Google made. */
export const stepTitles: Record<StepKey | "moved" | "export", string> = {
  projects: "shared projects in their folder, paid for, with budgets",
  state: "buckets and keys for the state of each tier",
  identities: "deployers, watcher, previewer and controller, and their roles",
  costs: "where costs and budgets are told",
  moved: "its own state, moved into its bucket",
  export: "the billing export, switched on by a person",
};

const manager = "cloudresourcemanager.googleapis.com";
const storage = "storage.googleapis.com";
const iam = "iam.googleapis.com";

interface Named {
  displayName?: string;
}

function projectChecks({ id, apis, budget }: ProjectPlan, billingAccount: string): Check[] {
  return [
    {
      what: `project ${id}`,
      host: manager,
      path: `/v3/projects/${id}`,
      judge: ({ state, parent }) =>
        unless(state === "ACTIVE" && /^folders\//.test(parent), `${state} in ${parent}, not ACTIVE in a folder`),
    },
    {
      what: `billing of ${id}`,
      host: "cloudbilling.googleapis.com",
      path: `/v1/projects/${id}/billingInfo`,
      judge: ({ billingAccountName }) =>
        unless(billingAccountName === `billingAccounts/${billingAccount}`, billingAccountName || "nothing pays for it"),
    },
    {
      what: `APIs of ${id}`,
      host: "serviceusage.googleapis.com",
      path: `/v1/projects/${id}/services?filter=state:ENABLED&pageSize=200`,
      list: "services",
      judge: (services: { name: string }[]) => {
        const enabled = new Set(services.map(({ name }) => name.split("/").at(-1)));
        const off = apis.filter((api) => !enabled.has(api));
        return unless(off.length === 0, `not enabled: ${off.join(", ")}`);
      },
    },
    budgetCheck(billingAccount, budget.displayName),
  ];
}

const budgetCheck = (billingAccount: string, name: string): Check => ({
  what: `budget "${name}"`,
  host: "billingbudgets.googleapis.com",
  path: `/v1/billingAccounts/${billingAccount}/budgets?pageSize=100`,
  list: "budgets",
  judge: (budgets: Named[]) => unless(budgets.filter(({ displayName }) => displayName === name).length === 1, "none"),
});

const account = (accountId: string, project: string): Check => ({
  what: `service account ${accountId}`,
  host: iam,
  path: `/v1/projects/${project}/serviceAccounts/${serviceAccountEmail(accountId, project)}`,
  judge: ({ disabled }) => unless(!disabled, "disabled"),
});

const bucket = (name: string): Check => ({
  what: `bucket ${name}`,
  host: storage,
  path: `/storage/v1/b/${name}`,
  judge: ({ versioning, iamConfiguration: access }) =>
    unless(versioning?.enabled, "it keeps no older versions") ??
    unless(access?.uniformBucketLevelAccess?.enabled, "its objects have access rules of their own") ??
    unless(access?.publicAccessPrevention === "enforced", "it could be made public"),
});

/** What each step has to have made, by what Google itself says: a state may be wrong. */
export function stepChecks(organization: Organization): Record<StepKey, Check[]> {
  const { plan, projects, buckets } = neededBy(organization);
  const [seed, spending] = [plan.projects.seed.id, plan.projects.spending.id];
  const accountPath = `/v1/billingAccounts/${plan.billingAccount}`;
  return {
    projects: [
      {
        what: `folder ${plan.folder.displayName}`,
        host: manager,
        // A search finds a folder some time after it was made; this list has it at once.
        path: `/v3/folders?parent=organizations/${plan.organizationId}`,
        list: "folders",
        judge: (folders: { displayName: string; state: string }[]) =>
          unless(
            folders.some(({ displayName, state }) => state === "ACTIVE" && displayName === plan.folder.displayName),
            "there is none right under the organisation",
          ),
      },
      ...projects.flatMap((project) => projectChecks(project, plan.billingAccount)),
    ],
    state: [
      ...buckets.map(bucket),
      ...plan.tiers.flatMap(({ tier, bucket: name, deployer }): Check[] => [
        {
          what: `key state-${tier}`,
          host: "cloudkms.googleapis.com",
          path: `/v1/${stateKey(plan.projects.keys.id, plan.region, tier)}`,
          judge: ({ primary }) => unless(primary?.state === "ENABLED", `its version is ${primary?.state ?? "missing"}`),
        },
        account(deployer.accountId, seed),
        {
          what: `access to ${name}`,
          host: storage,
          path: `/storage/v1/b/${name}/iam`,
          judge: givesAll([{ role: stateRoles.bucket, member: deployer.member }]),
        },
      ]),
    ],
    identities: [
      account(plan.watcher.accountId, seed),
      account(plan.previewer.accountId, seed),
      account(plan.controller.accountId, spending),
      {
        what: `trust in ${organization.github.repository}`,
        host: iam,
        path: `/v1/projects/${seed}/locations/global/workloadIdentityPools/${plan.identityPool}/providers/${plan.github.provider}`,
        judge: ({ state, oidc, attributeCondition }) =>
          unless(state === "ACTIVE", `it is ${state}`) ??
          unless(oidc?.issuerUri === plan.github.issuer, `it trusts ${oidc?.issuerUri}`) ??
          unless(attributeCondition === plan.github.condition, `its condition is ${attributeCondition}`),
      },
      ...[...plan.watcher.roles, ...plan.controller.roles].map(
        ({ id, permissions }): Check => ({
          what: `role ${id}`,
          host: iam,
          path: `/v1/organizations/${plan.organizationId}/roles/${id}`,
          judge: ({ deleted, includedPermissions = [] }) =>
            unless(!deleted, "deleted") ??
            unless(
              permissions.every((each) => includedPermissions.includes(each)),
              "it lacks permissions",
            ),
        }),
      ),
      {
        what: "roles on the organisation",
        host: manager,
        path: `/v3/organizations/${plan.organizationId}:getIamPolicy`,
        question: { options: { requestedPolicyVersion: 3 } },
        judge: givesAll(plan.organizationGrants),
      },
      {
        what: "roles on the billing account",
        host: "cloudbilling.googleapis.com",
        path: `${accountPath}:getIamPolicy`,
        judge: givesAll(plan.billingGrants),
      },
      {
        what: `roles on ${spending}`,
        host: manager,
        path: `/v3/projects/${spending}:getIamPolicy`,
        question: { options: { requestedPolicyVersion: 3 } },
        judge: givesAll(plan.spendingGrants),
      },
    ],
    costs: [
      {
        what: `dataset ${plan.billingDataset}`,
        host: "bigquery.googleapis.com",
        path: `/bigquery/v2/projects/${plan.projects.billing.id}/datasets/${plan.billingDataset}`,
        judge: ({ location }) =>
          unless(String(location).toLowerCase() === plan.region, `it is in ${location}, not in ${plan.region}`),
      },
      {
        what: `topic ${plan.budgetTopic}`,
        host: "pubsub.googleapis.com",
        path: `/v1/projects/${spending}/topics/${plan.budgetTopic}:getIamPolicy`,
        judge: givesAll([{ role: "roles/pubsub.publisher", member: budgetPublisher }]),
      },
    ],
  };
}
