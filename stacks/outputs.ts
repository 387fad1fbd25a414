import { BucketObject } from "@pulumi/gcp/storage/bucketObject.js";
import { getBucketObjectContent } from "@pulumi/gcp/storage/getBucketObjectContent.js";
import { type Input, jsonStringify, type Output, output, RunError, runtime, unknown } from "@pulumi/pulumi";

/** What the bootstrap stack tells the others. */
export interface BootstrapOutputs {
  /** The number of the folder that it makes. */
  commonFolder: string;
}

/** What the organization stack tells the others. */
export interface OrganizationOutputs {
  /** The number of each folder, by key. */
  folders: Record<string, string>;
}

interface Outputs {
  bootstrap: BootstrapOutputs;
  organization: OrganizationOutputs;
}

/** An object with the same members, each of which may be known later. */
export type Later<T> = { [K in keyof T]: T[K] extends string ? Input<string> : Record<string, Input<string>> };

const objectName = (stack: string) => `outputs/${stack}.json`;

/**
 * Publishes what other stacks need, as an object in a bucket that all deployers may read. Stacks of different tiers have
 * their states in different buckets, so a reference from state to state can't reach across.
 */
export function publish<K extends keyof Outputs>(stack: K, bucket: Input<string>, outputs: Later<Outputs[K]>): void {
  new BucketObject(`${stack}-outputs`, {
    bucket,
    name: objectName(stack),
    content: jsonStringify(outputs),
    contentType: "application/json",
  });
}

/** The texts by which the provider says that an object or its bucket isn't there. */
const absent = /\b404\b|not found|no such object|does not exist|notFound/i;

/**
 * What another stack published; undefined in a preview before that stack is up.
 * @throws RunError when an update needs a stack that isn't up.
 */
export async function published<K extends keyof Outputs>(stack: K, bucket: string): Promise<Outputs[K] | undefined> {
  try {
    const { content } = await getBucketObjectContent({ bucket, name: objectName(stack) });
    return JSON.parse(content) as Outputs[K];
  } catch (error) {
    if (!absent.test(String(error))) throw error;
    if (runtime.isDryRun()) return undefined;
    throw new RunError(
      `The stack ${stack} is not up: gs://${bucket}/${objectName(stack)} is not there. Run \`sgdist up ${stack}\` ` +
        `(or \`pulumi up -s ${stack}\`) first.`,
    );
  }
}

/** The number of a folder, known once the organization stack has made it. */
export function folderId(organization: OrganizationOutputs | undefined, key: string): Output<string> {
  const id = organization?.folders[key];
  if (id !== undefined) return output(id);
  if (runtime.isDryRun()) return output(unknown as unknown as string);
  throw new RunError(`The folder ${key} is not there yet. Run \`sgdist up organization\` first.`);
}
