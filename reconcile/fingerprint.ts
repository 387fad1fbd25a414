import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { ciPlan } from "../plan/ci.ts";
import { environmentPlan } from "../plan/environment.ts";
import { foreignPlan } from "../plan/foreign.ts";
import type { LimitPlan } from "../plan/limits.ts";
import { organizationPlan } from "../plan/organization.ts";
import { spendingPlan } from "../plan/spending.ts";
import type { Environment } from "../spec/schema/environment.ts";
import type { Specification } from "../spec/specification.ts";

/** What decides, besides the specification, which resources a stack has. */
const programFolders = ["stacks", "components", "plan", "spec", "sourcegraph", "machine", join("spending", "limits")];
/** What decides besides that for spending control alone: its function, and the prices that a preview refuses by. */
const spendingFolder = "spending";
const programFiles = ["Pulumi.yaml", "package-lock.json"];

const hash = (...parts: readonly (string | Buffer)[]): string => {
  const digest = createHash("sha256");
  for (const part of parts) digest.update(part).update("\0");
  return digest.digest("hex").slice(0, 32);
};

/** The fingerprints of the program. */
export interface ProgramFingerprints {
  /** For spending control. */
  readonly spending: string;
  /** For all other stacks: new prices or another function don't bring up a thousand environments. */
  readonly others: string;
}

/** The fingerprints of the program: each changes with every file that may change what a stack makes. `root`: its folder. */
export function programFingerprints(root: string): ProgramFingerprints {
  const within = (folder: string): string[] =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
  const hashOf = (...paths: string[]) =>
    hash(...paths.toSorted().flatMap((file) => [relative(root, file), readFileSync(file)]));
  const others = hashOf(...programFolders.flatMap(within), ...programFiles.map((file) => join(root, file)));
  return { others, spending: hash(others, hashOf(...within(spendingFolder))) };
}

/**
 * The fingerprint of all that an environment's stacks are made of: its plan, which has what it takes of the organisation,
 * what a limit did, and the program. `today`: "2026-11-22".
 */
export function environmentFingerprint(
  specification: Specification,
  environment: Environment,
  limit: LimitPlan,
  today: string,
  program: string,
): string {
  const { expired: _, ...plan } = environmentPlan(specification, environment, today, limit);
  const { billingAccount, projects } = specification.organization;
  // What a lease does to an environment is in the plan; that it is in use changes nothing, nor what is known of commits.
  const { lease: __, dirty: ___, follow: ____, ...file } = environment;
  return hash(program, JSON.stringify([plan, file, billingAccount, projects]));
}

/** The stacks that all share and that the reconciler brings up; the first of all is for a person. */
export const sharedStacks = ["organization", "ci", "spending"] as const;
export type SharedStack = (typeof sharedStacks)[number];

/** The fingerprint of all that a shared stack is made of. */
export function sharedFingerprint(specification: Specification, stack: SharedStack, program: string): string {
  const { organization } = specification;
  const plans = {
    organization: () => organizationPlan(organization),
    ci: () => ciPlan(organization),
    spending: () => spendingPlan(specification),
  };
  return hash(program, JSON.stringify([plans[stack](), organization.billingAccount, organization.projects]));
}

/** The fingerprint of all that the stack of a foreign project is made of. */
export const foreignFingerprint = ({ organization }: Specification, key: string, program: string): string =>
  hash(program, JSON.stringify([foreignPlan(organization, key), organization.billingAccount, organization.projects]));
