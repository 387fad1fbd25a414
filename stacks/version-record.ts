import { BucketObject } from "@pulumi/gcp/storage/bucketObject.js";
import { getBucketObjectContent } from "@pulumi/gcp/storage/getBucketObjectContent.js";
import type { Resource } from "@pulumi/pulumi";
import { absent } from "./outputs.ts";

/** The object that says which version an environment's data was last migrated to, or was about to be. */
const name = "deployed/version.json";

/** The version that was deployed last; undefined when none was. */
export async function deployedVersion(bucket: string): Promise<string | undefined> {
  try {
    const { content } = await getBucketObjectContent({ bucket, name });
    return (JSON.parse(content) as { version: string }).version;
  } catch (error) {
    if (absent.test(String(error))) return undefined;
    throw error;
  }
}

/** Writes down the version that is about to be deployed. It stays when the stack is destroyed, as the data may. */
export const recordVersion = (bucket: string, version: string): Resource =>
  new BucketObject(
    "version",
    { bucket, name, content: JSON.stringify({ version }), contentType: "application/json" },
    { retainOnDelete: true },
  );
