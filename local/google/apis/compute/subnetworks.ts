import type { Call } from "../../core/call.ts";
import type { Cloud } from "../../core/cloud.ts";
import type { Route } from "../../core/router.ts";
import type { Document } from "../../core/store.ts";
import { everyOne, linked, nameIn, patched, picked, referenced } from "./documents.ts";
import { invalidUsage, invalidValue, requiredField, stale } from "./errors.ts";
import { freshFingerprint, link } from "./links.ts";
import { automaticRange, networkKind, subnetworkDefaults, subnetworksOf } from "./networks.ts";
import { contains, nth, overlap, parseRange, type Range } from "./ranges.ts";
import { type Kind, kindRoutes } from "./resources.ts";

interface Secondary {
  rangeName: string;
  ipCidrRange: string;
  reservedInternalRange?: string;
}

const secondariesOf = (subnetwork: Document) => (subnetwork.secondaryIpRanges ?? []) as Secondary[];

/** All ranges of a subnetwork. */
export const rangesOf = (subnetwork: Document): Range[] =>
  [subnetwork.ipCidrRange, ...secondariesOf(subnetwork).map(({ ipCidrRange }) => ipCidrRange)].map(
    (text) => parseRange(text)!,
  );

/** A range that is free in its network, which may hold others of the subnetwork that it is for. */
function checkRange(call: Call, field: string, text: unknown, network: Document, except?: unknown): Range {
  const range = parseRange(text);
  if (!range || range.size < 8) throw invalidValue(field, text, "Must be a CIDR address range.");
  if (network.autoCreateSubnetworks === true && overlap(range, automaticRange) && except === undefined) {
    const why = "Extended subnetworks in auto subnet mode networks cannot overlap with 10.128.0.0/9.";
    throw invalidValue(field, text, why);
  }
  for (const other of subnetworksOf(call.cloud, nameIn(network))) {
    if (other.selfLink === except || !rangesOf(other).some((each) => overlap(each, range))) continue;
    const region = String(other.region).split("/").at(-1);
    const why = `conflicts with existing subnetwork '${other.name}' in region '${region}'.`;
    throw invalidValue(field, text, `Invalid IPCidrRange: ${text} ${why}`);
  }
  return range;
}

/** Checks secondary ranges against the network and against each other. */
function checkSecondaries(call: Call, subnetwork: Document, network: Document): void {
  const primary = parseRange(subnetwork.ipCidrRange)!;
  const seen = [primary];
  for (const [index, { rangeName, ipCidrRange }] of secondariesOf(subnetwork).entries()) {
    const field = `resource.secondaryIpRanges[${index}].ipCidrRange`;
    if (!rangeName) throw requiredField(`resource.secondaryIpRanges[${index}].rangeName`);
    const range = checkRange(call, field, ipCidrRange, network, subnetwork.selfLink ?? "");
    if (seen.some((other) => overlap(other, range))) {
      throw invalidValue(field, ipCidrRange, `Invalid IPCidrRange: ${ipCidrRange} overlaps with another range.`);
    }
    seen.push(range);
  }
}

/** Flow logs: an older flag goes with the newer settings; sampling and interval have values once they are on. */
function logging(body: Document): Document {
  const asked = (body.logConfig ?? {}) as Document;
  const enable = asked.enable ?? body.enableFlowLogs;
  if (enable === undefined) return {};
  const usual = {
    aggregationInterval: "INTERVAL_5_SEC",
    flowSampling: 0.5,
    metadata: "EXCLUDE_ALL_METADATA",
    filterExpr: "true",
  };
  return { enableFlowLogs: enable, logConfig: enable ? { ...usual, ...asked, enable } : { enable } };
}

const changeable = [
  "privateIpGoogleAccess",
  "secondaryIpRanges",
  "role",
  "stackType",
  "ipv6AccessType",
  "privateIpv6GoogleAccess",
  "allowSubnetCidrRoutesOverlap",
];

const refreshed = (document: Document): Document => ({ ...document, fingerprint: freshFingerprint() });

