import type { Client } from "../core/client.ts";
import { policyMember, readByPost } from "../core/policy-member.ts";
import { type ResourceType, resourceType } from "../core/resource.ts";
import { mayDelete } from "../core/rest.ts";
import schema from "../schema/projects.json" with { type: "json" };
import { customRole } from "./custom-role.ts";
import { defaultServiceAccounts } from "./default-service-accounts.ts";

const host = "serviceusage.googleapis.com";

/** Milliseconds for which requests to enable APIs are gathered, and the most that one request may hold. */
const gathering = 50;
const batchSize = 20;

interface Waiting {
  service: string;
  resolve(): void;
  reject(error: unknown): void;
}

const waiting = new Map<string, Waiting[]>();
const running = new Map<string, Promise<void>>();

/** Enables an API together with others of the project that are asked for at the same time, one request after another. */
function enable(client: Client, project: string, service: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const queue = waiting.get(project) ?? [];
    queue.push({ service, resolve, reject });
    waiting.set(project, queue);
    if (queue.length > 1) return;
    setTimeout(() => {
      const batch = waiting.get(project) ?? [];
      waiting.delete(project);
      const before = running.get(project) ?? Promise.resolve();
      running.set(
        project,
        before.then(() => enableAll(client, project, batch)),
      );
    }, gathering);
  });
}

async function enableAll(client: Client, project: string, batch: Waiting[]): Promise<void> {
  for (let start = 0; start < batch.length; start += batchSize) {
    const part = batch.slice(start, start + batchSize);
    const ids = part.map(({ service }) => service);
    const path = `/v1/projects/${project}/services`;
    try {
      const operation =
        ids.length === 1
          ? await client.request(host, "POST", `${path}/${ids[0]}:enable`, {})
          : await client.request(host, "POST", `${path}:batchEnable`, { serviceIds: ids });
      await client.wait(host, `/v1/${operation.name}`, operation);
      for (const each of part) each.resolve();
    } catch (error) {
      for (const each of part) each.reject(error);
    }
  }
}

const manager = "cloudresourcemanager.googleapis.com";

const service = resourceType(schema, "gcp:projects/service:Service", {
  async create({ client }, inputs) {
    await enable(client, String(inputs.project), String(inputs.service));
    return { id: `${inputs.project}/${inputs.service}`, state: { deletionPolicy: "DELETE", ...inputs } };
  },
  async read({ client }, id, state) {
    const [project, name] = id.split("/");
    // With a project, all that is in it goes.
    const { lifecycleState } = await client.request(manager, "GET", `/v1/projects/${project}`);
    if (lifecycleState !== "ACTIVE") return undefined;
    const { state: current } = await client.request(host, "GET", `/v1/projects/${project}/services/${name}`);
    return current === "ENABLED" ? { deletionPolicy: "DELETE", ...state, project, service: name } : undefined;
  },
  async update(_context, _id, old, inputs) {
    return { ...old, ...inputs };
  },
  // Unless it was asked for, an API stays enabled.
  async delete({ client }, _id, state) {
    if (!mayDelete(state) || state.disableOnDestroy !== true) return;
    const path = `/v1/projects/${state.project}/services/${state.service}:disable`;
    const operation = await client.request(host, "POST", path, {
      disableDependentServices: state.disableDependentServices ?? false,
    });
    await client.wait(host, `/v1/${operation.name}`, operation);
  },
  normalise: (inputs) =>
    typeof inputs.project === "string" ? { ...inputs, project: inputs.project.replace(/^projects\//, "") } : inputs,
});

const member = policyMember(schema, "gcp:projects/iAMMember:IAMMember", {
  host: manager,
  resource: "/v1/projects/{project}",
  read: readByPost(manager),
});

const projectRole = customRole(schema, "gcp:projects/iAMCustomRole:IAMCustomRole", "/v1/projects/{project}");

export const projects: ResourceType[] = [service, member, projectRole, defaultServiceAccounts];
