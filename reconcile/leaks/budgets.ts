import { budgetPlan } from "../../plan/budget.ts";
import { orNone } from "../world.ts";
import type { Gone, Looked } from "./leftover.ts";

/** The name of an environment's budget, as the plan gives it. */
const budgetName = (project: string): string => budgetPlan(`Project ${project}`, 1).displayName;

/** Budgets of a project that is gone: they watch nothing, and count against the billing account's 50,000. */
export function leftBudgets({ world, situation: { line, project }, held }: Gone): Looked {
  const named = orNone(world.budgets).filter(
    ({ name, displayName }) => displayName === budgetName(line.project) && !held.has(name),
  );
  const others = new Set(orNone(world.projects).flatMap(({ id, number }) => (id === line.project ? [] : [number])));
  const looks = named.map((budget): Looked => {
    const what = `the budget ${budget.displayName}`;
    const [watched, ...more] = budget.projects;
    const own = more.length === 0 && watched !== undefined && !others.has(watched);
    // Of a project that was purged nobody knows the number any more.
    if (own && (project === undefined || watched === project.number)) {
      const reason = `it watches the project of ${line.environment}, which is gone`;
      return { certain: [{ what, key: budget.name, leftover: { kind: "budget", budget }, reason }], doubtful: [] };
    }
    const watches =
      budget.projects.length === 0 ? "the whole billing account" : `projects ${budget.projects.join(", ")}`;
    return {
      certain: [],
      doubtful: [
        {
          what,
          environment: line.environment,
          kind: "leak",
          reason: `it is called after the project of ${line.environment}, which is gone, but watches ${watches}`,
          remedy: `Look at ${budget.name}.`,
        },
      ],
    };
  });
  return { certain: looks.flatMap(({ certain }) => certain), doubtful: looks.flatMap(({ doubtful }) => doubtful) };
}
