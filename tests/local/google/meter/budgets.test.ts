import assert from "node:assert/strict";
import { folderName } from "../../../../local/google/apis/cloudresourcemanager/containers.ts";
import { pull } from "../../../../local/google/apis/pubsub/messages.ts";
import type { Subscription } from "../../../../local/google/apis/pubsub/stored.ts";
import { billingAccount } from "../../../support/cloud.ts";
import { costOf, creditsOf, MeteredCloud } from "../../../support/meter.ts";

const topic = "projects/spending/topics/budgets";
const subscription = {
  name: "projects/spending/subscriptions/all",
  topic,
  ackDeadlineSeconds: 10,
  messageRetentionDuration: "2678400s",
  pushConfig: {},
} satisfies Subscription;

interface Received {
  id: string;
  published: string;
  attributes: Record<string, string>;
  // biome-ignore lint/suspicious/noExplicitAny: a message says what it says
  data: any;
}

describe("local Google: budget messages", () => {
  let local: MeteredCloud;
  beforeEach(() => {
    local = new MeteredCloud("2026-11-01T00:00:00Z");
    local.cloud.store.put(`//pubsub.googleapis.com/${topic}`, { name: topic });
    local.cloud.store.put(`//pubsub.googleapis.com/${subscription.name}`, subscription);
  });
  afterEach(() => local.stop());

  function budget(id: string, budgetFilter: object, amount: object, more: object = {}): void {
    const name = `billingAccounts/${billingAccount}/budgets/${id}`;
    local.cloud.store.put(`//billingbudgets.googleapis.com/${name}`, {
      name,
      displayName: `The budget ${id}`,
      budgetFilter: { creditTypesTreatment: "INCLUDE_ALL_CREDITS", calendarPeriod: "MONTH", ...budgetFilter },
      amount,
      thresholdRules: [
        { thresholdPercent: 0.5, spendBasis: "CURRENT_SPEND" },
        { thresholdPercent: 1, spendBasis: "CURRENT_SPEND" },
        { thresholdPercent: 1.2, spendBasis: "FORECASTED_SPEND" },
      ],
      notificationsRule: { pubsubTopic: topic, schemaVersion: "1.0" },
      ...more,
    });
  }

  /** Moves the clock hour by hour. */
  async function play(until: string): Promise<void> {
    while (local.cloud.clock.now() < Date.parse(until)) await local.at(local.cloud.clock.now() + 3_600_000);
  }

  function received(): Received[] {
    return pull(local.cloud, subscription, 10_000).map(({ message }) => ({
      id: message.messageId,
      published: message.publishTime,
      attributes: message.attributes!,
      data: JSON.parse(Buffer.from(message.data!, "base64").toString()),
    }));
  }

  const once = (all: Received[]) => all.filter(({ id }, index) => all.findIndex((each) => each.id === id) === index);

  it("tell four times a day what is exported by then, whatever the thresholds", async () => {
    const number = local.project("one");
    local.disk("one", "d", 1000);
    budget("b", { projects: [`projects/${number}`] }, { specifiedAmount: { currencyCode: "USD", units: "6" } });
    await play("2026-11-05T00:00:00Z");
    const all = once(received());
    assert.equal(all.length, 16);
    assert.deepEqual(all[0]!.attributes, { billingAccountId: billingAccount, budgetId: "b", schemaVersion: "1.0" });
    // Until Pacific midnight it is October, whose cost isn't in the budget of November.
    const [first, ...rest] = all.filter(({ published }) => published > "2026-11-01T08");
    assert.deepEqual(first!.data, {
      budgetDisplayName: "The budget b",
      costAmount: first!.data.costAmount,
      costIntervalStart: "2026-11-01T07:00:00Z",
      budgetAmount: 6,
      budgetAmountType: "SPECIFIED_AMOUNT",
      currencyCode: "USD",
    });
    for (const { published, data } of rest) {
      const counted = local.rows.filter(
        ({ export_time, usage_start_time }) =>
          Date.parse(export_time) <= Date.parse(published) && usage_start_time >= "2026-11-01 07",
      );
      assert.equal(Math.round(data.costAmount * 1e6), costOf(counted) + creditsOf(counted), published);
      const { costAmount } = data;
      const crossed = costAmount >= 6 ? 1 : costAmount >= 3 ? 0.5 : undefined;
      assert.equal(data.alertThresholdExceeded, crossed, published);
      // At 0.1 an hour the month costs 72.
      if (published > "2026-11-02T12") assert.equal(data.forecastThresholdExceeded, 1.2);
    }
    assert.deepEqual(new Set(rest.map(({ data }) => data.alertThresholdExceeded)), new Set([undefined, 0.5, 1]));
  });

  it("come twice now and then, always the same ones", async () => {
    budget("b", {}, { specifiedAmount: { currencyCode: "USD", units: "6" } });
    await play("2026-11-15T00:00:00Z");
    const all = received();
    const repeated = all.filter(({ id }, index) => all.findIndex((each) => each.id === id) !== index);
    assert.equal(once(all).length, 14 * 4);
    assert.ok(repeated.length >= 3 && repeated.length <= 14, `${repeated.length} repeated`);
  });

  it("begin anew with the month of Pacific time", async () => {
    local.project("one");
    local.disk("one", "d", 1000);
    budget("b", {}, { specifiedAmount: { currencyCode: "USD", units: "6" } });
    budget("last", {}, { lastPeriodAmount: {} });
    await play("2026-12-03T00:00:00Z");
    const all = once(received());
    const of = (id: string, from: string) =>
      all.filter(({ attributes, published }) => attributes.budgetId === id && published > from);
    const [last] = of("b", "2026-12-01T02:30").filter(({ published }) => published <= "2026-12-01T08:00:00.000Z");
    assert.equal(last!.data.costIntervalStart, "2026-11-01T07:00:00Z");
    assert.ok(last!.data.costAmount > 60);
    const [first] = of("b", "2026-12-01T08:30");
    assert.equal(first!.data.costIntervalStart, "2026-12-01T08:00:00Z");
    assert.equal(first!.data.costAmount < 1, true);
    assert.equal(first!.data.alertThresholdExceeded, undefined);
    const { budgetAmountType, budgetAmount } = of("last", "2026-12-02T12")[0]!.data;
    assert.equal(budgetAmountType, "LAST_MONTH_COST");
    // November has 721 hours in Pacific time, as summer ends in it, and all of it is exported by then but what comes late.
    assert.ok(budgetAmount > 69 && budgetAmount < 76, String(budgetAmount));
  });

  it("count what their filters let through: a folder with all in it, projects, services, labels, credits", async () => {
    const { store } = local.cloud;
    const folder = (id: string, parent: string) =>
      store.put(folderName(id), { name: `folders/${id}`, parent, displayName: id, state: "ACTIVE" });
    folder("1", "organizations/419083752617");
    folder("2", "folders/1");
    const number = local.project("inside", { parent: "folders/2" });
    local.project("outside");
    local.disk("inside", "d", 1000, "pd-balanced", { labels: { team: "search" } });
    local.disk("outside", "d", 500);
    local.machine("outside", "m", "n2-standard-2");
    const amount = { specifiedAmount: { currencyCode: "USD", units: "6" } };
    budget("all", {}, amount);
    budget("folder", { resourceAncestors: ["folders/1"] }, amount);
    budget("project", { projects: [`projects/${number}`] }, amount);
    budget("service", { services: ["services/COMPUTE ENGINE-ID"] }, amount);
    budget("other", { services: ["services/OTHER"] }, amount);
    budget("label", { labels: { team: { values: ["search"] } } }, amount);
    budget("bare", { creditTypesTreatment: "EXCLUDE_ALL_CREDITS" }, amount);
    await play("2026-11-20T00:00:00Z");
    const costs = new Map(once(received()).map(({ attributes, data }) => [attributes.budgetId, data.costAmount]));
    const [inside, outside] = ["inside", "outside"].map((id) => local.rows.filter(({ project }) => project?.id === id));
    assert.ok(creditsOf(outside!) < 0);
    assert.ok(costs.get("folder") > 40);
    for (const id of ["project", "label"]) assert.ok(Math.abs(costs.get(id) - costs.get("folder")) < 2, id);
    assert.ok(Math.abs(costs.get("all") - costs.get("service")) < 2);
    assert.ok(costs.get("bare") > costs.get("all"));
    assert.ok(costs.get("all") > costs.get("folder") * 1.5);
    assert.equal(costs.get("other"), 0);
    assert.ok(costOf(inside!) > 0);
  });

  it("are left out where they are older than the next ones, after a jump of the clock", async () => {
    budget("b", {}, { specifiedAmount: { currencyCode: "USD", units: "6" } });
    await local.at("2026-11-20T00:00:00Z");
    assert.equal(once(received()).length, 1);
  });

  it("go nowhere when their topic is gone", async () => {
    budget("b", {}, { specifiedAmount: { currencyCode: "USD", units: "6" } });
    local.cloud.store.delete(`//pubsub.googleapis.com/${topic}`);
    await play("2026-11-02T00:00:00Z");
    assert.deepEqual(received(), []);
  });
});
