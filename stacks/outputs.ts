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

/** What the stack of an environment tells that of its application. */
export interface EnvironmentOutputs {
  projectId: string;
  region: string;
  /** The cluster, for Kubernetes. */
  cluster?: {
    name: string;
    /** A region or a zone. */
    location: string;
    /** The name by which its control plane is reached, by HTTPS: "gke-….us-central1.gke.goog". */
    endpoint: string;
    /** How far its nodes go. Stacks of before don't say it. */
    nodePool?: { machineType: string; zones: number; maximumNodesPerZone: number };
  };
  /** The machine, for Compose and the single container. */
  machine?: {
    name: string;
    zone: string;
    /** The internal address. */
    address: string;
    /** The e-mail address of the service account that it acts as. */
    serviceAccount: string;
    /** Where it looks for what it is to run. */
    bucket: string;
    prefix: string;
    /** The size of its disk for data, which never gets smaller. Absent where an older program made it. */
    dataGigabytes?: number;
    /** Stacks of before don't say it. */
    machineType?: string;
  };
  /** How it is reached from the internet, if it is. */
  exposure?: {
    host: string;
    url: string;
    address: string;
    /** The address and the certificate by the names that a load balancer of the cluster is told. */
    addressName: string;
    certificate?: string;
  };
}

interface Outputs {
  bootstrap: BootstrapOutputs;
  organization: OrganizationOutputs;
  environment: EnvironmentOutputs;
}

/** An object with the same members, each of which may be known later. */
export type Later<T> = {
  [K in keyof T]: T[K] extends string | number | undefined ? Input<NonNullable<T[K]>> : Later<T[K]>;
};

const objectName = (stack: string) => `outputs/${stack}.json`;

/**
 * Publishes what other stacks need, as an object in a bucket that those may read whom it concerns. Stacks of different
 * tiers have their states in different buckets, so a reference from state to state can't reach across. `stack`: its name,
 * where there are several of a kind.
 */
export function publish<K extends keyof Outputs>(
  kind: K,
  bucket: Input<string>,
  outputs: Later<Outputs[K]>,
  stack: string = kind,
): void {
  new BucketObject(`${kind}-outputs`, {
    bucket,
    name: objectName(stack),
    content: jsonStringify(outputs),
    contentType: "application/json",
  });
}

/** The texts by which the provider says that an object or its bucket isn't there. */
export const absent = /\b404\b|not found|no such object|does not exist|notFound/i;

/**
 * What a stack published the last time; undefined where it never did. `stack`: its name, where there are several of a
 * kind.
 */
export async function publishedBefore<K extends keyof Outputs>(
  kind: K,
  bucket: string,
  stack: string = kind,
): Promise<Outputs[K] | undefined> {
  try {
    const { content } = await getBucketObjectContent({ bucket, name: objectName(stack) });
    return JSON.parse(content) as Outputs[K];
  } catch (error) {
    if (!absent.test(String(error))) throw error;
    return undefined;
  }
}

/**
 * What another stack published; undefined in a preview before that stack is up. `stack`: its name, where there are
 * several of a kind.
 * @throws RunError when an update needs a stack that isn't up.
 */
export async function published<K extends keyof Outputs>(
  kind: K,
  bucket: string,
  stack: string = kind,
): Promise<Outputs[K] | undefined> {
  const outputs = await publishedBefore(kind, bucket, stack);
  if (outputs || runtime.isDryRun()) return outputs;
  throw new RunError(
    `The stack ${stack} is not up: gs://${bucket}/${objectName(stack)} is not there. Run \`sgdist up ${stack}\` ` +
      `(or \`pulumi up -s ${stack}\`) first.`,
  );
}

/** The number of a folder, known once the organization stack has made it. */
export function folderId(organization: OrganizationOutputs | undefined, key: string): Output<string> {
  const id = organization?.folders[key];
  if (id !== undefined) return output(id);
  if (runtime.isDryRun()) return output(unknown as unknown as string);
  throw new RunError(`The folder ${key} is not there yet. Run \`sgdist up organization\` first.`);
}
