import type { Api } from "../core/api.ts";
import { type Call, param } from "../core/call.ts";
import { denied, invalid, notFound, precondition } from "../core/errors.ts";
import { page } from "../core/paging.ts";
import { policyRoutes } from "../core/policies.ts";
import { type Project, projectName } from "../core/projects.ts";
import { catalogueEnums, catalogueRoutes } from "./cloudbilling/catalogue.ts";
import { permissions } from "./cloudbilling/permissions.ts";
import { projects, requireAnyProject } from "./cloudresourcemanager/containers.ts";
import { stopMachines } from "./compute/instance-states.ts";

export const billingAccountName = (id: string) => `//cloudbilling.googleapis.com/billingAccounts/${id}`;

/** A billing account of the organisation; a foreign one answers as one that the caller may not see. */
export function requireBillingAccount(call: Call, id: string) {
  const account = call.cloud.seed.billingAccounts.find((each) => each.id === id);
  if (!account) throw denied("The caller does not have permission");
  return account;
}

function view(call: Call, id: string): object {
  const account = requireBillingAccount(call, id);
  return {
    name: `billingAccounts/${id}`,
    open: account.open,
    displayName: account.displayName,
    masterBillingAccount: "",
    parent: `organizations/${call.cloud.seed.organization.id}`,
    currencyCode: account.currencyCode,
  };
}

/** The billing accounts that the caller may see. */
const visibleAccounts = ({ cloud, identity }: Call): string[] =>
  cloud.seed.billingAccounts
    .map(({ id }) => id)
    .filter((id) => cloud.access.allows(identity, "billing.accounts.get", billingAccountName(id)));

/** What is linked: empty values are sent, unlike in most APIs. */
function info(project: Project): object {
  return {
    name: `projects/${project.projectId}/billingInfo`,
    projectId: project.projectId,
    billingAccountName: project.billingAccount ?? "",
    billingEnabled: project.billingAccount !== undefined,
  };
}

function link(call: Call): object {
  const project = requireAnyProject(call.cloud, param(call, "id"));
  if (project.state !== "ACTIVE") throw denied("The caller does not have permission");
  const asked: string = call.body.billingAccountName ?? "";
  const { billingAccount: _, ...rest } = project;
  let updated: Project = rest;
  if (asked !== "") {
    const id = /^billingAccounts\/(.+)$/.exec(asked)?.[1];
    if (!id) throw invalid();
    const account = requireBillingAccount(call, id);
    if (!account.open) throw precondition("The billing account is closed.");
    checkQuota(call, project, asked);
    updated = { ...rest, billingAccount: asked };
  }
  call.cloud.store.put(projectName(project.projectId), updated);
  if (updated.billingAccount === undefined) stopMachines(call.cloud, project.projectId);
  return info(updated);
}

function checkQuota(call: Call, project: Project, account: string): void {
  if (project.billingAccount === account) return;
  const linked = projects(call.cloud).filter((each) => each.billingAccount === account).length;
  if (linked < call.cloud.seed.quotas.billingLinks) return;
  throw precondition("Precondition check failed.", {
    details: [
      {
        "@type": "type.googleapis.com/google.rpc.QuotaFailure",
        violations: [
          {
            subject: account,
            description: "Cloud billing quota exceeded: https://support.google.com/code/contact/billing_quota_increase",
          },
        ],
      },
    ],
  });
}

export const cloudbilling: Api = {
  host: "cloudbilling.googleapis.com",
  title: "Cloud Billing API",
  errors: "status",
  needsEnabling: false,
  enums: catalogueEnums,
  permissions,
  routes: [
    ...catalogueRoutes,
    {
      id: "billingAccounts.list",
      method: "GET",
      path: "/v1/billingAccounts",
      handle: (call) => ({ billingAccounts: visibleAccounts(call).map((id) => view(call, id)) }),
    },
    {
      id: "billingAccounts.get",
      method: "GET",
      path: "/v1/billingAccounts/{account}",
      handle: (call) => view(call, param(call, "account")),
    },
    {
      id: "billingAccounts.projects.list",
      method: "GET",
      path: "/v1/billingAccounts/{account}/projects",
      handle: (call) => {
        requireBillingAccount(call, param(call, "account"));
        const account = `billingAccounts/${param(call, "account")}`;
        const linked = projects(call.cloud).filter((each) => each.billingAccount === account);
        const { items, ...token } = page(linked, call.query);
        return { ...(items.length > 0 && { projectBillingInfo: items.map(info) }), ...token };
      },
    },
    {
      id: "projects.getBillingInfo",
      method: "GET",
      path: "/v1/projects/{id}/billingInfo",
      handle: (call) => info(requireAnyProject(call.cloud, param(call, "id"))),
    },
    { id: "projects.updateBillingInfo", method: "PUT", path: "/v1/projects/{id}/billingInfo", handle: link },
    ...policyRoutes({
      id: "billingAccounts",
      path: "/v1/billingAccounts/{account}",
      resource: (call) => {
        if (!call.cloud.seed.billingAccounts.some(({ id }) => id === param(call, "account"))) {
          throw notFound("Requested entity was not found.");
        }
        return billingAccountName(param(call, "account"));
      },
    }),
  ],
};
