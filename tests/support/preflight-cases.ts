import type { Facts } from "../../bootstrap/facts.ts";
import { goodFacts, refused } from "./bootstrap.ts";
import { goodSpecification } from "./specification.ts";

const good = goodFacts(goodSpecification());
/** Two of the planned projects. */
export const [seed, keys] = ["tst-seed-k7m2", "tst-keys-w4xr"];
/** One of the planned projects is there. */
export const withProject = (id: string, value: { state: string; parent?: string }) => ({
  projects: { ...good.projects, [id]: { value } },
});
const begun = { ...good.state, at: "first" as const };
/** Permissions, without some. */
export const without = (read: Facts["organizationPermissions"], ...names: string[]) => ({
  value: ("value" in read ? read.value : []).filter((each) => !names.includes(each)),
});

/** Whatever was asked for was refused, for a reason that has nothing to do with it. */
function refusingAll(message: string, reason: string): Partial<Facts> {
  const no = refused(403, message, reason);
  const all = (reads: object) => Object.fromEntries(Object.keys(reads).map((name) => [name, no]));
  return {
    ...{ organization: no, organizationPermissions: no, billing: no, billingPermissions: no, linked: no, folders: no },
    ...{ setPolicies: no, mayCharge: no },
    ...{ projects: all(good.projects), buckets: all(good.buckets), roles: all(good.roles) },
    ...{ policies: all(good.policies), services: all(good.services), groups: all(good.groups) },
  };
}

