import assert from "node:assert/strict";
import { readingsOf } from "../../../spending/controller/guard.ts";
import { guardObject, parseGuardRecord } from "../../../spending/limits/guard/record.ts";
import { billingAccount } from "../../support/cloud.ts";
import { ContainerProject } from "../../support/container.ts";
import { ControllerStand, dynamic, lasting, other, production } from "../../support/controller.ts";

describe("the guard", () => {
  let stand: ControllerStand;
  const estimates = async () =>
    parseGuardRecord((await stand.acting().world.store.text(guardObject)).value, "").projects;
  const large = { machineType: "zones/us-central1-a/machineTypes/e2-standard-32" };

  beforeEach(async () => {
    stand = await ControllerStand.start();
    stand.at("2026-11-10T12:00:00Z");
  });
  afterEach(() => stand.cloud.stop());

  it("warns of the day of the limit, then scales down what crosses it, and only that", async () => {
    await stand.machine(dynamic, "sourcegraph", large);
    await stand.machine(other, "sourcegraph", { machineType: "zones/us-central1-a/machineTypes/e2-small" });
    await stand.machine(lasting, "sourcegraph", large);
    await stand.machine(production, "sourcegraph", large);
    assert.deepEqual(await stand.guard(stand.acting()), { read: 2, unreadable: [], taken: {}, failed: {} });
    assert.deepEqual(await stand.notices(), []);
    stand.at("2026-11-11T12:00:00Z");
    assert.deepEqual((await stand.guard(stand.acting())).taken, {});
    const [forecast] = await stand.notices();
    assert.equal(forecast?.kind, "forecast");
    assert.match(forecast!.text, /^demo: 2\d\.\d\d EUR of 100\.00 EUR .* its limit is reached on 2026-11-14 at/);
    stand.at("2026-11-13T20:00:00Z");
    assert.deepEqual((await stand.guard(stand.acting())).taken, { demo: ["notify"] });
    stand.at("2026-11-14T20:00:00Z");
    assert.deepEqual((await stand.guard(stand.acting())).taken, { demo: ["freeze", "scaleDown"] });
    assert.equal(await stand.status(dynamic), "TERMINATED");
    for (const environment of [other, lasting, production]) assert.equal(await stand.status(environment), "RUNNING");
    assert.deepEqual((await stand.guard(stand.acting())).taken, {});
    const { by, reason } = (await stand.state(dynamic))!;
    assert.equal(by, "guard");
    assert.match(reason, /^1\d\d\.\d\d EUR of 100\.00 EUR \(1\d\d %\) were spent by the guard's estimate$/);
    const kinds = (await stand.notices()).map(({ kind, step }) => step ?? kind);
    assert.deepEqual(kinds, ["forecast", "notify", "freeze", "scaleDown"]);
  });

  it("counts what is gone, and lists clusters with their nodes and disks", async () => {
    const container = new ContainerProject(stand.cloud, dynamic.project, "us-central1-b");
    await container.create("sourcegraph", { initialNodeCount: 2 });
    await stand.guard(stand.acting());
    const things = Object.keys((await estimates()).demo!.things).map((id) => id.split("/")[0]);
    assert.deepEqual(things.toSorted(), ["cluster", "disk", "disk", "machine", "machine"]);
    stand.at("2026-11-10T22:00:00Z");
    await stand.guard(stand.acting());
    const spent = (await estimates()).demo!.spent;
    assert.ok(spent > 1_000_000, String(spent));
    await container.change("DELETE", "clusters/sourcegraph");
    stand.at("2026-11-12T22:00:00Z");
    await stand.guard(stand.acting());
    const after = (await estimates()).demo!;
    assert.deepEqual(after.things, {});
    assert.ok(after.spent >= spent && after.spent < spent * 1.1);
  });

  it("keeps what it knows of a project that it can't read, and adds it later", async () => {
    await stand.machine(dynamic, "sourcegraph", large);
    await stand.guard(stand.acting());
    stand.at("2026-11-10T13:00:00Z");
    stand.cloud.cloud.faults.add({ api: "compute", method: "disks.aggregatedList", status: 403 });
    assert.deepEqual((await stand.guard(stand.acting())).unreadable, ["demo", "other"]);
    assert.match((await estimates()).demo!.failure!.message, /the disks of tst-demo-d9hc: 403/);
    stand.cloud.cloud.faults.clear();
    stand.at("2026-11-10T14:00:00Z");
    assert.deepEqual((await stand.guard(stand.acting())).unreadable, []);
    const { spent, failure } = (await estimates()).demo!;
    assert.equal(failure, undefined);
    assert.ok(Math.abs(spent - 2 * 1_075_000) < 20_000, String(spent));
  });

  it("brings down what is past its last day, once", async () => {
    await stand.machine(dynamic);
    const acting = stand.acting({ environments: [{ ...dynamic, expires: "2026-11-09" }] });
    assert.deepEqual((await stand.guard(acting)).taken, { demo: ["notify", "freeze", "scaleDown"] });
    assert.equal(await stand.status(dynamic), "TERMINATED");
    assert.deepEqual((await stand.guard(acting)).taken, {});
    const { cause, reason } = (await stand.state(dynamic))!;
    assert.deepEqual([cause, reason], ["end", "its last day, 2026-11-09, is past"]);
    // A message brings the state up to date once the last day was moved.
    assert.deepEqual(await stand.send(stand.acting(), stand.message(dynamic, 1)), { taken: [] });
    assert.equal((await stand.state(dynamic))?.step, "none");
  });

  it("takes no billing link, whatever it estimates", async () => {
    await stand.machine(dynamic, "sourcegraph", large);
    await stand.guard(stand.acting());
    stand.at("2026-11-30T12:00:00Z");
    assert.deepEqual((await stand.guard(stand.acting())).taken, { demo: ["notify", "freeze", "scaleDown"] });
    assert.equal(await stand.billingOf(dynamic), `billingAccounts/${billingAccount}`);
    const { taken } = await stand.send(stand.acting(), stand.message(dynamic, 150));
    assert.deepEqual(taken, ["unlinkBilling"]);
  });

  it("does nothing about money in another currency than its prices", async () => {
    await stand.machine(dynamic, "sourcegraph", large);
    const acting = stand.acting({}, () => ({ currency: async () => "JPY" }));
    await stand.guard(acting);
    stand.at("2026-11-30T12:00:00Z");
    assert.deepEqual((await stand.guard(acting)).taken, {});
    assert.ok(stand.logs.some(({ message }) => /prices are in EUR and budgets in JPY/.test(message)));
  });

  it("leaves a round to who is at it", async () => {
    const slow = stand.acting({}, ({ running }) => ({
      running: async (project) => {
        assert.match((await stand.guard(stand.acting())).skipped!, /is under way$/);
        return running(project);
      },
    }));
    assert.equal((await stand.guard(slow)).read, 2);
  });

  it("acts within two rounds of a crossing, whatever the clock does", async () => {
    await stand.machine(dynamic, "sourcegraph", large);
    await stand.guard(stand.acting());
    stand.at("2026-10-01T12:00:00Z");
    assert.deepEqual((await stand.guard(stand.acting())).taken, {});
    stand.at("2026-11-15T12:00:00Z");
    assert.deepEqual((await stand.guard(stand.acting())).taken, { demo: ["notify", "freeze", "scaleDown"] });
  });

  it("means nothing by an estimate below the first step", () => {
    const estimate = { project: dynamic.project, period: "2026-11", spent: 79_000_000, at: 0, things: {} };
    assert.deepEqual(readingsOf(dynamic, estimate, "EUR"), []);
    assert.deepEqual(
      readingsOf(dynamic, { ...estimate, spent: 80_000_000 }, "EUR").map(({ cause }) => cause),
      ["spending"],
    );
  });
});
