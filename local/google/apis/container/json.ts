import { type Document, isDocument } from "../../core/store.ts";

/** Members that are shown even when they are false, as it means something else than their absence. */
const meaningful = new Set([
  "kubeletConfig.insecureKubeletReadonlyPortEnabled",
  "nodeKubeletConfig.insecureKubeletReadonlyPortEnabled",
  "kubeletConfig.cpuCfsQuota",
  "dnsEndpointConfig.allowExternalTraffic",
  "dnsEndpointConfig.enableK8sCertsViaDns",
  "dnsEndpointConfig.enableK8sTokensViaDns",
  "ipEndpointsConfig.enabled",
  "ipEndpointsConfig.enablePublicEndpoint",
  "authorizedNetworksConfig.gcpPublicCidrsAccessEnabled",
  "authorizedNetworksConfig.privateEndpointEnforcementEnabled",
  "masterAuthorizedNetworksConfig.gcpPublicCidrsAccessEnabled",
  "masterAuthorizedNetworksConfig.privateEndpointEnforcementEnabled",
  "networkConfig.disableL4LbFirewallReconciliation",
  "networkConfig.enablePrivateNodes",
  "networkConfig.defaultEnablePrivateNodes",
  "rbacBindingConfig.enableInsecureBindingSystemAuthenticated",
  "rbacBindingConfig.enableInsecureBindingSystemUnauthenticated",
  "swapConfig.enabled",
]);

/** Numbers of 64 bits, which JSON has as strings. */
const longs = new Set([
  "maxPodsPerNode",
  "podPidsLimit",
  "sizeGb",
  "minimum",
  "maximum",
  "provisionedIops",
  "provisionedThroughput",
]);

/**
 * What was asked for as Kubernetes Engine shows it: without false, 0, "" and empty lists, but with empty objects. Maps of
 * strings keep their empty values.
 */
export function shownAs<T>(value: T, member = ""): T {
  if (Array.isArray(value)) return value.map((each) => shownAs(each, member)) as T;
  if (!isDocument(value)) return value;
  const isMap = /(^|L|l)abels$|^metadata$|^sysctls$/.test(member) && !Array.isArray(value);
  const kept = Object.entries(value).flatMap(([key, each]): [string, unknown][] => {
    if (each === undefined || each === null) return [];
    if (isMap) return [[key, each]];
    if (longs.has(key) && typeof each === "number") return each === 0 ? [] : [[key, String(each)]];
    if (each === false && meaningful.has(`${member}.${key}`)) return [[key, false]];
    if (each === false || each === 0 || each === "" || (Array.isArray(each) && each.length === 0)) return [];
    return [[key, shownAs(each, key)]];
  });
  return Object.fromEntries(kept) as T;
}

/** The members of a change laid over those that are there, at every depth; lists are replaced. */
export function overlaid(current: unknown, change: unknown): Document {
  const next: Document = isDocument(current) ? { ...current } : {};
  for (const [key, value] of Object.entries(isDocument(change) ? change : {})) {
    next[key] = isDocument(value) && isDocument(next[key]) ? overlaid(next[key], value) : value;
  }
  return next;
}

/** A document with another value at a dotted path. */
export function withMember(document: Document, path: string, value: unknown): Document {
  const [key = "", ...rest] = path.split(".");
  if (rest.length === 0) return { ...document, [key]: value };
  const inner = document[key];
  return { ...document, [key]: withMember(isDocument(inner) ? inner : {}, rest.join("."), value) };
}
