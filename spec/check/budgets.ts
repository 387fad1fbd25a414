import { type Problem, show } from "../problem.ts";
import type { SharedProjectKey } from "../schema/organization.ts";
import { promisedTo } from "../slots.ts";
import type { Sources } from "../specification.ts";

/** The folder that each shared project is put in. */
export const folderOfShared: Record<SharedProjectKey, string> = {
  seed: "common",
  keys: "common",
  billing: "common",
  spending: "common",
  logs: "common",
  ci: "ci",
  dns: "common",
  slack: "common",
};

/** What directly counts against each folder's budget: its projects and the folders in it. */
function shares({ organization, environments }: Sources): Map<string, { name: string; amount: number }[]> {
  const { folders, kinds, projects } = organization.value;
  const found = new Map<string, { name: string; amount: number }[]>();
  const add = (folder: string, name: string, amount: number) =>
    found.set(folder, [...(found.get(folder) ?? []), { name, amount }]);
  for (const [key, folder] of Object.entries(folders)) if (folder.parent) add(folder.parent, key, folder.budget);
  for (const [key, { budget }] of Object.entries(projects)) add(folderOfShared[key as SharedProjectKey], key, budget);
  for (const [key, { folder, budget }] of Object.entries(organization.value.foreign ?? {})) add(folder, key, budget);
  for (const { value: environment } of environments) {
    const kind = kinds[environment.kind];
    if (kind) add(kind.folder, environment.name, promisedTo(organization.value, environment));
  }
  return found;
}

/** How many parts of a folder are named; of the others there is a sum. */
const named = 5;

/** What is in a folder, largest first where that is too much for a line. */
function detailOf(parts: readonly { name: string; amount: number }[]): string {
  const line = (some: readonly { name: string; amount: number }[]) =>
    some.map(({ name, amount }) => `${name} ${amount}`).join(", ");
  if (parts.length <= named + 1) return line(parts);
  const sorted = parts.toSorted((a, b) => b.amount - a.amount);
  const others = sorted.slice(named);
  const rest = others.reduce((sum, { amount }) => sum + amount, 0);
  return `${line(sorted.slice(0, named))}, and ${others.length} others ${rest}`;
}

/** Checks that no folder is promised less than what is in it may spend. */
export function checkBudgets(sources: Sources): Problem[] {
  const { value, document } = sources.organization;
  const problems: Problem[] = [];
  for (const [folder, parts] of shares(sources)) {
    const budget = value.folders[folder]?.budget;
    const total = parts.reduce((sum, part) => sum + part.amount, 0);
    if (budget === undefined || total <= budget) continue;
    problems.push(
      document.problem(["folders", folder, "budget"], {
        found: show(budget),
        allowed: `at least ${total}, the sum of what is in the folder (${detailOf(parts)})`,
        remedy: "Raise it, or lower a budget in it.",
      }),
    );
  }
  return problems;
}
