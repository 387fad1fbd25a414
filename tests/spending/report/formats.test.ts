import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { costReportText } from "../../../cli/output/cost-report.ts";
import { reportCsv } from "../../../spending/report/formats/csv.ts";
import { ticks } from "../../../spending/report/formats/html/charts.ts";
import { reportHtml } from "../../../spending/report/formats/html/index.ts";
import { reportFacts } from "../../../spending/report/formats/json.ts";
import { amountIn, percent } from "../../../spending/report/formats/words.ts";
import { rounded, shortened } from "../../../spending/report/rounded.ts";
import { exportProject, exportRow } from "../../support/billing-export.ts";
import { everyShape } from "../../support/every-shape.ts";
import { hostileNames } from "../../support/hostile.ts";
import { reportOf } from "../../support/report.ts";

const usd = { currency: "USD" };

const hostile = hostileNames.map((name, index) =>
  exportRow("2026-11-13T12:00:00Z", 3 + index, {
    project: exportProject(`${name}${index}`, name, [name], { owner: name }),
    service: { id: "x", description: name },
    sku: { id: "y", description: name },
    cost_type: index === 0 ? name : "regular",
  }),
);

describe("a report as a table", () => {
  it("is that of the documentation", async () => {
    const page = readFileSync(join(import.meta.dirname, "../../../docs/cost-report.md"), "utf8");
    const shown = /<!-- report -->\n```\n([\s\S]*?)\n```/.exec(page)![1]!;
    assert.equal(costReportText(await reportOf(everyShape, usd)), shown);
  });

  it("fits 80 columns and says nothing that a terminal obeys, whatever things are called", async () => {
    for (const by of [{ by: "project" }, { by: "service" }, { by: "team" }, { by: "folder" }] as const) {
      const text = costReportText(await reportOf([...everyShape, ...hostile], { ...usd, by }));
      assert.deepEqual(
        text.split("\n").filter((line) => line.length > 80),
        [],
      );
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these must not be there
      assert.doesNotMatch(text, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
    }
  });

  it("adds up as it is shown", async () => {
    const thirds = ["a", "b", "c"].map((id) =>
      exportRow("2026-11-13T12:00:00Z", 0.333_333, { project: { id: `tst-${id}`, name: id } }),
    );
    const { groups, total } = rounded(await reportOf(thirds));
    assert.deepEqual(
      groups[0]!.rows.map(({ toDate }) => toDate),
      [340_000, 330_000, 330_000],
    );
    assert.deepEqual([groups[0]!.sum.toDate, total.toDate], [1_000_000, 1_000_000]);
  });

  it("has one row for the smallest of very many, and still adds up", async () => {
    const many = Array.from({ length: 30 }, (_, index) =>
      exportRow("2026-11-13T12:00:00Z", index + 1, { project: { id: `tst-${index}`, name: "x" } }),
    );
    const { groups } = shortened(await reportOf(many), 10);
    const rows = groups[0]!.rows;
    assert.deepEqual([rows.length, rows.at(-1)!.key], [10, "(21 others)"]);
    assert.equal(
      rows.reduce((sum, { toDate }) => sum + toDate, 0),
      465_000_000,
    );
  });

  it("compares with estimates where there are some", async () => {
    const days = Array.from({ length: 24 }, (_, day) =>
      exportRow(`2026-11-${String(day + 1).padStart(2, "0")}T20:00:00Z`, 10, {
        project: exportProject("tst-demo-d9hc", "demo", ["Testing", "Nightly"], {}),
      }),
    );
    const text = costReportText(await reportOf(days, { estimates: new Map([["tst-demo-d9hc", 250_000_000]]) }));
    assert.match(text, /tst-demo-d9hc {2,}300 {2,}0 {2,}\+50 {2,}100 {2,}240 %/);
  });
});

describe("a report as CSV", () => {
  it("has a line for each row, that add up to the total", async () => {
    const report = await reportOf(everyShape, usd);
    const lines = reportCsv(report).trimEnd().split("\r\n");
    assert.equal(lines[1], "Testing,tst-gone-x1x1,gone,31,0,31,5,26,16,31,0,,,,,Compute Engine,USD,2026-11");
    const micros = lines.slice(1).map((line) => Math.round(Number(line.split(",")[3]) * 1e6));
    assert.equal(
      micros.reduce((sum, each) => sum + each, 0),
      report.total.toDate,
    );
  });

  it("has no cell that a spreadsheet runs, and no end of a line within one", async () => {
    const text = reportCsv(await reportOf([...everyShape, ...hostile], usd));
    for (const line of text.trimEnd().split("\r\n")) {
      const cells = [...`,${line}`.matchAll(/,(?:"((?:[^"]|"")*)"|([^,"]*))/g)].map(([, a, b]) => a ?? b ?? "");
      assert.equal(cells.length, 18, line);
      for (const cell of cells) {
        if (!/^-?\d+(\.\d+)?$/.test(cell)) assert.doesNotMatch(cell, /^\s*[=+\-@|%]/, line);
      }
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these must not be there
      assert.doesNotMatch(line, /[\u0000-\u001f\u007f-\u009f\u202e]/);
    }
  });
});

