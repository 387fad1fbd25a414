import type { Properties } from "../../grpc/values.ts";
import { complete } from "../core/convert.ts";
import type { Facts } from "../core/fields.ts";
import { parseFields } from "../core/fields.ts";
import type { Context, ResourceType } from "../core/resource.ts";
import { rest } from "../core/rest.ts";
import { lastSegment } from "../core/template.ts";
import schema from "../schema/compute.json" with { type: "json" };
import { resolveImage, sameImage } from "./compute-images.ts";
import { decodeInstance } from "./compute-instance-decode.ts";
import { encodeInstance, scopeOf } from "./compute-instance-encode.ts";
import { updateInstance } from "./compute-instance-update.ts";
import { base, host, operate, operationPath, placed, sameLinks, withLabels } from "./compute-links.ts";

const token = "gcp:compute/instance:Instance";
const facts = schema[token] as Facts;
const fields = parseFields(facts.fields);
const instances = `${base}/zones/{zone!}/instances`;

const pathOf = ({ project, zone, name }: Properties) =>
  `/compute/v1/projects/${project}/zones/${zone}/instances/${name}`;

const links = sameLinks(
  "machineType",
  "networkInterfaces.network",
  "networkInterfaces.subnetwork",
  "bootDisk.source",
  "bootDisk.initializeParams.type",
  "attachedDisks.source",
  "guestAccelerators.type",
  "resourcePolicies",
);

const plain = rest(schema, token, {
  host,
  create: { method: "POST", path: instances },
  read: `${instances}/{name}`,
  delete: { method: "DELETE", path: `${instances}/{name}` },
  operation: operationPath,
  path: ["project", "zone"],
  local: ["allowStoppingForUpdate", "desiredStatus", "eraseWindowsVssSignature", "params"],
  remote: ["tags", "deletionProtection"],
  labels: true,
  encode: encodeInstance,
  decode: (state, reply, known) => complete(fields, decodeInstance(state, reply, known), known),
  same: (path, old, next) =>
    links(path, old, next) ||
    (path === "bootDisk.initializeParams.image" && sameImage(old, next)) ||
    (path === "serviceAccount.scopes" && scopeOf(old) === scopeOf(next)),
  normalise: (inputs) => placed(inputs, "zone"),
});

/** What an instance doesn't say of its boot disk, but the disk does. */
async function withBootDisk({ client }: Context, state: Properties): Promise<Properties> {
  const boot = state.bootDisk as Properties;
  const disk = await client.request(host, "GET", new URL(String(boot.source)).pathname);
  const { provisionedIops = 0, provisionedThroughput = 0, enableConfidentialCompute = false } = disk;
  const before = (boot.initializeParams ?? {}) as Properties;
  const initializeParams = {
    ...before,
    architecture: disk.architecture,
    enableConfidentialCompute,
    image: disk.sourceImage ?? "",
    labels: disk.labels ?? {},
    provisionedIops,
    provisionedThroughput,
    resourcePolicies: ((disk.resourcePolicies ?? []) as string[])[0] ?? "",
    size: Number(disk.sizeGb),
    snapshot: disk.sourceSnapshot ?? "",
    type: lastSegment(String(disk.type)),
  };
  return { ...state, bootDisk: { ...boot, initializeParams } };
}

const whole: ResourceType = {
  ...plain,
  async create(context, inputs) {
    const boot = inputs.bootDisk as Properties;
    const params = boot.initializeParams as Properties | undefined;
    const image = await resolveImage(context, params?.image, inputs.project);
    const asked = image ? { ...inputs, bootDisk: { ...boot, initializeParams: { ...params, image } } } : inputs;
    const made = await plain.create(context, asked);
    const paths: Record<string, string> = { TERMINATED: "stop", SUSPENDED: "suspend" };
    const rest = paths[String(inputs.desiredStatus)];
    if (rest) await operate(context, "POST", `${pathOf(made.state)}/${rest}`);
    const state = await whole.read(context, made.id, { ...made.state, ...inputs });
    if (!state) throw new Error(`${made.id} is gone`);
    return { id: made.id, state };
  },
  async read(context, id, state) {
    const found = await plain.read(context, id, state);
    return found && withBootDisk(context, found);
  },
  async update(context, id, old, inputs, changed) {
    await updateInstance(context, pathOf(old), old, inputs, changed);
    const state = await whole.read(context, id, { ...old, ...inputs });
    if (!state) throw new Error(`${id} is gone`);
    return state;
  },
  replaces(path, state, inputs) {
    if (path === "metadataStartupScript") return true;
    if (path === "bootDisk.initializeParams.size") {
      const size = (of: Properties) => Number(((of.bootDisk as Properties).initializeParams as Properties).size);
      return size(inputs) < size(state);
    }
    // A list whose length can't change may have members that can.
    return / replace\b/.test(facts.fields[path.replaceAll(/\[\d+\]/g, "")] ?? "");
  },
};

/** A virtual machine. */
export const instance: ResourceType = withLabels(whole, pathOf, false);