/** Each kind: what makes it, what is said, and what is near it and fine. */
export const cases: [
  what: string,
  change: Partial<Facts>,
  expected: [string, string, string][],
  fine: Partial<Facts>,
][] = [
  [
    "nobody is logged in",
    { credentials: { kind: "none", engineCharges: false }, services: {}, organization: refused(0, "no credentials") },
    [["not-logged-in", "short", "none"]],
    { credentials: { kind: "other", engineCharges: false }, services: {} },
  ],
  [
    "a login is over",
    { organization: refused(401, "invalid token"), billing: refused(401, "invalid token") },
    [["login-expired", "short", "401 invalid token"]],
    {},
  ],
  [
    "nothing answers",
    { organization: refused(0, "fetch failed"), billing: refused(0, "fetch failed") },
    [["no-answer", "short", "fetch failed"]],
    {},
  ],
  [
    "the clock is wrong",
    { now: good.googleTime! + 301_000 },
    [["clock-skew", "short", "301 s fast"]],
    { now: good.googleTime! + 300_000 },
  ],
  [
    "a user's calls are charged to nothing",
    { credentials: { kind: "user", engineCharges: true }, services: {} },
    [["no-quota-project", "short", "none"]],
    { credentials: { kind: "token", engineCharges: false }, services: {} },
  ],
  [
    "the engine charges nothing",
    { credentials: { ...good.credentials, engineCharges: false } },
    [["engine-charges-nothing", "short", "not both"]],
    { credentials: { kind: "other", quotaProject: "tst-admin", engineCharges: false } },
  ],
  [
    "the quota project is somebody else's",
    { mayCharge: { value: false } },
    [["quota-project-not-yours", "short", "you don't have it"]],
    { mayCharge: refused(403, "no") },
  ],
  [
    "the quota project lacks an API",
    { services: { ...good.services, "iam.googleapis.com": { value: false } } },
    [["quota-project-apis", "short", "not enabled: iam.googleapis.com"]],
    {},
  ],
  [
    "the quota project can't be read",
    { services: { ...good.services, "iam.googleapis.com": refused(403, "no") } },
    [["quota-project-unread", "unknown", "403 no"]],
    {},
  ],
  [
    "calls are charged to a project that has none of the APIs",
    refusingAll("Cloud Resource Manager API has not been used in project 7 before", "SERVICE_DISABLED"),
    [["quota-project-apis", "short", `not enabled: ${Object.keys(good.services).join(", ")}`]],
    {},
  ],
  [
    "an API isn't enabled yet, though the list says so",
    { billing: refused(403, "Cloud Billing API has not been used", "SERVICE_DISABLED") },
    [["quota-project-apis", "short", "403 Cloud Billing API has not been used"]],
    {},
  ],
  [
    "nothing may be charged to the project",
    refusingAll("Caller does not have required permission to use project tst-admin", "USER_PROJECT_DENIED"),
    [["quota-project-not-yours", "short", "403 Caller does not have required permission to use project tst-admin"]],
    {},
  ],
  [
    "the organisation isn't to be found",
    { organization: refused(403, "The caller does not have permission") },
    [["organization-not-found", "short", "403 The caller does not have permission"]],
    {},
  ],
  [
    "the organisation is another one",
    { organization: { value: { displayName: "other.example", directoryCustomerId: "C0000000", state: "ACTIVE" } } },
    [
      ["organization-other-domain", "short", "it is other.example"],
      ["organization-other-customer", "short", "C0000000"],
    ],
    { organization: { value: {} } },
  ],
  [
    "the organisation is being deleted",
    { organization: { value: { displayName: "example.com", state: "DELETE_REQUESTED" } } },
    [["organization-not-active", "short", "DELETE_REQUESTED"]],
    { organization: { value: { displayName: "example.com", state: "ACTIVE" } } },
  ],
  [
    "permissions on the organisation are missing",
    { organizationPermissions: without(good.organizationPermissions, "iam.roles.create", "iam.roles.get") },
    [
      ["organization-permission", "short", "you don't have it"],
      ["organization-permission", "short", "you don't have it"],
    ],
    {},
  ],
  [
    "permissions on the organisation can't be asked for",
    { organizationPermissions: refused(403, "no") },
    [["organization-permission-unread", "unknown", "403 no"]],
    {},
  ],
  [
    "a permission on the billing account is missing",
    { billingPermissions: without(good.billingPermissions, "billing.budgets.create") },
    [["billing-permission", "short", "you don't have it"]],
    {},
  ],
  [
    "the billing account can't be read",
    { billing: refused(403, "no") },
    [["billing-unreadable", "short", "403 no"]],
    {},
  ],
  [
    "the billing account is closed, elsewhere, and of another currency",
    { billing: { value: { open: false, currencyCode: "EUR", parent: "organizations/1" } } },
    [
      ["billing-closed", "short", "01C0DE-5EED00-CAFE42 is closed"],
      ["billing-elsewhere", "note", "01C0DE-5EED00-CAFE42 is of organizations/1"],
      ["billing-currency", "note", "whole numbers without a currency in organization.yaml"],
    ],
    { billing: { value: { open: true } } },
  ],
  ["what is linked can't be read", { linked: refused(403, "no") }, [["links-unread", "unknown", "403 no"]], {}],
  [
    "there is no room for projects",
    { told: { projectsLeft: 3, linksLeft: 20 } },
    [["project-quota", "short", "3 left"]],
    { told: { projectsLeft: 8, linksLeft: 20 } },
  ],
  [
    "there is room for now only",
    { told: { projectsLeft: 20, linksLeft: 7 } },
    [["billing-link-quota", "note", "7 left: enough for now, not for all"]],
    { told: { projectsLeft: 20, linksLeft: 8 } },
  ],
  [
    "there is no room for links",
    { told: { projectsLeft: 20, linksLeft: 3 }, linked: { value: ["other"] } },
    [["billing-link-quota", "short", "3 left"]],
    { told: { projectsLeft: 20, linksLeft: 7 }, linked: { value: [seed] } },
  ],
  [
    "nobody says how much room there is",
    { told: {} },
    [
      ["project-quota", "unknown", "no API tells how many are left"],
      ["billing-link-quota", "unknown", "no API tells how many are left"],
    ],
    {},
  ],
  [
    "the state can't be read",
    { state: { ...good.state, at: "unreadable", backend: "gs://b" } },
    [["state-unreadable", "short", "you may not"]],
    { state: { ...good.state, at: "home" } },
  ],
  [
    "the passphrase is lost",
    { state: { ...begun, decryptable: false } },
    [["passphrase-lost", "short", "it is gone"]],
    { state: begun },
  ],
  [
    "a project is there already",
    withProject(seed, { state: "ACTIVE", parent: "folders/7" }),
    [["project-there", "short", "yours already, in folders/7"]],
    { ...withProject(seed, { state: "ACTIVE", parent: "folders/7" }), state: begun },
  ],
  [
    "a project is being deleted",
    withProject(keys, { state: "DELETE_REQUESTED" }),
    [["project-deleted", "short", "yours, and being deleted"]],
    { ...withProject(keys, { state: "DELETE_REQUESTED" }), state: begun },
  ],
  [
    "a folder has the name",
    { folders: { value: ["folders/7"] } },
    [["folder-there", "short", "folders/7 has that name"]],
    { folders: { value: ["folders/7"] }, state: begun },
  ],
  ["folders can't be read", { folders: refused(403, "no") }, [["folders-unread", "unknown", "403 no"]], {}],
  [
    "buckets are taken",
    {
      buckets: {
        ...good.buckets,
        [`${seed}-outputs`]: refused(403, "no"),
        [`${seed}-state-production`]: { value: {} },
      },
    },
    [
      ["bucket-taken", "short", "there already, and no state knows it"],
      ["bucket-taken", "short", "somebody else's"],
    ],
    { buckets: { ...good.buckets, [`${seed}-outputs`]: { value: {} } }, state: begun },
  ],
  [
    "roles are there",
    { roles: { spendingBudgetReader: { value: {} }, spendingProjectReader: { value: { deleted: true } } } },
    [
      ["role-there", "short", "there already, and no state knows it"],
      ["role-deleted", "short", "deleted, and its name held for 37 days"],
    ],
    { roles: { spendingBudgetReader: { value: {} } }, state: begun },
  ],
  [
    "planned policies are set already",
    { setPolicies: { value: ["storage.uniformBucketLevelAccess", "gcp.resourceLocations"] } },
    [["policies-there", "note", "set already: storage.uniformBucketLevelAccess"]],
    { setPolicies: { value: ["storage.uniformBucketLevelAccess"] }, state: { ...good.state, at: "home", moved: true } },
  ],
  [
    "groups are missing or can't be seen",
    {
      groups: {
        "gcp-platform@example.com": refused(404, "not found"),
        "gcp-search@example.com": refused(403, "Permission denied (or it may not exist)"),
      },
    },
    [
      ["group-missing", "short", "there is none"],
      ["group-unread", "unknown", "403 Permission denied (or it may not exist)"],
    ],
    { groups: {} },
  ],
  [
    "the repository has other numbers",
    { repository: { value: { id: "1", ownerId: "3979584" } } },
    [["repository-numbers", "short", "it is 1, of 3979584"]],
    {},
  ],
  [
    "the repository can't be looked up",
    { repository: refused(0, "GITHUB_TOKEN isn't set") },
    [["repository-unread", "unknown", "GITHUB_TOKEN isn't set"]],
    {},
  ],
];
