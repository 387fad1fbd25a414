import { policyMember } from "../core/policy-member.ts";
import type { ResourceType } from "../core/resource.ts";
import { lastSegment } from "../core/template.ts";
import schema from "../schema/storage.json" with { type: "json" };
import { bucket } from "./storage-bucket.ts";
import { bucketObject } from "./storage-object.ts";

const host = "storage.googleapis.com";

const member = policyMember(schema, "gcp:storage/bucketIAMMember:BucketIAMMember", {
  host,
  resource: "/storage/v1/b/{bucket!}",
  read: ({ client }, path) => client.request(host, "GET", `${path}/iam?optionsRequestedPolicyVersion=3`) as never,
  write: ({ client }, path, policy) => client.request(host, "PUT", `${path}/iam`, policy),
});

/** The bucket is kept as "b/NAME", however it was given. */
const bucketMember: ResourceType = {
  ...member,
  async create(context, inputs) {
    const { id, state } = await member.create(context, inputs);
    return { id, state: { ...state, bucket: `b/${lastSegment(String(inputs.bucket))}` } };
  },
  same: (path, old, next) => path === "bucket" && lastSegment(String(old)) === lastSegment(String(next)),
};

export const storage: ResourceType[] = [bucket, bucketMember, bucketObject];
