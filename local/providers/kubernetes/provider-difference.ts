import { isDeepStrictEqual } from "node:util";
import { isUnknown, type Properties } from "../grpc/values.ts";
import { activeCluster, type Selection } from "./client/kubeconfig.ts";

/** Which settings of a provider differ, and which of them make it another cluster, so that all in it is replaced. */
export interface ProviderDifference {
  changed: string[];
  replacing: string[];
}

/** Where the cluster is to be found; only a change of these can make it another one. */
const places = ["kubeconfig", "context", "cluster"];

/**
 * Compares the settings of a provider as the official one does: another cluster is one with another address or identity.
 * As nobody knows whether a kubeconfig that isn't known yet is of another cluster, it counts as one. Where
 * `clusterIdentifier` stays the same, nothing does.
 */
export function diffProvider(before: Properties, after: Properties): ProviderDifference {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].toSorted();
  const changed = names.filter((name) => !isDeepStrictEqual(before[name] ?? null, after[name] ?? null));
  const identifier = [before.clusterIdentifier, after.clusterIdentifier];
  const moved = identifier.every(Boolean) && identifier[0] !== identifier[1] ? ["clusterIdentifier"] : [];
  if (identifier[1] && identifier[0] === identifier[1]) return { changed, replacing: [] };
  const unknown = places.filter((name) => isUnknown(after[name]));
  if (unknown.length > 0) return { changed, replacing: [...moved, ...unknown] };
  const [old, next] = [before, after].map((settings) =>
    activeCluster(textOf(settings.kubeconfig), settings as Selection),
  );
  const another = old !== undefined && next !== undefined && old !== next;
  return { changed, replacing: [...moved, ...(another ? places.filter((name) => changed.includes(name)) : [])] };
}

const textOf = (value: unknown) => (typeof value === "string" ? value : undefined);
