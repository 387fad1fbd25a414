import { isKnown, type Maybe, unknown } from "../maybe.ts";
import { placeOf, type StackResource, valueAt } from "./resource.ts";
import { projectType } from "./stack.ts";
import type { Survey } from "./survey.ts";

/** A switch against deletion, and what holds where it isn't set. */
interface Switch {
  readonly path: string;
  /** What it says when it is on. Default: true. */
  readonly on?: unknown;
  /** Whether it is on where nobody says. Default: no. */
  readonly byDefault?: boolean;
}

const protection: Switch = { path: "deletionProtection" };
const protectedByDefault: Switch = { ...protection, byDefault: true };

/** Switches of types, and their defaults as the provider documents them. */
const switches: Readonly<Record<string, readonly Switch[]>> = {
  "gcp:alloydb/cluster:Cluster": [protectedByDefault],
  "gcp:bigquery/table:Table": [protectedByDefault],
  "gcp:bigtable/instance:Instance": [protectedByDefault],
  "gcp:bigtable/table:Table": [{ path: "deletionProtection", on: "PROTECTED" }],
  "gcp:cloudrunv2/job:Job": [protectedByDefault],
  "gcp:cloudrunv2/service:Service": [protectedByDefault],
  "gcp:cloudrunv2/workerPool:WorkerPool": [protectedByDefault],
  "gcp:compute/instance:Instance": [protection],
  "gcp:container/cluster:Cluster": [protectedByDefault],
  "gcp:filestore/instance:Instance": [{ path: "deletionProtectionEnabled" }],
  "gcp:firestore/database:Database": [{ path: "deleteProtectionState", on: "DELETE_PROTECTION_ENABLED" }],
  "gcp:logging/projectBucketConfig:ProjectBucketConfig": [{ path: "locked" }],
  "gcp:memorystore/instance:Instance": [{ path: "deletionProtectionEnabled", byDefault: true }],
  "gcp:redis/cluster:Cluster": [{ path: "deletionProtectionEnabled", byDefault: true }],
  "gcp:secretmanager/secret:Secret": [protection],
  "gcp:spanner/database:Database": [protectedByDefault, { path: "enableDropProtection" }],
  "gcp:sql/databaseInstance:DatabaseInstance": [protectedByDefault, { path: "settings.deletionProtectionEnabled" }],
  "gcp:storage/bucket:Bucket": [{ path: "retentionPolicy.isLocked" }],
  "gcp:workflows/workflow:Workflow": [protectedByDefault],
};

/** Many types have this one. */
const policy: Switch = { path: "deletionPolicy", on: "PREVENT" };

function standsAt(resource: StackResource, { path, on = true, byDefault = false }: Switch): Maybe<boolean> {
  const value = valueAt(resource, path);
  if (!isKnown(value)) return unknown;
  return value === undefined ? byDefault : value === on;
}

/** Tells what of a project's things can't be deleted as it is. That of the project itself is told with the project. */
export function findObstacles(resource: StackResource, survey: Survey): void {
  if (!resource.type.startsWith("gcp:") || resource.type === projectType) return;
  for (const each of [...(switches[resource.type] ?? []), policy]) {
    const stands = standsAt(resource, each);
    if (stands === false) continue;
    // What isn't in a project is in nobody's way.
    const project = survey.stack.projectOf(resource);
    if (project === undefined) return;
    survey.projectOf(resource).obstacles.push({ place: placeOf(resource), by: each.path, stands });
  }
}
