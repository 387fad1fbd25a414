import { isKnown } from "../landscape/maybe.ts";
import { homeOf, identityOfRun } from "../landscape/questions.ts";
import type { Landscape } from "../landscape/types.ts";

/** Numbers of projects by which a landscape names projects that it doesn't know: those of other stacks. */
export function foreignNumbers({ projects, grants, runs = [], budgets }: Landscape): string[] {
  const known = new Set(projects.flatMap(({ id, number }) => (number === undefined ? [id] : [id, number])));
  const members = [...grants.map(({ member }) => member), ...runs.map(identityOfRun)];
  const homes = members.flatMap((member) => (isKnown(member) ? (homeOf(member) ?? []) : []));
  const counted = [...budgets, ...projects.flatMap((project) => project.budgets)].flatMap((budget) =>
    isKnown(budget.projects) ? budget.projects : [],
  );
  // What has no project around it is a project under the only name that is known of it.
  const drafts = projects.filter(({ declared }) => !declared).map(({ id }) => id);
  const numbers = [...homes.filter((home) => !known.has(home)), ...counted, ...drafts];
  return [...new Set(numbers.filter((name) => /^\d+$/.test(name)))];
}

/**
 * Asks Google which project has a number; undefined where it says that we may not know, as it does of projects of others
 * and of those that aren't there.
 * @throws Error when Google can't be asked.
 */
export async function askProjectId(number: string): Promise<string | undefined> {
  // Most runs name no project by a number of another stack.
  const { GoogleError, googleClient } = await import("../../google/client.ts");
  try {
    const path = `/v3/projects/${number}`;
    return (await googleClient().request<{ projectId: string }>("cloudresourcemanager.googleapis.com", path)).projectId;
  } catch (error) {
    if (error instanceof GoogleError && [403, 404].includes(error.code)) return undefined;
    throw new Error(`nobody can say which project has the number ${number}: ${(error as Error).message}`);
  }
}
