import type { Action, Finding } from "./action.ts";
import { wasDestroyed } from "./journal.ts";
import { whyNotOurs } from "./ours.ts";
import type { Situation } from "./situation.ts";

/** The origin that our liens name. */
export const ourOrigin = "sourcegraph-distribution";

/** What stands in the way of taking an environment down, whatever the reason; undefined when nothing does. */
export function obstacleTo(situation: Situation, production: ReadonlySet<string>): Omit<Finding, "kind"> | undefined {
  const { line, stacks, project, liens, entries } = situation;
  const what = `the environment ${line.environment} (${line.project})`;
  const found = { what, environment: line.environment };
  if (line.production) {
    return {
      ...found,
      reason: "it is production's, or of a kind that isn't known, and nothing of that is destroyed here",
    };
  }
  const foreign = project && whyNotOurs(line, project, production);
  if (foreign !== undefined) {
    return {
      ...found,
      reason: `the ledger says that it is ours, but ${foreign}`,
      remedy: `Look at who made or changed the project ${line.project}.`,
    };
  }
  const holding = stacks.filter(({ resources }) => resources > 0);
  if (!project && holding.length > 0 && !line.retired && !wasDestroyed(entries)) {
    return {
      ...found,
      reason: `${holding.map(({ name }) => name).join(" and ")} hold something, but the project can't be seen`,
      remedy: "It may be gone for good, or not yet listed, or you may lack the right to see it.",
    };
  }
  const lien = liens.find(({ origin }) => origin !== ourOrigin);
  if (lien) {
    return {
      ...found,
      reason: `${lien.origin} forbids its deletion by a lien: ${lien.reason}`,
      remedy: `Ask them, then: gcloud resource-manager liens delete ${lien.name.replace("liens/", "")}`,
    };
  }
  const kept = stacks.filter((stack) => stack.protected > 0);
  if (kept.length > 0) {
    return {
      ...found,
      reason: `${kept.map(({ name }) => name).join(" and ")} hold what is protected`,
      remedy: "docs/deletion.md tells how protection is lifted.",
    };
  }
  return undefined;
}

/** The action that takes an environment down, with the liens of ours that would keep its project. */
export function takedown(
  { line, stacks, project, liens }: Situation,
  cause: "expired" | "removed" | "leaks",
  reason: string,
  tell: string | undefined,
): Action[] {
  const { environment, project: id } = line;
  const sweeps = liens.map(
    (lien): Action => ({
      id: `sweep ${lien.name}`,
      do: "sweep",
      environment,
      project: id,
      cause,
      reason: `our lien would keep the project of ${environment}, which goes: ${reason}`,
      after: [],
      leftover: { kind: "lien", lien },
    }),
  );
  return [
    ...sweeps,
    {
      id: `destroy ${id}`,
      do: "destroy",
      environment,
      project: id,
      cause,
      reason,
      after: sweeps.map((sweep) => sweep.id),
      stacks: stacks.map(({ name }) => name),
      alive: project?.state === "ACTIVE",
      ...(tell !== undefined && { tell }),
    },
  ];
}
