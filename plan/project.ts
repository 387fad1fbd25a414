import { folderOfShared } from "../spec/check/budgets.ts";
import { ancestry, environmentOf } from "../spec/check/folders.ts";
import type { DeletionClass, Organization, SharedProjectKey, Team } from "../spec/schema/organization.ts";
import { apisOf } from "./apis.ts";
import { type BudgetPlan, budgetPlan } from "./budget.ts";
import { projectLabels } from "./labels.ts";
import { groupMember } from "./names.ts";

/** Somebody whom Google tells about a project. */
export interface Contact {
  email: string;
  categories: readonly ("BILLING" | "LEGAL" | "PRODUCT_UPDATES" | "SECURITY" | "SUSPENSION" | "TECHNICAL")[];
}

/** One role of one member. */
export interface Grant {
  role: string;
  /** As IAM writes it: "group:search@example.com". */
  member: string;
}

/** A project with all that belongs to it, as plain data. */
export interface ProjectPlan {
  /** 6 to 30 characters, taken for good. */
  id: string;
  /** 4 to 30 characters. */
  displayName: string;
  /** The key of the folder that it is in. */
  folder: string;
  labels: Record<string, string>;
  /** The APIs it uses, sorted. */
  apis: readonly string[];
  deletion: DeletionClass;
  contacts: Record<string, Contact>;
  /** E-mail addresses that are told about the budget, by a stable name. */
  recipients: Record<string, string>;
  budget: BudgetPlan;
  grants: readonly Grant[];
}

/** The owners are told everything; the platform team what may cost or break something. */
export function contactsOf(owner: Team, platform: Team): Record<string, Contact> {
  const owners: Contact = { email: owner.email, categories: ["BILLING", "PRODUCT_UPDATES", "SUSPENSION", "TECHNICAL"] };
  const keepers: Contact = { email: platform.email, categories: ["BILLING", "SECURITY", "SUSPENSION", "TECHNICAL"] };
  if (owner.email !== platform.email) return { owner: owners, platform: keepers };
  return {
    owner: { email: owner.email, categories: ["BILLING", "PRODUCT_UPDATES", "SECURITY", "SUSPENSION", "TECHNICAL"] },
  };
}

/** Who is told about a budget: the owning team and the platform team. */
export function recipientsOf(owner: Team, platform: Team): Record<string, string> {
  return owner.email === platform.email ? { owner: owner.email } : { owner: owner.email, platform: platform.email };
}

/** The roles of a team as grants. */
export const grantsOf = (team: Team, roles: readonly string[]): Grant[] =>
  roles.map((role) => ({ role, member: groupMember(team.group) }));

const purposes: Record<SharedProjectKey, { displayName: string; apis: string[]; stack: string }> = {
  seed: {
    displayName: "State and identities",
    apis: [
      "cloudasset.googleapis.com",
      "storage.googleapis.com",
      "iamcredentials.googleapis.com",
      "sts.googleapis.com",
      "billingbudgets.googleapis.com",
      "cloudbilling.googleapis.com",
      "orgpolicy.googleapis.com",
    ],
    stack: "bootstrap",
  },
  keys: { displayName: "Keys", apis: ["cloudkms.googleapis.com"], stack: "bootstrap" },
  billing: { displayName: "Billing export", apis: ["bigquery.googleapis.com"], stack: "bootstrap" },
  spending: {
    displayName: "Spending control",
    apis: [
      "artifactregistry.googleapis.com",
      "billingbudgets.googleapis.com",
      "cloudbilling.googleapis.com",
      "cloudbuild.googleapis.com",
      "cloudfunctions.googleapis.com",
      "cloudscheduler.googleapis.com",
      "eventarc.googleapis.com",
      "orgpolicy.googleapis.com",
      "pubsub.googleapis.com",
      "run.googleapis.com",
      "storage.googleapis.com",
    ],
    stack: "bootstrap",
  },
  logs: { displayName: "Audit logs", apis: ["storage.googleapis.com"], stack: "organization" },
  ci: {
    displayName: "Continuous integration",
    apis: [
      "artifactregistry.googleapis.com",
      "compute.googleapis.com",
      "iamcredentials.googleapis.com",
      "secretmanager.googleapis.com",
    ],
    stack: "ci",
  },
  slack: { displayName: "Commands in Slack", apis: ["run.googleapis.com", "storage.googleapis.com"], stack: "ci" },
  dns: { displayName: "Domain names", apis: ["dns.googleapis.com"], stack: "organization" },
};

/** The APIs of a project that all share. */
export const sharedApis = (key: SharedProjectKey): string[] => apisOf(purposes[key].apis);

/** A project that all share. Throws for one that the organisation doesn't have. */
export function sharedProjectPlan(organization: Organization, key: SharedProjectKey): ProjectPlan {
  const spec = organization.projects[key];
  if (!spec) throw new Error(`there is no shared project ${key}`);
  const { displayName, stack } = purposes[key];
  const ownerKey = spec.owner ?? organization.owner;
  const owner = organization.teams[ownerKey]!;
  const platform = organization.teams[organization.owner]!;
  const folder = folderOfShared[key];
  return {
    id: spec.id,
    displayName,
    folder,
    labels: projectLabels({
      application: key,
      environment: environmentOf(organization.folders, folder) ?? "common",
      owner: ownerKey,
      costCode: owner.costCode,
      stack,
    }),
    apis: sharedApis(key),
    deletion: "protected",
    contacts: contactsOf(owner, platform),
    recipients: recipientsOf(owner, platform),
    budget: budgetPlan(`Project ${spec.id}`, spec.budget),
    grants: [],
  };
}

/** The path of a folder for people: "Non-production / Dogfood". */
export function folderPath(organization: Organization, key: string): string {
  return ancestry(organization.folders, key)
    .toReversed()
    .map((each) => organization.folders[each]!.name)
    .join(" / ");
}
