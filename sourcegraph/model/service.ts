import type { Container } from "./container.ts";
import type { BySize } from "./size.ts";
import type { Self, Value } from "./value.ts";
import type { Volume } from "./volume.ts";

/** What keeps a service's replicas running. */
export type Workload =
  /** Replicas that are all alike. `together`: how old and new ones share an update; `apart`: old ones end first. */
  | { readonly kind: "deployment"; readonly update: { surge: number; unavailable: number } | "apart" }
  /** Replicas that each have a name of their own. */
  | { readonly kind: "statefulset" }
  /** One on every node. */
  | { readonly kind: "daemonset" }
  /** Runs once to its end, for each version and whenever it changes itself. */
  | { readonly kind: "job" };

/** The user that a service's processes run as, and the group that owns its volumes. */
export interface Identity {
  readonly user: number;
  readonly group: number;
  /** Default: `group`. */
  readonly volumes?: number;
}

/** A Service object: ports by which others reach some of the service's. */
export interface Entrance<P extends string = string> {
  /** Whether its name leads to each replica rather than to one address for all. */
  readonly headless?: boolean;
  /** The port at this entrance, by the name of the container's port. */
  readonly ports: { readonly [name in P]?: number };
}

/** What a service is to another that it uses. */
export interface Use {
  readonly service: string;
  /** Variables whose form this one needs otherwise. */
  readonly forms?: Readonly<Record<string, (value: string) => string>>;
}

/** Rights on the machine that the restricted Pod Security Standard forbids. */
export interface NodeAccess {
  readonly reason: string;
  readonly processes?: boolean;
}

export interface Service<P extends string = string, V extends string = string> {
  /** The name of its workload in Kubernetes. */
  readonly name: string;
  /** One sentence: what it does. */
  readonly role: string;
  readonly category: "application" | "once" | "store" | "monitoring" | "edge";
  readonly workload: Workload;
  readonly replicas: BySize<number>;
  readonly identity: Identity;
  /** The first one is the service; the others stand beside it. */
  readonly containers: Readonly<Record<string, Container<P, V>>>;
  /** What runs to its end in each pod before the containers start. Not in Compose, where nothing needs it. */
  readonly first?: Readonly<Record<string, Container<never, V>>>;
  readonly volumes?: Readonly<Record<V, Volume>>;
  readonly entrances?: Readonly<Record<string, Entrance<P>>>;
  /** Labels of its pods besides those that all have. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Seconds that it is given to end. Default 30. */
  readonly graceSeconds?: number;
  /** What it calls, and so what variables it is given and what network policies allow. */
  readonly uses?: readonly (string | Use)[];
  /** What it calls besides, at addresses that it learns from the frontend: no variables, but network policies. */
  readonly reaches?: readonly string[];
  /** The variables that those who use it are given. */
  readonly offers?: (self: Self<P>) => Readonly<Record<string, Value>>;
  /** What must be well, or done, before it starts. */
  readonly after?: readonly string[];
  /** What it calls outside the installation, for people. */
  readonly internet?: string;
  /** The port on which people outside are served. */
  readonly public?: P;
  /** The ports of the machine at which Compose serves some of its ports. */
  readonly published?: { readonly [name in P]?: readonly number[] };
  readonly node?: NodeAccess;
  /** The targets that have it. Default: Kubernetes and Compose. */
  readonly targets?: readonly ("kubernetes" | "compose")[];
}

/** Declares a service: mounts can only name its volumes, and entrances only its containers' ports. */
export const service = <const P extends string, const V extends string = never>(
  spec: Omit<Service<P, V>, "volumes" | "entrances" | "public" | "published"> & {
    readonly volumes?: { readonly [name in V]: Volume };
    readonly entrances?: Readonly<Record<string, Entrance<NoInfer<P>>>>;
    readonly public?: NoInfer<P>;
    readonly published?: { readonly [name in NoInfer<P>]?: readonly number[] };
    // Who mounts anything says what.
  } & ([V] extends [never] ? unknown : { readonly volumes: object }),
): Service => spec as unknown as Service;
