import type { DeploymentType } from "../spec/schema/environment.ts";
import { webTag } from "./machine.ts";

/** A network of an environment's own, as plain data. */
export interface NetworkPlan {
  name: string;
  region: string;
  subnetwork: {
    name: string;
    /** IPv4 range in CIDR notation. */
    range: string;
    /** Ranges for pods and services, by name, where there is a cluster. */
    secondaryRanges: Record<string, string>;
  };
  router: { name: string; asn: number };
  nat: { name: string };
  /** What may come in, by name. */
  firewalls: Record<string, FirewallPlan>;
}

/** A rule that lets traffic in. */
export interface FirewallPlan {
  description: string;
  sourceRanges: readonly string[];
  allow: readonly { protocol: string; ports?: readonly string[] }[];
  /** The machines that it is for, by network tag; all when absent. */
  targetTags?: readonly string[];
}

/** From where Google's identity-aware proxy forwards, and from where its load balancers check health. */
const proxyRange = "35.235.240.0/20";
const healthCheckRanges = ["35.191.0.0/16", "130.211.0.0/22"];

/** How people reach a machine's web pages. A cluster's load balancer brings its own rules. */
function webFirewalls(type: DeploymentType, exposed: boolean): Record<string, FirewallPlan> {
  if (type === "kubernetes") return {};
  const proxied: FirewallPlan = {
    description: "People reach Sourcegraph through the identity-aware proxy, which asks who they are.",
    sourceRanges: [proxyRange],
    allow: [{ protocol: "tcp", ports: ["80", "7080"] }],
  };
  if (!exposed) return { "allow-proxied-web": proxied };
  return {
    "allow-proxied-web": proxied,
    "allow-web": {
      description: "Everybody reaches Sourcegraph; what comes without encryption is sent to where it has one.",
      sourceRanges: ["0.0.0.0/0"],
      allow: [{ protocol: "tcp", ports: ["80", "443"] }],
      targetTags: [webTag],
    },
  };
}

/**
 * The network of an environment. All environments have the same ranges: each network stands alone, and none is ever
 * joined to another. `exposed`: whether it is reached from the internet.
 */
export function networkPlan(region: string, type: DeploymentType, exposed = false): NetworkPlan {
  const secondaryRanges: Record<string, string> =
    type === "kubernetes" ? { pods: "10.4.0.0/14", services: "10.8.0.0/20" } : {};
  return {
    name: "main",
    region,
    subnetwork: { name: `main-${region}`, range: "10.0.0.0/20", secondaryRanges },
    router: { name: `main-${region}`, asn: 64514 },
    nat: { name: `main-${region}` },
    firewalls: {
      "allow-internal": {
        description: "Everything inside the network may talk to everything else.",
        sourceRanges: ["10.0.0.0/20", ...Object.values(secondaryRanges)],
        allow: [{ protocol: "tcp" }, { protocol: "udp" }, { protocol: "icmp" }],
      },
      "allow-proxied-ssh": {
        description: "People reach machines through the identity-aware proxy, which asks who they are.",
        sourceRanges: [proxyRange],
        allow: [{ protocol: "tcp", ports: ["22"] }],
      },
      "allow-health-checks": {
        description: "Load balancers ask whether Sourcegraph is well.",
        sourceRanges: healthCheckRanges,
        allow: [{ protocol: "tcp", ports: ["3080", "7080"] }],
      },
      ...webFirewalls(type, exposed),
    },
  };
}
