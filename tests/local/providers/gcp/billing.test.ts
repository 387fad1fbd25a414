import { billingAccount, TestCloud } from "../../../support/cloud.ts";
import { live } from "../../../support/resources.ts";

describe("local gcp provider: billing", () => {
  let cloud: TestCloud;
  before(async () => {
    cloud = await TestCloud.start();
  });
  after(() => cloud.stop());

  it("gcp:billing/budget:Budget", async () => {
    const number = await cloud.project("budgeted-1");
    const inputs = {
      billingAccount,
      displayName: "budget",
      amount: { specifiedAmount: { units: "100" } },
      budgetFilter: { projects: [`projects/${number}`] },
      thresholdRules: [{ thresholdPercent: 0.5 }, { thresholdPercent: 1, spendBasis: "FORECASTED_SPEND" }],
    };
    await live(cloud, {
      token: "gcp:billing/budget:Budget",
      inputs,
      change: { ...inputs, displayName: "other", amount: { specifiedAmount: { units: "120" } } },
      id: new RegExp(`^billingAccounts/${billingAccount}/budgets/[0-9a-f-]{36}$`),
    });
  });

  it("gcp:billing/accountIamMember:AccountIamMember", async () => {
    await live(cloud, {
      token: "gcp:billing/accountIamMember:AccountIamMember",
      inputs: { billingAccountId: billingAccount, role: "roles/billing.user", member: "group:Platform@example.com" },
      id: `${billingAccount}/roles/billing.user/group:platform@example.com`,
      importId: `${billingAccount} roles/billing.user group:platform@example.com`,
    });
  });
});
