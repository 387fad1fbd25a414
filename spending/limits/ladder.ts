import { type Step, steps } from "../../spec/schema/organization.ts";

export type { Step } from "../../spec/schema/organization.ts";

/** How far a ladder was climbed: "none" is its foot. */
export type Reached = "none" | Step;

/**
 * The share of the budget at which each step is due. People hear of it before anything happens; new deployments stop a
 * little before the limit; at the limit itself what runs is scaled down; and only where money goes on being spent,
 * well past it, the billing link is taken away, by which data can be lost.
 */
export const shares: Readonly<Record<Step, number>> = { notify: 0.8, freeze: 0.9, scaleDown: 1, unlinkBilling: 1.2 };

/** How much more of the budget has to be spent after a lift before what was lifted comes back. */
export const furtherShare = 0.25;

/** How far up a step is: 0 for none. */
export const rank = (reached: Reached): number => (reached === "none" ? 0 : steps.indexOf(reached) + 1);

/** Whether something is at a step or beyond it. */
export const hasReached = (reached: Reached, step: Step): boolean => rank(reached) >= rank(step);

/** The higher of two. */
export const higher = <T extends Reached>(a: T, b: T): T => (rank(a) >= rank(b) ? a : b);

/**
 * How far the ladder is moved up by a lift: the step that was lifted comes back when a further quarter of the budget is
 * spent, and the others as far before and after it as ever.
 */
export const moved = ({ step, share }: { step: Step; share: number }): number =>
  Math.max(0, share + furtherShare - shares[step]);
