import assert from "node:assert/strict";
import { join } from "node:path";
import { sizes } from "../../../sourcegraph/model/size.ts";
import { loadSpecification, parseSpecification } from "../../../spec/load.ts";
import type { Environment } from "../../../spec/schema/environment.ts";
import { estimateAll, estimateEnvironment, hoursOfLife } from "../../../spending/estimate/environment.ts";
import { sumOf } from "../../../spending/estimate/estimate.ts";
import { groups } from "../../../spending/estimate/part.ts";
import { partsOf, shapeOf } from "../../../spending/estimate/parts.ts";
import { units } from "../../../spending/money.ts";
import { loadBook } from "../../../spending/prices/load.ts";
import { goodSpecification, publicFiles, today } from "../../support/specification.ts";

const book = loadBook();
const specification = goodSpecification();
const demo = specification.environments.get("demo")!;
const live = specification.environments.get("live")!;
const of = (environment: Environment, within = specification) => estimateEnvironment(within, environment, today, book);
const monthlyOf = (environment: Environment, within = specification) =>
  Object.fromEntries(
    of(environment, within).estimate.lines.map(({ name, monthly: { low, high } }) => [name, [units(low), units(high)]]),
  );

describe("the estimate of an environment", () => {
  it("is the sum of what a machine costs, by hand", () => {
    // A single container of the size xs: e2-standard-4 for 97.84, disks of 30 and 100 GB for 0.10 each, snapshots of 10 to
    // 106 GB for 0.05, NAT for one machine and its address, and what is used.
    assert.deepEqual(monthlyOf(demo), {
      sourcegraph: [97.836673, 97.836673],
      "sourcegraph (boot)": [3, 3],
      "sourcegraph (data)": [10, 10],
      "sourcegraph-daily": [0.5, 5.3],
      "main-us-central1": [4.672, 4.672],
      "sent-to-internet": [0, 1.2],
      "sent-by-nat": [0.225, 2.25],
      "written-logs": [0.5, 5],
      "stored-objects": [0, 0.02],
    });
    const { monthly, hourly, untilEnd } = of(demo).estimate;
    assert.deepEqual([units(monthly.low), units(monthly.high)], [116.733673, 129.278673]);
    // From 2026-11-20 to 2026-12-01, both included: 12 days of 24 hours.
    assert.equal(hoursOfLife(specification, demo, today), 288);
    assert.ok(Math.abs(untilEnd!.low - (monthly.low * 288) / 730) < 10);
    assert.ok(Math.abs(hourly.low - monthly.low / 730) < 10);
  });

  it("has nodes, their disks, claims and the control plane of a cluster", () => {
    const lines = monthlyOf(live);
    assert.deepEqual(lines.sourcegraph, [73, 73]);
    assert.deepEqual(lines["volume pgsql"], [20, 20]);
    assert.equal(of(live).estimate.untilEnd, undefined);
    const nodes = of(live).estimate.lines.find(({ group }) => group === "machines")!;
    // 6 of e2-standard-8 in three zones, and up to 9 as the autoscaler goes: 195.67 each.
    assert.equal(nodes.count, 6);
    assert.deepEqual(lines["nodes of sourcegraph"], [1174.040079, 1761.060117]);
    assert.deepEqual(lines["main-us-central1"], [9.782, 12.848]);
  });

  it("has the ways in of what is reached from the internet", () => {
    const open = parseSpecification(publicFiles(), today);
    const shown: Environment = { ...live, kind: "dynamic" };
    const before = monthlyOf(shown);
    const after = monthlyOf(shown, open);
    assert.deepEqual(
      Object.keys(after).filter((name) => !(name in before)),
      ["sourcegraph-public", "load balancer of sourcegraph", "processed-by-load-balancer"],
    );
    assert.deepEqual(after["load balancer of sourcegraph"], [18.25, 18.25]);
    assert.deepEqual(after["sourcegraph-public"], [0, 0]);
    // The address of a machine costs something.
    assert.deepEqual(monthlyOf(demo, open)["sourcegraph-public"], [3.65, 3.65]);
  });

  it("depends on nothing by which environments of the same shape are told apart", () => {
    const other: Environment = { ...demo, name: "other", project: "tst-other-x4x4", purpose: "Another.", budget: 7 };
    assert.equal(shapeOf(other), shapeOf(demo));
    assert.deepEqual(partsOf(specification, other, today), partsOf(specification, demo, today));
    const larger: Environment = { ...demo, deployment: { ...demo.deployment, size: "s" } };
    assert.notEqual(shapeOf(larger), shapeOf(demo));
  });

  it("lists what has no price, and counts nothing for it", () => {
    const abroad = of({ ...demo, region: "europe-west3" });
    const names = abroad.estimate.unpriced.map(({ name }) => name);
    assert.ok(names.includes("sourcegraph") && names.includes("sourcegraph (data)"));
    assert.deepEqual(
      abroad.estimate.unpriced.find(({ name }) => name === "sourcegraph"),
      { name: "sourcegraph", region: "europe-west3", keys: ["e2-core", "e2-memory"] },
    );
    assert.deepEqual(of(demo).estimate.unpriced, []);
    assert.deepEqual(
      of(live).estimate.unpriced.flatMap(({ keys }) => keys),
      ["sent-between-zones"],
    );
  });

  it("tells the day of the oldest price in it", () => {
    assert.equal(of(demo).estimate.asOf, "2026-09-11");
    assert.equal(of(live).estimate.asOf, "2026-07-01");
  });

  it("adds up: lines to the whole, and low never above high", () => {
    for (const type of ["kubernetes", "compose", "container"] as const) {
      for (const size of sizes) {
        const { estimate } = of({ ...demo, deployment: { type, size, version: "7.5.4453" } });
        for (const span of ["hourly", "monthly", "untilEnd"] as const) {
          const { low, high } = estimate[span]!;
          assert.deepEqual(sumOf(estimate.lines.map((line) => line[span]!)), { low, high });
          assert.ok(low <= high && low > 0);
        }
        assert.ok(estimate.lines.every(({ group }) => groups.includes(group)));
      }
    }
  });

  it("never costs less on one machine when it is larger, nor in a cluster with more replicas", () => {
    for (const type of ["compose", "container"] as const) {
      const costs = sizes.map((size) => of({ ...demo, deployment: { type, size, version: "7.5.4453" } }).inMonth);
      assert.deepEqual(
        costs,
        costs.toSorted((a, b) => a.low - b.low || a.high - b.high),
      );
    }
    const nodes = [1, 2, 4, 8].map((gitserver) => {
      const { estimate } = of({ ...live, deployment: { ...live.deployment, replicas: { gitserver } } });
      return estimate.lines.filter(({ group }) => group === "machines").map(({ monthly }) => monthly.low)[0]!;
    });
    assert.deepEqual(
      nodes,
      nodes.toSorted((a, b) => a - b),
    );
  });
});

describe("an estimate beside its budget", () => {
  const withBudget = (budget: number, more: Partial<Environment> = {}) => of({ ...demo, budget, ...more });

  it("counts the fullest month of a life", () => {
    // 12 days cost 46.05 to 51.
    const { inMonth, estimate, verdict } = withBudget(52);
    assert.equal(inMonth, estimate.untilEnd);
    assert.equal(verdict, "within");
    // 42 days are more than a month.
    const longer = withBudget(52, { expires: "2026-12-31" });
    assert.equal(longer.inMonth, longer.estimate.monthly);
    assert.equal(longer.verdict, "over");
  });

  it("is over only when even the least is", () => {
    assert.deepEqual(
      [46, 47, 50, 52].map((budget) => withBudget(budget).verdict),
      ["over", "maybe", "maybe", "within"],
    );
  });

  it("fits for the default organisation, whatever is used", () => {
    const root = join(import.meta.dirname, "../../..");
    const all = estimateAll(loadSpecification(root, today), today, book);
    assert.deepEqual(
      all.map(({ name, verdict }) => `${name} ${verdict}`),
      ["acme within", "cloud within", "dogfood within", "globex within"],
    );
  });
});
