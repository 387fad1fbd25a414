import type { Call } from "../../core/call.ts";
import type { Cloud } from "../../core/cloud.ts";
import { digits, hexadecimal } from "../../core/identifiers.ts";
import type { Route } from "../../core/router.ts";
import type { Document } from "../../core/store.ts";
import { regions } from "./catalogue.ts";
import { type Base, documentOf, everyOne, nameIn, patched, picked, referenced } from "./documents.ts";
import { invalidValue } from "./errors.ts";
import { freshFingerprint, isBeta, link, relative, shortName, stored } from "./links.ts";
import { globalPlace, regionalPlace } from "./places.ts";
import { parseRange, type Range } from "./ranges.ts";
import { type Kind, kindRoutes } from "./resources.ts";

const subnetworkKind = { singular: "subnetwork", collection: "subnetworks" };
const routeKind = { singular: "route", collection: "routes" };

/** What all automatic subnetworks share out. */
export const automaticRange: Range = parseRange("10.128.0.0/9")!;

/** The regional subnetwork that a network with automatic subnetworks has. */
function automaticSubnetwork(cloud: Cloud, project: string, network: string, region: string, octet: number) {
  const at = regionalPlace(project, region);
  const name = `${at.path}/subnetworks/${shortName(network)}`;
  const members = {
    network: link(network),
    ipCidrRange: `10.${octet}.0.0/20`,
    gatewayAddress: `10.${octet}.0.1`,
    ...subnetworkDefaults(),
  };
  const document = documentOf(cloud, subnetworkKind, { at, name, id: digits(19) }, members);
  return [stored(name), document] as [string, Document];
}

/** What a subnetwork says of itself unless it was asked otherwise. */
export function subnetworkDefaults(): Document {
  return {
    allowSubnetCidrRoutesOverlap: false,
    fingerprint: freshFingerprint(),
    privateIpGoogleAccess: false,
    privateIpv6GoogleAccess: "DISABLE_GOOGLE_ACCESS",
    purpose: "PRIVATE",
    stackType: "IPV4_ONLY",
  };
}

/** The route to the internet that every network starts with. */
function defaultRoute(cloud: Cloud, project: string, network: string): [string, Document] {
  const at = globalPlace(project);
  const name = `${at.path}/routes/default-route-${hexadecimal(16)}`;
  const members = {
    description: "Default route to the Internet.",
    network: link(network),
    destRange: "0.0.0.0/0",
    priority: 1000,
    nextHopGateway: link(`projects/${project}/global/gateways/default-internet-gateway`),
  };
  return [stored(name), documentOf(cloud, routeKind, { at, name, id: digits(19) }, members)];
}

/** What a network that is being made brings along. */
export function companions(cloud: Cloud, project: string, network: string, automatic: boolean): [string, Document][] {
  const subnetworks = automatic
    ? regions.map(({ name, octet }) => automaticSubnetwork(cloud, project, network, name, octet))
    : [];
  return [defaultRoute(cloud, project, network), ...subnetworks];
}

/** The members of a network. */
export function networkMembers({ at, id }: Base, body: Document): Document {
  const { routingConfig, networkProfile } = body as { routingConfig?: Document; networkProfile?: string };
  return {
    ...picked(body, ["description", "mtu"]),
    selfLinkWithId: link(`${at.path}/networks/${id}`),
    autoCreateSubnetworks: body.autoCreateSubnetworks ?? true,
    routingConfig: { routingMode: "REGIONAL", bgpBestPathSelectionMode: "LEGACY", ...routingConfig },
    networkFirewallPolicyEnforcementOrder: body.networkFirewallPolicyEnforcementOrder ?? "AFTER_CLASSIC_FIREWALL",
    ...(networkProfile && { networkProfile: link(relative(networkProfile)) }),
    ...internalIpv6(body),
  };
}

/** A network's own range of internal IPv6 addresses, if it is to have one. */
function internalIpv6(body: Document): Document {
  if (body.enableUlaInternalIpv6 !== true) return {};
  const made = `fd20:${hexadecimal(3)}:${hexadecimal(3)}:0:0:0:0:0/48`;
  return { enableUlaInternalIpv6: true, internalIpv6Range: body.internalIpv6Range ?? made };
}

