import type { Call } from "../../core/call.ts";
import type { Cloud } from "../../core/cloud.ts";
import type { Route } from "../../core/router.ts";
import type { Document } from "../../core/store.ts";
import { type Base, everyOne, nameIn, picked, referenced } from "./documents.ts";
import { invalidValue, requiredField } from "./errors.ts";
import { holderOf, holding, takeExternalAddress } from "./external.ts";
import { fingerprint, link, stored } from "./links.ts";
import { networkKind, subnetworksOf } from "./networks.ts";
import { regionOf } from "./places.ts";
import { contains, freeAddress, freeRange, nth, overlap, parseAddress, parseRange, type Range } from "./ranges.ts";
import { type Kind, kindRoutes } from "./resources.ts";
import { rangesOf, subnetworkKind } from "./subnetworks.ts";

interface Interface {
  subnetwork: string;
  networkIP: string;
  accessConfigs?: { natIP?: string }[];
}

const interfacesOf = (instance: Document) => (instance.networkInterfaces ?? []) as Interface[];

/** Every address in use or reserved in a subnetwork. */
export function takenIn(cloud: Cloud, subnetwork: Document): Set<string> {
  const project = nameIn(subnetwork).split("/")[1]!;
  const used = everyOne(cloud, project, "instances")
    .flatMap(interfacesOf)
    .filter((each) => each.subnetwork === subnetwork.selfLink)
    .map((each) => each.networkIP);
  const reserved = everyOne(cloud, project, "addresses").filter((each) => each.subnetwork === subnetwork.selfLink);
  return new Set([...used, ...reserved.map((each) => String(each.address))]);
}

/** The address that a project reserved under a name. `location`: a region, or "global". */
export function findAddress(cloud: Cloud, project: string, location: string, name: string): string | undefined {
  const place = location === "global" ? location : `regions/${location}`;
  return cloud.store.get<{ address: string }>(stored(`projects/${project}/${place}/addresses/${name}`))?.address;
}

/** What uses an address: instances and, by its link, NAT gateways. */
function usersOf(cloud: Cloud, document: Document): string[] {
  const project = nameIn(document).split("/")[1]!;
  const region = String(document.region ?? "")
    .split("/")
    .at(-1);
  const uses = ({ subnetwork, networkIP, accessConfigs = [] }: Interface) =>
    document.addressType === "EXTERNAL"
      ? accessConfigs.some(({ natIP }) => natIP === document.address)
      : subnetwork === document.subnetwork && networkIP === document.address;
  const instances = everyOne(cloud, project, "instances").filter(
    (each) => regionOf(String(each.zone).split("/").at(-1)!) === region && interfacesOf(each).some(uses),
  );
  const routers = everyOne(cloud, project, "routers").filter((router) =>
    ((router.nats ?? []) as { natIps?: string[]; drainNatIps?: string[] }[]).some(({ natIps = [], drainNatIps = [] }) =>
      [...natIps, ...drainNatIps].includes(String(document.selfLink)),
    ),
  );
  return [...instances, ...routers].map(({ selfLink }) => String(selfLink));
}

/** The address that was asked for, which must be free. */
function asked(call: Call, check: (address: number) => boolean, taken: (address: string) => boolean) {
  const { address } = call.body;
  if (address === undefined || address === "") return undefined;
  const number = parseAddress(address);
  if (number === undefined || !check(number)) {
    throw invalidValue("resource.address", address, "Invalid IP address specified.");
  }
  if (taken(address)) {
    throw invalidValue("resource.address", address, "Specified IP address is in-use and would result in a conflict.");
  }
  return address as string;
}

function external(call: Call, { name, at }: Base): Document {
  const mine = (address: string) => holderOf(call.cloud, address)?.startsWith(`projects/${at.project}/`) ?? true;
  const wanted = asked(
    call,
    () => true,
    (address) => !mine(address),
  );
  if (wanted) call.cloud.store.put(holding(wanted), { holder: name });
  const address = wanted ?? takeExternalAddress(call.cloud, name);
  return { address, ...picked(call.body, ["ipVersion"]), networkTier: call.body.networkTier ?? "PREMIUM" };
}

