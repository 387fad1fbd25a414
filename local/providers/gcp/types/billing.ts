import type { Properties } from "../../grpc/values.ts";
import { policyMember } from "../core/policy-member.ts";
import type { ResourceType } from "../core/resource.ts";
import { rest } from "../core/rest.ts";
import schema from "../schema/billing.json" with { type: "json" };

const budgets = "/v1/billingAccounts/{billingAccount}/budgets";

const budget = rest(schema, "gcp:billing/budget:Budget", {
  host: "billingbudgets.googleapis.com",
  create: { method: "POST", path: budgets },
  read: `${budgets}/{name}`,
  update: { method: "PATCH", path: `${budgets}/{name}`, mask: true },
  delete: { method: "DELETE", path: `${budgets}/{name}` },
  path: ["billingAccount"],
  rename: { allUpdatesRule: "notificationsRule" },
  encode: (body) => {
    const amount = body.amount as { lastPeriodAmount?: boolean; specifiedAmount?: Properties };
    return amount.lastPeriodAmount ? { ...body, amount: { lastPeriodAmount: {} } } : body;
  },
  // Without a period, a budget is monthly.
  same: (path, old, next) => path === "budgetFilter.calendarPeriod" && old === "MONTH" && next === undefined,
  decode: (state, reply) => {
    const amount = reply.amount as { lastPeriodAmount?: object; specifiedAmount?: Properties };
    const rule = state.allUpdatesRule as Properties | undefined;
    return {
      ...state,
      name: String(reply.name).split("/").at(-1),
      amount: amount.lastPeriodAmount ? { lastPeriodAmount: true } : { specifiedAmount: amount.specifiedAmount },
      // The API always answers with a rule; an empty one stands for none.
      ...(Object.keys((reply.notificationsRule ?? {}) as object).length === 0 && { allUpdatesRule: undefined }),
      ...(rule && Object.keys(rule).length === 0 && { allUpdatesRule: undefined }),
    };
  },
});

const accountMember = policyMember(schema, "gcp:billing/accountIamMember:AccountIamMember", {
  host: "cloudbilling.googleapis.com",
  resource: "/v1/billingAccounts/{billingAccountId}",
});

export const billing: ResourceType[] = [budget, accountMember];
