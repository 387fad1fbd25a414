import type { Call } from "../../core/call.ts";
import type { Document } from "../../core/store.ts";
import { cryptoKeys } from "../cloudkms/crypto-keys.ts";
import { networkKind } from "../compute/networks.ts";
import { viewOfCluster } from "../container/cluster-views.ts";
import type { Cluster } from "../container/stored.ts";

/** A kind of asset in a project, and where the local cloud keeps what becomes one. */
export interface AssetKind {
  /** "compute.googleapis.com/Network" */
  type: string;
  /** What is between the project (or what else owns it) and the asset's own name; `*` is one part of a path. */
  path: string;
  /** The version of the service's API whose representation `data` is. */
  version: string;
  /** Whether its name has the project's number, and not its ID. */
  numbered?: true;
  /** The last part of its name where that isn't the last part under which it is kept. */
  id?(document: Document): unknown;
  /** As the service shows it. Default: as it is kept. */
  view?(call: Call, document: Document): Document;
}

const compute = (singular: string, path: string): AssetKind => ({
  type: `compute.googleapis.com/${singular}`,
  path,
  version: "v1",
});

const kinds: AssetKind[] = [
  compute("Address", "regions/*/addresses"),
  compute("Disk", "zones/*/disks"),
  compute("Firewall", "global/firewalls"),
  compute("GlobalAddress", "global/addresses"),
  compute("Instance", "zones/*/instances"),
  {
    ...compute("Network", "global/networks"),
    view: (call, document) => networkKind.view!(call, document),
  },
  compute("ResourcePolicy", "regions/*/resourcePolicies"),
  compute("Route", "global/routes"),
  compute("Router", "regions/*/routers"),
  compute("SslCertificate", "global/sslCertificates"),
  compute("Subnetwork", "regions/*/subnetworks"),
  { type: "artifactregistry.googleapis.com/Repository", path: "locations/*/repositories", version: "v1" },
  { type: "bigquery.googleapis.com/Dataset", path: "datasets", version: "v2" },
  { type: "bigquery.googleapis.com/Table", path: "datasets/*/tables", version: "v2" },
  {
    type: "cloudkms.googleapis.com/CryptoKey",
    path: "locations/*/keyRings/*/cryptoKeys",
    version: "v1",
    view: (call, document) => cryptoKeys.view!(document, call),
  },
  { type: "cloudkms.googleapis.com/KeyRing", path: "locations/*/keyRings", version: "v1" },
  { type: "cloudfunctions.googleapis.com/Function", path: "locations/*/functions", version: "v2" },
  {
    type: "container.googleapis.com/Cluster",
    path: "locations/*/clusters",
    version: "v1",
    view: (call, document) => viewOfCluster(call, document as Cluster),
  },
  { type: "dns.googleapis.com/ManagedZone", path: "managedZones", version: "v1", numbered: true },
  {
    type: "iam.googleapis.com/ServiceAccount",
    path: "serviceAccounts",
    version: "v1",
    id: ({ uniqueId }) => uniqueId,
  },
  { type: "logging.googleapis.com/LogBucket", path: "locations/*/buckets", version: "v2", numbered: true },
  { type: "logging.googleapis.com/LogSink", path: "sinks", version: "v2", numbered: true },
  { type: "pubsub.googleapis.com/Subscription", path: "subscriptions", version: "v1" },
  { type: "pubsub.googleapis.com/Topic", path: "topics", version: "v1" },
  { type: "secretmanager.googleapis.com/Secret", path: "secrets", version: "v1", numbered: true },
];

/** Types that are read in other ways, and some that the local cloud has nothing of but Google knows. */
const otherTypes = [
  ...["Folder", "Lien", "Organization", "Project", "TagBinding", "TagKey", "TagValue"].map(
    (name) => `cloudresourcemanager.googleapis.com/${name}`,
  ),
  ...["BuildTrigger", "WorkerPool"].map((name) => `cloudbuild.googleapis.com/${name}`),
  "alloydb.googleapis.com/Cluster",
  "bigtableadmin.googleapis.com/Instance",
  "storage.googleapis.com/Bucket",
  "cloudfunctions.googleapis.com/CloudFunction",
  ...["BackendService", "ForwardingRule", "GlobalForwardingRule", "Image", "InstanceGroup", "InstanceGroupManager"].map(
    (name) => `compute.googleapis.com/${name}`,
  ),
  ...["InstanceTemplate", "Project", "RegionDisk", "Snapshot"].map((name) => `compute.googleapis.com/${name}`),
  "container.googleapis.com/NodePool",
  "file.googleapis.com/Instance",
  "firestore.googleapis.com/Database",
  "iam.googleapis.com/Role",
  "iam.googleapis.com/ServiceAccountKey",
  "redis.googleapis.com/Instance",
  "run.googleapis.com/Job",
  "run.googleapis.com/Service",
  "serviceusage.googleapis.com/Service",
  "spanner.googleapis.com/Instance",
  "sqladmin.googleapis.com/Instance",
];

/** Every type of asset that can be asked for. */
export const assetTypes: string[] = [...kinds.map(({ type }) => type), ...otherTypes];

const hostOf = ({ type }: AssetKind) => type.split("/")[0]!;

const pattern = (kind: AssetKind): RegExp => {
  const path = kind.path
    .split("*")
    .map((part) => RegExp.escape(part))
    .join("[^/]+");
  return new RegExp(`^//${RegExp.escape(hostOf(kind))}/(projects|folders|organizations)/([^/]+)/${path}/[^/]+$`);
};

const compiled = kinds.map((kind) => ({ kind, pattern: pattern(kind) }));

/** The hosts that keep something that becomes an asset. */
export const assetHosts: string[] = [...new Set(kinds.map(hostOf))];

/** What a stored document is as an asset, and what owns it: "projects/my-project". */
export function kindOf(stored: string): { kind: AssetKind; owner: string } | undefined {
  for (const { kind, pattern: each } of compiled) {
    const match = each.exec(stored);
    if (match) return { kind, owner: `${match[1]}/${match[2]}` };
  }
  return undefined;
}
