import assert from "node:assert/strict";
import { Busy } from "../../../spending/controller/acting.ts";
import { Refusal } from "../../../spending/controller/google/refusal.ts";
import { billingAccount } from "../../support/cloud.ts";
import { ContainerProject } from "../../support/container.ts";
import { ControllerStand, dynamic, lasting, other, production } from "../../support/controller.ts";

const account = `billingAccounts/${billingAccount}`;

describe("the controller, told by a budget", () => {
  let stand: ControllerStand;

  beforeEach(async () => {
    stand = await ControllerStand.start();
    stand.at("2026-11-16T12:00:00Z");
  });
  afterEach(() => stand.cloud.stop());

  it("does nothing below the first step", async () => {
    assert.deepEqual(await stand.send(stand.acting(), stand.message(dynamic, 79.99)), { taken: [] });
    assert.equal(await stand.state(dynamic), undefined);
    assert.deepEqual(await stand.notices(), []);
  });

  it("climbs the ladder step by step, each once, and touches nothing else", async () => {
    await stand.machine(dynamic);
    await stand.machine(other);
    const acting = stand.acting();
    assert.deepEqual(await stand.send(acting, stand.message(dynamic, 80)), { taken: ["notify"] });
    assert.deepEqual(await stand.send(acting, stand.message(dynamic, 92.5)), { taken: ["freeze"] });
    assert.equal(await stand.status(dynamic), "RUNNING");
    assert.deepEqual(await stand.send(acting, stand.message(dynamic, 101)), { taken: ["scaleDown"] });
    assert.equal(await stand.status(dynamic), "TERMINATED");
    assert.deepEqual(await stand.send(acting, stand.message(dynamic, 101)), { taken: [] });
    assert.deepEqual(await stand.send(acting, stand.message(dynamic, 10)), { taken: [] });
    const { step, by, reason, before } = (await stand.state(dynamic))!;
    assert.deepEqual(
      { step, by, reason, before },
      {
        step: "scaleDown",
        by: "budget",
        reason: "101.00 EUR of 100.00 EUR (101 %) were spent by Google's figures",
        before: {
          nodePools: [],
          machines: [{ zone: "us-central1-a", name: "sourcegraph", machineType: "n1-standard-1" }],
        },
      },
    );
    assert.equal(await stand.status(other), "RUNNING");
    assert.equal(await stand.billingOf(dynamic), account);
    const told = await stand.notices();
    assert.deepEqual(
      told.map(({ kind, environment, step: each, to }) => [kind, environment, each, to]),
      ["notify", "freeze", "scaleDown"].map((each) => [
        "step",
        "demo",
        each,
        ["search@example.com", "platform@example.com"],
      ]),
    );
    const journal = await stand.journal();
    assert.deepEqual(
      journal.map(({ kind, step: each, result }) => [kind, each, result]),
      ["notify", "freeze", "scaleDown"].flatMap((each) => [
        ["intent", each, undefined],
        ["outcome", each, "done"],
      ]),
    );
  });

  it("takes all steps at once when spending jumps, up to the billing link where nothing contradicts", async () => {
    await stand.machine(dynamic);
    const acting = stand.acting({}, () => ({ exportedCost: async () => 149_000_000 }));
    const { taken } = await stand.send(acting, stand.message(dynamic, 150));
    assert.deepEqual(taken, ["notify", "freeze", "scaleDown", "unlinkBilling"]);
    assert.equal(await stand.billingOf(dynamic), "");
    assert.equal(await stand.billingOf(other), account);
    assert.equal((await stand.state(dynamic))?.before?.billingAccount, account);
  });

  it("takes no billing link away on a message's word alone", async () => {
    assert.deepEqual((await stand.send(stand.acting(), stand.message(dynamic, 500))).taken, [
      "notify",
      "freeze",
      "scaleDown",
    ]);
    assert.equal(await stand.billingOf(dynamic), account);
    const withheld = (await stand.notices()).filter(({ kind }) => kind === "withheld");
    assert.match(
      withheld[0]!.text,
      /^demo: 500.00 EUR of 100.00 EUR .* but the guard has no estimate .* not brought to unlinkBilling/,
    );
  });

  it("only refuses deployments when the guard contradicts", async () => {
    await stand.machine(dynamic);
    await stand.guard(stand.acting());
    assert.deepEqual((await stand.send(stand.acting(), stand.message(dynamic, 500))).taken, ["notify", "freeze"]);
    assert.equal(await stand.status(dynamic), "RUNNING");
  });

  it("empties node pools, and keeps in mind how they were", async () => {
    const container = new ContainerProject(stand.cloud, dynamic.project, "us-central1-b");
    await container.create("sourcegraph");
    await container.change("PUT", "clusters/sourcegraph", {
      update: {
        desiredNodePoolId: "default-pool",
        desiredNodePoolAutoscaling: { enabled: true, minNodeCount: 2, maxNodeCount: 4 },
      },
    });
    await stand.send(stand.acting(), stand.message(dynamic, 110));
    const pool = await container.get("clusters/sourcegraph/nodePools/default-pool");
    assert.equal(pool.autoscaling, undefined);
    const groups = await stand.compute(dynamic.project).get("zones/us-central1-b/instanceGroupManagers");
    assert.deepEqual(
      groups.items.map(({ targetSize }: { targetSize: number }) => targetSize),
      [0],
    );
    assert.deepEqual((await stand.state(dynamic))?.before?.nodePools, [
      {
        cluster: "sourcegraph",
        location: "us-central1-b",
        name: "default-pool",
        nodes: 2,
        autoscaling: { minNodeCount: 2, maxNodeCount: 4 },
      },
    ]);
    const outcome = (await stand.journal()).find(({ kind, step }) => kind === "outcome" && step === "scaleDown");
    assert.deepEqual(outcome?.after, { nodePools: [], machines: [] });
  });

  it("only tells of production, and only refuses deployments of what lasts", async () => {
    await stand.machine(production);
    await stand.machine(lasting);
    assert.deepEqual((await stand.send(stand.acting(), stand.message(production, 99_999))).taken, ["notify"]);
    assert.deepEqual((await stand.send(stand.acting(), stand.message(lasting, 99_999))).taken, ["notify", "freeze"]);
    assert.deepEqual([await stand.status(production), await stand.status(lasting)], ["RUNNING", "RUNNING"]);
  });

  it("rehearses in a dry run, and does it once that is over", async () => {
    await stand.machine(dynamic);
    const taken = ["notify", "freeze", "scaleDown"];
    assert.deepEqual((await stand.send(stand.acting({ dryRun: true }), stand.message(dynamic, 105))).taken, taken);
    assert.equal(await stand.status(dynamic), "RUNNING");
    assert.equal((await stand.state(dynamic))?.dryRun, true);
    assert.deepEqual((await stand.send(stand.acting({ dryRun: true }), stand.message(dynamic, 106))).taken, []);
    assert.deepEqual((await stand.send(stand.acting(), stand.message(dynamic, 107))).taken, taken);
    assert.equal(await stand.status(dynamic), "TERMINATED");
    assert.equal((await stand.state(dynamic))?.dryRun, false);
  });

  it("begins anew with a new month, by Pacific time", async () => {
    stand.at("2026-12-01T07:59:00Z");
    const november = { costIntervalStart: "2026-11-01T07:00:00Z" };
    assert.deepEqual((await stand.send(stand.acting(), stand.message(dynamic, 95, november))).taken, [
      "notify",
      "freeze",
    ]);
    stand.at("2026-12-01T08:01:00Z");
    const late = await stand.send(stand.acting(), stand.message(dynamic, 130, november));
    assert.deepEqual(late, { taken: [], ignored: "a message about 2026-11" });
    const december = { costIntervalStart: "2026-12-01T08:00:00Z" };
    assert.deepEqual(await stand.send(stand.acting(), stand.message(dynamic, 1, december)), { taken: [] });
    const { step, period, others } = (await stand.state(dynamic))!;
    assert.deepEqual([step, period, others?.map((each) => each.step)], ["none", "2026-12", ["freeze"]]);
    assert.equal((await stand.notices()).filter(({ kind }) => kind === "release").length, 1);
    // The clock goes wrong, and comes back to what was.
    stand.at("2026-11-30T12:00:00Z");
    assert.deepEqual((await stand.send(stand.acting(), stand.message(dynamic, 95, november))).taken, []);
    assert.equal((await stand.state(dynamic))?.step, "freeze");
  });

  describe("ignores", () => {
    const forged: [string, (message: ReturnType<ControllerStand["message"]>) => object, RegExp][] = [
      ["what is no JSON", () => ({ data: Buffer.from("{").toString("base64") }), /can't be read: the data is no JSON/],
      [
        "what is empty",
        () => ({ data: undefined, attributes: undefined }),
        /can't be read: the attribute billingAccountId/,
      ],
      [
        "a foreign billing account",
        ({ attributes }) => ({ attributes: { ...(attributes as object), billingAccountId: "000000-000000-000000" } }),
        /foreign billing account/,
      ],
      [
        "an unknown budget",
        ({ attributes }) => ({
          attributes: { ...(attributes as object), budgetId: "00000000-0000-4000-8000-000000000000" },
        }),
        /a budget that isn't there/,
      ],
      [
        "an ID that leads elsewhere",
        ({ attributes }) => ({ attributes: { ...(attributes as object), budgetId: "../../x" } }),
        /can't be read: the attribute budgetId/,
      ],
    ];
    for (const [what, change, why] of forged) {
      it(`${what}, and writes it down once a day`, async () => {
        const message = stand.message(dynamic, 500);
        for (let time = 0; time < 3; time++) {
          const { ignored } = await stand.send(stand.acting(), { ...message, ...change(message) });
          assert.match(ignored!, why);
        }
        const journal = await stand.journal();
        assert.deepEqual([journal.length, journal[0]?.kind], [1, "ignored"]);
        assert.equal(await stand.state(dynamic), undefined);
      });
    }

    it("what is in another currency than its budget", async () => {
      const { ignored } = await stand.send(stand.acting(), stand.message(dynamic, 500, { currencyCode: "JPY" }));
      assert.equal(ignored, "a message in JPY of a budget in EUR");
    });

    it("what the message says of the budget's amount and name", async () => {
      const lies = { budgetAmount: 1, budgetDisplayName: `Project ${other.project}` };
      assert.deepEqual(await stand.send(stand.acting(), stand.message(dynamic, 50, lies)), { taken: [] });
    });

    it("budgets of folders, of several projects and of a part of one", async () => {
      const path = `/v1/${account}/budgets/${stand.budgets.get("demo")}?updateMask=budgetFilter`;
      const filters: [object, RegExp][] = [
        [{ resourceAncestors: ["organizations/419083752617"] }, /a folder or an organisation/],
        [
          { projects: [`projects/${stand.numbers.get("demo")}`, `projects/${stand.numbers.get("other")}`] },
          /exactly one/,
        ],
        [{ projects: [`projects/${stand.numbers.get("demo")}`], services: ["services/6F81-5844-456A"] }, /a part of/],
        [{}, /exactly one project/],
      ];
      for (const [budgetFilter, why] of filters) {
        assert.equal((await stand.cloud.send("billingbudgets", "PATCH", path, { budgetFilter })).status, 200);
        assert.match((await stand.send(stand.acting(), stand.message(dynamic, 500))).ignored!, why);
      }
      assert.equal(await stand.state(dynamic), undefined);
    });
  });

  describe("and what can go wrong", () => {
    it("fails when the world does, and goes on where it was", async () => {
      await stand.machine(dynamic);
      stand.cloud.cloud.faults.add({ api: "compute", method: "instances.stop", status: 503 });
      await assert.rejects(stand.send(stand.acting(), stand.message(dynamic, 110)), Refusal);
      assert.equal((await stand.state(dynamic))?.pending?.step, "scaleDown");
      stand.cloud.cloud.faults.clear();
      assert.deepEqual((await stand.send(stand.acting(), stand.message(dynamic, 1))).taken, ["scaleDown"]);
      assert.equal(await stand.status(dynamic), "TERMINATED");
    });

    it("says once what it may not do, and tries again with the next message", async () => {
      await stand.machine(dynamic);
      stand.cloud.cloud.faults.add({ api: "compute", method: "instances.stop", status: 403 });
      for (let time = 0; time < 2; time++) {
        const { failure } = await stand.send(stand.acting(), stand.message(dynamic, 110));
        assert.match(failure!, /stopping sourcegraph in tst-demo-d9hc: 403 The caller does not have permission/);
      }
      assert.equal((await stand.notices()).filter(({ kind }) => kind === "failure").length, 1);
      stand.cloud.cloud.faults.clear();
      assert.deepEqual((await stand.send(stand.acting(), stand.message(dynamic, 110))).taken, ["scaleDown"]);
    });

    it("tries a locked billing link again", async () => {
      const message = "Precondition check failed.";
      stand.cloud.cloud.faults.add({ api: "cloudbilling", method: "projects.updateBillingInfo", status: 400, message });
      const acting = stand.acting({}, () => ({ exportedCost: async () => 200_000_000 }));
      const { taken, failure } = await stand.send(acting, stand.message(dynamic, 200));
      assert.deepEqual(taken, ["notify", "freeze", "scaleDown"]);
      assert.match(failure!, /taking the billing link of tst-demo-d9hc away: 400/);
      stand.cloud.cloud.faults.clear();
      assert.deepEqual((await stand.send(acting, stand.message(dynamic, 200))).taken, ["unlinkBilling"]);
    });

    it("has nothing to do in a project that is being deleted", async () => {
      await stand.machine(dynamic);
      const path = `/v3/projects/${dynamic.project}`;
      const { body } = await stand.cloud.send("cloudresourcemanager", "DELETE", path);
      await stand.cloud.finish("cloudresourcemanager", `/v3/${body.name}`);
      const { taken } = await stand.send(stand.acting(), stand.message(dynamic, 110));
      assert.deepEqual(taken, ["notify", "freeze", "scaleDown"]);
      const outcome = (await stand.journal()).find(({ kind, step }) => kind === "outcome" && step === "scaleDown");
      assert.match(outcome!.why, /being deleted already/);
    });

    it("leaves a step to who is at it, and takes it over when that is dead", async () => {
      await stand.machine(dynamic);
      const killed = stand.acting({}, () => ({ stopMachine: () => new Promise(() => undefined) }));
      void stand.send(killed, stand.message(dynamic, 110)).catch(() => undefined);
      const deadline = Date.now() + 300_000;
      while ((await stand.state(dynamic))?.pending?.before === undefined && Date.now() < deadline);
      await assert.rejects(stand.send(stand.acting(), stand.message(dynamic, 110)), Busy);
      stand.at("2026-11-16T12:11:00Z");
      assert.deepEqual((await stand.send(stand.acting(), stand.message(dynamic, 110))).taken, ["scaleDown"]);
      assert.equal(await stand.status(dynamic), "TERMINATED");
      assert.deepEqual((await stand.state(dynamic))?.before?.machines?.length, 1);
    });

    it("acts once where two are told at the same time", async () => {
      await stand.machine(dynamic);
      const results = await Promise.allSettled(
        Array.from({ length: 4 }, () => stand.send(stand.acting(), stand.message(dynamic, 110))),
      );
      const taken = results.flatMap((each) => (each.status === "fulfilled" ? each.value.taken : []));
      assert.deepEqual(taken.toSorted(), ["freeze", "notify", "scaleDown"]);
      const outcomes = (await stand.journal()).filter(({ kind }) => kind === "outcome");
      assert.equal(outcomes.length, 3);
      assert.equal((await stand.notices()).length, 3);
    });
  });
});
