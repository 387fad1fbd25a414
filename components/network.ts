import { Firewall } from "@pulumi/gcp/compute/firewall.js";
import { Network as GoogleNetwork } from "@pulumi/gcp/compute/network.js";
import { Router } from "@pulumi/gcp/compute/router.js";
import { RouterNat } from "@pulumi/gcp/compute/routerNat.js";
import { Subnetwork } from "@pulumi/gcp/compute/subnetwork.js";
import type { ComponentResourceOptions, Input, Output } from "@pulumi/pulumi";
import type { NetworkPlan } from "../plan/network.ts";
import { Component } from "./component.ts";

export interface NetworkArgs {
  plan: NetworkPlan;
  /** The project, once the Compute API is ready. */
  project: Input<string>;
}

/** A network with one subnetwork, a way out by address translation, and nothing that may come in but what is listed. */
export class Network extends Component {
  /** The self link of the network. */
  readonly network: Output<string>;
  /** The self link of the subnetwork. */
  readonly subnetwork: Output<string>;

  constructor(name: string, args: NetworkArgs, options?: ComponentResourceOptions) {
    super("Network", name, { region: args.plan.region, range: args.plan.subnetwork.range }, options);
    const { plan, project } = args;
    const network = new GoogleNetwork(
      name,
      { project, name: plan.name, autoCreateSubnetworks: false, routingMode: "REGIONAL" },
      { parent: this },
    );
    const subnetwork = this.#createSubnetwork(args, network);
    this.#createWayOut(args, network);
    this.#createFirewalls(args, network);
    this.network = network.selfLink;
    this.subnetwork = subnetwork.selfLink;
    this.registerOutputs({ network: this.network, subnetwork: this.subnetwork });
  }

  #createSubnetwork({ plan, project }: NetworkArgs, network: GoogleNetwork): Subnetwork {
    const { name, range, secondaryRanges } = plan.subnetwork;
    return new Subnetwork(
      this.childName("subnetwork"),
      {
        project,
        name,
        region: plan.region,
        network: network.id,
        ipCidrRange: range,
        privateIpGoogleAccess: true,
        secondaryIpRanges: Object.entries(secondaryRanges).map(([rangeName, ipCidrRange]) => ({
          rangeName,
          ipCidrRange,
        })),
        logConfig: { aggregationInterval: "INTERVAL_10_MIN", flowSampling: 0.1, metadata: "INCLUDE_ALL_METADATA" },
      },
      { parent: this },
    );
  }

  #createWayOut({ plan, project }: NetworkArgs, network: GoogleNetwork): void {
    const router = new Router(
      this.childName("router"),
      { project, name: plan.router.name, region: plan.region, network: network.id, bgp: { asn: plan.router.asn } },
      { parent: this },
    );
    new RouterNat(
      this.childName("nat"),
      {
        project,
        name: plan.nat.name,
        region: plan.region,
        router: router.name,
        natIpAllocateOption: "AUTO_ONLY",
        sourceSubnetworkIpRangesToNat: "ALL_SUBNETWORKS_ALL_IP_RANGES",
        logConfig: { enable: true, filter: "ERRORS_ONLY" },
      },
      { parent: this },
    );
  }

  #createFirewalls({ plan, project }: NetworkArgs, network: GoogleNetwork): void {
    for (const [key, { description, sourceRanges, allow, targetTags }] of Object.entries(plan.firewalls)) {
      new Firewall(
        this.childName(key),
        {
          project,
          name: `${plan.name}-${key}`,
          description,
          network: network.id,
          direction: "INGRESS",
          sourceRanges: [...sourceRanges],
          allows: allow.map(({ protocol, ports }) => ({ protocol, ...(ports && { ports: [...ports] }) })),
          ...(targetTags && { targetTags: [...targetTags] }),
        },
        { parent: this },
      );
    }
  }
}
