import type { Call } from "../../core/call.ts";
import type { Route } from "../../core/router.ts";
import type { Document } from "../../core/store.ts";
import { patched, picked, referenced } from "./documents.ts";
import { invalidValue } from "./errors.ts";
import { link } from "./links.ts";
import { networkKind } from "./networks.ts";
import { parseRange } from "./ranges.ts";
import { type Kind, kindRoutes } from "./resources.ts";

interface Protocol {
  IPProtocol?: string;
  ports?: string[];
}

const changeable = [
  "description",
  "priority",
  "sourceRanges",
  "destinationRanges",
  "sourceTags",
  "targetTags",
  "sourceServiceAccounts",
  "targetServiceAccounts",
  "allowed",
  "denied",
  "disabled",
  "logConfig",
];

/** Refuses a rule that says nothing or too much. */
function check(rule: Document): void {
  const { allowed, denied, direction, priority } = rule as { allowed?: Protocol[]; denied?: Protocol[] } & Document;
  if (!allowed?.length === !denied?.length) {
    throw invalidValue("resource.allowed", "", "Exactly one of allowed and denied must be specified.");
  }
  const list = allowed?.length ? "allowed" : "denied";
  for (const [index, { IPProtocol, ports = [] }] of (allowed?.length ? allowed : denied!).entries()) {
    const field = `resource.${list}[${index}]`;
    if (!IPProtocol) throw invalidValue(`${field}.IPProtocol`, IPProtocol, "A protocol must be specified.");
    const bad = ports.find((port) => !/^\d{1,5}(-\d{1,5})?$/.test(port));
    if (bad !== undefined) throw invalidValue(`${field}.ports`, bad, "Must be a port or a range of ports.");
  }
  if (!["INGRESS", "EGRESS"].includes(String(direction))) {
    throw invalidValue("resource.direction", direction, "Must be one of INGRESS, EGRESS.");
  }
  if (Number(priority) < 0 || Number(priority) > 65535) {
    throw invalidValue("resource.priority", priority, "Must be between 0 and 65535.");
  }
  for (const member of ["sourceRanges", "destinationRanges"]) {
    for (const [index, range] of ((rule[member] ?? []) as string[]).entries()) {
      // A single address stands for itself.
      if (range.includes(":") || parseRange(range.includes("/") ? range : `${range}/32`)) continue;
      throw invalidValue(`resource.${member}[${index}]`, range, "Must be a valid CIDR address range.");
    }
  }
}

/** Who a rule is about when it doesn't say: everybody. */
function complete(rule: Document): Document {
  const egress = rule.direction === "EGRESS";
  const named = egress
    ? ["destinationRanges"]
    : ["sourceRanges", "sourceTags", "sourceServiceAccounts"].filter((each) => rule[each] !== undefined);
  const member = egress ? "destinationRanges" : "sourceRanges";
  const open = egress ? rule.destinationRanges === undefined : named.length === 0;
  const kept = Object.entries(rule).filter(([, value]) => !(Array.isArray(value) && value.length === 0));
  return { ...Object.fromEntries(kept), ...(open && { [member]: ["0.0.0.0/0"] }) };
}

/** The members of a rule. */
export function firewallMembers(body: Document, network: string): Document {
  const rule = complete({
    description: "",
    network: link(network),
    priority: 1000,
    direction: "INGRESS",
    disabled: false,
    logConfig: { enable: false },
    ...picked(body, ["direction", ...changeable]),
  });
  check(rule);
  return rule;
}

const networkOf = (call: Call, text: unknown) => referenced(call, "resource.network", text, networkKind).name;

/** Firewall rules. */
export const firewallKind: Kind = {
  singular: "firewall",
  collection: "firewalls",
  scopes: ["global"],
  create: (call) => ({
    members: firewallMembers(call.body, networkOf(call, call.body.network ?? "global/networks/default")),
  }),
  patch(call, current) {
    const network = call.body.network ? link(networkOf(call, call.body.network)) : current.network;
    const next = complete({ ...patched(current, call.body, changeable), network });
    check(next);
    return next;
  },
  put(call, current) {
    const { kind, id, creationTimestamp, name, selfLink } = current;
    const body = { direction: current.direction, ...call.body };
    const members = firewallMembers(body, networkOf(call, call.body.network ?? current.network));
    return { kind, id, creationTimestamp, name, ...members, selfLink };
  },
};

/** The methods of firewall rules. */
export const firewallRoutes: Route[] = kindRoutes(firewallKind);
