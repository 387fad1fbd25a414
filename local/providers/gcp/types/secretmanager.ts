import type { Properties } from "../../grpc/values.ts";
import { ApiFailure } from "../core/client.ts";
import { policyMember } from "../core/policy-member.ts";
import { type Context, PartialFailure, type ResourceType, resourceType } from "../core/resource.ts";
import { mayDelete, rest } from "../core/rest.ts";
import schema from "../schema/secretmanager.json" with { type: "json" };

const host = "secretmanager.googleapis.com";
const secrets = "/v1/projects/{project}/secrets";

interface Replication {
  auto?: object;
  automatic?: object;
  userManaged?: object;
}

const secret = rest(schema, "gcp:secretmanager/secret:Secret", {
  host,
  create: { method: "POST", path: secrets, query: { secretId: "secretId" } },
  read: `${secrets}/{secretId}`,
  update: { method: "PATCH", path: `${secrets}/{secretId}`, mask: true },
  delete: { method: "DELETE", path: `${secrets}/{secretId}` },
  path: ["project", "secretId"],
  labels: true,
  encode: (body) => {
    const { auto, ...others } = body.replication as Replication;
    return { ...body, replication: { ...others, ...(auto && { automatic: auto }) } };
  },
  decode: (state, reply, known) => {
    const { automatic, ...others } = reply.replication as Replication;
    return {
      ...state,
      replication: { ...others, ...(automatic && { auto: automatic }) },
      // The service keeps the moment of the end, not the time to it.
      ...(known.ttl !== undefined && { ttl: known.ttl }),
      effectiveAnnotations: reply.annotations ?? {},
    };
  },
});

const secretMember = policyMember(schema, "gcp:secretmanager/secretIamMember:SecretIamMember", {
  host,
  resource: `${secrets}/{secretId!}`,
});

/** What a version holds, in the form that its property has. */
async function payload({ client }: Context, name: unknown, inBase64: unknown): Promise<string> {
  const { payload } = await client.request(host, "GET", `/v1/${name}:access`);
  const { data } = payload as { data: string };
  return inBase64 ? data : Buffer.from(data, "base64").toString();
}

async function readVersion(context: Context, id: string, known: Properties): Promise<Properties | undefined> {
  let version: Properties;
  try {
    version = await context.client.request(host, "GET", `/v1/${id}`);
  } catch (error) {
    if (error instanceof ApiFailure && error.code === 404) return undefined;
    throw error;
  }
  if (version.state === "DESTROYED") return undefined;
  const name = String(version.name);
  const { secretDataWoVersion, isSecretDataBase64 } = known;
  const enabled = version.state === "ENABLED";
  // A payload that was given to be written only is not read back, and one of a disabled version can't be.
  const secretData =
    secretDataWoVersion !== undefined
      ? undefined
      : enabled
        ? await payload(context, name, isSecretDataBase64)
        : known.secretData;
  return {
    createTime: version.createTime,
    deletionPolicy: known.deletionPolicy ?? "DELETE",
    destroyTime: version.destroyTime ?? "",
    enabled,
    ...(isSecretDataBase64 !== undefined && { isSecretDataBase64 }),
    name,
    project: known.project ?? name.split("/")[1],
    secret: known.secret ?? name.replace(/\/versions\/.*$/, ""),
    ...(secretData !== undefined && { secretData }),
    ...(secretDataWoVersion !== undefined && { secretDataWoVersion }),
    version: name.split("/").at(-1),
  };
}

const setState = ({ client }: Context, name: unknown, verb: "enable" | "disable" | "destroy") =>
  client.request(host, "POST", `/v1/${name}:${verb}`, {});

const secretVersion = resourceType(schema, "gcp:secretmanager/secretVersion:SecretVersion", {
  async create(context, inputs) {
    const text = String(inputs.secretData ?? inputs.secretDataWo);
    const data = inputs.isSecretDataBase64 ? text : Buffer.from(text).toString("base64");
    const made = await context.client.request(host, "POST", `/v1/${inputs.secret}:addVersion`, { payload: { data } });
    const id = String(made.name);
    try {
      if (inputs.enabled === false) await setState(context, id, "disable");
    } catch (error) {
      throw new PartialFailure(id, (await readVersion(context, id, inputs)) ?? {}, error as Error);
    }
    const state = await readVersion(context, id, inputs);
    if (!state) throw new Error(`${id} was destroyed while it was being made`);
    return { id, state };
  },
  read: readVersion,
  async update(context, id, old, inputs, changed) {
    if (changed.includes("enabled")) await setState(context, id, inputs.enabled === false ? "disable" : "enable");
    const state = await readVersion(context, id, { ...old, ...inputs });
    if (!state) throw new Error(`${id} is gone`);
    return state;
  },
  async delete(context, id, state) {
    if (!mayDelete(state)) return;
    try {
      await setState(context, id, state.deletionPolicy === "DISABLE" ? "disable" : "destroy");
    } catch (error) {
      if (!(error instanceof ApiFailure && error.code === 404)) throw error;
    }
  },
});

export const secretmanager: ResourceType[] = [secret, secretMember, secretVersion];
