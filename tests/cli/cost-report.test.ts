import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { byOf, bytesOf } from "../../cli/commands/cost-report.ts";
import { checkedMonth } from "../../spending/report/period.ts";
import { exportFiles } from "../../spending/report/sources/duckdb.ts";
import { exportLines } from "../support/billing-export.ts";
import { everyShape } from "../support/every-shape.ts";
import { TestProject } from "../support/project.ts";

describe("the arguments of cost report", () => {
  it("say what has a row", () => {
    assert.deepEqual(byOf("team"), { by: "team" });
    assert.deepEqual(byOf("label:a:b"), { by: "label", label: "a:b" });
    assert.throws(
      () => byOf("label:"),
      /--by: found label:; allowed: project, folder, team, kind, service and label:KEY/,
    );
    assert.throws(() => byOf("toString"), /--by: found toString/);
  });

  it("say how much may be read", () => {
    assert.deepEqual([bytesOf("100GiB"), bytesOf("1.5MiB")], [100 * 2 ** 30, 1_572_864]);
    assert.throws(() => bytesOf("100"), /--most-bytes: found 100; allowed: a size such as 100GiB/);
  });

  it("name a month that there is", () => {
    assert.equal(checkedMonth("2026-11"), "2026-11");
    for (const month of ["2026-13", "202611", "nov", "1026-11"]) assert.throws(() => checkedMonth(month), /--month/);
  });
});

describe("cost report", () => {
  let project: TestProject;
  before(() => {
    project = new TestProject();
    project.write("export/2026-11-24T20.json", exportLines(everyShape.filter(({ currency }) => currency === "USD")));
    project.write("export/half.json.new", '{"cost": 1');
    project.write("broken/rows.json", '{"cost": 1}\n{"cost": \n');
    project.write("table.csv", "cost\n1\n");
  });
  after(() => project.remove());

  const run = (...args: string[]) => project.sgdist(["cost", "report", ...args]);

  it("takes the newest month of the files that are named", async () => {
    const { code, stdout, stderr } = await run("--export", "export/*.json");
    assert.deepEqual([code, stderr], [0, ""]);
    assert.match(stdout, /^November 2026 by project, in USD, net of credits\n/);
    assert.match(stdout, /^Total {2,}81\.67/m);
  });

  it("takes those of the local cloud where there is one", async () => {
    project.write(".local/endpoints.json", JSON.stringify({ endpoints: {}, token: "x" }));
    const empty = await run();
    assert.equal(empty.code, 2);
    assert.match(empty.stderr, /The local cloud has exported no billing data yet/);
    project.write(".local/billing-export/2026-11-24T20.json", project.read("export/2026-11-24T20.json"));
    const { stdout } = await run("--by", "service", "--json");
    assert.equal(JSON.parse(stdout).total.toDate, 81.669998);
  });

  it("writes a file, and says so", async () => {
    mkdirSync(join(project.root, "out"));
    const { stdout, stderr } = await run("--export", "export/*.json", "--format", "html", "--out", "out/report.html");
    assert.deepEqual([stdout, stderr], ["", "Wrote out/report.html.\n"]);
    assert.match(readFileSync(join(project.root, "out/report.html"), "utf8"), /<h1>Cost in November 2026 by project/);
  });

  it("prints CSV that other programs read", async () => {
    const { stdout } = await run("--export", "export/*.json", "--format", "csv");
    const sum = execFileSync("awk", ["-F,", 'NR > 1 { s += $4 } END { printf "%.6f", s }'], { input: stdout });
    assert.equal(sum.toString(), "81.669998");
  });

  for (const [what, args, message] of [
    ["no file", ["--export", "nowhere/*.json"], "--export: found no file nowhere/*.json"],
    ["CSV", ["--export", "table.csv"], "--export: found table.csv; allowed: JSON lines"],
    [
      "a broken file",
      ["--export", "broken/rows.json"],
      "The export can't be read: broken/rows.json:2: found a line that is no whole JSON",
    ],
    ["a month that isn't one", ["--month", "2026-00"], "--month: found 2026-00"],
    ["a month that isn't there", ["--export", "export/*.json", "--month", "2024-01"], "There is no row of 2024-01"],
    ["what can't have a row", ["--by", "colour"], "--by: found colour"],
  ] as const) {
    it(`refuses ${what}, with 2`, async () => {
      const { code, stdout, stderr } = await run(...args);
      assert.deepEqual([code, stdout], [2, ""]);
      assert.ok(stderr.includes(message), stderr);
    });
  }
});

describe("files of an export", () => {
  it("are never fetched", () => {
    assert.throws(() => exportFiles("https://example.com/export.parquet"), /found no file/);
    assert.throws(() => exportFiles("s3://bucket/export.parquet"), /found no file/);
  });
});
