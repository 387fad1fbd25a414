import assert from "node:assert/strict";
import { costReportText } from "../../../cli/output/cost-report.ts";
import { reportCsv } from "../../../spending/report/formats/csv.ts";
import { period } from "../../../spending/report/period.ts";
import { daysQuery, exportDays } from "../../../spending/report/query/days.ts";
import { type SumsRow, sumsQuery } from "../../../spending/report/query/sums.ts";
import { openFiles } from "../../../spending/report/sources/duckdb.ts";
import { exportRow } from "../../support/billing-export.ts";
import { reportOf, withExport } from "../../support/report.ts";

const november = period("2026-11", Date.parse("2026-12-05T12:00:00Z"));

describe("large amounts", () => {
  for (const parquet of [false, true]) {
    it(`are summed exactly by DuckDB, a row of 20 thousand million too: ${parquet ? "Parquet" : "JSON"}`, async () => {
      const rows = [20_000_000_000, 0.000_001, -0.000_000_4].map((cost) =>
        exportRow("2026-11-03T20:00:00Z", cost, {
          currency: "IDR",
          ...(cost > 1 && { credits: [{ name: "PROMOTION", amount: -10_000_000_000, type: "PROMOTION" }] }),
        }),
      );
      await withExport(rows, parquet, async (file) => {
        const source = await openFiles([file]);
        const days = daysQuery(source.dialect, source.table, { by: "project" }, november, "IDR");
        await source.keep!(exportDays, days);
        const found = await source.run<SumsRow>(sumsQuery(source.dialect, november));
        const sums = found.map(({ section, to_date, credits }) => [section, to_date, credits]);
        source.close();
        const [sum, credit] = ["10000000000.000000600", "-10000000000.000000000"];
        assert.deepEqual(sums.toSorted(), [
          ["day", sum, credit],
          ["key", sum, credit],
          ["type", sum, credit],
        ]);
      });
    });
  }

  it("are shown to the unit", async () => {
    const report = await reportOf([exportRow("2026-11-03T20:00:00Z", 20_000_000_000, { currency: "IDR" })]);
    assert.match(costReportText(report), /^Total {2,}20,000,000,000(\.00)? /m);
    assert.match(reportCsv(report), /,20000000000,/);
  });

  it("still agree where millionths are no longer exact, whatever they are divided by", async () => {
    const rows = Array.from({ length: 60 }, (_, index) =>
      exportRow(`2026-11-${String((index % 20) + 1).padStart(2, "0")}T20:00:00Z`, 7_000_000_000.123_457 + index / 7, {
        currency: "VND",
        project: { id: `tst-${index % 7}`, name: "x" },
        cost_type: index % 3 === 0 ? "tax" : "regular",
      }),
    );
    const { total } = await reportOf(rows);
    // 60 × 7,000,000,000.123457 and (0 + … + 59) / 7
    assert.ok(Math.abs(total.toDate / 1e6 - 420_000_000_260.2646) < 0.001, `${total.toDate}`);
  });
});
