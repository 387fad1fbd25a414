import type { ResourceAsset } from "../../../google/inventory/types.ts";
import type { Maybe } from "../maybe.ts";
import { accountKind, kindByName } from "../purpose.ts";
import type { Holding, HoldingKind, Labels } from "../types.ts";
import type { Names } from "./names.ts";
import { labelsIn, lastPart, optionalText, part, parts, text } from "./read.ts";

/** What a thing of a type is, and where its service says what it is labelled and encrypted with. */
interface Reader {
  readonly kind: HoldingKind;
  /** Default: the member `labels`. */
  labels?(asset: ResourceAsset): Labels;
  /** The name of the key, where it has one of its owner's. */
  key?(asset: ResourceAsset): string | undefined;
}

const keyIn =
  (member: string, ...path: string[]) =>
  ({ data, name }: ResourceAsset): string | undefined =>
    optionalText(
      path.reduce((item, each) => part(item, each, name), data),
      member,
      name,
    );

/** A secret is replicated by itself, or to places with a key for each, of which one stands for all. */
function keyOfSecret({ data, name }: ResourceAsset): string | undefined {
  const replication = part(data, "replication", name);
  const [replica = {}] = parts(part(replication, "userManaged", name), "replicas", name);
  return [part(replication, "automatic", name), replica]
    .map((each) => optionalText(part(each, "customerManagedEncryption", name), "kmsKeyName", name))
    .find((key) => key !== undefined);
}

const readers: Record<string, Reader> = {
  "alloydb.googleapis.com/Cluster": { kind: "database", key: keyIn("kmsKeyName", "encryptionConfig") },
  "artifactregistry.googleapis.com/Repository": { kind: "images", key: keyIn("kmsKeyName") },
  "bigquery.googleapis.com/Dataset": { kind: "dataset", key: keyIn("kmsKeyName", "defaultEncryptionConfiguration") },
  "bigtableadmin.googleapis.com/Instance": { kind: "database" },
  "cloudbuild.googleapis.com/BuildTrigger": { kind: "runner", labels: () => ({}) },
  "cloudbuild.googleapis.com/WorkerPool": { kind: "runner", labels: () => ({}) },
  "cloudfunctions.googleapis.com/CloudFunction": { kind: "function", key: keyIn("kmsKeyName") },
  "cloudfunctions.googleapis.com/Function": { kind: "function", key: keyIn("kmsKeyName") },
  "cloudkms.googleapis.com/CryptoKey": { kind: "key" },
  "compute.googleapis.com/Disk": { kind: "disk", key: keyIn("kmsKeyName", "diskEncryptionKey") },
  "compute.googleapis.com/Instance": { kind: "machine" },
  "compute.googleapis.com/RegionDisk": { kind: "disk", key: keyIn("kmsKeyName", "diskEncryptionKey") },
  "container.googleapis.com/Cluster": {
    kind: "cluster",
    labels: ({ data, name }) => labelsIn(data, "resourceLabels", name),
    key: keyIn("keyName", "databaseEncryption"),
  },
  "dns.googleapis.com/ManagedZone": { kind: "domains" },
  "file.googleapis.com/Instance": { kind: "disk", key: keyIn("kmsKeyName") },
  "firestore.googleapis.com/Database": {
    kind: "database",
    labels: () => ({}),
    key: keyIn("kmsKeyName", "cmekConfig"),
  },
  "logging.googleapis.com/LogBucket": { kind: "logs", labels: () => ({}), key: keyIn("kmsKeyName", "cmekSettings") },
  "pubsub.googleapis.com/Topic": { kind: "topic", key: keyIn("kmsKeyName") },
  "redis.googleapis.com/Instance": { kind: "database", key: keyIn("customerManagedKey") },
  "run.googleapis.com/Job": {
    kind: "function",
    labels: ({ data, name }) => labelsIn(part(data, "metadata", name), "labels", name),
  },
  "run.googleapis.com/Service": {
    kind: "function",
    labels: ({ data, name }) => labelsIn(part(data, "metadata", name), "labels", name),
  },
  "secretmanager.googleapis.com/Secret": { kind: "secret", key: keyOfSecret },
  "spanner.googleapis.com/Instance": { kind: "database" },
  "sqladmin.googleapis.com/Instance": {
    kind: "database",
    labels: ({ data, name }) => labelsIn(part(data, "settings", name), "userLabels", name),
    key: keyIn("kmsKeyName", "diskEncryptionConfiguration"),
  },
  "storage.googleapis.com/Bucket": { kind: "bucket", key: keyIn("defaultKmsKeyName", "encryption") },
};

/** Accounts are of interest where the plan or their name says what they are for. */
const accountType = "iam.googleapis.com/ServiceAccount";

/** What Google makes in every project, and the nodes of clusters: nobody's decision about this project. */
const isOfGoogle = (asset: ResourceAsset, labels: Labels): boolean =>
  (asset.type === "logging.googleapis.com/LogBucket" && /\/_(Default|Required)$/.test(asset.name)) ||
  (asset.type === "compute.googleapis.com/Instance" && "goog-gke-node" in labels) ||
  (asset.type === "compute.googleapis.com/Disk" && "goog-gke-node" in labels);

/** The project of a key: "projects/p/locations/…" is of p. */
const projectOfKey = (key: string, names: Names): Maybe<string | undefined> => {
  const project = /^(?:\/\/[^/]+\/)?projects\/([^/]+)\//.exec(key)?.[1];
  return project === undefined ? undefined : names.projectNamed(project);
};

/**
 * What things are for where that can't be seen of themselves: by "project/name" what the plan says, and by the names of
 * assets what sinks of others write to.
 */
export type Purposes = ReadonlyMap<string, HoldingKind>;

/** What an asset is in its project; undefined for what guidelines don't look at. */
export function holdingOf(
  asset: ResourceAsset,
  project: string,
  names: Names,
  purposes: Purposes,
): Holding | undefined {
  const { type, name, data } = asset;
  const place = { name: name.slice("//".length) };
  if (type === accountType) {
    const account = text(data, "email", name).split("@")[0]!;
    const kind = purposes.get(`${project}/${account}`) ?? accountKind(account);
    return kind && { kind, place, name: account, labels: {} };
  }
  const reader = readers[type];
  if (!reader) return undefined;
  const labels = reader.labels?.(asset) ?? labelsIn(data, "labels", name);
  if (isOfGoogle(asset, labels)) return undefined;
  const key = reader.key?.(asset);
  return {
    kind: purposes.get(`${project}/${lastPart(name)}`) ?? purposes.get(name) ?? kindByName(reader.kind, lastPart(name)),
    place,
    name: lastPart(name),
    labels,
    ...(key !== undefined && key !== "" && { keyProject: projectOfKey(key, names) }),
  };
}
