import { isWithin } from "../spec/check/exposure.ts";
import type { Organization, Tier } from "../spec/schema/organization.ts";
import { zoneName } from "./exposure.ts";
import { deployerAccount, serviceAccountMember, tiers } from "./names.ts";
import { type ProjectPlan, sharedProjectPlan } from "./project.ts";

/** The zone of a tier's domain. */
export interface ZonePlan {
  tier: Tier;
  name: string;
  domain: string;
  /** Who writes the names of environments in it. */
  editor: string;
  /** The tier in whose domain it is, and which therefore says where its names are. */
  delegatedBy?: Tier;
}

/** The domains of public environments, as plain data. */
export interface DomainsPlan {
  project: ProjectPlan;
  zones: readonly ZonePlan[];
  /** What an editor may do: with names, and not with the zone itself. */
  editorRole: { id: string; title: string; permissions: readonly string[] };
}

const editorPermissions = [
  "dns.changes.create",
  "dns.changes.get",
  "dns.changes.list",
  "dns.managedZones.get",
  "dns.resourceRecordSets.create",
  "dns.resourceRecordSets.delete",
  "dns.resourceRecordSets.get",
  "dns.resourceRecordSets.list",
  "dns.resourceRecordSets.update",
];

/** The domains of public environments; undefined where there are none. */
export function domainsPlan(organization: Organization): DomainsPlan | undefined {
  const { dns, projects } = organization;
  if (!dns) return undefined;
  return {
    project: sharedProjectPlan(organization, "dns"),
    zones: tiers.flatMap((tier): ZonePlan[] => {
      const domain = dns[tier];
      if (domain === undefined) return [];
      const above = tiers.find((other) => other !== tier && dns[other] !== undefined && isWithin(domain, dns[other]));
      const editor = serviceAccountMember(deployerAccount(tier), projects.seed.id);
      return [{ tier, name: zoneName(tier), domain, editor, ...(above && { delegatedBy: above }) }];
    }),
    editorRole: { id: "environmentNames", title: "Names of environments", permissions: editorPermissions },
  };
}