function withoutEmptyRanges(document: Document): Document {
  const { secondaryIpRanges, ...rest } = document;
  return secondariesOf(document).length > 0 ? { ...rest, secondaryIpRanges } : rest;
}

/** How a cluster reaches its control plane from a subnetwork; the link is made by Google, as are the cluster's nodes. */
function clusterLink(cloud: Cloud, subnetwork: Document): string | undefined {
  const name = nameIn(subnetwork);
  const [, project = "", , region = ""] = name.split("/");
  const clusters = cloud.store.list(`//container.googleapis.com/projects/${project}/locations/`);
  const found = clusters.find(({ document }) => document.subnetwork === name)?.document;
  return found && `projects/${project}/regions/${region}/forwardingRules/gke-${String(found.id).slice(0, 8)}-pe`;
}

/** The first instance, address or cluster in a subnetwork. */
function userOf(cloud: Cloud, subnetwork: Document): string | undefined {
  const project = nameIn(subnetwork).split("/")[1]!;
  const user =
    everyOne(cloud, project, "instances").find((instance) =>
      (instance.networkInterfaces as Document[]).some((each) => each.subnetwork === subnetwork.selfLink),
    ) ?? everyOne(cloud, project, "addresses").find((address) => address.subnetwork === subnetwork.selfLink);
  return user ? nameIn(user) : clusterLink(cloud, subnetwork);
}

/** Subnetworks. */
export const subnetworkKind: Kind = {
  singular: "subnetwork",
  collection: "subnetworks",
  scopes: ["regions"],
  policies: true,
  create(call) {
    const { body } = call;
    if (!body.network) throw requiredField("resource.network");
    if (!body.ipCidrRange) throw requiredField("resource.ipCidrRange");
    const network = referenced(call, "resource.network", body.network, networkKind);
    const range = checkRange(call, "resource.ipCidrRange", body.ipCidrRange, network.document);
    checkSecondaries(call, body, network.document);
    const members = {
      ...subnetworkDefaults(),
      ...picked(body, ["description", "ipCidrRange", "purpose", ...changeable]),
      network: link(network.name),
      gatewayAddress: nth(range, 1),
      // Only the subnetworks of load balancers have a state, and those have a role.
      ...(body.role && { state: "READY" }),
      ...logging(body),
    };
    return { members: withoutEmptyRanges(members) };
  },
  user: userOf,
  remove(call, document) {
    const network = linked(call.cloud, document.network);
    if (network?.autoCreateSubnetworks === true && document.name === network.name) {
      throw invalidUsage("Cannot delete auto subnetwork from an auto subnet mode network");
    }
    return {};
  },
  patch(call, current) {
    if (call.body.fingerprint !== current.fingerprint) throw stale("Invalid fingerprint.");
    const next: Document = { ...patched(current, call.body, changeable), ...logging(call.body) };
    const network = linked(call.cloud, current.network)!;
    checkSecondaries(call, next, network);
    return refreshed(withoutEmptyRanges(next));
  },
  methods: [
    {
      verb: "setPrivateIpGoogleAccess",
      handle: (call, current) => ({
        document: refreshed({ ...current, privateIpGoogleAccess: call.body.privateIpGoogleAccess === true }),
      }),
    },
    {
      verb: "expandIpCidrRange",
      handle(call, current) {
        const asked = call.body.ipCidrRange;
        const network = linked(call.cloud, current.network)!;
        const range = checkRange(call, "ipCidrRange", asked, network, current.selfLink);
        const before = parseRange(current.ipCidrRange)!;
        if (!contains(range, before) || range.size === before.size) {
          throw invalidValue("ipCidrRange", asked, "New range must contain the current one and be larger.");
        }
        return { document: refreshed({ ...current, ipCidrRange: asked, gatewayAddress: nth(range, 1) }) };
      },
    },
  ],
};

/** The methods of subnetworks. */
export const subnetworkRoutes: Route[] = kindRoutes(subnetworkKind);
