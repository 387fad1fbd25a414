import assert from "node:assert/strict";
import { stripVTControlCharacters } from "node:util";
import { differenceTable } from "../../cli/output/difference.ts";
import { estimateDetails, estimateTable } from "../../cli/output/estimate.ts";
import { priceText } from "../../cli/output/prices.ts";
import { type Changing, differenceOf } from "../../spending/estimate/difference.ts";
import { estimateAll } from "../../spending/estimate/environment.ts";
import { ageWarning, costLine, currencyWarning } from "../../spending/estimate/text.ts";
import { loadBook } from "../../spending/prices/load.ts";
import { goodSpecification, today } from "../support/specification.ts";

const book = loadBook();
const plain = (text: string) => stripVTControlCharacters(text);
const found = estimateAll(goodSpecification(), today, book);
const disk = (size: number) => ({ size, type: "pd-balanced", zone: "us-central1-b" });
const type = "gcp:compute/disk:Disk";
const tableOf = (...resources: Changing[]) =>
  plain(differenceTable([["env-x", differenceOf(book, resources, "us-central1")]]));

describe("estimates as people read them", () => {
  it("have a line for each environment, within 80 columns", () => {
    const lines = plain(estimateTable(found)).split("\n");
    assert.deepEqual(lines.slice(0, 3), [
      "   NAME   A MONTH   AT MOST   UNTIL ITS END  BUDGET",
      "✔  demo    116.73    129.28  46.05 to 51.00     100",
      "✔  live  1,501.90  2,300.61                    5000",
    ]);
    assert.ok(lines.includes("All: 1,618.64 to 2,429.89 a month."));
    assert.ok(lines.some((line) => line.startsWith("~ live: 1 thing has no price")));
    for (const each of found) {
      for (const line of plain(estimateDetails(each)).split("\n")) assert.ok(line.length <= 80, line);
    }
  });

  it("list what is not priced", () => {
    const text = plain(estimateDetails(found.find(({ name }) => name === "live")!));
    assert.match(text, /Not priced, and not in the sums:\n {2}sent-between-zones: no price of sent-between-zones in/);
  });

  it("say in a line what an environment costs", () => {
    assert.equal(
      costLine(found[0]!),
      "demo is estimated at 116.73 to 129.28 USD a month, 46.05 to 51.00 until its end, of a budget of 100.",
    );
    assert.match(costLine({ ...found[0]!, budget: 50 }), /; at the most it is over\.$/);
  });

  it("show what a change costs, and by how much that is more", () => {
    assert.match(tableOf({ type, name: "a", after: disk(100) }), /^env-x +0\.00 +10\.00 +\+10\.00$/m);
    assert.match(tableOf({ type, name: "a", before: disk(100) }), /^env-x +10\.00 +0\.00 +-10\.00$/m);
    assert.match(tableOf({ type, name: "a", before: disk(100), after: disk(100) }), /^env-x +10\.00 +10\.00$/m);
    assert.equal(tableOf({ type: "gcp:organizations/project:Project", name: "a", after: {} }), "");
    assert.match(tableOf({ type: "gcp:pubsub/topic:Topic", name: "a", after: {} }), /Not priced: Topic\./);
  });

  it("warn of old prices and of other currencies", () => {
    assert.equal(ageWarning("2026-08-24", today), undefined);
    assert.match(ageWarning("2026-08-23", today)!, /of 2026-08-23, 91 days ago/);
    assert.equal(ageWarning(undefined, today), undefined);
    assert.equal(currencyWarning(book, "USD"), undefined);
    assert.match(currencyWarning(book, "EUR")!, /in USD and budgets in EUR.+--currency EUR/);
  });

  it("have all digits of prices", () => {
    assert.deepEqual([21_811_590, 100_000_000, 25_000_000, 0, 1].map(priceText), [
      "0.02181159",
      "0.10",
      "0.025",
      "0.00",
      "0.000000001",
    ]);
  });
});
