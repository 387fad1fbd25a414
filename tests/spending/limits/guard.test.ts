import assert from "node:assert/strict";
import fc from "fast-check";
import { accumulate, type ProjectEstimate, rateOf, reachedAt } from "../../../spending/limits/guard/accumulate.ts";
import { rates } from "../../../spending/limits/guard/rate.ts";
import type { Running } from "../../../spending/limits/guard/running.ts";
import { endOf, startOf } from "../../../spending/limits/period.ts";
import { loadBook } from "../../../spending/prices/load.ts";

const hour = 3_600_000;
const noon = Date.parse("2026-11-16T12:00:00Z");
const rate = rates(loadBook());
/** 0.13402284 an hour. */
const machine = (id: string, since: number): Running => ({
  id,
  name: id,
  region: "us-central1",
  since,
  thing: { kind: "machine", machineType: "e2-standard-4" },
});
const perHour = 134_022;
const add = (before: ProjectEstimate | undefined, running: Running[], now: number) =>
  accumulate("tst-demo-d9hc", before, running, now, rate);

describe("what the guard adds up", () => {
  it("counts what is new from when it was made", () => {
    assert.equal(add(undefined, [machine("a", noon - 10 * hour)], noon).spent, 10 * perHour);
  });

  it("counts what was there from the last round on", () => {
    const first = add(undefined, [machine("a", noon - hour)], noon);
    assert.equal(add(first, [machine("a", noon - hour)], noon + 2 * hour).spent, 3 * perHour);
  });

  it("keeps what has gone, for as long as it may have been there", () => {
    const first = add(undefined, [machine("a", noon - hour)], noon);
    assert.equal(add(first, [], noon + 300_000).spent, perHour + Math.round(perHour / 12));
    assert.equal(add(first, [], noon + 100 * hour).spent, perHour + Math.round(perHour / 6));
  });

  it("counts a machine that was started again from its start", () => {
    const first = add(add(undefined, [machine("a", noon - hour)], noon), [], noon);
    assert.equal(add(first, [machine("a", noon + hour)], noon + 2 * hour).spent, 2 * perHour);
  });

  it("begins a month at nothing, with what goes on running", () => {
    const start = startOf("2026-12");
    const before = add(undefined, [machine("a", start - 100 * hour)], start - hour);
    const next = add(before, [machine("a", start - 100 * hour)], start + hour);
    assert.deepEqual([next.period, next.spent], ["2026-12", perHour]);
  });

  it("adds nothing while a clock that went back isn't where it was", () => {
    const first = add(undefined, [machine("a", noon - hour)], noon);
    const back = add(first, [machine("a", noon - hour)], noon - 5 * hour);
    assert.deepEqual([back.spent, back.at], [perHour, noon]);
    assert.equal(add(back, [machine("a", noon - hour)], noon + hour).spent, 2 * perHour);
  });

  it("never gets less within a month, and never counts a moment twice", () => {
    const round = fc.record({ pause: fc.integer({ min: -hour, max: 3 * hour }), up: fc.boolean() });
    fc.assert(
      fc.property(fc.array(round, { maxLength: 20 }), (rounds) => {
        let now = noon;
        let latest = noon;
        let estimate = add(undefined, [machine("a", noon)], noon);
        for (const { pause, up } of rounds) {
          now = Math.max(now + pause, startOf("2026-11"));
          latest = Math.max(latest, now);
          const next = add(estimate, up ? [machine("a", noon)] : [], now);
          assert.ok(next.spent >= estimate.spent);
          estimate = next;
        }
        assert.ok(estimate.spent <= Math.ceil((perHour * (latest - noon)) / hour) + rounds.length);
      }),
    );
  });

  it("takes for dear what has no price, and says so", () => {
    const gpu: Running = {
      ...machine("a", noon),
      thing: { kind: "unknown-machine", cores: 12, accelerators: 1 },
      assumed: "machine a2-highgpu-1g",
    };
    const far: Running = { ...machine("b", noon), region: "mars-north1" };
    const estimate = add(undefined, [gpu, far], noon);
    assert.deepEqual(estimate.assumed, ["e2-core in mars-north1", "e2-memory in mars-north1", "machine a2-highgpu-1g"]);
    assert.equal(estimate.things.a, 15_000_000);
    assert.ok(estimate.things.b! > perHour);
  });

  it("takes a spot machine for one that isn't where it has no price of its own", () => {
    const spot: Running = {
      ...machine("a", noon),
      thing: { kind: "machine", machineType: "e2-standard-4", spot: true },
    };
    assert.ok(rate(spot).perHour >= perHour);
  });
});

describe("the day of the limit", () => {
  const estimate = add(undefined, [machine("a", noon - 10 * hour)], noon);

  it("is when the rest is spent at this rate", () => {
    assert.equal(rateOf(estimate), perHour);
    assert.equal(reachedAt(estimate, 20 * perHour, endOf("2026-11")), noon + 10 * hour);
  });

  it("is now when it is spent, and never when the month ends before", () => {
    assert.equal(reachedAt(estimate, perHour, endOf("2026-11")), noon);
    assert.equal(reachedAt(estimate, 10_000 * perHour, endOf("2026-11")), undefined);
    assert.equal(reachedAt({ ...estimate, things: {} }, 20 * perHour, endOf("2026-11")), undefined);
  });
});
