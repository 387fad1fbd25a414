import { type Call, required } from "../../core/call.ts";
import type { Cloud } from "../../core/cloud.ts";
import { findProject, type Project, requireService, type Service, serviceName } from "../../core/projects.ts";
import type { Document } from "../../core/store.ts";
import { accountDisabled, badRequest, noBucket } from "./refusals.ts";

/** A bucket as it is kept and shown. */
export interface Bucket extends Document {
  name: string;
  projectNumber: string;
  generation: string;
  metageneration: string;
  etag: string;
  location: string;
  storageClass: string;
  timeCreated: string;
  versioning?: { enabled?: boolean };
  retentionPolicy?: { retentionPeriod: string; isLocked?: boolean };
  encryption?: { defaultKmsKeyName?: string };
  iamConfiguration: { uniformBucketLevelAccess: { enabled: boolean } };
}

const prefix = "//storage.googleapis.com/projects/_/buckets/";

/** Buckets have no project in their names: these are shared by all users of the service. */
export const bucketName = (name: string) => prefix + name;

/** The key under which a version of an object is kept; no name of an object holds a line feed. */
export const objectKey = (bucket: string, name: string, generation = "") => `objects/${bucket}/${name}\n${generation}`;

/** The bucket that a request names. */
export function requireBucket(cloud: Cloud, name: string): Bucket {
  const bucket = cloud.store.get<Bucket>(bucketName(name));
  if (!bucket) throw noBucket();
  return bucket;
}

/** A bucket whose content can be reached: somebody pays for it. */
export function requirePaidBucket(cloud: Cloud, name: string): Bucket {
  const bucket = requireBucket(cloud, name);
  if (!findProject(cloud, bucket.projectNumber)?.billingAccount) throw accountDisabled();
  return bucket;
}

/** The project of a request's query. Cloud Storage is on in a new project, and off only where it was switched off. */
export function storageProject(call: Call, id = required(call, "project")): Project {
  const project = findProject(call.cloud, id);
  if (project?.state !== "ACTIVE") throw badRequest(`Unknown project id: ${id}`);
  const service = call.cloud.store.get<Service>(serviceName(project.projectId, call.api.host));
  if (service?.state === "DISABLED") requireService(call.cloud, call.api, project);
  return project;
}
