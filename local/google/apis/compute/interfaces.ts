import type { Call } from "../../core/call.ts";
import { ApiError } from "../../core/errors.ts";
import type { Document } from "../../core/store.ts";
import { takenIn } from "./addresses.ts";
import { everyOne, linked, nameIn, picked, referenced } from "./documents.ts";
import { invalidValue, unreferenced } from "./errors.ts";
import { holderOf, holding, takeExternalAddress } from "./external.ts";
import { freshFingerprint, link } from "./links.ts";
import { networkKind, subnetworksOf } from "./networks.ts";
import type { Place } from "./places.ts";
import { contains, freeAddress, parseAddress, parseRange } from "./ranges.ts";
import { subnetworkKind } from "./subnetworks.ts";

/** How a network interface is reached from outside. */
export interface AccessConfig extends Document {
  name: string;
  natIP?: string;
}

/** A network interface of an instance, as it is kept. */
export interface Interface extends Document {
  name: string;
  network: string;
  subnetwork: string;
  networkIP: string;
  fingerprint: string;
  accessConfigs?: AccessConfig[];
}

/** An address that somebody else has makes the making of an instance fail in the end. */
const occupied = (message: string) => new ApiError("INVALID_ARGUMENT", message, { reason: "ipInUseByAnotherResource" });

/** The subnetwork that an interface is to be in: named, or the one that its network has in the region. */
function subnetworkFor(call: Call, at: Place, asked: Document, field: string): Document {
  const absent = (kind: string, text: unknown) => () => unreferenced(`${field}.${kind}`, text, kind);
  if (asked.subnetwork) {
    const text = asked.subnetwork;
    const refusal = absent("subnetwork", text);
    return referenced(call, `${field}.subnetwork`, text, subnetworkKind, refusal).document;
  }
  const text = asked.network ?? "global/networks/default";
  const network = referenced(call, `${field}.network`, text, networkKind, absent("network", text));
  if (network.document.autoCreateSubnetworks !== true) {
    throw invalidValue(field, "", "Subnetwork should be specified for custom subnetmode network");
  }
  const inRegion = subnetworksOf(call.cloud, network.name).filter(
    (each) => String(each.region).split("/").at(-1) === at.region,
  );
  const automatic = inRegion.find(({ name }) => name === network.document.name);
  if (!automatic) throw absent("network", text)();
  return automatic;
}

/** An internal address in a subnetwork: the one asked for, or a free one. */
function internalAddress(call: Call, subnetwork: Document, asked: unknown, field: string) {
  const range = parseRange(subnetwork.ipCidrRange)!;
  const taken = takenIn(call.cloud, subnetwork);
  if (asked) {
    const first = parseAddress(asked);
    if (first === undefined || !contains(range, { first, size: 1 })) {
      const why = `Requested internal IP address '${asked}' is outside the subnetwork/network's range.`;
      throw invalidValue(`${field}.networkIP`, asked, why);
    }
    return String(asked);
  }
  const free = freeAddress(range, taken);
  if (!free) throw invalidValue(field, "", `IP space of '${nameIn(subnetwork)}' is exhausted.`);
  return free;
}

/** The network interfaces of all other instances of a project. */
const others = (call: Call, project: string, instance: string): Interface[] =>
  everyOne(call.cloud, project, "instances")
    .filter(({ selfLink }) => selfLink !== link(instance))
    .flatMap(({ networkInterfaces }) => networkInterfaces as Interface[]);

/** The failure when another instance has an internal address; one that is merely reserved can be used. */
function clash(call: Call, subnetwork: Document, address: string, instance: string): ApiError | undefined {
  const used = others(call, nameIn(subnetwork).split("/")[1]!, instance).some(
    (each) => each.subnetwork === subnetwork.selfLink && each.networkIP === address,
  );
  return used ? occupied(`IP '${address}' is already being used by another resource.`) : undefined;
}

/** A way in from outside: with an address of the project's, or one that is lent while the machine runs. */
export function accessConfig(
  call: Call,
  at: Place,
  instance: string,
  asked: Document,
  field: string,
): { config: AccessConfig; error?: ApiError } {
  const config = {
    kind: "compute#accessConfig",
    type: "ONE_TO_ONE_NAT",
    name: "external-nat",
    networkTier: "PREMIUM",
    ...picked(asked, ["name", "networkTier", "setPublicPtr", "publicPtrDomainName"]),
  };
  if (!asked.natIP) return { config: { ...config, natIP: takeExternalAddress(call.cloud, instance) } };
  const natIP = String(asked.natIP);
  const reserved = `projects/${at.project}/regions/${at.region}/addresses/`;
  const holder = holderOf(call.cloud, natIP);
  if (!holder?.startsWith(reserved) && holder !== instance) {
    const why = `The specified external IP address '${natIP}' was not found in region '${at.region}'.`;
    throw invalidValue(`${field}.natIP`, natIP, why);
  }
  const used = others(call, at.project, instance).some(({ accessConfigs = [] }) =>
    accessConfigs.some((each) => each.natIP === natIP),
  );
  return {
    config: { ...config, natIP },
    ...(used && { error: occupied(`External IP address: ${natIP} is already in-use.`) }),
  };
}

/** A network interface of an instance. `instance`: the relative name. */
export function networkInterface(
  call: Call,
  at: Place,
  instance: string,
  asked: Document,
  index: number,
): { made: Interface; error?: ApiError } {
  const field = `resource.networkInterfaces[${index}]`;
  const subnetwork = subnetworkFor(call, at, asked, field);
  if (String(subnetwork.region).split("/").at(-1) !== at.region) {
    const why = "The subnetwork resource must be in the same region as the instance.";
    throw invalidValue(`${field}.subnetwork`, asked.subnetwork, why);
  }
  const networkIP = internalAddress(call, subnetwork, addressOf(call, asked.networkIP), field);
  const ways = ((asked.accessConfigs ?? []) as Document[]).map((each, position) =>
    accessConfig(call, at, instance, each, `${field}.accessConfigs[${position}]`),
  );
  const error = ways.find((way) => way.error)?.error ?? clash(call, subnetwork, networkIP, instance);
  const made: Interface = {
    kind: "compute#networkInterface",
    network: String(subnetwork.network),
    subnetwork: String(subnetwork.selfLink),
    networkIP,
    name: `nic${index}`,
    ...(ways.length > 0 && { accessConfigs: ways.map(({ config }) => config) }),
    ...picked(asked, ["aliasIpRanges", "nicType", "queueCount"]),
    fingerprint: freshFingerprint(),
    stackType: String(asked.stackType ?? "IPV4_ONLY"),
  };
  return { made, ...(error && { error }) };
}

/** An address may be given by the link of its resource. */
function addressOf(call: Call, asked: unknown): unknown {
  return typeof asked === "string" && asked.includes("/") ? linked(call.cloud, link(asked))?.address : asked;
}

/** The documents that say that an instance holds external addresses of its own: those that are lent. */
export function lent({ cloud }: Pick<Call, "cloud">, instance: string, interfaces: Interface[]): string[] {
  return interfaces
    .flatMap(({ accessConfigs = [] }) => accessConfigs)
    .map(({ natIP }) => natIP)
    .filter((natIP): natIP is string => natIP !== undefined && holderOf(cloud, natIP) === instance)
    .map(holding);
}
