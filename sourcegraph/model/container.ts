import type { ImageName } from "../versions/image.ts";
import type { Probes } from "./probe.ts";
import type { Cpu, Memory } from "./quantity.ts";
import type { BySize } from "./size.ts";
import type { Value } from "./value.ts";

/** What a container is promised and what it may use at most, for each size. */
export interface Resources {
  readonly cpu: { readonly request: BySize<Cpu>; readonly limit: BySize<Cpu> };
  readonly memory: { readonly request: BySize<Memory>; readonly limit: BySize<Memory> };
  /** Room on the node's own disk, for what is written outside volumes. */
  readonly scratch?: { readonly request: BySize<Memory>; readonly limit: BySize<Memory> };
}

/** Where a container sees a volume. */
export interface Mount {
  readonly path: string;
  /** The path in Compose, where data that exists is laid out otherwise. */
  readonly composePath?: string;
  readonly readOnly?: boolean;
}

/** A container of a service. `P`: the names of its ports; `V`: the names of the volumes that it mounts. */
export interface Container<P extends string = string, V extends string = string> {
  readonly image: ImageName;
  readonly command?: readonly string[];
  readonly arguments?: readonly string[];
  /** The ports that it listens on, by name: what probes and Services speak of. */
  readonly ports: { readonly [name in P]?: number };
  /** The ports that answer GET /metrics. */
  readonly metrics?: readonly P[];
  /** The port that answers /debug, which the frontend shows to administrators. */
  readonly debug?: P;
  /** Of what its service uses, that whose variables it is given. All of it when left out. */
  readonly uses?: readonly string[];
  /** Variables of its own, besides those that follow from what it uses. */
  readonly environment?: Readonly<Record<string, Value>>;
  readonly resources: Resources;
  readonly probes?: Probes<P>;
  /** Why it has no probes, where it hasn't any. */
  readonly unprobed?: string;
  readonly mounts?: { readonly [name in V]?: string | Mount };
  /** Never set: it lets the compiler gather the names of volumes over all containers of a service. */
  readonly mounted?: V;
  /** What Compose calls it; the container's own name when left out. Numbered ones end in `-<replica>` from the first on. */
  readonly compose?: {
    readonly name?: string;
    readonly numbered?: boolean;
    /** A check for Docker to make, where the probe needs something that isn't in the image; or why there is none. */
    readonly health?: readonly string[] | { readonly none: string };
    readonly environment?: Readonly<Record<string, Value>>;
    readonly arguments?: readonly string[];
  };
}

const everySize = <T>(value: T): BySize<T> => ({ xs: value, s: value, m: value, l: value, xl: value });

const spread = <T extends number>(value: T | BySize<T>): BySize<T> =>
  typeof value === "number" ? everySize(value) : value;

interface Span<T extends number> {
  request: T | BySize<T>;
  limit: T | BySize<T>;
}

/** What a container needs. A single value is for every size. */
export const resources = (given: { cpu: Span<Cpu>; memory: Span<Memory>; scratch?: Span<Memory> }): Resources => ({
  cpu: { request: spread(given.cpu.request), limit: spread(given.cpu.limit) },
  memory: { request: spread(given.memory.request), limit: spread(given.memory.limit) },
  ...(given.scratch && { scratch: { request: spread(given.scratch.request), limit: spread(given.scratch.limit) } }),
});

/** Declares a container: what names a port or volume can name only one that is there. */
export const container = <const P extends string = never, const V extends string = never>(
  spec: Omit<Container<P, V>, "metrics" | "debug" | "probes"> & {
    readonly metrics?: readonly NoInfer<P>[];
    readonly debug?: NoInfer<P>;
    readonly probes?: Probes<NoInfer<P>>;
  },
): Container<P, V> => spec;
