import type { Properties } from "../../grpc/values.ts";
import { ApiFailure } from "../core/client.ts";
import { complete } from "../core/convert.ts";
import { type Facts, parseFields } from "../core/fields.ts";
import { type Context, PartialFailure, type ResourceType } from "../core/resource.ts";
import { mayDelete, rest } from "../core/rest.ts";
import { fillId, lastSegment } from "../core/template.ts";
import schema from "../schema/container.json" with { type: "json" };
import { present } from "./compute-instance-encode.ts";
import { host as computeHost, sameLinks } from "./compute-links.ts";
import { replacesAt } from "./container-cluster.ts";
import { decodeNodeConfig, encodeNodeConfig, nodeChanges } from "./container-node-config.ts";
import { type ClusterPlace, change, clusterPath, host } from "./container-operations.ts";

const token = "gcp:container/nodePool:NodePool";
const facts = schema[token] as Facts;
const fields = parseFields(facts.fields);
const pools = "/v1beta1/projects/{project}/locations/{location}/clusters/{cluster!}/nodePools";

type Maybe = Properties | undefined;

const placeOf = ({ project, location, cluster }: Properties): ClusterPlace => ({
  project: String(project),
  location: String(location),
  cluster: lastSegment(String(cluster)),
});

const pathOf = (pool: Properties) => `${clusterPath(placeOf(pool))}/nodePools/${pool.name}`;

/** Autoscaling as the API takes it; without the property it is off. */
const autoscaling = (config: Maybe): Properties => (config ? { enabled: true, ...config } : { enabled: false });

/** A node pool as the API takes it. */
function encode(inputs: Properties): Properties {
  const { name, initialNodeCount, nodeCount, maxPodsPerNode, nodeLocations, version, upgradeSettings } = inputs;
  if (initialNodeCount !== undefined && nodeCount !== undefined) {
    throw new Error(`can't set both initialNodeCount and nodeCount on node pool ${name}`);
  }
  return {
    nodePool: present({
      name,
      initialNodeCount: initialNodeCount ?? nodeCount,
      ...(inputs.autoscaling !== undefined && { autoscaling: autoscaling(inputs.autoscaling as Maybe) }),
      config: encodeNodeConfig(inputs.nodeConfig as Maybe),
      locations: nodeLocations,
      management: inputs.management,
      maxPodsConstraint: maxPodsPerNode === undefined ? undefined : { maxPodsPerNode: String(maxPodsPerNode) },
      networkConfig: inputs.networkConfig,
      placementPolicy: inputs.placementPolicy,
      upgradeSettings,
      version,
    }),
  };
}

const decode = (state: Properties, reply: Properties, known: Properties): Properties => {
  const { enabled, ...scaling } = (reply.autoscaling ?? {}) as Properties;
  const { autoRepair = false, autoUpgrade = false } = (reply.management ?? {}) as Properties;
  const network = (reply.networkConfig ?? {}) as Properties;
  const pods = (reply.maxPodsConstraint as Maybe)?.maxPodsPerNode;
  const upgrade = (reply.upgradeSettings ?? {}) as Properties;
  const surge = upgrade.strategy === "SURGE" ? { maxSurge: 0, maxUnavailable: 0 } : {};
  const counts = { minNodeCount: 0, maxNodeCount: 0, totalMinNodeCount: 0, totalMaxNodeCount: 0 };
  return present({
    ...state,
    autoscaling: enabled === true ? { ...counts, ...scaling } : undefined,
    management: { autoRepair, autoUpgrade },
    maxPodsPerNode: pods === undefined ? undefined : Number(pods),
    networkConfig: present({
      enablePrivateNodes: network.enablePrivateNodes ?? false,
      podIpv4CidrBlock: network.podIpv4CidrBlock,
      podRange: network.podRange,
      subnetwork: network.subnetwork,
      createPodRange: (known.networkConfig as Maybe)?.createPodRange,
    }),
    nodeConfig: decodeNodeConfig(reply.config as Maybe, known.nodeConfig as Maybe),
    nodeLocations: reply.locations,
    operation: "",
    upgradeSettings: { ...surge, ...upgrade },
    initialNodeCount: reply.initialNodeCount ?? 0,
  });
};

const links = sameLinks("networkConfig.subnetwork");

const plain = rest(schema, token, {
  host,
  create: { method: "POST", path: pools },
  read: `${pools}/{name}`,
  path: ["project", "location", "cluster"],
  decode: (state, reply, known) => complete(fields, decode(state, reply, known), known),
  same: links,
  normalise(inputs) {
    const [, project, location] =
      /^projects\/([^/]+)\/locations\/([^/]+)\/clusters\//.exec(String(inputs.cluster)) ?? [];
    return { ...inputs, project: inputs.project ?? project, location: inputs.location ?? location };
  },
});

