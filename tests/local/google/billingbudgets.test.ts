import assert from "node:assert/strict";
import { billingAccount, TestCloud } from "../../support/cloud.ts";

const path = `/v1/billingAccounts/${billingAccount}/budgets`;

describe("local Google: budgets", () => {
  let cloud: TestCloud;
  let number: string;
  before(async () => {
    cloud = await TestCloud.start();
    number = await cloud.project("budgeted-1");
  });
  after(() => cloud.stop());

  const create = (budget: object) => cloud.send("billingbudgets", "POST", path, { ...budget });
  const amount = { specifiedAmount: { units: 100 } };

  it("fills in what Google does, and shows project IDs as numbers", async () => {
    const { status, body } = await create({
      displayName: "b",
      amount,
      budgetFilter: { projects: ["projects/budgeted-1"] },
    });
    assert.equal(status, 200);
    assert.match(body.name, new RegExp(`^billingAccounts/${billingAccount}/budgets/[0-9a-f-]{36}$`));
    assert.match(body.etag, /^\d{16}$/);
    assert.deepEqual(body, {
      name: body.name,
      displayName: "b",
      budgetFilter: {
        projects: [`projects/${number}`],
        creditTypesTreatment: "INCLUDE_ALL_CREDITS",
        calendarPeriod: "MONTH",
      },
      amount: { specifiedAmount: { currencyCode: "EUR", units: "100" } },
      notificationsRule: {},
      etag: body.etag,
    });
  });

  it("wraps the budget and renames its notifications in v1beta1", async () => {
    const beta = path.replace("v1", "v1beta1");
    const budget = { amount, allUpdatesRule: { disableDefaultIamRecipients: true } };
    const { body } = await cloud.send("billingbudgets", "POST", beta, { budget });
    assert.deepEqual(body.allUpdatesRule, { disableDefaultIamRecipients: true });
    assert.equal(body.notificationsRule, undefined);
  });

  for (const [mistake, budget] of Object.entries({
    "an amount of 0": { amount: { specifiedAmount: { units: "0" } } },
    "another currency than the account's": { amount: { specifiedAmount: { units: "5", currencyCode: "USD" } } },
    "a project of somebody else": { amount, budgetFilter: { projects: ["projects/999999999999"] } },
    "a forecast over a custom period": {
      amount,
      budgetFilter: { customPeriod: { startDate: { year: 2026, month: 1, day: 1 } } },
      thresholdRules: [{ thresholdPercent: 1, spendBasis: "FORECASTED_SPEND" }],
    },
    "a channel that isn't there": {
      amount,
      notificationsRule: { monitoringNotificationChannels: ["projects/x/notificationChannels/1"] },
    },
    "a name of 61 characters": { amount, displayName: "x".repeat(61) },
  })) {
    it(`refuses ${mistake} without saying why, as Google does`, async () => {
      const { status, body } = await create(budget);
      assert.equal(status, 400);
      assert.deepEqual(body.error, {
        code: 400,
        message: "Request contains an invalid argument.",
        status: "INVALID_ARGUMENT",
      });
    });
  }

  it("changes what the mask names, with a new etag, and refuses a stale one", async () => {
    const { body: first } = await create({ displayName: "a", amount });
    const at = `/v1/${first.name}`;
    const changed = await cloud.send("billingbudgets", "PATCH", `${at}?updateMask=amount.specified_amount`, {
      displayName: "ignored",
      amount: { specifiedAmount: { units: 7 } },
    });
    assert.equal(changed.body.displayName, "a");
    assert.equal(changed.body.amount.specifiedAmount.units, "7");
    assert.notEqual(changed.body.etag, first.etag);
    const stale = await cloud.send("billingbudgets", "PATCH", `${at}?updateMask=displayName`, {
      displayName: "b",
      etag: first.etag,
    });
    assert.equal(stale.status, 400);
  });

  it("forgets a deleted budget", async () => {
    const { body } = await create({ amount });
    assert.deepEqual(await cloud.send("billingbudgets", "DELETE", `/v1/${body.name}`), { status: 200, body: {} });
    assert.equal((await cloud.send("billingbudgets", "GET", `/v1/${body.name}`)).status, 404);
  });
});
