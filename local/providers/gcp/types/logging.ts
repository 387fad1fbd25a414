import type { Properties } from "../../grpc/values.ts";
import type { ResourceType } from "../core/resource.ts";
import { type Row, rest } from "../core/rest.ts";
import schema from "../schema/logging.json" with { type: "json" };

const host = "logging.googleapis.com";

/** What sinks of all levels have in common. `parent`: "organizations/{orgId}"; `property`: "orgId". */
const sink = (parent: string, property: string): Row => ({
  host,
  create: { method: "POST", path: `/v2/${parent}/sinks?uniqueWriterIdentity=true` },
  read: `/v2/${parent}/sinks/{name}`,
  update: { method: "PATCH", path: `/v2/${parent}/sinks/{name}?uniqueWriterIdentity=true`, mask: true },
  delete: { method: "DELETE", path: `/v2/${parent}/sinks/{name}` },
  path: [property],
  // White space around a filter means nothing.
  same: (path, old, next) => path.endsWith("filter") && String(old).trim() === String(next ?? "").trim(),
});

/** Without the kind of resource that a parent may be given with: "folders/123" is "123". */
const bare = (name: string) => (inputs: Properties) =>
  typeof inputs[name] === "string" ? { ...inputs, [name]: inputs[name].split("/").at(-1) } : inputs;

const organizationSink = rest(schema, "gcp:logging/organizationSink:OrganizationSink", {
  ...sink("organizations/{orgId}", "orgId"),
  normalise: bare("orgId"),
});

const folderSink = rest(schema, "gcp:logging/folderSink:FolderSink", {
  ...sink("folders/{folder}", "folder"),
  normalise: bare("folder"),
});

/** The identity of the sinks that have none of their own. */
const sharedIdentity = "serviceAccount:cloud-logs@system.gserviceaccount.com";

const projectSinkRow: Row = {
  ...sink("projects/{project}", "project"),
  create: {
    method: "POST",
    path: "/v2/projects/{project}/sinks",
    query: { uniqueWriterIdentity: "uniqueWriterIdentity", customWriterIdentity: "customWriterIdentity" },
  },
  update: {
    method: "PATCH",
    path: "/v2/projects/{project}/sinks/{name}",
    query: { uniqueWriterIdentity: "uniqueWriterIdentity", customWriterIdentity: "customWriterIdentity" },
    mask: true,
  },
  local: ["uniqueWriterIdentity", "customWriterIdentity"],
  // An import can only tell by whose name the sink writes in.
  decode: (state) => ({
    ...state,
    uniqueWriterIdentity: state.uniqueWriterIdentity ?? state.writerIdentity !== sharedIdentity,
  }),
};

/** The resources that every project has from the start: they are changed, never made or deleted. */
const readyMade = (id: unknown) => id === "_Default" || id === "_Required";

const ordinarySink = rest(schema, "gcp:logging/projectSink:ProjectSink", projectSinkRow);

const projectSink: ResourceType = {
  ...ordinarySink,
  async create(context, inputs) {
    if (!readyMade(inputs.name)) return ordinarySink.create(context, inputs);
    const id = `projects/${inputs.project}/sinks/${inputs.name}`;
    const given = ["destination", "filter", "description", "disabled", "exclusions"].filter((name) => name in inputs);
    return { id, state: await ordinarySink.update(context, id, inputs, inputs, given) };
  },
  async delete(context, id, state) {
    if (!readyMade(state.name)) await ordinarySink.delete(context, id, state);
  },
};

const buckets = "/v2/projects/{project}/locations/{location}/buckets";

const ordinaryBucket = rest(schema, "gcp:logging/projectBucketConfig:ProjectBucketConfig", {
  host,
  create: { method: "POST", path: `${buckets}:createAsync`, query: { bucketId: "bucketId" } },
  read: `${buckets}/{bucketId}`,
  update: { method: "PATCH", path: `${buckets}/{bucketId}`, mask: true },
  delete: { method: "DELETE", path: `${buckets}/{bucketId}` },
  operation: "/v2/{name}",
  path: ["project", "location", "bucketId"],
  rename: { enableAnalytics: "analyticsEnabled" },
});

const bucket: ResourceType = {
  ...ordinaryBucket,
  async create(context, inputs) {
    if (!readyMade(inputs.bucketId)) return ordinaryBucket.create(context, inputs);
    const { project, location, bucketId, ...rest } = inputs;
    const id = `projects/${project}/locations/${location}/buckets/${bucketId}`;
    return { id, state: await ordinaryBucket.update(context, id, inputs, inputs, Object.keys(rest)) };
  },
  // A deleted bucket can be had back for some days, but for the program it is gone.
  async read(context, id, state) {
    const found = await ordinaryBucket.read(context, id, state);
    return found?.lifecycleState === "DELETE_REQUESTED" ? undefined : found;
  },
  async delete(context, id, state) {
    if (!readyMade(state.bucketId)) await ordinaryBucket.delete(context, id, state);
  },
};

export const logging: ResourceType[] = [organizationSink, folderSink, projectSink, bucket];