describe("a report as JSON", () => {
  it("has amounts in units, exact to the millionth", async () => {
    const facts = reportFacts(await reportOf(everyShape, usd));
    assert.equal(facts.total.toDate, 81.669998);
    assert.deepEqual(facts.types, { adjustment: -2.000001, regular: 75.9, rounding_error: -0.000001, tax: 7.77 });
    assert.deepEqual(facts.compared, { days: 22, with: 22, complete: false, incompleteFrom: "2026-11-23" });
    assert.deepEqual(facts.withoutOwner[1], {
      project: "tst-moved-y2y2",
      name: "New name",
      toDate: 5,
      label: "nobody-we-know",
    });
  });

  it("says why it changed", async () => {
    const facts = reportFacts(await reportOf(everyShape, usd));
    const causes = facts.changes.map(({ project, cause, delta }) => [project, cause, delta.toFixed(2)]);
    assert.deepEqual(causes.slice(0, 3), [
      ["tst-gone-x1x1", "price", "26.00"],
      [null, "new", "20.00"],
      ["tst-by-hand", "new", "10.00"],
    ]);
  });
});

describe("why something changed", () => {
  type Usage = [used: number, price: number, credit: number];
  const priced = (at: string, ...[used, price, credit]: Usage) =>
    exportRow(at, used * price, {
      usage: { amount: used, unit: "seconds", amount_in_pricing_units: used, pricing_unit: "hour" },
      credits: credit === 0 ? [] : [{ name: "c", amount: -credit }],
      export_time: "2026-11-24 12:00:00 UTC",
    });

  for (const [cause, before, now, parts] of [
    ["usage", [10, 2, 0], [30, 2.1, 0], [40, 3, 0]],
    ["price", [10, 2, 0], [11, 3, 0], [2, 11, 0]],
    ["credits", [10, 2, 15], [11, 2, 0], [2, 0, 15]],
  ] satisfies [string, Usage, Usage, Usage][]) {
    it(`is told: ${cause}`, async () => {
      const { changes } = await reportOf([
        priced("2026-10-05T12:00:00Z", ...before),
        priced("2026-11-05T12:00:00Z", ...now),
      ]);
      const [change] = changes;
      assert.equal(change!.cause, cause);
      assert.deepEqual(
        [change!.usage, change!.price, change!.credits].map((each) => each / 1e6),
        parts,
      );
      assert.equal(change!.usage + change!.price + change!.credits, change!.delta);
    });
  }

  it("is told: gone", async () => {
    const { changes } = await reportOf([
      priced("2026-10-05T12:00:00Z", 5, 2, 0),
      exportRow("2026-11-24T12:00:00Z", 1, { sku: { id: "Z", description: "Another" } }),
    ]);
    assert.deepEqual([changes[0]!.cause, changes[0]!.delta], ["gone", -10_000_000]);
  });
});

describe("a report as a page", () => {
  it("has names in it only as text", async () => {
    const page = reportHtml(await reportOf([...everyShape, ...hostile], usd));
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these must not be there
    assert.doesNotMatch(page, /<script|<img|<b>|onerror="|\u001b|\u202e/);
    assert.match(page, /&lt;script&gt;alert\(1\)&lt;\/script&gt;/);
    assert.match(page, /Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"/);
    assert.doesNotMatch(page, /<[a-z]+[^<>]*\s(src|href|on[a-z]+)=/);
  });

  it("marks scales at round numbers", () => {
    assert.deepEqual(ticks(0, 457), [0, 200, 400, 600]);
    assert.deepEqual(ticks(-3, 31), [-10, 0, 10, 20, 30, 40]);
    assert.deepEqual(ticks(0, 0.02), [0, 0.005, 0.01, 0.015, 0.02]);
  });
});

describe("words of a report", () => {
  it("writes amounts as their currency does", () => {
    assert.equal(amountIn("USD")(-1_234_560_000), "−1,234.56");
    assert.equal(amountIn("JPY")(1_234_000_000), "1,234");
    assert.equal(amountIn("KWD")(1_234_567), "1.235");
    assert.equal(amountIn("<b>")(1_500_000), "1.50");
    assert.equal(amountIn("USD")(-1), "0.00");
  });

  it("never rounds up to all of a budget", () => {
    assert.deepEqual([percent(0.999), percent(1), percent(1.204)], ["99 %", "100 %", "120 %"]);
  });
});
