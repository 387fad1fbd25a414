import type { Specification } from "../../spec/specification.ts";
import type { Action, Finding } from "../action.ts";
import type { Situation } from "../situation.ts";
import type { World } from "../world.ts";
import { leftBudgets } from "./budgets.ts";
import { leftGrants } from "./grants.ts";
import { type Gone, together } from "./leftover.ts";
import { leftRecords } from "./records.ts";
import { leftLiens, leftLimit, leftObjects, leftStacks } from "./rest.ts";

/**
 * What is left of an environment that is gone, or of one that is about to be. `leaving`: what takes it down; then
 * everything else is taken away after that.
 */
export function leftoversOf(
  specification: Specification,
  world: World,
  situation: Situation,
  leaving: Action | undefined,
): { actions: Action[]; findings: readonly Finding[] } {
  const { line, stacks } = situation;
  const gone: Gone = { specification, world, situation, held: new Set(stacks.flatMap(({ holds }) => holds)) };
  const { certain, doubtful } = together([
    leftBudgets(gone),
    leftLiens(gone),
    leftGrants(gone),
    leftRecords(gone),
    leftObjects(gone),
    leftLimit(gone),
    leftStacks(gone, leaving),
  ]);
  if (line.production) {
    const findings = certain.map(({ what, reason }): Finding => {
      return {
        what,
        environment: line.environment,
        kind: "leak",
        reason: `${reason}; nothing of production is swept here`,
      };
    });
    return { actions: [], findings: [...findings, ...doubtful] };
  }
  return {
    actions: certain.map(({ key, leftover, reason, what }) => ({
      id: `sweep ${key}`,
      do: "sweep",
      environment: line.environment,
      project: line.project,
      cause: leaving?.cause ?? "leaks",
      reason: `${what}: ${reason}`,
      after: leaving ? [leaving.id] : [],
      leftover,
    })),
    findings: doubtful,
  };
}
