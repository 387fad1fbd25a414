import type { Environment } from "./schema/environment.ts";
import type { Organization } from "./schema/organization.ts";

type Kinds = Pick<Organization, "kinds" | "previews">;

/** Whether an environment is a slot of the pool that preview environments are given from. */
export const isSlot = ({ previews }: Pick<Organization, "previews">, { kind }: Pick<Environment, "kind">): boolean =>
  previews?.kind === kind;

/** Whether it is a slot that nobody has: its project is there, and nothing runs in it. */
export const isVacant = (
  organization: Pick<Organization, "previews">,
  environment: Pick<Environment, "kind" | "lease">,
): boolean => isSlot(organization, environment) && !environment.lease;

/** What an environment may cost in a month, whoever has it: of a slot the ceiling, as many may have it one by one. */
export function promisedTo(organization: Kinds, environment: Environment): number {
  const { budget } = organization.kinds[environment.kind]!;
  return isSlot(organization, environment) ? budget.ceiling : (environment.budget ?? budget.default);
}

/**
 * The budget of an environment, a month. That of a leased slot lets the lease spend its kind's default besides what was
 * spent before; in later months than that of its beginning, nothing was. That of a vacant one is the ceiling, as all that
 * was spent this month counts. `today`: "2026-11-22".
 */
export function budgetOf(organization: Kinds, environment: Environment, today: string): number {
  const { lease } = environment;
  if (!lease || !isSlot(organization, environment)) return promisedTo(organization, environment);
  const { budget } = organization.kinds[environment.kind]!;
  const before = lease.since.slice(0, 7) === today.slice(0, 7) ? lease.spentBefore : 0;
  return Math.min(before + budget.default, budget.ceiling);
}
