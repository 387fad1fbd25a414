import type { Call } from "../../core/call.ts";
import type { Route } from "../../core/router.ts";
import type { Document } from "../../core/store.ts";
import { patched, picked, referenced } from "./documents.ts";
import { invalidValue, requiredField } from "./errors.ts";
import { link, versions } from "./links.ts";
import { networkKind } from "./networks.ts";
import { scopePaths } from "./places.ts";
import { existing, type Kind, kindRoutes } from "./resources.ts";
import { subnetworkKind } from "./subnetworks.ts";

interface SubnetworkToNat {
  name: string;
  sourceIpRangesToNat?: string[];
}

const addressKind = { singular: "address", collection: "addresses" };

/** A NAT gateway with what Google fills in. */
function gateway(call: Call, asked: Document, index: number): Document {
  const field = `resource.nats[${index}]`;
  const { name, sourceSubnetworkIpRangesToNat, natIps, drainNatIps, subnetworks } = asked as {
    name?: string;
    sourceSubnetworkIpRangesToNat?: string;
    natIps?: string[];
    drainNatIps?: string[];
    subnetworks?: SubnetworkToNat[];
  };
  if (!name) throw requiredField(`${field}.name`);
  const isPublic = (asked.type ?? "PUBLIC") === "PUBLIC";
  if (sourceSubnetworkIpRangesToNat === undefined) throw requiredField(`${field}.sourceSubnetworkIpRangesToNat`);
  const manual = asked.natIpAllocateOption === "MANUAL_ONLY";
  if (manual !== (natIps ?? drainNatIps ?? []).length > 0) {
    const why = manual ? "NAT IPs must be specified." : "NAT IPs can only be specified with MANUAL_ONLY.";
    throw invalidValue(`${field}.natIps`, natIps ?? "", why);
  }
  const listed = sourceSubnetworkIpRangesToNat === "LIST_OF_SUBNETWORKS";
  if (listed !== (subnetworks ?? []).length > 0) {
    const why = "Subnetworks must be specified with LIST_OF_SUBNETWORKS, and only then.";
    throw invalidValue(`${field}.subnetworks`, "", why);
  }
  const addresses = (member: string, links: string[] = []) =>
    links.map((text) => link(referenced(call, `${field}.${member}`, text, addressKind).name));
  return {
    ...(isPublic && { autoNetworkTier: "PREMIUM" }),
    endpointTypes: ["ENDPOINT_TYPE_VM"],
    enableEndpointIndependentMapping: false,
    enableDynamicPortAllocation: false,
    type: "PUBLIC",
    ...(isPublic && { natIpAllocateOption: "AUTO_ONLY" }),
    ...Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== null)),
    ...(natIps && { natIps: addresses("natIps", natIps) }),
    ...(drainNatIps && { drainNatIps: addresses("drainNatIps", drainNatIps) }),
    ...(subnetworks && {
      subnetworks: subnetworks.map((each) => ({
        ...each,
        name: link(referenced(call, `${field}.subnetworks`, each.name, subnetworkKind).name),
      })),
    }),
  };
}

/** The members of a router that can change, with what Google fills in. */
function members(call: Call, router: Document): Document {
  const { bgp, nats } = router as { bgp?: Document; nats?: Document[] };
  if (bgp && bgp.asn === undefined) throw requiredField("resource.bgp.asn");
  const names = (nats ?? []).map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw invalidValue("resource.nats", twice, "NAT names must be unique in a router.");
  const { nats: _, ...rest } = router;
  return {
    ...rest,
    ...(bgp && { bgp: { advertiseMode: "DEFAULT", keepaliveInterval: 20, ...bgp } }),
    ...(nats && nats.length > 0 && { nats: nats.map((nat, index) => gateway(call, nat, index)) }),
  };
}

const changeable = ["description", "bgp", "bgpPeers", "interfaces", "nats", "md5AuthenticationKeys"];

const routerKind: Kind = {
  singular: "router",
  collection: "routers",
  scopes: ["regions"],
  create(call) {
    if (!call.body.network) throw requiredField("resource.network");
    const { name } = referenced(call, "resource.network", call.body.network, networkKind);
    const asked = picked(call.body, ["encryptedInterconnectRouter", ...changeable]);
    return { members: members(call, { network: link(name), encryptedInterconnectRouter: false, ...asked }) };
  },
  patch: (call, current) => members(call, patched(current, call.body, changeable)),
  put(call, current) {
    const kept = Object.fromEntries(Object.entries(current).filter(([name]) => !changeable.includes(name)));
    return members(call, patched(kept, call.body, changeable));
  },
};

/** What a router is doing: the gateways it runs and the addresses that they use. */
function status(call: Call): Document {
  const { document } = existing(call, routerKind);
  const nats = (document.nats ?? []) as Document[];
  return {
    kind: "compute#routerStatusResponse",
    result: {
      network: document.network,
      natStatus: nats.map((nat) => ({
        name: nat.name,
        ...(nat.natIps !== undefined && { userAllocatedNatIps: nat.natIps }),
        minExtraNatIpsNeeded: 0,
        numVmEndpointsWithNatMappings: 0,
      })),
    },
  };
}

/** The methods of routers. */
export const routerRoutes: Route[] = [
  ...kindRoutes(routerKind),
  ...versions("routers.getRouterStatus", "GET", `${scopePaths.regions}/routers/{resource}/getRouterStatus`, status),
];
