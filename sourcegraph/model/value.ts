/** A credential of the installation: kept outside the model, generated once or taken from Secret Manager. */
export interface Secret {
  readonly kind: "secret";
  /** The Secret object in Kubernetes. */
  readonly name: string;
  readonly key: string;
}

/** How a service sees its own place: addresses that follow from its replicas and from the target. */
export interface Self<P extends string = string> {
  /** The address of each replica's port: "gitserver-0.gitserver:3178". */
  each(port: P): string[];
  /** The one address behind which every replica stands: "sourcegraph-frontend-internal:80". */
  one(port: P): string;
  /** That address without its port. */
  host(port: P): string;
  /** The number of the port in that address. */
  port(port: P): string;
}

/** What a variable may depend on: where its container runs. */
export interface Place {
  readonly target: "kubernetes" | "compose" | "container";
  /** As the program knows this kind of deployment (DEPLOY_TYPE), which decides some of its defaults. */
  readonly deployType: string;
  /** The name of this very replica: its pod's, as a reference that Kubernetes resolves, or its container's. */
  readonly ownName: string;
  /** Of the service that the container belongs to: the address of a port as this container sees it. */
  beside(port: string): string;
  /** The address by which others know this very replica. */
  mine(port: string): string;
  /** Of every container that can be looked into: its name and the address of its debug port. */
  debuggable(): { name: string; host: string }[];
}

/** The value of an environment variable. */
export type Value = string | Secret | ((place: Place) => string);

export const secret = (name: string, key: string): Secret => ({ kind: "secret", name, key });

/** The name of a secret as an environment variable, where there are no Secret objects: PGSQL_AUTH_PASSWORD. */
export const secretVariable = ({ name, key }: Secret): string => `${name}-${key}`.toUpperCase().replaceAll("-", "_");
