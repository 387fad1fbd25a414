import { setTimeout as sleep } from "node:timers/promises";
import type { Properties } from "../../grpc/values.ts";
import { ApiFailure } from "../core/client.ts";
import { policyMember, readByPost } from "../core/policy-member.ts";
import { type Context, PartialFailure, type ResourceType, resourceType } from "../core/resource.ts";
import { mayDelete, rest } from "../core/rest.ts";
import schema from "../schema/organizations.json" with { type: "json" };
import { host as compute, operate, sameLink } from "./compute-links.ts";
import { customRole } from "./custom-role.ts";

const host = "cloudresourcemanager.googleapis.com";
const attribution = { "goog-pulumi-provisioned": "true" };

const folder = rest(schema, "gcp:organizations/folder:Folder", {
  host,
  create: { method: "POST", path: "/v3/folders" },
  read: "/v3/{name}",
  update: { method: "PATCH", path: "/v3/{name}", mask: true },
  delete: { method: "DELETE", path: "/v3/{name}" },
  operation: "/v3/{name}",
  normalise: (inputs) => {
    const parent = inputs.parent;
    if (typeof parent !== "string" || /^(folders|organizations)\//.test(parent) || !/^\d+$/.test(parent)) return inputs;
    return { ...inputs, parent: `folders/${parent}` };
  },
  decode: (state, reply) => ({
    ...state,
    folderId: String(reply.name).replace("folders/", ""),
    lifecycleState: reply.state,
    configuredCapabilities: [],
    managementProject: "",
  }),
});

/** A change of parent is a move, a request of its own. */
const movableFolder: ResourceType = {
  ...folder,
  async read(context, id, state) {
    const found = await folder.read(context, id, { ...state, name: state.name ?? `folders/${state.folderId}` });
    return found?.lifecycleState === "ACTIVE" ? found : undefined;
  },
  async update(context, id, old, inputs, changed) {
    if (changed.includes("parent")) {
      const body = { destinationParent: inputs.parent };
      const operation = await context.client.request(host, "POST", `/v3/${old.name}:move`, body);
      await context.client.wait(host, `/v3/${operation.name}`, operation);
    }
    return folder.update(
      context,
      id,
      old,
      inputs,
      changed.filter((name) => name !== "parent"),
    );
  },
};

const projectPath = (projectId: unknown) => `/v1/projects/${projectId}`;

/** The parent as v1 has it. */
function parentOf({ folderId, orgId }: Properties): object {
  return folderId
    ? { parent: { type: "folder", id: String(folderId).replace("folders/", "") } }
    : { parent: { type: "organization", id: orgId } };
}

async function linkBilling({ client }: Context, projectId: unknown, account: unknown): Promise<void> {
  const path = `/v1/projects/${projectId}/billingInfo`;
  await client.request("cloudbilling.googleapis.com", "PUT", path, {
    billingAccountName: account ? `billingAccounts/${account}` : "",
  });
}

async function readProject({ client }: Context, id: string, known: Properties): Promise<Properties | undefined> {
  const projectId = id.replace(/^projects\//, "");
  const reply = await client.request(host, "GET", projectPath(projectId));
  if (reply.lifecycleState !== "ACTIVE") return undefined;
  const info = await client.request("cloudbilling.googleapis.com", "GET", `/v1/projects/${projectId}/billingInfo`);
  const parent = reply.parent as { type: string; id: string };
  const effective = (reply.labels ?? {}) as Record<string, string>;
  // Only what a program asked for is its own: an imported project has none, and keeps those that others gave it.
  const asked = (known.labels ?? {}) as Record<string, string>;
  const mine = Object.entries(effective).filter(([key]) => key in asked && !(key in attribution));
  const labels = Object.fromEntries(mine);
  return {
    autoCreateNetwork: known.autoCreateNetwork ?? true,
    billingAccount: String(info.billingAccountName ?? "").replace("billingAccounts/", ""),
    deletionPolicy: known.deletionPolicy ?? "PREVENT",
    effectiveLabels: effective,
    folderId: parent.type === "folder" ? parent.id : "",
    labels,
    name: reply.name,
    number: reply.projectNumber,
    orgId: parent.type === "organization" ? parent.id : "",
    projectId,
    pulumiLabels: { ...attribution, ...labels },
    ...(known.tags !== undefined && { tags: known.tags }),
  };
}

/** Seconds for which an API that was just enabled may still refuse. */
const readiness = 60;

/** The default network goes when the project is to have none: it needs the Compute API for that. */
async function removeDefaultNetwork(context: Context, projectId: unknown): Promise<void> {
  const { client } = context;
  const usage = "serviceusage.googleapis.com";
  const enabling = await client.request(usage, "POST", `/v1/projects/${projectId}/services/${compute}:enable`, {});
  await client.wait(usage, `/v1/${enabling.name}`, enabling);
  const path = `/compute/v1/projects/${projectId}/global`;
  for (let attempt = 1; ; attempt++) {
    try {
      const { items = [] } = (await client.request(compute, "GET", `${path}/firewalls`)) as { items?: Properties[] };
      // Its rules keep a network from being deleted.
      const rules = items.filter(({ network }) => sameLink(network, "global/networks/default"));
      for (const { name } of rules) await operate(context, "DELETE", `${path}/firewalls/${name}`);
      await operate(context, "DELETE", `${path}/networks/default`);
      return;
    } catch (error) {
      if (error instanceof ApiFailure && error.code === 404) return;
      if (!(error instanceof ApiFailure && error.code === 403) || attempt > readiness) throw error;
      await sleep(1000);
    }
  }
}

const project = resourceType(schema, "gcp:organizations/project:Project", {
  async create(context, inputs) {
    const { client } = context;
    if (inputs.billingAccount) {
      const asked = { permissions: ["billing.resourceAssociations.create"] };
      const path = `/v1/billingAccounts/${inputs.billingAccount}:testIamPermissions`;
      const { permissions } = await client.request("cloudbilling.googleapis.com", "POST", path, asked);
      if (!Array.isArray(permissions) || permissions.length === 0) {
        throw new Error(`missing permission billing.resourceAssociations.create on ${inputs.billingAccount}`);
      }
    }
    const labels = { ...attribution, ...(inputs.labels as object | undefined) };
    const operation = await client.request(host, "POST", "/v1/projects", {
      projectId: inputs.projectId,
      name: inputs.name,
      labels,
      ...parentOf(inputs),
    });
    await client.wait(host, `/v1/${operation.name}`, operation);
    const id = `projects/${inputs.projectId}`;
    try {
      if (inputs.billingAccount) await linkBilling(context, inputs.projectId, inputs.billingAccount);
      if (inputs.autoCreateNetwork === false) await removeDefaultNetwork(context, inputs.projectId);
    } catch (error) {
      const state = await readProject(context, id, inputs);
      throw new PartialFailure(id, state ?? {}, error as Error);
    }
    const state = await readProject(context, id, inputs);
    if (!state) throw new Error(`project ${inputs.projectId} was deleted while it was being made`);
    return { id, state };
  },
  read: (context, id, state) => readProject(context, id, state),
  async update(context, id, old, inputs, changed) {
    const { client } = context;
    const before = (old.labels ?? {}) as object;
    const foreign = Object.entries((old.effectiveLabels ?? {}) as object).filter(([key]) => !(key in before));
    if (["name", "labels", "folderId", "orgId"].some((name) => changed.includes(name))) {
      const labels = { ...Object.fromEntries(foreign), ...attribution, ...(inputs.labels as object | undefined) };
      const body = { projectId: inputs.projectId, name: inputs.name, labels, ...parentOf(inputs) };
      await client.request(host, "PUT", projectPath(inputs.projectId), body);
    }
    if (changed.includes("billingAccount")) await linkBilling(context, inputs.projectId, inputs.billingAccount);
    const state = await readProject(context, id, inputs);
    if (!state) throw new Error(`project ${inputs.projectId} is gone`);
    return state;
  },
  async delete({ client }, _id, state) {
    if (mayDelete(state, "PREVENT")) await client.request(host, "DELETE", projectPath(state.projectId));
  },
  normalise: (inputs) =>
    typeof inputs.folderId === "string" ? { ...inputs, folderId: inputs.folderId.replace("folders/", "") } : inputs,
});

const organizationMember = policyMember(schema, "gcp:organizations/iAMMember:IAMMember", {
  host,
  resource: "/v1/organizations/{orgId}",
  read: readByPost(host),
});

const organizationRole = customRole(
  schema,
  "gcp:organizations/iAMCustomRole:IAMCustomRole",
  "/v1/organizations/{orgId}",
);

export const organizations: ResourceType[] = [movableFolder, project, organizationMember, organizationRole];
