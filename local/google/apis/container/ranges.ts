import type { Call } from "../../core/call.ts";
import { projectOf } from "../../core/call.ts";
import type { Cloud } from "../../core/cloud.ts";
import type { Document } from "../../core/store.ts";
import { takenIn } from "../compute/addresses.ts";
import { everyOne, nameIn } from "../compute/documents.ts";
import {
  link as computeLink,
  freshFingerprint,
  relative,
  shortName,
  stored as storedInCompute,
} from "../compute/links.ts";
import { subnetworksOf } from "../compute/networks.ts";
import { freeAddress, freeRange, nth, overlap, parseRange } from "../compute/ranges.ts";
import { rangesOf } from "../compute/subnetworks.ts";
import { badRequest } from "./errors.ts";
import type { Place } from "./names.ts";
import { type Cluster, clustersIn, type Range } from "./stored.ts";

/** Where Google keeps the addresses of services unless it is told a range. */
const googlesServices = "34.118.224.0/20";

interface Secondary extends Document {
  rangeName: string;
  ipCidrRange: string;
}

const secondariesOf = (subnetwork: Document) => (subnetwork.secondaryIpRanges ?? []) as Secondary[];

/** The relative name that a member of a request stands for, which may be short. */
function named(call: Call, text: unknown, at: string, collection: string): string {
  const path = relative(String(text));
  const { projectId, number } = projectOf(call);
  if (!path.includes("/")) return `projects/${projectId}/${at}/${collection}/${path}`;
  return path.replace(`projects/${number}/`, `projects/${projectId}/`);
}

/** The network and subnetwork that a new cluster is put on, which must be there and fit. */
export function networkFor(call: Call, place: Place, asked: Document): { network: Document; subnetwork: Document } {
  const { store } = call.cloud;
  const { network: _, ...config } = (asked.networkConfig ?? {}) as Document;
  const name = named(call, asked.network || "default", "global", "networks");
  const network = store.get(storedInCompute(name));
  if (!network) throw badRequest(`Project "${name.split("/")[1]}" has no network named "${shortName(name)}".`);
  const text = asked.subnetwork || config.subnetwork;
  if (text) {
    const wanted = named(call, text, `regions/${place.region}`, "subnetworks");
    const subnetwork = store.get(storedInCompute(wanted));
    if (!subnetwork) throw badRequest(`Subnetwork "${wanted}" not found.`);
    const here = String(subnetwork.region).endsWith(`/regions/${place.region}`);
    if (subnetwork.network !== network.selfLink || !here) {
      throw badRequest(`Subnetwork "${wanted}" is not valid for Network "${shortName(name)}".`);
    }
    return { network, subnetwork };
  }
  const usual = subnetworksOf(call.cloud, name).find(
    (each) => each.name === network.name && String(each.region).endsWith(`/regions/${place.region}`),
  );
  if (network.autoCreateSubnetworks !== true || !usual) {
    throw badRequest(`Network "${shortName(name)}" requires specifying a subnetwork in region "${place.region}".`);
  }
  return { network, subnetwork: usual };
}

function secondary(subnetwork: Document, name: unknown, kind: "Pod" | "Services"): Range {
  const found = secondariesOf(subnetwork).find(({ rangeName }) => rangeName === name);
  if (found) return { name: found.rangeName, block: found.ipCidrRange };
  throw badRequest(
    `${kind} secondary range "${name}" not found in network "${subnetwork.network}", subnetwork "${subnetwork.name}".`,
  );
}

/** Every range that is taken in the network of a subnetwork. */
function takenRanges(cloud: Cloud, subnetwork: Document) {
  const network = String(subnetwork.network);
  const project = nameIn(subnetwork).split("/")[1]!;
  const reserved = everyOne(cloud, project, "addresses").filter((each) => each.network === network);
  return [
    ...subnetworksOf(cloud, relative(network)).flatMap(rangesOf),
    ...reserved.map((each) => parseRange(`${each.address}/${each.prefixLength ?? 32}`)!),
  ].filter(Boolean);
}

/** A range for a cluster: the one asked for, or a free one of the size asked for ("/20"). */
function newBlock(call: Call, subnetwork: Document, asked: unknown, usualBits: number, what: string): string {
  const text = String(asked ?? "");
  const size = /^\/(\d+)$/.exec(text)?.[1];
  const taken = takenRanges(call.cloud, subnetwork);
  if (text && size === undefined) {
    const range = parseRange(text);
    if (!range) throw badRequest(`Invalid CIDR block "${text}" for ${what}.`);
    if (taken.some((other) => overlap(other, range))) {
      throw badRequest(
        `Requested CIDR ${text} for ${what} is not available in network "${shortName(subnetwork.network)}" for cluster.`,
      );
    }
    return text;
  }
  const bits = size === undefined ? usualBits : Number(size);
  const free = freeRange(parseRange("10.0.0.0/9")!, bits, taken);
  if (!free)
    throw badRequest(`No free range of size /${bits} for ${what} in network "${shortName(subnetwork.network)}".`);
  return `${nth(free, 0)}/${bits}`;
}

