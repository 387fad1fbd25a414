import assert from "node:assert/strict";
import { configVariable } from "../../../spending/controller/config.ts";
import { ControllerStand, config, dynamic } from "../../support/controller.ts";
import { bundleController, FunctionProcess, removeBundle } from "../../support/function-process.ts";
import { until } from "../../support/processes.ts";

const subscription = "projects/tst-spending-h3vq/subscriptions/budgets";

describe("the controller as a process", () => {
  let stand: ControllerStand;
  let folder: string;
  const running: FunctionProcess[] = [];

  const start = async (target: "budgetMessage" | "guard", environment: Record<string, string> = {}) => {
    const started = await FunctionProcess.start(folder, target, target === "guard" ? "http" : "cloudevent", {
      ...stand.cloud.environment,
      [configVariable]: JSON.stringify(config()),
      ...environment,
    });
    running.push(started);
    return started;
  };

  before(async () => {
    folder = await bundleController();
  });
  beforeEach(async () => {
    stand = await ControllerStand.start();
    stand.at("2026-11-16T12:00:00Z");
    await stand.machine(dynamic);
  });
  afterEach(async () => {
    await Promise.all(running.splice(0).map((each) => each.kill()));
    await stand.cloud.stop();
  });
  after(() => removeBundle(folder));

  it("acts on a message, and answers well to what is malformed", async () => {
    const controller = await start("budgetMessage");
    assert.equal((await controller.event({ data: "%%%" }, subscription)).status, 204);
    assert.equal((await controller.event(stand.message(dynamic, 105), subscription)).status, 204);
    assert.equal(await stand.status(dynamic), "TERMINATED");
    const lines = controller.output.split("\n").filter((line) => line.startsWith("{"));
    const taken = lines.map((line) => JSON.parse(line) as { step?: string; severity: string; id?: string });
    assert.ok(taken.some(({ step, severity }) => step === "scaleDown" && severity === "WARNING"));
  });

  it("fails when the world does, so that the message comes again", async () => {
    const controller = await start("budgetMessage");
    stand.cloud.cloud.faults.add({ api: "compute", method: "instances.stop", status: 503 });
    assert.equal((await controller.event(stand.message(dynamic, 105), subscription)).status, 500);
    stand.cloud.cloud.faults.clear();
    assert.equal((await controller.event(stand.message(dynamic, 105), subscription)).status, 204);
    assert.equal(await stand.status(dynamic), "TERMINATED");
  });

  it("killed between acting and writing it down, is gone on with by the next", async () => {
    const first = await start("budgetMessage");
    // The machine is stopped, and the answer is a minute on its way.
    stand.cloud.cloud.faults.add({ api: "compute", method: "instances.stop", delay: 60_000, times: 1 });
    const sent = first.event(stand.message(dynamic, 105), subscription).catch(() => undefined);
    await until("stopping", async () => (await stand.status(dynamic)) !== "RUNNING");
    await first.kill();
    await sent;
    assert.equal((await stand.state(dynamic))?.pending?.step, "scaleDown");
    const second = await start("budgetMessage");
    assert.equal((await second.event(stand.message(dynamic, 105), subscription)).status, 500);
    stand.at("2026-11-16T12:11:00Z");
    assert.equal((await second.event(stand.message(dynamic, 105), subscription)).status, 204);
    const { step, before, pending } = (await stand.state(dynamic))!;
    assert.deepEqual([step, before?.machines?.length, pending], ["scaleDown", 1, undefined]);
    const outcomes = (await stand.journal()).filter(({ kind }) => kind === "outcome").map((each) => each.step);
    assert.deepEqual(outcomes, ["notify", "freeze", "scaleDown"]);
  });

  it("goes a round as the guard, with environments from the bucket", async () => {
    const { world } = stand.acting();
    await world.store.putText("environments.json", JSON.stringify([{ ...dynamic, expires: "2026-11-15" }]), "0");
    const guard = await start("guard", {
      [configVariable]: JSON.stringify(config({ environments: "environments.json" })),
    });
    const response = await fetch(guard.url, { method: "POST" });
    assert.deepEqual(await response.json(), {
      read: 1,
      unreadable: [],
      taken: { demo: ["notify", "freeze", "scaleDown"] },
      failed: {},
    });
    assert.equal(await stand.status(dynamic), "TERMINATED");
  });

  it("says what is wrong with its configuration, and fails", async () => {
    const guard = await start("guard", { [configVariable]: JSON.stringify({ ...config(), dryRun: "no" }) });
    assert.equal((await fetch(guard.url, { method: "POST" })).status, 500);
    assert.match(guard.output, /SPENDING_CONFIG is wrong:.*dryRun/s);
  });
});