function checkRouting(body: Document): void {
  const { routingMode } = (body.routingConfig ?? {}) as { routingMode?: string };
  if (routingMode !== undefined && !["REGIONAL", "GLOBAL"].includes(routingMode)) {
    throw invalidValue("resource.routingConfig.routingMode", routingMode, "Must be one of REGIONAL, GLOBAL.");
  }
  const mtu = body.mtu as number | undefined;
  if (mtu !== undefined && (mtu < 1300 || mtu > 8896)) {
    throw invalidValue("resource.mtu", mtu, "Must be between 1300 and 8896.");
  }
}

/** The subnetworks of a network. */
export const subnetworksOf = (cloud: Cloud, network: string): Document[] =>
  everyOne(cloud, network.split("/")[1]!, "subnetworks").filter((each) => each.network === link(network));

const isAutomatic = (network: Document, subnetwork: Document) =>
  network.autoCreateSubnetworks === true &&
  subnetwork.name === network.name &&
  /^10\.\d+\.0\.0\/20$/.test(String(subnetwork.ipCidrRange));

/** The first thing that keeps a network from being deleted; what Google made with it does not. */
function userOf(cloud: Cloud, network: Document): string | undefined {
  const name = nameIn(network);
  const project = name.split("/")[1]!;
  const within = (collection: string) =>
    everyOne(cloud, project, collection).filter((each) => each.network === network.selfLink);
  const user =
    within("firewalls")[0] ??
    within("subnetworks").find((each) => !isAutomatic(network, each)) ??
    within("routers")[0] ??
    within("addresses")[0] ??
    within("routes").find((each) => !String(each.name).startsWith("default-route-")) ??
    everyOne(cloud, project, "instances").find((instance) =>
      (instance.networkInterfaces as Document[]).some((each) => each.network === network.selfLink),
    );
  return user && nameIn(user);
}

/** Networks. */
export const networkKind: Kind = {
  singular: "network",
  collection: "networks",
  scopes: ["global"],
  create(call, base) {
    checkRouting(call.body);
    const members = networkMembers(base, call.body);
    const automatic = members.autoCreateSubnetworks === true;
    return { members, others: companions(call.cloud, base.at.project, base.name, automatic) };
  },
  user: userOf,
  remove(call, document) {
    const project = nameIn(document).split("/")[1]!;
    const made = ["subnetworks", "routes"].flatMap((collection) => everyOne(call.cloud, project, collection));
    const gone = made.filter((each) => each.network === document.selfLink);
    return { remove: gone.map((each) => stored(nameIn(each))) };
  },
  patch(call, current) {
    checkRouting(call.body);
    const next = patched(current, call.body, ["mtu", "networkFirewallPolicyEnforcementOrder"]);
    if (call.body.routingConfig) {
      next.routingConfig = { ...(current.routingConfig as Document), ...call.body.routingConfig };
    }
    return { ...next, ...(current.internalIpv6Range === undefined && internalIpv6(call.body)) };
  },
  view(call, document) {
    const found = subnetworksOf(call.cloud, nameIn(document)).map((each) => each.selfLink);
    const { bgpBestPathSelectionMode, ...routingConfig } = document.routingConfig as Document;
    // The beta is imitated as of the spring of 2024, when it didn't mention how best paths are selected.
    const unsaid = isBeta(call) && bgpBestPathSelectionMode === "LEGACY";
    return {
      ...document,
      routingConfig: { ...routingConfig, ...(!unsaid && { bgpBestPathSelectionMode }) },
      ...(found.length > 0 && { subnetworks: found }),
    };
  },
  operationTypes: { patch: "updateNetwork" },
  methods: [
    {
      verb: "switchToCustomMode",
      handle: (_call: Call, current) => ({ document: { ...current, autoCreateSubnetworks: false } }),
    },
  ],
};

const routes: Kind = {
  ...routeKind,
  scopes: ["global"],
  create(call, { at }) {
    const { network, destRange, priority = 1000, nextHopGateway } = call.body;
    const found = referenced(call, "resource.network", network, networkKind);
    if (!parseRange(destRange)) throw invalidValue("resource.destRange", destRange, "Must be a CIDR address range.");
    const gateway = link(`projects/${at.project}/global/gateways/default-internet-gateway`);
    return {
      members: {
        description: call.body.description ?? "",
        network: link(found.name),
        destRange,
        priority,
        ...picked(call.body, ["tags", "nextHopIp", "nextHopInstance", "nextHopIlb", "nextHopVpnTunnel"]),
        ...(nextHopGateway && { nextHopGateway: gateway }),
      },
    };
  },
};

/** The methods of networks and routes. */
export const networkRoutes: Route[] = [...kindRoutes(networkKind), ...kindRoutes(routes)];
