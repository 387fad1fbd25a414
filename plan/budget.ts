/** A point at which a budget tells somebody. */
export interface Threshold {
  /** Of the budget: 0.5 is half. */
  share: number;
  /** What was spent, or what will have been by the end of the month at this rate. */
  basis: "CURRENT_SPEND" | "FORECASTED_SPEND";
}

/** A budget as plain data; what it is for (a project or a folder) is added where that is made. */
export interface BudgetPlan {
  /** At most 60 characters. */
  displayName: string;
  /** Whole units a month of the billing account's currency, above 0. */
  amount: number;
  /** At least one on what was spent and one on the forecast. */
  thresholds: readonly Threshold[];
}

const thresholds: readonly Threshold[] = [
  { share: 0.5, basis: "CURRENT_SPEND" },
  { share: 0.8, basis: "CURRENT_SPEND" },
  { share: 1, basis: "CURRENT_SPEND" },
  { share: 1, basis: "FORECASTED_SPEND" },
  { share: 1.2, basis: "FORECASTED_SPEND" },
];

/** Google's limit for the name of a budget. */
const maximumName = 60;

/** The budget of a project or folder. */
export function budgetPlan(name: string, amount: number): BudgetPlan {
  if (!Number.isInteger(amount) || amount <= 0) throw new RangeError(`a budget of ${amount} for ${name}`);
  return { displayName: name.slice(0, maximumName), amount, thresholds };
}
