import assert from "node:assert/strict";
import fc from "fast-check";
import { machineTypes } from "../../../plan/nodes.ts";
import { units } from "../../../spending/money.ts";
import { consumption } from "../../../spending/prices/consumption.ts";
import { loadBook } from "../../../spending/prices/load.ts";
import { machineSize } from "../../../spending/prices/machine-size.ts";
import { priceOf, thingCost } from "../../../spending/prices/price.ts";
import type { Thing } from "../../../spending/prices/things.ts";

const book = loadBook();
const monthly = (thing: Thing) => {
  const { amount, unpriced } = thingCost(book, { name: "x", region: "us-central1", thing });
  assert.deepEqual(unpriced, []);
  return units(amount);
};

describe("what things consume", () => {
  it("is priced to the micro, by hand", () => {
    // 8 × 0.02181159 + 32 × 0.00292353 = 0.26804568 an hour; in 730 hours each part is rounded by itself.
    assert.equal(monthly({ kind: "machine", machineType: "e2-standard-8" }), 195.673347);
    assert.equal(monthly({ kind: "machine", machineType: "n2-standard-8" }), 283.58456);
    assert.equal(monthly({ kind: "disk", diskType: "pd-balanced", gigabytes: 250 }), 25);
    assert.equal(monthly({ kind: "cluster" }), 73);
    assert.equal(monthly({ kind: "address", use: "machine" }), 3.65);
    assert.equal(monthly({ kind: "address", use: "forwarding-rule" }), 0);
    // 0.0014 × 3 × 730 + 0.005 × 730
    assert.equal(monthly({ kind: "nat-gateway", machines: 3 }), 6.716);
    assert.equal(monthly({ kind: "usage", of: "written-logs", low: 0, high: 20 }), 5);
    assert.equal(monthly({ kind: "dns-zone" }), 0.2);
  });

  it("counts the first five rules of a project as one", () => {
    const rules = [0, 1, 5, 6, 7].map((count) => monthly({ kind: "forwarding-rule", rules: count }));
    assert.deepEqual(rules, [0, 18.25, 18.25, 25.55, 32.85]);
  });

  it("has a price for every machine that the plan chooses from, with its cores and memory", () => {
    for (const { name, cpus, memoryGibibytes } of machineTypes) {
      const size = machineSize(name);
      assert.deepEqual([size?.cores, size?.memoryGibibytes], [cpus, memoryGibibytes], name);
      assert.ok(monthly({ kind: "machine", machineType: name }) > 0);
    }
  });

  it("keeps the proportions by which the plan chooses machines", () => {
    for (const { name, price } of machineTypes) {
      const share = monthly({ kind: "machine", machineType: name }) / price;
      assert.ok(Math.abs(share / 0.0073 - 1) < 0.005, `${name}: ${share}`);
    }
  });

  it("is not priced, and not free, where the book has no price", () => {
    const spot: Thing = { kind: "machine", machineType: "e2-standard-4", spot: true };
    const unknown: Thing = { kind: "machine", machineType: "a3-highgpu-8g" };
    const abroad = thingCost(book, { name: "x", region: "europe-west3", thing: { kind: "nat-gateway", machines: 1 } });
    const disk = {
      name: "x",
      region: "europe-west3",
      thing: { kind: "disk", diskType: "pd-ssd", gigabytes: 1 },
    } as const;
    const of = (thing: Thing) => thingCost(book, { name: "x", region: "us-central1", thing }).unpriced;
    assert.deepEqual(of(spot), ["e2-spot-core", "e2-spot-memory"]);
    assert.deepEqual(of(unknown), ["machine a3-highgpu-8g"]);
    assert.deepEqual(thingCost(book, disk).unpriced, ["pd-ssd"]);
    // Where Google has one price for all regions, it holds.
    assert.deepEqual(abroad.unpriced, []);
  });

  it("grows with what there is", () => {
    const grows = (of: (size: number) => Thing) =>
      fc.assert(
        fc.property(fc.nat(500), fc.nat(500), (a, b) => {
          const [less, more] = [Math.min(a, b), Math.max(a, b)];
          return monthly(of(less)) <= monthly(of(more));
        }),
      );
    grows((gigabytes) => ({ kind: "disk", diskType: "pd-ssd", gigabytes }));
    grows((machines) => ({ kind: "nat-gateway", machines }));
    grows((rules) => ({ kind: "forwarding-rule", rules }));
    grows((high) => ({ kind: "usage", of: "sent-to-internet", low: 0, high }));
  });

  it("takes a region's own price before that of everywhere", () => {
    const [first] = book.prices;
    const everywhere = { ...first!, region: "global", price: 1 };
    const both = { ...book, prices: [everywhere, first!] };
    assert.equal(priceOf(both, first!.key, "us-central1"), first);
    assert.equal(priceOf(both, first!.key, "asia-east1"), everywhere);
    assert.deepEqual(consumption({ kind: "secret-version" }), [{ key: "secret-version", perHour: 1 / 730 }]);
  });
});
