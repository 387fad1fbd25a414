import { bootstrapPlan } from "../plan/bootstrap.ts";
import type { Organization } from "../spec/schema/organization.ts";

/** A permission that the caller needs, the role to ask for, and what it is needed for. */
export interface NeededPermission {
  permission: string;
  role: string;
  why: string;
}

const allOf = (role: string, why: string, permissions: string): NeededPermission[] =>
  permissions.split(" ").map((permission) => ({ permission, role: `roles/${role}`, why }));

/** What the caller needs on the organisation. */
export const organizationPermissions: readonly NeededPermission[] = [
  ...allOf(
    "resourcemanager.organizationAdmin",
    "gives the deployers their roles on the organisation",
    "resourcemanager.organizations.get resourcemanager.organizations.getIamPolicy " +
      "resourcemanager.organizations.setIamPolicy orgpolicy.policy.get",
  ),
  ...allOf(
    "iam.organizationRoleAdmin",
    "makes the roles of what limits spending",
    "iam.roles.create iam.roles.get iam.roles.update",
  ),
  ...allOf(
    "resourcemanager.folderAdmin",
    "makes the folder of the shared projects",
    "resourcemanager.folders.create resourcemanager.folders.get resourcemanager.folders.list",
  ),
  ...allOf("resourcemanager.projectCreator", "makes the shared projects", "resourcemanager.projects.create"),
];

/** What the caller needs on the billing account. */
export const billingPermissions: readonly NeededPermission[] = [
  ...allOf(
    "billing.admin",
    "links projects, makes their budgets, and gives the deployers the right to",
    "billing.accounts.get billing.accounts.getIamPolicy billing.accounts.setIamPolicy " +
      "billing.resourceAssociations.create billing.resourceAssociations.list " +
      "billing.budgets.create billing.budgets.get billing.budgets.list billing.budgets.update",
  ),
];

/** The APIs that have to be enabled in what a user's calls are charged to. */
export const chargedApis: readonly string[] = [
  "bigquery",
  "billingbudgets",
  "cloudbilling",
  "cloudidentity",
  "cloudkms",
  "cloudresourcemanager",
  "essentialcontacts",
  "iam",
  "monitoring",
  "orgpolicy",
  "pubsub",
  "serviceusage",
  "storage",
].map((api) => `${api}.googleapis.com`);

/** Google's own identity that publishes what budgets say. */
export const budgetPublisher = "serviceAccount:billing-budget-alert@system.gserviceaccount.com";

/** What the bootstrap stack is going to need, beside what its plan says. */
export function neededBy(organization: Organization) {
  const plan = bootstrapPlan(organization);
  const projects = Object.values(plan.projects);
  const later = (["logs", "ci", "dns"] as const).flatMap((key) => organization.projects[key]?.id ?? []);
  return {
    plan,
    projects,
    /** The IDs of the shared projects that other stacks make. */
    later,
    services: [...new Set(projects.flatMap(({ apis }) => apis))].toSorted(),
    buckets: [...plan.tiers.map(({ bucket }) => bucket), plan.outputsBucket],
    roles: plan.controller.roles.map(({ id }) => id),
    contacts: [...new Set(projects.flatMap(({ contacts }) => Object.values(contacts).map(({ email }) => email)))],
  };
}
