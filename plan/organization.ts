import { ancestry, environmentOf } from "../spec/check/folders.ts";
import type { EnvironmentTag, Organization, Tier } from "../spec/schema/organization.ts";
import { productionRoles } from "./bootstrap.ts";
import { type BudgetPlan, budgetPlan } from "./budget.ts";
import { type DomainsPlan, domainsPlan } from "./domains.ts";
import { deployerAccount, organizationRole, serviceAccountMember, watcherAccount } from "./names.ts";
import { type PolicyPlan, policies, projectExceptions } from "./policies.ts";
import { type Grant, grantsOf, type ProjectPlan, sharedProjectPlan } from "./project.ts";
import { clusterSecretReader, watcherProductionRoles } from "./watcher.ts";

/** A folder as plain data. */
export interface FolderPlan {
  key: string;
  displayName: string;
  /** The key of the folder around it; undefined right under the organisation. */
  parent?: string;
  /** The value of the environment tag, bound where it is first said. */
  tag?: EnvironmentTag;
  budget: BudgetPlan;
  grants: readonly Grant[];
  /** Made by the bootstrap stack. */
  existing: boolean;
}

/** The organisation's tree and rules, as plain data. */
export interface OrganizationPlan {
  organizationId: string;
  billingAccount: string;
  /** Parents before their children. */
  folders: readonly FolderPlan[];
  policies: readonly PolicyPlan[];
  /** Policies of single projects, by project ID. */
  projectPolicies: Record<string, readonly PolicyPlan[]>;
  environmentTag: { shortName: string; description: string; values: readonly EnvironmentTag[] };
  logs: ProjectPlan;
  auditSink: { name: string; bucket: string; filter: string; retentionDays: number };
  /** The domains of public environments, where there are any. */
  domains?: DomainsPlan;
}

/** What a tier's deployer may do in the folders of its environments: everything about projects, nothing about people. */
export const deployerRoles: readonly [role: string, why: string][] = [
  ["roles/compute.instanceAdmin.v1", "makes machines, their disks and schedules of snapshots"],
  ["roles/compute.networkAdmin", "makes networks and addresses"],
  ["roles/compute.securityAdmin", "makes firewall rules and certificates"],
  ["roles/container.admin", "makes clusters, and what runs in them"],
  ["roles/essentialcontacts.admin", "keeps the contacts of projects"],
  ["roles/iam.serviceAccountAdmin", "makes the accounts of machines and nodes"],
  ["roles/iam.serviceAccountUser", "lets machines and nodes act as their accounts"],
  ["roles/monitoring.notificationChannelEditor", "keeps who is told about budgets"],
  ["roles/resourcemanager.lienModifier", "places and lifts the liens of protected projects"],
  ["roles/resourcemanager.projectCreator", "makes projects"],
  ["roles/resourcemanager.projectDeleter", "deletes projects that are over"],
  ["roles/resourcemanager.projectIamAdmin", "gives roles in projects"],
  ["roles/resourcemanager.projectMover", "moves projects between its folders"],
  ["roles/secretmanager.admin", "makes secrets, and writes their values"],
  ["roles/serviceusage.serviceUsageAdmin", "enables APIs"],
  ["roles/storage.admin", "makes buckets, and what is deployed from them"],
];

/** What Folder Admin, which the deployer of production has everywhere, holds too. */
const heldByFolderAdmin = ["roles/resourcemanager.projectIamAdmin", "roles/resourcemanager.projectMover"];

/** The same for one tier, without what its deployer may do everywhere. */
function deployerRolesOf(tier: Tier): string[] {
  const own = [...productionRoles.map(([role]) => role), ...heldByFolderAdmin];
  const everywhere = new Set(tier === "production" ? own : []);
  return deployerRoles.map(([role]) => role).filter((role) => !everywhere.has(role));
}

/**
 * What the deployer of production may do in the folder of the shared projects, most of which a person made: see whether
 * somebody changed them by hand.
 */
export const sharedReaderRoles: readonly [role: string, why: string][] = [
  ["roles/bigquery.metadataViewer", "sees the dataset of the billing export"],
  ["roles/cloudkms.viewer", "sees the keys of states"],
  ["roles/iam.securityReviewer", "sees identities, and who may do what"],
  ["roles/iam.workloadIdentityPoolViewer", "sees how workflows become identities"],
  ["roles/monitoring.notificationChannelViewer", "sees who is told about budgets"],
  ["roles/serviceusage.serviceUsageViewer", "sees which APIs are enabled"],
  ["roles/storage.bucketViewer", "sees the buckets of states"],
];

/** What the watcher may do in the folders of production's environments. */
export const watcherRolesOf = ({ organization }: Organization): readonly [role: string, why: string][] => [
  ...watcherProductionRoles,
  [organizationRole(organization.id, clusterSecretReader.id), "sees whether secrets in clusters are what was written"],
];

/** The tiers whose environments live in a folder or below it; a role is given at the top of the tree only. */
function tiersOf({ folders, kinds }: Organization, key: string): Set<Tier> {
  const inside = Object.values(kinds).filter((kind) => ancestry(folders, kind.folder).includes(key));
  return new Set(inside.map((kind) => kind.tier));
}

function folderPlan(organization: Organization, key: string): FolderPlan {
  const { folders, projects, teams } = organization;
  const spec = folders[key]!;
  const deployer = (tier: Tier) => serviceAccountMember(deployerAccount(tier), projects.seed.id);
  const served = spec.parent ? [] : [...tiersOf(organization, key)];
  const deployers = served.flatMap((tier) => deployerRolesOf(tier).map((role) => ({ role, member: deployer(tier) })));
  const watcher = serviceAccountMember(watcherAccount, projects.seed.id);
  const watchers = served.includes("production")
    ? watcherRolesOf(organization).map(([role]) => ({ role, member: watcher }))
    : [];
  const existing = key === "common";
  const readers = existing ? sharedReaderRoles.map(([role]) => ({ role, member: deployer("production") })) : [];
  const people = Object.entries(spec.access ?? {}).flatMap(([team, roles]) => grantsOf(teams[team]!, roles));
  return {
    key,
    displayName: spec.name,
    ...(spec.parent && { parent: spec.parent }),
    ...(spec.environment && { tag: spec.environment }),
    budget: budgetPlan(`Folder ${key}`, spec.budget),
    grants: [...people, ...deployers, ...readers, ...watchers],
    existing,
  };
}

/** Plans the organization stack. */
export function organizationPlan(organization: Organization): OrganizationPlan {
  const depth = (key: string) => ancestry(organization.folders, key).length;
  const keys = Object.keys(organization.folders).toSorted((a, b) => depth(a) - depth(b) || (a < b ? -1 : 1));
  const values = keys.map((key) => environmentOf(organization.folders, key)).filter((value) => value !== undefined);
  const logs = sharedProjectPlan(organization, "logs");
  const domains = domainsPlan(organization);
  return {
    organizationId: organization.organization.id,
    billingAccount: organization.billingAccount,
    folders: keys.map((key) => folderPlan(organization, key)),
    policies: policies(organization.organization.customerId),
    projectPolicies: projectExceptions(organization),
    environmentTag: {
      shortName: "environment",
      description: "The environment that a folder and all in it belong to.",
      values: [...new Set(values)].toSorted(),
    },
    logs,
    auditSink: {
      name: "audit-logs",
      bucket: `${logs.id}-audit`,
      filter: 'logName:"/logs/cloudaudit.googleapis.com"',
      retentionDays: 400,
    },
    ...(domains && { domains }),
  };
}
