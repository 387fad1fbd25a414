import { UserError } from "../../spec/problem.ts";
import { compareVersions } from "../versions/version.ts";
import { gateBetween, notes } from "./gates.ts";
import { describeSteps, minorOf, nextMinor, stepsBetween } from "./path.ts";

/** A change of version that may be made. */
export interface Upgrade {
  readonly kind: "none" | "patch" | "minor";
  /** What people must know before. */
  readonly notes: readonly string[];
}

/**
 * Checks whether an installation may go from one version to another in one step.
 * @throws UserError with the way that is open, for a downgrade over a migration, a skipped minor version, or a gate.
 */
export function checkUpgrade(from: string, to: string, known: readonly string[]): Upgrade {
  if (from === to) return { kind: "none", notes: [] };
  const samePatches = minorOf(from) === minorOf(to);
  if (compareVersions(from, to) > 0 && !samePatches) refuseDowngrade(from, to);
  const gate = gateBetween(from, to);
  if (gate) {
    throw new UserError(
      `From ${from} to ${to} is not possible in one step: ${gate.reason}.\n→ Go to ${gate.instead} ` +
        `${gate.notBefore ? "first, and from there on" : "instead"}.`,
    );
  }
  if (samePatches) return { kind: "patch", notes: [] };
  if (nextMinor(from) !== minorOf(to)) {
    throw new UserError(
      `From ${from} to ${to} skips minor versions, and each one's migrations expect those of the one before.\n` +
        `→ Go to ${describeSteps(stepsBetween(from, to, known))}, and wait after each until everything is ready.`,
    );
  }
  return { kind: "minor", notes: notes.filter(({ entering }) => entering === minorOf(to)).map(({ note }) => note) };
}

function refuseDowngrade(from: string, to: string): never {
  throw new UserError(
    `From ${from} back to ${to} crosses database migrations, which the older version doesn't know.\n→ Stay at ${from} or ` +
      `a patch of ${minorOf(from)}. To go back all the same, first undo the migrations with the migrator of ${from} ` +
      `(\`migrator downgrade --from ${minorOf(from)} --to ${minorOf(to)}\`), or restore snapshots from before the ` +
      "upgrade; docs/sourcegraph.md tells how.",
  );
}
