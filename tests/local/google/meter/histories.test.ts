import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { consumption } from "../../../../spending/prices/consumption.ts";
import { priceOf } from "../../../../spending/prices/price.ts";
import type { Thing } from "../../../../spending/prices/things.ts";
import { billingAccount } from "../../../support/cloud.ts";
import { costOf, MeteredCloud, testBook } from "../../../support/meter.ts";

const begin = Date.parse("2026-10-31T20:13:00Z");
const minute = 60_000;

/** A change of one of a few things at a minute. */
interface Change {
  at: number;
  project: string;
  name: string;
  /** Cores of a machine or gigabytes of a disk; 0 takes it away. */
  size: number;
  kind: "machine" | "disk" | "payer";
}

const change = fc.record<Change>({
  at: fc.integer({ min: 0, max: 5 * 24 * 60 }).map((minutes) => begin + minutes * minute),
  project: fc.constantFrom("one", "two"),
  name: fc.constantFrom("a", "b"),
  size: fc.constantFrom(0, 2, 4, 8),
  kind: fc.constantFrom("machine", "disk", "disk", "machine", "payer"),
});

const end = begin + 5 * 24 * 60 * minute;

function carryOut(local: MeteredCloud, { project, name, size, kind }: Change): void {
  if (kind === "payer") {
    local.change(project, { billingAccount: size === 0 ? undefined : `billingAccounts/${billingAccount}` });
  } else if (kind === "machine") {
    if (size === 0) local.machine(project, name, "e2-standard-2", { status: "TERMINATED" });
    else local.machine(project, name, `e2-standard-${size}`);
  } else if (size === 0) local.delete(project, "disks", name);
  else local.disk(project, name, size * 100);
}

/** What a history costs in micros: every thing × its price × how long it was there while somebody paid. */
function expected(changes: Change[]): number {
  const things = new Map<string, Thing>();
  const paid = new Map([
    ["one", true],
    ["two", true],
  ]);
  let sum = 0;
  let since = begin;
  const pass = (until: number) => {
    for (const [key, thing] of things) {
      if (!paid.get(key.split("/")[0]!)) continue;
      for (const { key: price, perHour } of consumption(thing)) {
        sum += ((perHour * (until - since)) / 3_600_000) * (priceOf(testBook, price, "us-central1")!.price / 1000);
      }
    }
    since = until;
  };
  for (const { at, project, name, size, kind } of changes) {
    pass(at);
    const key = `${project}/${kind}/${name}`;
    if (kind === "payer") paid.set(project, size > 0);
    else if (size === 0) things.delete(key);
    else if (kind === "machine") things.set(key, { kind, machineType: `e2-standard-${size}` });
    else things.set(key, { kind, diskType: "pd-balanced", gigabytes: size * 100 });
  }
  pass(end);
  return sum;
}

/** Rows that say the same, whatever the files that they are in. */
const sorted = (local: MeteredCloud) => local.rows.map((row) => JSON.stringify(row)).sort();

