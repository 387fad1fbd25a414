import { type Call, param } from "../../core/call.ts";
import { type Policy, readPolicy, writePolicy } from "../../core/policies.ts";
import type { Reply } from "../../core/reply.ts";
import type { Route } from "../../core/router.ts";
import { saveBucket } from "./buckets.ts";
import { badRequest, conditionNotMet } from "./refusals.ts";
import { type Bucket, bucketName, requireBucket } from "./stored-buckets.ts";

/** A bucket's policy has the etag of the bucket, as each write makes a new metageneration of it. */
const view = ({ name, etag }: Bucket, { version = 1, bindings }: Policy): Reply => ({
  kind: "storage#policy",
  resourceId: `projects/_/buckets/${name}`,
  version,
  etag,
  ...(bindings && { bindings }),
});

function write(call: Call): Reply {
  const bucket = requireBucket(call.cloud, param(call, "bucket"));
  const asked: Partial<Policy> = call.body;
  if (asked.etag && asked.etag !== bucket.etag) throw conditionNotMet("If-Match");
  const uniform = bucket.iamConfiguration.uniformBucketLevelAccess.enabled;
  if (!uniform && asked.bindings?.some(({ condition }) => condition)) {
    throw badRequest("Policies with conditions are only allowed on buckets with uniform bucket-level access enabled.");
  }
  const { etag: _, ...rest } = asked;
  const policy = writePolicy(call.cloud.store, bucketName(bucket.name), rest);
  return view(saveBucket(call, bucket), policy);
}

const path = "/storage/v1/b/{bucket}/iam";

export const policyRoutes: Route[] = [
  {
    id: "buckets.getIamPolicy",
    method: "GET",
    path,
    handle: (call) => {
      const bucket = requireBucket(call.cloud, param(call, "bucket"));
      return view(bucket, readPolicy(call.cloud.store, bucketName(bucket.name)));
    },
  },
  { id: "buckets.setIamPolicy", method: "PUT", path, handle: write },
  {
    id: "buckets.testIamPermissions",
    method: "GET",
    path: `${path}/testPermissions`,
    handle: (call) => {
      const resource = bucketName(requireBucket(call.cloud, param(call, "bucket")).name);
      const asked = call.query.getAll("permissions");
      const permissions = asked.filter((each) => call.cloud.access.allows(call.identity, each, resource));
      return { kind: "storage#testIamPermissionsResponse", ...(permissions.length > 0 && { permissions }) };
    },
  },
];
