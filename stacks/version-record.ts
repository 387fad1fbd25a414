import { BucketObject } from "@pulumi/gcp/storage/bucketObject.js";
import { getBucketObjectContent } from "@pulumi/gcp/storage/getBucketObjectContent.js";
import type { Resource } from "@pulumi/pulumi";
import { deployedObject as name } from "../plan/names.ts";
import { absent } from "./outputs.ts";

/** What was deployed last, or was about to be. */
export interface Deployed {
  version: string;
  /** The commit of the product that it was built of; absent for a release. */
  commit?: string;
  /** Of all that was deployed. Stacks of before don't say it. */
  fingerprint?: string;
}

/** What was deployed last; undefined when nothing was. */
export async function deployedBefore(bucket: string): Promise<Deployed | undefined> {
  try {
    const { content } = await getBucketObjectContent({ bucket, name });
    return JSON.parse(content) as Deployed;
  } catch (error) {
    if (absent.test(String(error))) return undefined;
    throw error;
  }
}

/**
 * Writes down what is about to be deployed. `kept`: whether it stays when the stack is destroyed, as the data may; in a
 * slot for preview environments it goes with the lease.
 */
export const recordDeployed = (bucket: string, deployed: Deployed, kept: boolean): Resource =>
  new BucketObject(
    "version",
    { bucket, name, content: JSON.stringify(deployed), contentType: "application/json" },
    { retainOnDelete: kept },
  );
