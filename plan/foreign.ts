import { environmentOf } from "../spec/check/folders.ts";
import type { ForeignProject, Organization, Tier } from "../spec/schema/organization.ts";
import { apisOf } from "./apis.ts";
import { budgetPlan } from "./budget.ts";
import { projectLabels } from "./labels.ts";
import { contactsOf, type ProjectPlan, recipientsOf } from "./project.ts";

/** The stack of a project whose contents are somebody else's. */
export const foreignStack = (key: string): string => `foreign-${key}`;

/** The tier of trust that brings it up: production's, but for what is in the folders of non-production. */
export const foreignTier = (
  { folders }: Pick<Organization, "folders">,
  { folder }: Pick<ForeignProject, "folder">,
): Tier => (environmentOf(folders, folder) === "non-production" ? "nonproduction" : "production");

/**
 * A project whose contents are somebody else's. Only the APIs that its own contacts and budget need are asked for; those
 * that are on besides stay on, and what runs as the default service account goes on as it was.
 */
export function foreignPlan(organization: Organization, key: string): ProjectPlan {
  const spec = organization.foreign?.[key];
  if (!spec) throw new Error(`there is no foreign project ${key}`);
  const { folders, teams } = organization;
  const owner = teams[spec.owner]!;
  const platform = teams[organization.owner]!;
  return {
    id: spec.id,
    displayName: spec.name ?? key.padEnd(4, "-"),
    folder: spec.folder,
    labels: projectLabels({
      application: key,
      environment: environmentOf(folders, spec.folder) ?? "non-production",
      owner: spec.owner,
      costCode: owner.costCode,
      stack: foreignStack(key),
    }),
    apis: apisOf([]),
    deletion: spec.deletion ?? "protected",
    contacts: contactsOf(owner, platform),
    recipients: recipientsOf(owner, platform),
    budget: budgetPlan(`Project ${spec.id}`, spec.budget),
    grants: [],
  };
}