/** The groups of machines that a pool's nodes are in, and how many nodes there are in each zone. */
async function withSize({ client }: Context, state: Properties): Promise<Properties> {
  const urls = (state.instanceGroupUrls ?? []) as string[];
  const managers = await Promise.all(
    urls.map((url) =>
      client.request(computeHost, "GET", new URL(url).pathname.replace(/^\/compute\/[^/]+/, "/compute/v1")),
    ),
  );
  const total = managers.reduce((sum, { targetSize }) => sum + Number(targetSize), 0);
  return {
    ...state,
    managedInstanceGroupUrls: managers.map(({ instanceGroup }) => instanceGroup),
    nodeCount: urls.length > 0 ? Math.floor(total / urls.length) : 0,
  };
}

async function read(context: Context, id: string, known: Properties): Promise<Properties | undefined> {
  const state = await plain.read(context, id, known);
  return state && withSize(context, state);
}

async function reread(context: Context, id: string, known: Properties): Promise<Properties> {
  const state = await read(context, id, known);
  if (!state) throw new Error(`${id} is gone`);
  return state;
}

/** What requests to the pool itself send for properties. */
const updates: [property: string, body: (inputs: Properties) => Properties][] = [
  ["version", ({ version }) => ({ nodeVersion: version })],
  ["nodeLocations", ({ nodeLocations }) => ({ locations: nodeLocations })],
  ["upgradeSettings", ({ upgradeSettings }) => ({ upgradeSettings: upgradeSettings ?? { strategy: "SURGE" } })],
  [
    "networkConfig",
    ({ networkConfig }) => ({
      nodeNetworkConfig: { enablePrivateNodes: (networkConfig as Maybe)?.enablePrivateNodes ?? false },
    }),
  ],
];

async function update(context: Context, old: Properties, inputs: Properties, changed: string[]): Promise<void> {
  const place = placeOf(old);
  const path = pathOf(old);
  const send = (method: string, at: string, body: Properties) => change(context, place, method, at, body);
  if (changed.includes("autoscaling")) {
    const desired = autoscaling(inputs.autoscaling as Maybe);
    const body = { update: { desiredNodePoolId: old.name, desiredNodePoolAutoscaling: desired } };
    await send("PUT", clusterPath(place), body);
  }
  if (changed.includes("nodeConfig")) {
    const [before, next] = [old.nodeConfig ?? {}, inputs.nodeConfig ?? {}] as [Properties, Properties];
    for (const [properties, body] of nodeChanges) {
      if (!properties.some((name) => differs(name, before[name], next[name]))) continue;
      await send("PUT", path, present(body(next)));
    }
  }
  for (const [property, body] of updates) {
    if (changed.includes(property)) await send("PUT", path, { nodePoolId: old.name, ...body(inputs) });
  }
  if (changed.includes("management")) {
    await send("POST", `${path}:setManagement`, { management: inputs.management ?? {} });
  }
  if (changed.includes("nodeCount")) await send("POST", `${path}:setSize`, { nodeCount: inputs.nodeCount });
}

/** Properties that, when they are no longer asked for, are taken away and not left to the service. */
const removable = ["taints", "tags", "resourceLabels"];

const differs = (name: string, before: unknown, next: unknown): boolean =>
  next === undefined
    ? removable.includes(name) && Object.keys((before ?? {}) as object).length > 0
    : JSON.stringify(next) !== JSON.stringify(before);

/** The ID of a pool, whose cluster may be given by its whole ID. */
const idOf = (pool: Properties) => fillId(facts.id, { ...pool, cluster: lastSegment(String(pool.cluster)) });

/** A pool of nodes. */
export const nodePool: ResourceType = {
  ...plain,
  read,
  async create(context, inputs) {
    const place = placeOf(inputs);
    const id = idOf(inputs);
    let begun = false;
    try {
      await change(context, place, "POST", `${clusterPath(place)}/nodePools`, encode(inputs), () => {
        begun = true;
      });
    } catch (error) {
      const state = begun ? await read(context, id, inputs) : undefined;
      throw state ? new PartialFailure(id, state, error as Error) : error;
    }
    return { id, state: await reread(context, id, inputs) };
  },
  async update(context, id, old, inputs, changed) {
    await update(context, old, inputs, changed);
    return reread(context, id, { ...old, ...inputs });
  },
  async delete(context, _id, state) {
    if (!mayDelete(state)) return;
    try {
      await change(context, placeOf(state), "DELETE", pathOf(state));
    } catch (error) {
      if (!(error instanceof ApiFailure && error.code === 404)) throw error;
    }
  },
  replaces: (path) => replacesAt(facts, path),
};
