import type { Properties } from "../../grpc/values.ts";
import { labelOf, metadataOf } from "../objects/identity.ts";
import { type Answer, type Client, patience, type Request } from "./client.ts";
import { isNotFound, Refusal, Unreachable } from "./failures.ts";

/** How the API server serves a kind of objects. */
export interface Served {
  /** The word in paths, e.g. deployments. */
  plural: string;
  namespaced: boolean;
}

/** What can be done with the objects of a cluster. */
export class Cluster {
  readonly client: Client;
  readonly #served = new Map<string, Promise<Map<string, Served>>>();

  constructor(client: Client) {
    this.client = client;
  }

  /** Asks for a sign of life. Throws if there is none within `time` milliseconds. */
  async check(time = patience): Promise<void> {
    await this.client.request("GET", "/version", {}, time);
  }

  /** How objects of a kind are served, or undefined if they are not. */
  async served(apiVersion: string, kind: string): Promise<Served | undefined> {
    let all = this.#served.get(apiVersion);
    if (!all) {
      all = this.#discover(apiVersion);
      this.#served.set(apiVersion, all);
      // What went wrong, and what isn't there, may be there next time.
      all
        .then(
          (kinds) => kinds.size > 0,
          () => false,
        )
        .then((keep) => keep || this.#served.delete(apiVersion));
    }
    try {
      return (await all).get(kind);
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error;
      throw new Interrupted(`looking for ${kind} of ${apiVersion}`, error);
    }
  }

  /** Forgets what is served, because it has changed or may have. */
  forget(): void {
    this.#served.clear();
  }

  async #discover(apiVersion: string): Promise<Map<string, Served>> {
    try {
      const { body } = await this.client.request("GET", rootOf(apiVersion));
      const list = body.resources as { name: string; kind: string; namespaced: boolean }[];
      const kinds = list.filter(({ name }) => !name.includes("/"));
      return new Map(kinds.map(({ name, kind, namespaced }) => [kind, { plural: name, namespaced }]));
    } catch (error) {
      if (isNotFound(error)) return new Map();
      throw error;
    }
  }

  /** The path of all objects of an object's kind in its namespace. Throws NotServed. */
  async collectionOf(object: Properties): Promise<string> {
    const [apiVersion, kind] = [String(object.apiVersion), String(object.kind)];
    const served = await this.served(apiVersion, kind);
    if (!served) throw new NotServed(apiVersion, kind);
    return collectionPath(apiVersion, served, metadataOf(object).namespace);
  }

  async #pathOf(object: Properties): Promise<string> {
    return `${await this.collectionOf(object)}/${encodeURIComponent(String(metadataOf(object).name))}`;
  }

  /** Does something with one object. `doing`: what, for messages, e.g. "reading". */
  async #act(doing: string, method: string, object: Properties, request: Request): Promise<Answer> {
    try {
      const path = method === "POST" ? await this.collectionOf(object) : await this.#pathOf(object);
      return await this.client.request(method, path, request);
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error;
      throw new Interrupted(`${doing} ${labelOf(object)}`, error);
    }
  }

  /** The object as it is, or undefined. `object`: of the same kind, namespace and name. */
  async read(object: Properties): Promise<Properties | undefined> {
    try {
      return (await this.#act("reading", "GET", object, {})).body;
    } catch (error) {
      if (error instanceof NotServed || isNotFound(error)) return undefined;
      throw error;
    }
  }

  create(object: Properties, query: Request["query"]): Promise<Answer> {
    return this.#act("creating", "POST", object, { query: { fieldValidation: "Strict", ...query }, body: object });
  }

  /** Server-side apply. */
  apply(object: Properties, query: Request["query"]): Promise<Answer> {
    const type = "application/apply-patch+yaml";
    return this.#act("applying", "PATCH", object, {
      query: { fieldValidation: "Strict", ...query },
      body: object,
      type,
    });
  }

  /** Puts an object in the place of the one that is there. */
  replace(object: Properties, query: Request["query"]): Promise<Answer> {
    return this.#act("replacing", "PUT", object, { query: { fieldValidation: "Strict", ...query }, body: object });
  }

  /** Changes single places of an object (RFC 6902). */
  patch(object: Properties, operations: unknown[]): Promise<Answer> {
    const type = "application/json-patch+json";
    return this.#act("patching", "PATCH", object, { body: operations, type });
  }

  delete(object: Properties, propagationPolicy: string): Promise<Answer> {
    return this.#act("deleting", "DELETE", object, {
      body: { kind: "DeleteOptions", apiVersion: "v1", propagationPolicy },
    });
  }

  /** All objects of a collection; none if they are not served or may not be listed. `path`: see collectionPath. */
  async list(path: string): Promise<Properties[]> {
    try {
      const { body } = await this.client.request("GET", path);
      return itemsOf(body);
    } catch (error) {
      if (error instanceof Refusal && [403, 404].includes(error.code)) return [];
      throw error;
    }
  }
}

/** Objects in a list say neither their kind nor their version. */
export function itemsOf(list: Properties): Properties[] {
  const kind = String(list.kind).replace(/List$/, "");
  return ((list.items ?? []) as Properties[]).map((item) => ({ apiVersion: list.apiVersion, kind, ...item }));
}

const rootOf = (apiVersion: string) => (apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`);

/** The path of a collection. `namespace`: none for all namespaces, or for what lives in none. */
export function collectionPath(apiVersion: string, { plural, namespaced }: Served, namespace?: unknown): string {
  const within = namespaced && namespace ? `/namespaces/${encodeURIComponent(String(namespace))}` : "";
  return `${rootOf(apiVersion)}${within}/${plural}`;
}

/** The API server knows no such kind of objects. */
export class NotServed extends Error {
  constructor(apiVersion: string, kind: string) {
    super(
      `the cluster doesn't serve ${kind} of ${apiVersion}: either the name or version is wrong, or the \
CustomResourceDefinition that defines it isn't there; let it be made first (dependsOn)`,
    );
  }
}

/** The API server went away in the middle of something. */
export class Interrupted extends Error {
  /** Whether it may have taken effect all the same. */
  readonly sent: boolean;

  constructor(doing: string, cause: Unreachable) {
    super(
      `${doing}: ${cause.message}. Check that the cluster runs and that the kubeconfig names it, then \
run the same command again`,
      { cause },
    );
    this.sent = cause.sent;
  }
}