describe("local Google: the meter and any history", () => {
  const open: MeteredCloud[] = [];
  const start = (path?: string) => {
    const local = new MeteredCloud(new Date(begin).toISOString(), path);
    open.push(local);
    local.project("one");
    local.project("two");
    return local;
  };
  afterEach(() => {
    for (const local of open.splice(0)) local.stop();
  });

  const finish = async (local: MeteredCloud) => {
    await local.at(end);
    for (const project of ["one", "two"]) local.change(project, { billingAccount: undefined });
    // Long enough for all that is late or corrected.
    await local.at(end + 12 * 24 * 60 * minute);
  };

  it("rows are things × prices × time, and the same however the clock gets there", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(change, { maxLength: 12 }),
        fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 10 }),
        async (unordered, steps) => {
          const changes = unordered.toSorted((a, b) => a.at - b.at);
          const [jumping, walking] = [start(), start()];
          for (const each of changes) {
            jumping.move(each.at);
            carryOut(jumping, each);
            for (let index = 0; walking.cloud.clock.now() < each.at; index++) {
              const next = walking.cloud.clock.now() + steps[index % steps.length]! * minute;
              await walking.at(Math.min(each.at, next));
            }
            carryOut(walking, each);
          }
          await finish(jumping);
          await finish(walking);
          const exported = costOf(jumping.rows.filter(({ project }) => project));
          // What is left over of rounding a series waits for its next row: half a micro of each at most.
          assert.ok(Math.abs(exported - expected(changes)) <= 4, `${exported} instead of ${expected(changes)}`);
          assert.deepEqual(sorted(jumping), sorted(walking));
          jumping.stop();
          walking.stop();
          open.length = 0;
        },
      ),
      { numRuns: 25 },
    );
  });

  it("a clock that is moved back meters nothing twice, and goes on where it was", async () => {
    const local = start();
    local.disk("one", "d", 1000);
    await local.at(begin + 10 * 60 * minute);
    const before = local.meter.state.metered;
    await local.at(begin - 48 * 60 * minute);
    local.disk("one", "d", 2000);
    await local.at(begin + 5 * 60 * minute);
    assert.equal(local.meter.state.metered, before);
    await local.at(begin + 20 * 60 * minute);
    local.disk("one", "d", 2000, "pd-balanced", { status: "DELETING" });
    await local.at(begin + 20 * 24 * 60 * minute);
    // Ten hours of 1000 and ten of 2000 gibibytes, at 0.0001 an hour each.
    assert.equal(costOf(local.rows.filter(({ project }) => project)), 1_000_000 + 2_000_000);
  });

  it("killed at any moment it counts nothing twice and loses nothing", async () => {
    const whole = start();
    const directory = mkdtempSync(join(tmpdir(), "meter-kill-"));
    const killed = start(join(directory, "google.db"));
    for (const local of [whole, killed]) {
      local.machine("one", "m", "n2-standard-4");
      local.disk("two", "d", 333);
    }
    await whole.at(begin + 8 * 24 * 60 * minute);
    killed.move(begin + 8 * 24 * 60 * minute);
    // A step is a transaction, or a file and then a transaction: it is killed after some, before others' transactions.
    for (let count = 0; killed.meter.state.exported < whole.meter.state.exported; count++) {
      if (count % 3 === 0) {
        const { store } = killed.cloud;
        const transaction = store.transaction.bind(store);
        let calls = 0;
        store.transaction = (work) => {
          if (calls++ === count % 2) throw new Error("killed");
          return transaction(work);
        };
        assert.throws(() => {
          killed.meter.step();
          killed.meter.step();
        }, /killed/);
        killed.start();
      }
      killed.meter.step();
    }
    await whole.at(whole.cloud.clock.now());
    assert.deepEqual(killed.files, whole.files);
    for (const name of whole.files) {
      const [a, b] = [whole, killed].map((local) => readFileSync(join(local.directory, name), "utf8"));
      assert.equal(a, b, name);
    }
    rmSync(directory, { recursive: true });
  });

  it("a batch that can't be written stays due", async () => {
    const local = start();
    local.disk("one", "d", 1000);
    await local.at(begin + 60 * minute);
    rmSync(local.directory, { recursive: true });
    writeFileSync(local.directory, "in the way");
    await assert.rejects(local.at(begin + 24 * 60 * minute), /EEXIST|ENOTDIR/);
    rmSync(local.directory);
    await local.at(begin + 96 * 60 * minute);
    const regular = local.byUsage.filter(({ cost_type }) => cost_type === "regular");
    const hours = regular.map(({ usage_start_time }) => usage_start_time);
    assert.equal(hours[0], "2026-10-31 20:00:00 UTC");
    assert.equal(new Set(hours).size, hours.length);
    assert.ok(hours.length > 80);
  });
});
