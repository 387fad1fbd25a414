import type { SharedProjectKey } from "../spec/schema/organization.ts";
import type { Specification } from "../spec/specification.ts";
import { environmentPlan } from "./environment.ts";
import { foreignPlan } from "./foreign.ts";
import { type ProjectPlan, sharedProjectPlan } from "./project.ts";

/** A project in the tree of the organisation. */
export interface TreeProject {
  id: string;
  /** What it is for. */
  title: string;
  /** Whole units a month. */
  budget: number;
  stack: string;
  /** The last day of an environment that ends. */
  expires?: string;
}

/** A folder in the tree of the organisation. */
export interface TreeFolder {
  key: string;
  name: string;
  budget: number;
  folders: TreeFolder[];
  projects: TreeProject[];
}

/** The organisation as people picture it: folders in folders, with the projects in them. */
export function organizationTree(specification: Specification, today: string): TreeFolder[] {
  const { organization, environments } = specification;
  const project = (plan: ProjectPlan, title: string): TreeProject & { folder: string } => ({
    id: plan.id,
    title,
    budget: plan.budget.amount,
    stack: plan.labels.stack!,
    folder: plan.folder,
  });
  const shared = (Object.keys(organization.projects) as SharedProjectKey[]).map((key) => {
    const plan = sharedProjectPlan(organization, key);
    return project(plan, plan.displayName);
  });
  const own = [...environments.values()].map((environment) => {
    const plan = environmentPlan(specification, environment, today);
    const { type, version, size } = plan.deployment;
    const entry = project(plan.project, `${plan.name} · ${type} ${version} ${size}`);
    return plan.expires ? { ...entry, expires: plan.expires } : entry;
  });
  const foreign = Object.keys(organization.foreign ?? {}).map((key) => {
    const plan = foreignPlan(organization, key);
    return project(plan, `${key} · not what is in it`);
  });
  const projects = [...shared, ...foreign, ...own];
  const below = (parent: string | undefined): TreeFolder[] =>
    Object.entries(organization.folders)
      .filter(([, folder]) => folder.parent === parent)
      .map(([key, { name, budget }]) => ({
        key,
        name,
        budget,
        folders: below(key),
        projects: projects.filter(({ folder }) => folder === key).map(({ folder: _, ...entry }) => entry),
      }));
  return below(undefined);
}
