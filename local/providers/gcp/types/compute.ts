import type { Properties } from "../../grpc/values.ts";
import type { ResourceType } from "../core/resource.ts";
import { rest } from "../core/rest.ts";
import schema from "../schema/compute.json" with { type: "json" };
import { managedSslCertificate } from "./compute-certificates.ts";
import { disk } from "./compute-disk.ts";
import { computeGroups } from "./compute-groups.ts";
import { instance } from "./compute-instance.ts";
import { base, host, operate, operationPath, placed, reference, sameLinks, withLabels } from "./compute-links.ts";
import { routerNat } from "./compute-nat.ts";
import { computePolicies } from "./compute-policies.ts";
import { subnetwork } from "./compute-subnetwork.ts";

const networks = `${base}/global/networks`;

const plainNetwork = rest(schema, "gcp:compute/network:Network", {
  host,
  create: { method: "POST", path: networks },
  read: `${networks}/{name}`,
  update: { method: "PATCH", path: `${networks}/{name}` },
  delete: { method: "DELETE", path: `${networks}/{name}` },
  operation: operationPath,
  path: ["project"],
  local: ["deleteDefaultRoutesOnCreate", "deleteBgpAlwaysCompareMed", "params"],
  encode: ({ routingMode, bgpAlwaysCompareMed, bgpBestPathSelectionMode, bgpInterRegionCost, ...body }) => ({
    ...body,
    routingConfig: { routingMode, bgpAlwaysCompareMed, bgpBestPathSelectionMode, bgpInterRegionCost },
  }),
  decode: (state, reply) => {
    const routing = (reply.routingConfig ?? {}) as Properties;
    const { routingMode, bgpAlwaysCompareMed = false, bgpBestPathSelectionMode, bgpInterRegionCost = "" } = routing;
    return {
      ...state,
      networkId: reply.id,
      numericId: reply.id,
      gatewayIpv4: reply.gatewayIPv4 ?? "",
      routingMode,
      bgpAlwaysCompareMed,
      bgpBestPathSelectionMode,
      bgpInterRegionCost,
    };
  },
});

/** Takes the routes to the internet away that every network starts with. */
const network: ResourceType = {
  ...plainNetwork,
  async create(context, inputs) {
    const made = await plainNetwork.create(context, inputs);
    if (inputs.deleteDefaultRoutesOnCreate !== true) return made;
    const routes = `/compute/v1/projects/${inputs.project}/global/routes`;
    const { items = [] } = (await context.client.request(host, "GET", routes)) as { items?: Properties[] };
    for (const route of items) {
      if (route.network !== made.state.selfLink || route.destRange !== "0.0.0.0/0") continue;
      await operate(context, "DELETE", `${routes}/${route.name}`);
    }
    return made;
  },
};

const routers = `${base}/regions/{region!}/routers`;

const router = rest(schema, "gcp:compute/router:Router", {
  host,
  create: { method: "POST", path: routers },
  read: `${routers}/{name}`,
  update: { method: "PATCH", path: `${routers}/{name}` },
  delete: { method: "DELETE", path: `${routers}/{name}` },
  operation: operationPath,
  path: ["project", "region"],
  local: ["params", "md5AuthenticationKeys"],
  encode: (body, inputs) => ({
    ...body,
    network: reference(inputs.network, inputs.project, "global", "networks"),
    description: inputs.description ?? "",
    bgp: inputs.bgp ?? null,
  }),
  same: sameLinks("network"),
  normalise: (inputs) => placed(inputs, "region"),
});

const firewalls = `${base}/global/firewalls`;

/** Protocols by the names of either side. */
const renamed = (rules: unknown, from: string, to: string) =>
  (rules as Properties[] | undefined)?.map(({ [from]: protocol, ...rule }) => ({ [to]: protocol, ...rule }));

