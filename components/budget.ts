import { Budget as GoogleBudget } from "@pulumi/gcp/billing/budget.js";
import { type ComponentResourceOptions, type Input, interpolate, type Output, output } from "@pulumi/pulumi";
import type { BudgetPlan } from "../plan/budget.ts";
import { Component } from "./component.ts";

/** What a budget counts: exactly one project, or a folder with all in it. Never a whole billing account. */
export type BudgetScope = { projectNumber: Input<string> } | { folder: Input<string> };

export interface BudgetArgs {
  plan: BudgetPlan;
  scope: BudgetScope;
  billingAccount: string;
  /** Of the billing account, which is the only one that its budgets may have. */
  currency: Input<string>;
  /** Monitoring channels that are told; at most 5, all for e-mail. */
  channels: readonly Input<string>[];
  /** Where it publishes what was spent: "projects/…/topics/…". Default: nowhere. */
  topic?: Input<string>;
}

/** A budget that tells its owners as spending nears and passes it, by what was spent and by the forecast. */
export class Budget extends Component {
  /** The budget's full name. */
  readonly id: Output<string>;

  constructor(name: string, args: BudgetArgs, options?: ComponentResourceOptions) {
    super("Budget", name, { amount: args.plan.amount }, options);
    const { plan, scope } = args;
    const budget = new GoogleBudget(
      name,
      {
        billingAccount: args.billingAccount,
        displayName: plan.displayName,
        amount: { specifiedAmount: { currencyCode: args.currency, units: String(plan.amount) } },
        budgetFilter:
          "projectNumber" in scope
            ? { projects: [interpolate`projects/${nonEmpty(scope.projectNumber)}`] }
            : { resourceAncestors: [nonEmpty(scope.folder)] },
        thresholdRules: plan.thresholds.map(({ share, basis }) => ({ thresholdPercent: share, spendBasis: basis })),
        allUpdatesRule: {
          monitoringNotificationChannels: [...args.channels],
          ...(args.topic && { pubsubTopic: args.topic }),
          disableDefaultIamRecipients: false,
        },
      },
      { parent: this },
    );
    this.id = budget.id;
    this.registerOutputs({ id: this.id });
  }
}

/** An empty filter would silently widen a budget to the whole billing account. */
function nonEmpty(value: Input<string>): Output<string> {
  return output(value).apply((text) => {
    if (text === "") throw new Error("a budget without anything to count");
    return text;
  });
}
