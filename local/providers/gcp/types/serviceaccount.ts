import { isUnknown, type Properties } from "../../grpc/values.ts";
import { ApiFailure } from "../core/client.ts";
import { policyMember, readByEmptyPost } from "../core/policy-member.ts";
import { type Context, type ResourceType, resourceType } from "../core/resource.ts";
import { mayDelete } from "../core/rest.ts";
import schema from "../schema/serviceaccount.json" with { type: "json" };

const host = "iam.googleapis.com";

const stateOf = (reply: Properties, known: Properties): Properties => ({
  accountId: String(reply.email).split("@")[0],
  ...(known.createIgnoreAlreadyExists !== undefined && { createIgnoreAlreadyExists: known.createIgnoreAlreadyExists }),
  deletionPolicy: known.deletionPolicy ?? "DELETE",
  description: reply.description ?? "",
  disabled: reply.disabled ?? false,
  displayName: reply.displayName ?? "",
  email: reply.email,
  member: `serviceAccount:${reply.email}`,
  name: reply.name,
  project: reply.projectId,
  uniqueId: reply.uniqueId,
});

const pathOf = ({ project, email }: Properties) => `/v1/projects/${project ?? "-"}/serviceAccounts/${email}`;

async function read({ client }: Context, known: Properties): Promise<Properties> {
  return stateOf(await client.request(host, "GET", pathOf(known)), known);
}

async function isTaken(work: Promise<unknown>): Promise<boolean> {
  try {
    await work;
    return false;
  } catch (error) {
    if (error instanceof ApiFailure && error.code === 409) return true;
    throw error;
  }
}

const account = resourceType(schema, "gcp:serviceaccount/account:Account", {
  async create(context, inputs) {
    const { project, accountId, displayName, description, createIgnoreAlreadyExists } = inputs;
    const making = context.client.request(host, "POST", `/v1/projects/${project}/serviceAccounts`, {
      accountId,
      serviceAccount: { displayName, description },
    });
    // The account is there for all who ask for it to be ignored that it is; `disabled` is not part of making one.
    if (createIgnoreAlreadyExists === true) await isTaken(making);
    else await making;
    const email = `${accountId}@${project}.iam.gserviceaccount.com`;
    const state = await read(context, { ...inputs, email });
    return { id: String(state.name), state };
  },
  async read(context, _id, state) {
    try {
      return await read(context, state);
    } catch (error) {
      if (error instanceof ApiFailure && error.code === 404) return undefined;
      throw error;
    }
  },
  async update(context, _id, old, inputs, changed) {
    const path = pathOf(old);
    const mask = changed.filter((name) => name === "displayName" || name === "description");
    if (mask.length > 0) {
      const { displayName = "", description = "" } = inputs;
      const body = { serviceAccount: { displayName, description }, updateMask: mask.join(",") };
      await context.client.request(host, "PATCH", path, body);
    }
    if (changed.includes("disabled")) {
      await context.client.request(host, "POST", `${path}:${inputs.disabled === true ? "disable" : "enable"}`, {});
    }
    return read(context, { ...old, ...inputs });
  },
  async delete({ client }, _id, state) {
    if (!mayDelete(state)) return;
    try {
      await client.request(host, "DELETE", pathOf(state));
    } catch (error) {
      if (!(error instanceof ApiFailure && error.code === 404)) throw error;
    }
  },
  preview: ({ project, accountId }) => {
    if (isUnknown(project) || isUnknown(accountId)) return {};
    if (typeof project !== "string" || typeof accountId !== "string") return {};
    const email = `${accountId}@${project}.iam.gserviceaccount.com`;
    return { email, member: `serviceAccount:${email}`, name: `projects/${project}/serviceAccounts/${email}` };
  },
});

const member = policyMember(schema, "gcp:serviceaccount/iAMMember:IAMMember", {
  host,
  resource: "/v1/{serviceAccountId}",
  read: readByEmptyPost(host),
});

export const serviceaccount: ResourceType[] = [account, member];
