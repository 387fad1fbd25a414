import { anybody, type Need, needs, type Permissions } from "../../access/needs.ts";

const project = (id: string) => `//cloudresourcemanager.googleapis.com/projects/${id}`;

/** The account that a project is to be linked to. */
const linked: Need = {
  permission: "billing.resourceAssociations.create",
  on: ({ body }) => [body.billingAccountName ? `//cloudbilling.googleapis.com/${body.billingAccountName}` : undefined],
};

/** Who links a project needs other permissions on it than who takes its link away. */
const link: Need = {
  permission: "resourcemanager.projects.createBillingAssignment",
  on: ({ body, params }) => [body.billingAccountName ? project(params.id!) : undefined],
};

const unlink: Need = {
  permission: "resourcemanager.projects.deleteBillingAssignment",
  on: ({ body, params }) => [body.billingAccountName ? undefined : project(params.id!)],
};

/** https://cloud.google.com/billing/docs/how-to/billing-access, and the reference of each method */
export const permissions: Permissions = {
  "services.list": anybody,
  "services.skus.list": anybody,
  // Shows those that the caller may see.
  "billingAccounts.list": anybody,
  ...needs("billingAccounts", "billing.accounts", "get getIamPolicy setIamPolicy"),
  "billingAccounts.projects.list": "billing.resourceAssociations.list",
  "projects.getBillingInfo": "resourcemanager.projects.get",
  "projects.updateBillingInfo": [link, linked, unlink],
};