/** An address in a subnetwork, by default that of the network "default". */
function regional(call: Call, { at }: Base): Document {
  const field = "resource.subnetwork";
  const text = call.body.subnetwork ?? `regions/${at.location}/subnetworks/default`;
  const { document } = referenced(call, field, text, subnetworkKind);
  const range = parseRange(document.ipCidrRange)!;
  const taken = takenIn(call.cloud, document);
  const inside = (first: number) => contains(range, { first, size: 1 });
  const address = asked(call, inside, (each) => taken.has(each)) ?? freeAddress(range, taken);
  if (!address) throw invalidValue(field, text, "The IP space of the subnetwork is exhausted.");
  return {
    address,
    networkTier: "PREMIUM",
    purpose: call.body.purpose ?? "GCE_ENDPOINT",
    subnetwork: document.selfLink,
  };
}

/** A range of internal addresses for peered services; Google finds a free one. */
function range(call: Call, { at }: Base): Document {
  const { network, prefixLength = 16, purpose } = call.body;
  if (!network) throw requiredField("resource.network");
  if (!purpose) throw requiredField("resource.purpose");
  const found = referenced(call, "resource.network", network, networkKind);
  const reserved = everyOne(call.cloud, at.project, "addresses").filter((each) => each.network === link(found.name));
  const taken: Range[] = [
    ...subnetworksOf(call.cloud, found.name).flatMap(rangesOf),
    ...reserved.map((each) => parseRange(`${each.address}/${each.prefixLength ?? 32}`)!),
  ].filter(Boolean);
  const whole = purpose === "VPC_PEERING";
  const bits = whole ? prefixLength : 32;
  const clash = (first: number) => taken.some((other) => overlap(other, { first, size: 2 ** (32 - bits) }));
  const wanted = asked(
    call,
    () => true,
    (address) => clash(parseAddress(address)!),
  );
  const free = freeRange(parseRange("10.0.0.0/9")!, bits, taken);
  if (!wanted && !free) throw invalidValue("resource.network", network, "The IP space of the network is exhausted.");
  return {
    address: wanted ?? nth(free!, 0),
    ...(whole && { prefixLength: bits }),
    networkTier: "PREMIUM",
    purpose,
    network: link(found.name),
  };
}

const addressKind: Kind = {
  singular: "address",
  collection: "addresses",
  scopes: ["global", "regions"],
  ids: { global: "globalAddresses" },
  making: { status: "RESERVING" },
  labels: "instant",
  create(call, base) {
    const { addressType = "EXTERNAL", description = "", purpose } = call.body;
    if (!["EXTERNAL", "INTERNAL"].includes(addressType)) {
      throw invalidValue("resource.addressType", addressType, "Must be one of EXTERNAL, INTERNAL.");
    }
    const ofNetwork = base.at.location === undefined || purpose === "VPC_PEERING" || purpose === "IPSEC_INTERCONNECT";
    const make = addressType === "EXTERNAL" ? external : ofNetwork ? range : regional;
    // Labels that are asked for here are not taken over: setLabels is for that.
    return {
      members: {
        description,
        status: "RESERVED",
        labelFingerprint: fingerprint({}),
        addressType,
        ...make(call, base),
      },
    };
  },
  user: (cloud, document) => {
    const [first] = usersOf(cloud, document);
    return first && nameIn({ selfLink: first });
  },
  remove: (_call, document) =>
    document.addressType === "EXTERNAL" ? { remove: [holding(String(document.address))] } : {},
  view(call, document) {
    const users = usersOf(call.cloud, document);
    return users.length > 0 ? { ...document, status: "IN_USE", users } : document;
  },
};

/** The methods of regional and global addresses. */
export const addressRoutes: Route[] = kindRoutes(addressKind);
