import type { Call } from "../../core/call.ts";
import type { Document } from "../../core/store.ts";
import { nameIn, patched } from "./documents.ts";
import { invalidValue, requiredParameter, stale } from "./errors.ts";
import { type AccessConfig, accessConfig, type Interface, lent, networkInterface } from "./interfaces.ts";
import { freshFingerprint } from "./links.ts";
import type { Place } from "./places.ts";
import type { Method } from "./resources.ts";

/** The network interface that a parameter names. */
function interfaceOf(call: Call, current: Document): Interface {
  const name = call.query.get("networkInterface");
  if (!name) throw requiredParameter("networkInterface");
  const found = (current.networkInterfaces as Interface[]).find((each) => each.name === name);
  if (!found) throw invalidValue("networkInterface", name, "The instance has no such network interface.");
  return found;
}

/** The instance with one of its network interfaces replaced. */
const withInterface = (current: Document, before: Interface, after: Interface): Document => ({
  ...current,
  networkInterfaces: (current.networkInterfaces as Interface[]).map((each) =>
    each === before ? { ...after, fingerprint: freshFingerprint() } : each,
  ),
});

function update(call: Call, current: Document, at: Place) {
  const before = interfaceOf(call, current);
  const { body } = call;
  if (body.fingerprint !== before.fingerprint) {
    throw stale("Supplied fingerprint does not match current network interface fingerprint.");
  }
  const kept = patched(before, body, ["aliasIpRanges", "stackType", "igmpQuery"]) as Interface;
  const moved = body.network ?? body.subnetwork ?? body.networkIP;
  if (moved === undefined) return { document: withInterface(current, before, kept) };
  const index = Number(before.name.replace("nic", ""));
  const { subnetwork = before.subnetwork, network, networkIP } = body;
  const asked = { ...(body.subnetwork || !network ? { subnetwork } : { network }), networkIP };
  const { made, error } = networkInterface(call, at, nameIn(current), asked, index);
  if (error) throw error;
  const { network: net, subnetwork: sub, networkIP: ip } = made;
  return { document: withInterface(current, before, { ...kept, network: net, subnetwork: sub, networkIP: ip }) };
}

const configsOf = ({ accessConfigs = [] }: Interface): AccessConfig[] => accessConfigs;

function add(call: Call, current: Document, at: Place) {
  const before = interfaceOf(call, current);
  if (configsOf(before).length > 0) {
    throw invalidValue("networkInterface", before.name, "At most one access config currently supported.");
  }
  const { config, error } = accessConfig(call, at, nameIn(current), call.body, "accessConfig");
  if (error) throw error;
  return { document: withInterface(current, before, { ...before, accessConfigs: [config] }) };
}

function remove(call: Call, current: Document) {
  const before = interfaceOf(call, current);
  const { accessConfigs: _, ...rest } = before;
  const name = call.query.get("accessConfig");
  const gone = configsOf(before).find((config) => config.name === name);
  if (!gone) throw invalidValue("accessConfig", name, "The network interface has no such access config.");
  return {
    document: withInterface(current, before, rest as Interface),
    remove: lent(call, nameIn(current), [before]),
  };
}

function updateAccess(call: Call, current: Document, at: Place) {
  const before = interfaceOf(call, current);
  const [config] = configsOf(before);
  if (!config) throw invalidValue("networkInterface", before.name, "The network interface has no access config.");
  const names = ["setPublicPtr", "publicPtrDomainName", "networkTier"];
  const next = patched(config, call.body, names) as AccessConfig;
  const { natIP } = call.body;
  if (natIP === undefined || natIP === config.natIP) {
    return { document: withInterface(current, before, { ...before, accessConfigs: [next] }) };
  }
  const { config: other, error } = accessConfig(call, at, nameIn(current), { ...next, natIP }, "accessConfig");
  if (error) throw error;
  return {
    document: withInterface(current, before, { ...before, accessConfigs: [other] }),
    remove: lent(call, nameIn(current), [before]),
  };
}

/** What can be done to the network interfaces of an instance. */
export const interfaceMethods: Method[] = [
  { verb: "updateNetworkInterface", method: "PATCH", handle: update },
  { verb: "addAccessConfig", handle: add },
  { verb: "deleteAccessConfig", handle: remove },
  { verb: "updateAccessConfig", handle: updateAccess },
];
