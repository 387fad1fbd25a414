import { isKnown, type Maybe, unknown } from "../maybe.ts";
import { accountKind, kindByName } from "../purpose.ts";
import type { HoldingKind } from "../types.ts";
import { labelsAt, nameAt, placeOf, type StackResource, textAt, valueAt } from "./resource.ts";
import type { Stack } from "./stack.ts";
import type { Row } from "./survey.ts";

/** What is known of a type of things in projects. */
interface HoldingType {
  readonly kind: HoldingKind;
  /** Where its name is. Default: "name". */
  readonly name?: string;
  /** Where its labels are. Default: "labels". */
  readonly labels?: string;
  /** Where it says which key encrypts it. Default: it can't have one. */
  readonly key?: string;
  /** Where it says that it is emptied when it is deleted. Default: Google doesn't ask whether it is empty. */
  readonly emptied?: string;
}

const types: Readonly<Record<string, HoldingType>> = {
  "gcp:alloydb/cluster:Cluster": { kind: "database", name: "clusterId", key: "encryptionConfig.kmsKeyName" },
  "gcp:artifactregistry/repository:Repository": { kind: "images", name: "repositoryId", key: "kmsKeyName" },
  "gcp:bigquery/dataset:Dataset": {
    kind: "dataset",
    name: "datasetId",
    key: "defaultEncryptionConfiguration.kmsKeyName",
    emptied: "deleteContentsOnDestroy",
  },
  "gcp:bigtable/instance:Instance": { kind: "database" },
  "gcp:cloudbuild/trigger:Trigger": { kind: "runner" },
  "gcp:cloudbuild/workerPool:WorkerPool": { kind: "runner" },
  "gcp:cloudfunctions/function:Function": { kind: "function", key: "kmsKeyName" },
  "gcp:cloudfunctionsv2/function:Function": { kind: "function", key: "kmsKeyName" },
  "gcp:cloudrun/service:Service": { kind: "function", labels: "metadata.labels" },
  "gcp:cloudrunv2/job:Job": { kind: "function" },
  "gcp:cloudrunv2/service:Service": { kind: "function" },
  "gcp:compute/disk:Disk": { kind: "disk", key: "diskEncryptionKey.kmsKeySelfLink" },
  "gcp:compute/instance:Instance": { kind: "machine", key: "bootDisk.kmsKeySelfLink" },
  "gcp:compute/regionDisk:RegionDisk": { kind: "disk", key: "diskEncryptionKey.kmsKeyName" },
  "gcp:container/cluster:Cluster": { kind: "cluster", labels: "resourceLabels", key: "databaseEncryption.keyName" },
  "gcp:dns/managedZone:ManagedZone": { kind: "domains" },
  "gcp:filestore/instance:Instance": { kind: "disk", key: "kmsKeyName" },
  "gcp:firestore/database:Database": { kind: "database", key: "cmekConfig.kmsKeyName" },
  "gcp:kms/cryptoKey:CryptoKey": { kind: "key" },
  "gcp:pubsub/topic:Topic": { kind: "topic", key: "kmsKeyName" },
  "gcp:redis/instance:Instance": { kind: "database", key: "customerManagedKey" },
  "gcp:secretmanager/secret:Secret": { kind: "secret", name: "secretId" },
  "gcp:spanner/instance:Instance": { kind: "database" },
  "gcp:sql/databaseInstance:DatabaseInstance": {
    kind: "database",
    labels: "settings.userLabels",
    key: "encryptionKeyName",
  },
  "gcp:storage/bucket:Bucket": { kind: "bucket", key: "encryption.defaultKmsKeyName", emptied: "forceDestroy" },
};

/** Types whose things have labels that a program may set, by where these are. */
export const labelled: ReadonlyMap<string, string> = new Map(
  Object.entries(types)
    .filter(([, { kind }]) => kind === "bucket" || kind === "disk" || kind === "machine" || kind === "cluster")
    .map(([type, { labels = "labels" }]) => [type, labels]),
);

function keyProjectOf(resource: StackResource, path: string, stack: Stack): Maybe<string | undefined> {
  const key = textAt(resource, path);
  if (isKnown(key)) {
    const project = key === undefined ? undefined : /projects\/([^/]+)\//.exec(key)?.[1];
    return project === undefined ? undefined : stack.idOf(project);
  }
  const [made, ...others] = stack.originsOf(resource, path.split(".")[0]!, "gcp:kms/cryptoKey:CryptoKey");
  return made && others.length === 0 ? (stack.projectOf(made) ?? unknown) : unknown;
}

function isOn(resource: StackResource, path: string): Maybe<boolean> {
  const value = valueAt(resource, path);
  return isKnown(value) ? value === true : unknown;
}

const rowOf =
  ({ kind, name: namePath = "name", labels = "labels", key, emptied }: HoldingType): Row =>
  (resource, survey) => {
    const name = nameAt(resource, namePath);
    const keyProject = key === undefined ? undefined : keyProjectOf(resource, key, survey.stack);
    survey.hold(resource, kindByName(kind, name), {
      name,
      labels: labelsAt(resource, labels),
      ...(keyProject !== undefined && { keyProject }),
      // What the plan itself makes, the next run fills again.
      ...(emptied !== undefined &&
        survey.plannedKind(survey.projectOf(resource).id, name) === undefined && { emptied: isOn(resource, emptied) }),
    });
  };

/** Service accounts say by their name what they are for; one that runs something is a part of that. */
const account: Row = (resource, survey) => {
  const name = nameAt(resource, "accountId");
  const kind = survey.plannedKind(survey.projectOf(resource).id, name) ?? accountKind(name);
  if (kind) survey.hold(resource, kind, { name, labels: {} });
};

const keyOf =
  (of?: string): Row =>
  (resource, survey) => {
    survey.projectOf(resource).accountKeys.push({ ...placeOf(resource), ...(of !== undefined && { of }) });
  };

/** What is in projects. */
export const holdingRows: Readonly<Record<string, Row>> = {
  ...Object.fromEntries(Object.entries(types).map(([type, facts]) => [type, rowOf(facts)])),
  "gcp:serviceaccount/account:Account": account,
  "gcp:projects/apiKey:ApiKey": keyOf("APIs of Google's"),
  "gcp:serviceaccount/key:Key": keyOf(),
  "gcp:storage/hmacKey:HmacKey": keyOf("a service account, for Cloud Storage"),
};
