import type { Properties } from "../../grpc/values.ts";
import { ApiFailure } from "../core/client.ts";
import { type Context, type ResourceType, resourceType } from "../core/resource.ts";
import { mayDelete } from "../core/rest.ts";
import { fill } from "../core/template.ts";

const host = "iam.googleapis.com";

const bodyOf = ({ title, description = "", stage, permissions }: Properties): Properties => ({
  title,
  description,
  stage,
  includedPermissions: permissions,
});

async function find({ client }: Context, path: string): Promise<Properties | undefined> {
  try {
    return await client.request(host, "GET", path);
  } catch (error) {
    if (error instanceof ApiFailure && error.code === 404) return undefined;
    throw error;
  }
}

/** Makes the type of custom roles under a parent: "/v1/projects/{project}". */
export function customRole(schema: Record<string, unknown>, token: string, parent: string): ResourceType {
  const pathOf = (properties: Properties) => fill(`${parent}/roles/{roleId}`, properties);

  const stateOf = (reply: Properties, known: Properties): Properties => ({
    ...(known.project !== undefined ? { project: known.project } : { orgId: known.orgId }),
    roleId: known.roleId,
    name: reply.name,
    title: reply.title,
    description: reply.description ?? "",
    permissions: reply.includedPermissions ?? [],
    stage: reply.stage ?? "ALPHA",
    deleted: reply.deleted ?? false,
    deletionPolicy: known.deletionPolicy ?? "DELETE",
  });

  const revive = async ({ client }: Context, path: string): Promise<void> => {
    await client.request(host, "POST", `${path}:undelete`, {});
  };

  return resourceType(schema, token, {
    // A deleted role keeps its ID for weeks, and can only be brought back.
    async create(context, inputs) {
      const path = pathOf(inputs);
      const before = await find(context, path);
      if (before && before.deleted !== true) {
        throw new Error(`the role ${before.name} already exists: import it, or choose another roleId`);
      }
      let reply: Properties;
      if (before) {
        await revive(context, path);
        reply = await context.client.request(host, "PATCH", path, bodyOf(inputs));
      } else {
        const body = { roleId: inputs.roleId, role: bodyOf(inputs) };
        reply = await context.client.request(host, "POST", `${fill(parent, inputs)}/roles`, body);
      }
      return { id: String(reply.name), state: stateOf(reply, inputs) };
    },
    // A deleted role is still read, as deleted.
    async read(context, _id, state) {
      const reply = await find(context, pathOf(state));
      return reply && stateOf(reply, state);
    },
    async update(context, _id, old, inputs, changed) {
      const path = pathOf(inputs);
      if (old.deleted === true) await revive(context, path);
      const sent = changed.some((name) => ["title", "description", "stage", "permissions"].includes(name));
      const reply = sent
        ? await context.client.request(host, "PATCH", path, bodyOf(inputs))
        : await context.client.request(host, "GET", path);
      return stateOf(reply, inputs);
    },
    async delete(context, _id, state) {
      if (!mayDelete(state)) return;
      const reply = await find(context, pathOf(state));
      if (reply && reply.deleted !== true) await context.client.request(host, "DELETE", pathOf(state));
    },
  });
}
