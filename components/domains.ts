import { DnsManagedZoneIamMember } from "@pulumi/gcp/dns/dnsManagedZoneIamMember.js";
import { ManagedZone } from "@pulumi/gcp/dns/managedZone.js";
import { RecordSet } from "@pulumi/gcp/dns/recordSet.js";
import { IAMCustomRole } from "@pulumi/gcp/projects/iamcustomRole.js";
import type { ComponentResourceOptions, Input, Output } from "@pulumi/pulumi";
import type { DomainsPlan, ZonePlan } from "../plan/domains.ts";
import { Component } from "./component.ts";

export interface DomainsArgs {
  plan: DomainsPlan;
  /** The project of the zones, once each API is ready. */
  project: { dns: Input<string>; iam: Input<string> };
}

/** The domains of public environments: a zone for each tier of trust, in which only its deployer writes names. */
export class Domains extends Component {
  /** The servers that know each domain's names; whoever is above the domain has to point at them. */
  readonly nameServers: Record<string, Output<string[]>>;

  constructor(name: string, args: DomainsArgs, options?: ComponentResourceOptions) {
    super("Domains", name, { domains: args.plan.zones.map(({ domain }) => domain) }, options);
    const role = this.#createRole(args);
    const zones = new Map(args.plan.zones.map((zone) => [zone.tier, this.#createZone(zone, args, role)]));
    for (const { tier, domain, delegatedBy } of args.plan.zones) {
      const above = delegatedBy && zones.get(delegatedBy);
      if (above) this.#delegate(domain, zones.get(tier)!, above, args);
    }
    this.nameServers = Object.fromEntries(
      args.plan.zones.map(({ tier, domain }) => [domain, zones.get(tier)!.nameServers]),
    );
    this.registerOutputs({ nameServers: this.nameServers });
  }

  #createRole({ plan, project }: DomainsArgs): IAMCustomRole {
    const { id, title, permissions } = plan.editorRole;
    return new IAMCustomRole(
      this.childName("editor"),
      { project: project.iam, roleId: id, title, permissions: [...permissions] },
      { parent: this },
    );
  }

  #createZone({ tier, name, domain, editor }: ZonePlan, { project }: DomainsArgs, role: IAMCustomRole): ManagedZone {
    const zone = new ManagedZone(
      this.childName(tier),
      {
        project: project.dns,
        name,
        dnsName: `${domain}.`,
        description: `The names of ${tier} environments.`,
        dnssecConfig: { state: "on" },
      },
      { parent: this, protect: true },
    );
    new DnsManagedZoneIamMember(
      this.childName(`${tier}-editor`),
      { project: project.dns, managedZone: zone.name, role: role.name, member: editor },
      { parent: this },
    );
    return zone;
  }

  #delegate(domain: string, zone: ManagedZone, above: ManagedZone, { project }: DomainsArgs): void {
    new RecordSet(
      this.childName(`${domain}-servers`),
      {
        project: project.dns,
        managedZone: above.name,
        name: `${domain}.`,
        type: "NS",
        ttl: 21_600,
        rrdatas: zone.nameServers,
      },
      { parent: this },
    );
  }
}
