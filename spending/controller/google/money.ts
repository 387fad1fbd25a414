import type { protos } from "@google-cloud/billing-budgets";
import type { BudgetFacts } from "../../limits/budget.ts";
import type { World } from "../world.ts";
import { lazily } from "./lazily.ts";
import { clientOptions } from "./options.ts";
import { asking, askingFor, Refusal } from "./refusal.ts";

type Budget = protos.google.cloud.billing.budgets.v1.IBudget;

function factsOf({ budgetFilter, amount }: Budget): BudgetFacts {
  const { projects, resourceAncestors, services, subaccounts, labels, customPeriod, calendarPeriod } =
    budgetFilter ?? {};
  const specified = amount?.specifiedAmount;
  // By name or by number: which one depends on how the client asks.
  const month = calendarPeriod === undefined || calendarPeriod === null || ["MONTH", 1].includes(calendarPeriod);
  return {
    filter: {
      projects: projects ?? [],
      resourceAncestors: resourceAncestors ?? [],
      services: services ?? [],
      subaccounts: subaccounts ?? [],
      labels: Object.keys(labels ?? {}).length,
      monthly: !customPeriod && month,
    },
    ...(specified && {
      amount: {
        units: Number(specified.units ?? 0),
        nanos: Number(specified.nanos ?? 0),
        currency: specified.currencyCode ?? "",
      },
    }),
  };
}

/** Budgets and billing links, through Google's own clients. */
export function moneyOf(
  account: string,
  environment: NodeJS.ProcessEnv,
): Pick<World, "currency" | "budget" | "billingAccount" | "unlinkBilling"> {
  // Loaded when they are needed: not everybody needs all.
  const budgets = lazily(async () => {
    const { BudgetServiceClient } = await import("@google-cloud/billing-budgets");
    return new BudgetServiceClient(clientOptions("billingbudgets.googleapis.com", environment));
  });
  const billing = lazily(async () => {
    const { CloudBillingClient } = await import("@google-cloud/billing");
    return new CloudBillingClient(clientOptions("cloudbilling.googleapis.com", environment));
  });
  return {
    // It is never another one.
    currency: lazily(async () => {
      const client = await billing();
      const what = `the billing account ${account}`;
      const [{ currencyCode }] = await asking(what, () =>
        client.getBillingAccount({ name: `billingAccounts/${account}` }),
      );
      if (!currencyCode) throw new Refusal(what, 503, "it has no currency", undefined);
      return currencyCode;
    }),
    async budget(account, id) {
      const client = await budgets();
      const name = `billingAccounts/${account}/budgets/${id}`;
      const found = await askingFor(`the budget ${id}`, () => client.getBudget({ name }));
      return found && factsOf(found[0]);
    },
    async billingAccount(project) {
      const client = await billing();
      const [info] = await asking(`the billing link of ${project}`, () =>
        client.getProjectBillingInfo({ name: `projects/${project}` }),
      );
      return info.billingAccountName ?? "";
    },
    async unlinkBilling(project) {
      const client = await billing();
      await asking(`taking the billing link of ${project} away`, () =>
        client.updateProjectBillingInfo({
          name: `projects/${project}`,
          projectBillingInfo: { billingAccountName: "" },
        }),
      );
    },
  };
}
