import { Project } from "../components/project.ts";
import { foreignPlan } from "../plan/foreign.ts";
import { budgetTopicName, outputsBucket } from "../plan/names.ts";
import type { Specification } from "../spec/specification.ts";
import { currencyOf } from "./billing.ts";
import { folderId, published } from "./outputs.ts";

/** A project whose contents are somebody else's: only what is around them. `key`: its key in organization.yaml. */
export async function foreign({ organization }: Specification, key: string): Promise<Record<string, unknown>> {
  const plan = foreignPlan(organization, key);
  const [currency, folders] = await Promise.all([
    currencyOf(organization.billingAccount),
    published("organization", outputsBucket(organization.projects.seed.id)),
  ]);
  const project = new Project(key, {
    plan,
    folderId: folderId(folders, plan.folder),
    billingAccount: organization.billingAccount,
    currency,
    topic: budgetTopicName(organization.projects.spending.id),
  });
  return { projectId: project.id, projectNumber: project.number };
}
