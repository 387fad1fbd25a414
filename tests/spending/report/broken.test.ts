import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { UserError } from "../../../spec/problem.ts";
import { readFacts } from "../../../spending/report/read.ts";
import { openFiles } from "../../../spending/report/sources/duckdb.ts";
import { exportLines, exportRow } from "../../support/billing-export.ts";

const good = exportLines([exportRow("2026-11-03T12:00:00Z", 1), exportRow("2026-11-04T12:00:00Z", 2)]);
const half = good.slice(0, 200);

describe("a broken export", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "sgdist-broken-"));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  for (const [what, name, content, message] of [
    ["a half-written line at the end", "end.json", good + half, ":3: found a line that is no whole JSON"],
    ["one between others", "middle.json", `${good}${half}\n${good}`, ":3: found a line that is no whole JSON"],
    ["one after blank lines", "blank.json", `\n\n${good}${half}`, ":5: found a line that is no whole JSON"],
    ["one in a compressed file", "small.json.gz", gzipSync(good + half), ":3: found a line that is no whole JSON"],
    ["what is no row", "list.json", "[1, 2]\n", ":1: Expected OBJECT, but got ARRAY"],
    ["text for a number", "text.json", good + good.replace('"cost":1', '"cost":"x"'), ":3: Failed to cast value"],
    ["a Parquet file that is none", "short.parquet", "PAR1", "short.parquet"],
  ] as const) {
    it(`is refused, with the file and the line: ${what}`, async () => {
      const file = join(folder, name);
      writeFileSync(file, content);
      const source = await openFiles([file]);
      await assert.rejects(readFacts(source, { month: "2026-11", key: { by: "project" } }), (error: Error) => {
        assert.ok(error instanceof UserError, String(error));
        assert.ok(error.message.startsWith("The export can't be read: "), error.message);
        assert.ok(error.message.includes(name.endsWith(".json") ? `${file}${message}` : message), error.message);
        return true;
      });
      source.close();
    });
  }

  for (const [what, content] of [
    ["has nothing in it", ""],
    ["has only blank lines", "\n\n"],
    ["has rows of nothing", "{}\n"],
  ] as const) {
    it(`says that there is no row where one ${what}`, async () => {
      const file = join(folder, "empty.json");
      writeFileSync(file, content);
      const source = await openFiles([file]);
      await assert.rejects(
        readFacts(source, { month: "2026-11", key: { by: "project" } }),
        /There is no row of 2026-11 or the month before/,
      );
      source.close();
    });
  }
});