/** The ranges of a new cluster, and what of them has to be made on its subnetwork. */
export function rangesFor(
  call: Call,
  { id, cluster }: { id: string; cluster: string },
  subnetwork: Document,
  policy: Document,
): { pods: Range; services: Range; made: Secondary[] } {
  const { clusterSecondaryRangeName: pods, servicesSecondaryRangeName: services } = policy;
  if (pods && pods === services) {
    throw badRequest(`Pod secondary range name (${pods}) should not be the same as service secondary range name.`);
  }
  const project = nameIn(subnetwork).split("/")[1]!;
  const making = (kind: string, block: string): Secondary => {
    const rangeName = `gke-${cluster}-${kind}-${id.slice(0, 8)}`;
    const internal = `projects/${project}/locations/global/internalRanges/${rangeName}`;
    return {
      rangeName,
      ipCidrRange: block,
      reservedInternalRange: `https://networkconnectivity.googleapis.com/v1/${internal}`,
    };
  };
  const made: Secondary[] = [];
  const block = policy.clusterIpv4CidrBlock ?? policy.clusterIpv4Cidr;
  if (!pods) made.push(making("pods", newBlock(call, subnetwork, block, 14, "pods")));
  const servicesBlock = policy.servicesIpv4CidrBlock ?? policy.servicesIpv4Cidr;
  const own =
    !services && servicesBlock !== undefined && /^\d/.test(String(servicesBlock)) && servicesBlock !== googlesServices;
  if (own) made.push(making("services", newBlock(call, subnetwork, servicesBlock, 20, "services")));
  const rangeOf = ({ rangeName, ipCidrRange }: Secondary): Range => ({ name: rangeName, block: ipCidrRange });
  return {
    pods: pods ? secondary(subnetwork, pods, "Pod") : rangeOf(made[0]!),
    services: services
      ? secondary(subnetwork, services, "Services")
      : own
        ? rangeOf(made.at(-1)!)
        : { block: googlesServices },
    made,
  };
}

function changed(cloud: Cloud, name: string, change: (known: Secondary[]) => Secondary[]): [string, Document][] {
  const subnetwork = cloud.store.get(storedInCompute(name));
  if (!subnetwork) return [];
  const { secondaryIpRanges: _, ...rest } = subnetwork;
  const next = change(secondariesOf(subnetwork));
  const ranges = next.length > 0 ? { secondaryIpRanges: next } : {};
  return [[storedInCompute(name), { ...rest, ...ranges, fingerprint: freshFingerprint() }]];
}

/** Prepares the subnetwork of a new cluster: with the ranges that it brings, and a way to Google's services. */
export function prepareSubnetwork(cloud: Cloud, subnetwork: string, made: Secondary[]): void {
  for (const [name, document] of changed(cloud, subnetwork, (known) => [...known, ...made])) {
    cloud.store.put(name, { ...document, privateIpGoogleAccess: true });
  }
}

/** The subnetwork of a cluster without the ranges that the cluster brought. */
export function withoutRanges(cloud: Cloud, { name, id, subnetwork }: Cluster): [string, Document][] {
  const own = new RegExp(`^gke-${RegExp.escape(shortName(name))}-(pods|services)-${id.slice(0, 8)}$`);
  return changed(cloud, subnetwork, (known) => known.filter(({ rangeName }) => !own.test(rangeName)));
}

/** An address in a subnetwork for the private endpoint of a cluster. */
export function privateAddress(call: Call, subnetwork: Document): string {
  const project = nameIn(subnetwork).split("/")[1]!;
  const others = clustersIn(call.cloud, `projects/${project}/locations`)
    .filter((cluster) => computeLink(cluster.subnetwork) === subnetwork.selfLink)
    .map(({ addresses }) => addresses.private);
  const taken = new Set([...takenIn(call.cloud, subnetwork), ...others]);
  const free = freeAddress(parseRange(subnetwork.ipCidrRange)!, taken);
  if (!free) throw badRequest(`The IP space of subnetwork "${subnetwork.name}" is exhausted.`);
  return free;
}
