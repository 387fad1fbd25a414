import type { Knowledge } from "./knowledge.ts";
import type { Disk, Memory } from "./quantity.ts";

/**
 * Data that outlives whatever uses it. Its identity is its own: `name` never changes, and neither the kind of the
 * workload nor its version is part of it.
 */
export interface Claim {
  readonly kind: "claim";
  /** The claim's name in Kubernetes; of claims for each replica, what comes before `-<service>-<ordinal>`. */
  readonly name: string;
  /** Whether each replica has one of its own. */
  readonly perReplica: boolean;
  readonly size: Disk;
  /** The name of the volume in Compose. */
  readonly compose: (ordinal: number) => string;
  /** Labels that a StatefulSet's template for it has, and can't lose. */
  readonly templateLabels?: Readonly<Record<string, string>>;
  /** Whether losing it costs only time, because everything in it is made again. */
  readonly cache: boolean;
}

/** Files that are made from the model. What reads them is replaced when they change. */
export interface Configuration {
  readonly kind: "configuration";
  /** The name of the ConfigMap, and of the folder beside the Compose file. */
  readonly name: string;
  /** The files by name. */
  readonly files: (knowledge: Knowledge) => Readonly<Record<string, string>>;
}

/** Room that is lost with the container. */
export interface Scratch {
  readonly kind: "scratch";
  /** In memory, which counts as the container's, up to this size. */
  readonly memory?: Memory;
}

/** A folder or a file of the machine, only ever read. */
export interface HostFolder {
  readonly kind: "host";
  readonly path: string;
  /** Whether it must be there already: in the place of a file that isn't, Docker would make a folder. */
  readonly file?: true;
}

export type Volume = Claim | Configuration | Scratch | HostFolder;

/** A claim that the service's only replica uses. `compose`: its volume's name there; the claim's name when left out. */
export const claim = (name: string, size: Disk, compose = name): Claim => ({
  kind: "claim",
  name,
  perReplica: false,
  size,
  compose: () => compose,
  cache: false,
});

/** A claim of each replica's own. */
export const claimPerReplica = (name: string, size: Disk, compose: (ordinal: number) => string): Claim => ({
  kind: "claim",
  name,
  perReplica: true,
  size,
  compose,
  cache: false,
});

/** A claim that holds only what can be made again. */
export const cacheOf = (claim: Claim): Claim => ({ ...claim, cache: true });

export const configuration = (name: string, files: Configuration["files"]): Configuration => ({
  kind: "configuration",
  name,
  files,
});
export const scratch = (): Scratch => ({ kind: "scratch" });
export const sharedMemory = (memory: Memory): Scratch => ({ kind: "scratch", memory });
export const hostFolder = (path: string): HostFolder => ({ kind: "host", path });
export const hostFile = (path: string): HostFolder => ({ kind: "host", path, file: true });
