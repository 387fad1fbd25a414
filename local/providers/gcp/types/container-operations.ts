import { setTimeout as sleep } from "node:timers/promises";
import type { Properties } from "../../grpc/values.ts";
import { ApiFailure } from "../core/client.ts";
import type { Context } from "../core/resource.ts";

/** The API. */
export const host = "container.googleapis.com";

/** A cluster by its parts. */
export interface ClusterPlace {
  project: string;
  location: string;
  cluster: string;
}

const base = ({ project, location }: ClusterPlace) => `/v1beta1/projects/${project}/locations/${location}`;

/** The path of the clusters of a place. */
export const clustersPath = (place: ClusterPlace) => `${base(place)}/clusters`;

/** The path of a cluster. */
export const clusterPath = (place: ClusterPlace) => `${clustersPath(place)}/${place.cluster}`;

/** Milliseconds for which a change waits until the cluster is free for it (the official provider: up to 90 minutes). */
const patience = 90 * 60_000;

/** Whether a refusal says that the cluster is being changed by something else. */
const isBusy = (error: unknown): boolean =>
  error instanceof ApiFailure && error.code === 400 && /incompatible operation/.test(error.message);

/** The last change of each cluster: they are made one after another. */
const last = new Map<string, Promise<unknown>>();

async function inTurn<T>(key: string, work: () => Promise<T>): Promise<T> {
  const before = last.get(key) ?? Promise.resolve();
  const mine = before.then(work, work);
  last.set(key, mine);
  try {
    return await mine;
  } finally {
    if (last.get(key) === mine) last.delete(key);
  }
}

async function started(
  { client }: Context,
  method: string,
  path: string,
  body: Properties | undefined,
): Promise<Properties> {
  const until = Date.now() + patience;
  for (let wait = 100; ; wait = Math.min(wait * 2, 10_000)) {
    try {
      return await client.request(host, method, path, body);
    } catch (error) {
      if (!isBusy(error) || Date.now() + wait > until) throw error;
      await sleep(wait);
    }
  }
}

/**
 * Carries out a change of a cluster, when its turn has come and the cluster is free, and waits for its end. `begun` is
 * called when the API has taken the change on.
 */
export function change(
  context: Context,
  place: ClusterPlace,
  method: string,
  path: string,
  body?: Properties,
  begun: () => void = () => {},
): Promise<void> {
  return inTurn(clusterPath(place), async () => {
    const operation = await started(context, method, path, body);
    begun();
    await context.client.wait(host, `${base(place)}/operations/${operation.name}`, operation);
  });
}

/** Reads a resource; undefined when it is gone. */
export async function readIfThere({ client }: Context, path: string): Promise<Properties | undefined> {
  try {
    return await client.request(host, "GET", path);
  } catch (error) {
    if (error instanceof ApiFailure && error.code === 404) return undefined;
    throw error;
  }
}
