import { setTimeout as sleep } from "node:timers/promises";
import type { Properties } from "../../grpc/values.ts";
import { ApiFailure } from "../core/client.ts";
import { complete } from "../core/convert.ts";
import { type Facts, parseFields } from "../core/fields.ts";
import { type Context, PartialFailure, type ResourceType } from "../core/resource.ts";
import { mayDelete, rest } from "../core/rest.ts";
import { fillId } from "../core/template.ts";
import schema from "../schema/container.json" with { type: "json" };
import { sameLinks } from "./compute-links.ts";
import { decodeCluster } from "./container-cluster-decode.ts";
import { encodeCluster } from "./container-cluster-encode.ts";
import { removeDefaultPool, updateCluster } from "./container-cluster-update.ts";
import { type ClusterPlace, change, clusterPath, clustersPath, host, readIfThere } from "./container-operations.ts";

const token = "gcp:container/cluster:Cluster";
const facts = schema[token] as Facts;
const fields = parseFields(facts.fields);
const clusters = "/v1beta1/projects/{project}/locations/{location}/clusters";

const placeOf = ({ project, location, name }: Properties): ClusterPlace => ({
  project: String(project),
  location: String(location),
  cluster: String(name),
});

/** Whether a change at a path needs a new resource: what holds a member says nothing of the member itself. */
export function replacesAt(facts: Facts, path: string): boolean {
  const plain = path.replaceAll(/\[\d+\]/g, "");
  const line = facts.fields[plain] ?? facts.fields[plain.split(".").slice(0, -1).join(".")] ?? "";
  return / replace\b/.test(line);
}

const links = sameLinks("network", "subnetwork", "privateClusterConfig.privateEndpointSubnetwork");

/** Values of which one means the other. */
const synonyms: Record<string, [string, string][]> = {
  "databaseEncryption.state": [["ALL_OBJECTS_ENCRYPTION_ENABLED", "ENCRYPTED"]],
  datapathProvider: [
    ["", "DATAPATH_PROVIDER_UNSPECIFIED"],
    ["", "LEGACY_DATAPATH"],
  ],
  "nodeConfig.imageType": [["COS_CONTAINERD", "cos_containerd"]],
};

/** A size of a range, such as "/14", says nothing of the range that was then chosen. */
const sizeOnly = (old: unknown, next: unknown) =>
  typeof next === "string" && /^\/\d+$/.test(next) && String(old).endsWith(next);

const plain = rest(schema, token, {
  host,
  create: { method: "POST", path: clusters },
  read: `${clusters}/{name}`,
  path: ["project", "location"],
  local: ["removeDefaultNodePool", "minMasterVersion"],
  decode: (state, reply, known) => complete(fields, decodeCluster(state, reply, known), known),
  same: (path, old, next) =>
    links(path, old, next) ||
    (synonyms[path] ?? []).some(([a, b]) => a === old && b === next) ||
    (/Ipv4CidrBlock$/.test(path) && sizeOnly(old, next)),
});

/** States of a cluster in which it can't be changed. */
const moving = ["PROVISIONING", "RECONCILING", "STOPPING"];

/** Waits until nothing is happening to a cluster. */
async function settle(context: Context, place: ClusterPlace): Promise<void> {
  for (let wait = 50; ; wait = Math.min(wait * 2, 5000)) {
    const { status } = (await readIfThere(context, clusterPath(place))) ?? {};
    if (!moving.includes(String(status))) return;
    await sleep(wait);
  }
}

const reread = async (context: Context, id: string, known: Properties): Promise<Properties> => {
  const state = await plain.read(context, id, known);
  if (!state) throw new Error(`${id} is gone`);
  return state;
};

/** A cluster: a create waits for its control plane, and then takes the default pool away if that isn't wanted. */
export const cluster: ResourceType = {
  ...plain,
  async create(context, inputs) {
    const place = placeOf(inputs);
    const id = fillId(facts.id, inputs);
    // What was there before isn't ours: only what our own request made is kept when something goes wrong.
    let begun = false;
    try {
      await change(context, place, "POST", clustersPath(place), encodeCluster(inputs), () => {
        begun = true;
      });
      if (inputs.removeDefaultNodePool === true) await removeDefaultPool(context, place);
    } catch (error) {
      const state = begun ? await plain.read(context, id, inputs) : undefined;
      throw state ? new PartialFailure(id, state, error as Error) : error;
    }
    return { id, state: await reread(context, id, inputs) };
  },
  async update(context, id, old, inputs, changed) {
    const place = placeOf(old);
    await settle(context, place);
    await updateCluster(context, place, old, inputs, changed);
    return reread(context, id, { ...old, ...inputs });
  },
  async delete(context, _id, state) {
    if (!mayDelete(state)) return;
    const place = placeOf(state);
    try {
      await change(context, place, "DELETE", clusterPath(place));
    } catch (error) {
      if (!(error instanceof ApiFailure && error.code === 404)) throw error;
    }
  },
  replaces: (path) => replacesAt(facts, path),
};
