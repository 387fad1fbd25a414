import { type Call, param, projectOf } from "../core/call.ts";
import { requireBillingAccount } from "./cloudbilling.ts";
import { requireFolder, requireOrganization } from "./cloudresourcemanager/containers.ts";

/** A kind of resource that contacts, policies or sinks hang on. */
export interface Parent {
  /** As methods are named: "projects". */
  id: "projects" | "folders" | "organizations" | "billingAccounts";
  /** The part of a path that stands for it: "projects/{project}". */
  path: string;
  /** The parameter in it: "project". */
  parameter: string;
  /** Its own name with the project's ID, under which things are kept; refuses one that isn't there. */
  stored(call: Call): string;
  /** Its own name with the project's number. */
  numbered(call: Call): string;
}

const project: Parent = {
  id: "projects",
  path: "projects/{project}",
  parameter: "project",
  stored: (call) => `projects/${projectOf(call).projectId}`,
  numbered: (call) => `projects/${projectOf(call).number}`,
};

function folderOf(call: Call): string {
  return requireFolder(call.cloud, param(call, "folder")).name;
}

const folder: Parent = {
  id: "folders",
  path: "folders/{folder}",
  parameter: "folder",
  stored: folderOf,
  numbered: folderOf,
};

function organizationOf(call: Call): string {
  requireOrganization(call.cloud, param(call, "organization"));
  return `organizations/${param(call, "organization")}`;
}

/** The organisation. */
export const organization: Parent = {
  id: "organizations",
  path: "organizations/{organization}",
  parameter: "organization",
  stored: organizationOf,
  numbered: organizationOf,
};

function billingAccountOf(call: Call): string {
  return `billingAccounts/${requireBillingAccount(call, param(call, "billingAccount")).id}`;
}

/** A billing account, which has sinks of its own. */
export const billingAccount: Parent = {
  id: "billingAccounts",
  path: "billingAccounts/{billingAccount}",
  parameter: "billingAccount",
  stored: billingAccountOf,
  numbered: billingAccountOf,
};

/** The levels of the resource hierarchy. */
export const hierarchy: Parent[] = [project, folder, organization];
