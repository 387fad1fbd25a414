import type { Properties } from "../../grpc/values.ts";
import type { ResourceType } from "../core/resource.ts";
import { rest } from "../core/rest.ts";
import schema from "../schema/compute.json" with { type: "json" };
import { base, host, operate, operationPath, placed, reference, sameLinks } from "./compute-links.ts";

const subnetworks = `${base}/regions/{region!}/subnetworks`;

/** Flow logs are on when there are settings for them. */
const logging = (settings: unknown) => (settings ? { enable: true, ...(settings as Properties) } : { enable: false });

const plain = rest(schema, "gcp:compute/subnetwork:Subnetwork", {
  host,
  create: { method: "POST", path: subnetworks },
  read: `${subnetworks}/{name}`,
  delete: { method: "DELETE", path: `${subnetworks}/{name}` },
  operation: operationPath,
  path: ["project", "region"],
  local: ["sendSecondaryIpRangeIfEmpty", "params"],
  encode: (body, { network, project, logConfig, sendSecondaryIpRangeIfEmpty, secondaryIpRanges }) => ({
    ...body,
    network: reference(network, project, "global", "networks"),
    logConfig: logging(logConfig),
    ...(sendSecondaryIpRangeIfEmpty === true && { secondaryIpRanges: secondaryIpRanges ?? [] }),
  }),
  decode(state, reply) {
    const { enable, ...settings } = (reply.logConfig ?? {}) as Properties;
    return {
      ...state,
      subnetworkId: Number(reply.id),
      secondaryIpRanges: state.secondaryIpRanges ?? [],
      logConfig: enable === true ? settings : undefined,
    };
  },
  same: sameLinks("network", "secondaryIpRanges.reservedInternalRange"),
  normalise: (inputs) => placed(inputs, "region"),
});

const bits = (range: unknown) => Number(String(range).split("/")[1]);

/** Addresses as numbers, so that ranges can be compared. */
const start = (range: unknown) =>
  String(range)
    .split("/")[0]!
    .split(".")
    .reduce((sum, part) => sum * 256 + Number(part), 0);

/** Whether a range holds another one whole. */
function holds(outer: unknown, inner: unknown): boolean {
  const size = 2 ** (32 - bits(outer));
  return bits(outer) <= bits(inner) && start(inner) >= start(outer) && start(inner) < start(outer) + size;
}

/** Properties that are changed with one request, together with the fingerprint. */
const together = [
  "secondaryIpRanges",
  "logConfig",
  "role",
  "stackType",
  "ipv6AccessType",
  "privateIpv6GoogleAccess",
  "allowSubnetCidrRoutesOverlap",
  "sendSecondaryIpRangeIfEmpty",
];

/** A subnetwork changes by several requests, each with the fingerprint as it then is. */
export const subnetwork: ResourceType = {
  ...plain,
  async update(context, id, old, inputs, changed) {
    const path = `/compute/v1/projects/${old.project}/regions/${old.region}/subnetworks/${old.name}`;
    if (changed.includes("ipCidrRange")) {
      await operate(context, "POST", `${path}/expandIpCidrRange`, { ipCidrRange: inputs.ipCidrRange });
    }
    if (changed.includes("privateIpGoogleAccess")) {
      const body = { privateIpGoogleAccess: inputs.privateIpGoogleAccess === true };
      await operate(context, "POST", `${path}/setPrivateIpGoogleAccess`, body);
    }
    const rest = together.filter((name) => changed.includes(name) && name !== "sendSecondaryIpRangeIfEmpty");
    if (rest.length > 0) {
      const { fingerprint } = await context.client.request(host, "GET", path);
      const members = Object.fromEntries(rest.map((name) => [name, inputs[name] ?? null]));
      if (rest.includes("logConfig")) members.logConfig = logging(inputs.logConfig);
      if (rest.includes("secondaryIpRanges")) members.secondaryIpRanges = inputs.secondaryIpRanges ?? [];
      await operate(context, "PATCH", path, { ...members, fingerprint });
    }
    return plain.update(context, id, old, inputs, []);
  },
  // A range can only grow where it is.
  replaces: (path, state, inputs) =>
    path === "ipCidrRange" ? !holds(inputs.ipCidrRange, state.ipCidrRange) : undefined,
};
