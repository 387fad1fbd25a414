import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { ciPlan } from "../plan/ci.ts";
import { environmentPlan } from "../plan/environment.ts";
import type { LimitPlan } from "../plan/limits.ts";
import { organizationPlan } from "../plan/organization.ts";
import { spendingPlan } from "../plan/spending.ts";
import type { Environment } from "../spec/schema/environment.ts";
import type { Specification } from "../spec/specification.ts";

/** What decides, besides the specification, which resources a stack has. */
const programFolders = ["stacks", "components", "plan", "spec", "sourcegraph", "machine", "spending"];
const programFiles = ["Pulumi.yaml", "package-lock.json"];

const hash = (...parts: readonly (string | Buffer)[]): string => {
  const digest = createHash("sha256");
  for (const part of parts) digest.update(part).update("\0");
  return digest.digest("hex").slice(0, 32);
};

/** The fingerprint of the program: it changes with every file that may change what a stack makes. `root`: its folder. */
export function programFingerprint(root: string): string {
  const within = (folder: string): string[] =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
  const files = [...programFolders.flatMap(within), ...programFiles.map((file) => join(root, file))].toSorted();
  return hash(...files.flatMap((file) => [relative(root, file), readFileSync(file)]));
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
  // What a lease does to an environment is in the plan; that it is in use changes nothing.
  const { lease: __, dirty: ___, ...file } = environment;
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
