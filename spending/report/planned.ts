import { environmentPlan } from "../../plan/environment.ts";
import { foreignPlan } from "../../plan/foreign.ts";
import { folderPath, type ProjectPlan, sharedProjectPlan } from "../../plan/project.ts";
import type { SharedProjectKey } from "../../spec/schema/organization.ts";
import type { Specification } from "../../spec/specification.ts";
import { type Micros, micros } from "../money.ts";

/** What the specification says of a project. */
export interface PlannedProject {
  id: string;
  /** The environment, or what a shared project is for. */
  title: string;
  /** "Non-production / Dogfood" */
  folder: string;
  /** The key of the team. */
  owner: string;
  /** The kind of the environment, or "shared". */
  kind: string;
  /** A month. */
  budget: Micros;
}

/** What the specification knows of who spends what. */
export interface Planned {
  projects: Map<string, PlannedProject>;
  /** A month, by the path of the folder. */
  folders: Map<string, Micros>;
  /** Teams by key. */
  teams: Map<string, string>;
}

/** What a specification plans. `today`: "2026-11-22" */
export function plannedSpending(specification: Specification, today: string): Planned {
  const { organization, environments } = specification;
  const planned = (plan: ProjectPlan, title: string, owner: string, kind: string): PlannedProject => ({
    id: plan.id,
    title,
    folder: folderPath(organization, plan.folder),
    owner,
    kind,
    budget: micros(plan.budget.amount),
  });
  const shared = (Object.keys(organization.projects) as SharedProjectKey[]).map((key) => {
    const plan = sharedProjectPlan(organization, key);
    return planned(plan, plan.displayName, organization.projects[key]?.owner ?? organization.owner, "shared");
  });
  const foreign = Object.entries(organization.foreign ?? {}).map(([key, { owner }]) =>
    planned(foreignPlan(organization, key), key, owner, "foreign"),
  );
  const own = [...environments.values()].map((environment) =>
    planned(
      environmentPlan(specification, environment, today).project,
      environment.name,
      environment.owner,
      environment.kind,
    ),
  );
  return {
    projects: new Map([...shared, ...foreign, ...own].map((project) => [project.id, project])),
    folders: new Map(
      Object.entries(organization.folders).map(([key, { budget }]) => [folderPath(organization, key), micros(budget)]),
    ),
    teams: new Map(Object.entries(organization.teams).map(([key, { name }]) => [key, name])),
  };
}
