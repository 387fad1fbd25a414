import type { Step } from "../limits/ladder.ts";
import { type Micros, units } from "../money.ts";

/** An amount for people: "104.20 USD". */
export const amount = (micros: Micros, currency: string): string => `${units(micros).toFixed(2)} ${currency}`;

/** What a step does, for people. */
export const stepTexts: Readonly<Record<Step, string>> = {
  notify: "You are told of it, and nothing else was done.",
  freeze: "Its deployments are refused until the month is over or somebody lifts the limit.",
  scaleDown: "Its nodes and machines were taken away or stopped; its volumes are kept.",
  unlinkBilling: "Its project has no billing account any more. Everything in it has stopped, and may be lost.",
};
