import { Agent, request } from "node:https";

/** Where a cluster is reached, and as whom. */
export interface Access {
  /** "127.0.0.1:6443" */
  endpoint: string;
  /** PEM of the authority that vouches for it. */
  certificateAuthority: string;
  /** Bearer token. */
  token: string;
}

/** An object of Kubernetes, as far as all have the same shape. */
export interface KubernetesObject {
  apiVersion?: string;
  kind?: string;
  metadata: {
    name: string;
    namespace?: string;
    uid?: string;
    resourceVersion?: string;
    creationTimestamp?: string;
    deletionTimestamp?: string;
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
    finalizers?: string[];
    ownerReferences?: { kind: string; name: string; uid: string; controller?: boolean }[];
  };
}

/** What Kubernetes refused, and why. */
export class KubernetesError extends Error {
  readonly code: number;
  /** "NotFound", "AlreadyExists", "Conflict", … */
  readonly reason: string;

  constructor(code: number, reason: string, message: string) {
    super(message);
    this.code = code;
    this.reason = reason;
  }
}

/** Whether something is refused because its namespace is on its way out, and with it all that is in there. */
export const isEnding = (error: unknown): boolean =>
  error instanceof KubernetesError && error.code === 403 && error.message.includes("because it is being terminated");

interface Answer {
  status: number;
  text: string;
}

/** A small client for a cluster's API: JSON in, JSON out, and watches. */
export class KubernetesClient {
  readonly access: Access;
  readonly #agent: Agent;

  constructor(access: Access) {
    this.access = access;
    this.#agent = new Agent({ ca: access.certificateAuthority, keepAlive: true });
  }

  /** @throws KubernetesError when Kubernetes refuses; another Error when it can't be reached. */
  async ask<T>(method: string, path: string, body?: object, contentType = "application/json"): Promise<T> {
    const { status, text } = await this.#send(method, path, body, contentType);
    if (status >= 400) {
      const said = parse(text);
      throw new KubernetesError(status, said?.reason ?? "", said?.message ?? `${method} ${path}: ${status} ${text}`);
    }
    return (parse(text) ?? text) as T;
  }

  get = <T>(path: string): Promise<T> => this.ask<T>("GET", path);
  create = <T>(path: string, body: object): Promise<T> => this.ask<T>("POST", path, body);
  delete = (path: string, body?: object): Promise<unknown> => this.ask("DELETE", path, body);

  /** Merges: what is null is removed, lists are replaced. */
  patch = <T>(path: string, body: object): Promise<T> =>
    this.ask<T>("PATCH", path, body, "application/merge-patch+json");

  /** Makes an object be as described, whether it is there or not; what others set in it stays. */
  apply = <T>(path: string, body: object): Promise<T> =>
    this.ask<T>("PATCH", `${path}?fieldManager=gke&force=true`, body, "application/apply-patch+yaml");

  /** Like `get`, but undefined when there is none. */
  find = <T>(path: string): Promise<T | undefined> => unlessMissing(this.get<T>(path));

  /** Like `delete`, and content when it is gone already. */
  remove = async (path: string, body?: object): Promise<void> => {
    await unlessMissing(this.delete(path, body));
  };

  /** Ends the connections that are kept for the next call. */
  close(): void {
    this.#agent.destroy();
  }

  #send(method: string, path: string, body: object | undefined, contentType: string): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const text = body && JSON.stringify(body);
      const call = this.open(method, path, contentType, (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", reject);
        response.on("end", () => resolve({ status: response.statusCode!, text: Buffer.concat(chunks).toString() }));
      });
      call.setTimeout(30_000, () => call.destroy(new Error(`${method} ${path}: no answer in 30 s`)));
      call.on("error", reject);
      // Node leaves this out of a DELETE.
      if (text) call.setHeader("content-length", Buffer.byteLength(text));
      call.end(text);
    });
  }

  /** Opens a call whose answer is read as it comes. */
  open(
    method: string,
    path: string,
    contentType: string,
    answered: (response: import("node:http").IncomingMessage) => void,
  ) {
    const { endpoint, token } = this.access;
    const [host, port] = endpoint.split(":");
    const headers = { authorization: `Bearer ${token}`, accept: "application/json", "content-type": contentType };
    return request({ host, port, method, path, headers, agent: this.#agent }, answered);
  }
}

/** The promised value; undefined when what was asked for isn't there. */
async function unlessMissing<T>(promise: Promise<T>): Promise<T | undefined> {
  try {
    return await promise;
  } catch (error) {
    if (error instanceof KubernetesError && error.code === 404) return undefined;
    throw error;
  }
}

function parse(text: string) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