const lists = [
  "sourceRanges",
  "destinationRanges",
  "sourceTags",
  "targetTags",
  "sourceServiceAccounts",
  "targetServiceAccounts",
];

const firewall = rest(schema, "gcp:compute/firewall:Firewall", {
  host,
  create: { method: "POST", path: firewalls },
  read: `${firewalls}/{name}`,
  update: { method: "PATCH", path: `${firewalls}/{name}` },
  delete: { method: "DELETE", path: `${firewalls}/{name}` },
  operation: operationPath,
  path: ["project"],
  local: ["params"],
  encode({ allows, denies, enableLogging, logConfig, ...body }, inputs) {
    const logging = logConfig ? { enable: true, ...(logConfig as object) } : { enable: enableLogging === true };
    return {
      // What isn't asked for any more is taken away.
      ...Object.fromEntries(lists.map((name) => [name, null])),
      description: "",
      disabled: false,
      ...body,
      network: reference(inputs.network, inputs.project, "global", "networks"),
      allowed: renamed(allows, "protocol", "IPProtocol") ?? null,
      denied: renamed(denies, "protocol", "IPProtocol") ?? null,
      logConfig: logging,
    };
  },
  decode: (state, reply) => {
    const { enable = false, ...logConfig } = (reply.logConfig ?? {}) as Properties;
    const allows = renamed(reply.allowed, "IPProtocol", "protocol");
    const denies = renamed(reply.denied, "IPProtocol", "protocol");
    return {
      ...state,
      ...(allows && { allows }),
      ...(denies && { denies }),
      enableLogging: enable,
      logConfig: enable ? { metadata: "INCLUDE_ALL_METADATA", ...logConfig } : undefined,
    };
  },
  normalise(inputs) {
    const sources = ["sourceRanges", "sourceTags", "sourceServiceAccounts"];
    if (inputs.direction !== "EGRESS" && sources.every((name) => inputs[name] === undefined)) {
      throw new Error(`one of ${sources.join(", ")} must be given for a rule about incoming traffic`);
    }
    return inputs;
  },
  same: sameLinks("network"),
});

const addresses = `${base}/regions/{region!}/addresses`;

const address = withLabels(
  rest(schema, "gcp:compute/address:Address", {
    host,
    create: { method: "POST", path: addresses },
    read: `${addresses}/{name}`,
    delete: { method: "DELETE", path: `${addresses}/{name}` },
    operation: operationPath,
    path: ["project", "region"],
    labels: true,
    encode: (body, { network, subnetwork, region, project }) => ({
      ...body,
      network: reference(network, project, "global", "networks"),
      subnetwork: reference(subnetwork, project, `regions/${region}`, "subnetworks"),
    }),
    decode: (state, reply) => ({ ...state, addressId: reply.id, users: reply.users ?? [] }),
    same: sameLinks("network", "subnetwork"),
    normalise: (inputs) => placed(inputs, "region"),
  }),
  ({ project, region, name }) => `/compute/v1/projects/${project}/regions/${region}/addresses/${name}`,
  true,
);

const globalAddresses = `${base}/global/addresses`;

const globalAddress = withLabels(
  rest(schema, "gcp:compute/globalAddress:GlobalAddress", {
    host,
    create: { method: "POST", path: globalAddresses },
    read: `${globalAddresses}/{name}`,
    delete: { method: "DELETE", path: `${globalAddresses}/{name}` },
    operation: operationPath,
    path: ["project"],
    labels: true,
    encode: (body, { network, project }) => ({
      ...body,
      network: reference(network, project, "global", "networks"),
    }),
    same: sameLinks("network"),
  }),
  ({ project, name }) => `/compute/v1/projects/${project}/global/addresses/${name}`,
  true,
);

export const compute: ResourceType[] = [
  network,
  subnetwork,
  router,
  routerNat,
  firewall,
  address,
  globalAddress,
  managedSslCertificate,
  disk,
  ...computePolicies,
  instance,
  ...computeGroups,
];
