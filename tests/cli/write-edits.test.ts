import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeEdits } from "../../cli/write-edits.ts";

describe("edits of several files", () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "sgdist-edits-"));
    writeFileSync(join(root, "ledger.yaml"), "old\n");
  });
  afterEach(() => rmSync(root, { recursive: true }));

  it("are written, also into folders that aren't there yet", () => {
    writeEdits(
      root,
      new Map([
        ["ledger.yaml", "new\n"],
        ["environments/demo.yaml", "name: demo\n"],
      ]),
    );
    assert.equal(readFileSync(join(root, "ledger.yaml"), "utf8"), "new\n");
    assert.equal(readFileSync(join(root, "environments/demo.yaml"), "utf8"), "name: demo\n");
    assert.deepEqual(readdirSync(root).toSorted(), ["environments", "ledger.yaml"]);
  });

  it("change nothing when one of them can't be written", () => {
    // A folder is where the second would be written.
    mkdirSync(join(root, "organization.yaml.new"));
    const edits = new Map([
      ["ledger.yaml", "new\n"],
      ["organization.yaml", "new\n"],
    ]);
    assert.throws(() => writeEdits(root, edits), /EISDIR/);
    assert.equal(readFileSync(join(root, "ledger.yaml"), "utf8"), "old\n");
    assert.ok(!readdirSync(root).includes("ledger.yaml.new"));
  });
});
