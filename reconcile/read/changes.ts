import { join } from "node:path";
import { AppliedStore } from "../../engine/applied.ts";
import type { Workspace } from "../../engine/workspace.ts";
import type { Tier } from "../../spec/schema/organization.ts";
import type { Specification } from "../../spec/specification.ts";
import { type Unit, unitsOf } from "../changes.ts";
import { programFingerprints } from "../fingerprint.ts";
import type { Limits } from "../limits.ts";
import type { Reading } from "../world.ts";
import { reading } from "./reading.ts";

/** Where the program is whose stacks are brought up. */
const programRoot = join(import.meta.dirname, "..", "..");

/** What changes are found by. */
export interface ChangesRead {
  readonly units: readonly Unit[];
  /** The fingerprints that units were brought up with last. */
  readonly applied: ReadonlyMap<string, readonly string[]>;
}

/**
 * Reads what changes are found by, for tiers of trust: one list each, and what limits did. `now`: milliseconds.
 * `specification`: what is held against that; by default the workspace's.
 */
export function readChanges(
  workspace: Workspace,
  limits: Limits,
  tiers: readonly Tier[],
  now: number,
  specification: Specification = workspace.specification,
): Promise<Reading<ChangesRead>> {
  return reading(async () => {
    const { stacks } = workspace;
    const backends = new Set(
      stacks
        .filter(({ tier, kind }) => tiers.includes(tier) && kind !== "bootstrap")
        .map((stack) => workspace.backendOf(stack)),
    );
    const [states, ...marks] = await Promise.all([
      limits.states(),
      ...[...backends].map((backend) => new AppliedStore(workspace.storeAt(backend)).read()),
    ]);
    const inputs = { specification, limits: states, program: programFingerprints(programRoot), now };
    return {
      units: tiers.flatMap((tier) => unitsOf(inputs, tier)),
      applied: new Map(marks.flatMap((each) => [...each])),
    };
  });
}
