import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { dependenciesComplete } from "../../../local/toolchain/dependencies.mjs";

describe("the dependencies", () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "sgdist-dependencies-"));
    mkdirSync(join(root, "node_modules"));
  });
  afterEach(() => rmSync(root, { recursive: true }));

  const write = (file: string, packages: object) => writeFileSync(join(root, file), JSON.stringify({ packages }));
  const wanted = {
    "": { version: "0.1.0" },
    "node_modules/zod": { version: "4.0.0" },
    "node_modules/tool-for-another-system": { version: "1.0.0", optional: true },
  };
  const installed = "node_modules/.package-lock.json";

  it("are complete when each has its version; those for other systems may be missing", () => {
    write("package-lock.json", wanted);
    write(installed, { "node_modules/zod": { version: "4.0.0" } });
    assert.equal(dependenciesComplete(root), true);
  });

  it("are not complete when one has another version", () => {
    write("package-lock.json", wanted);
    write(installed, { "node_modules/zod": { version: "3.9.0" } });
    assert.equal(dependenciesComplete(root), false);
  });

  it("are not complete when one is missing", () => {
    write("package-lock.json", wanted);
    write(installed, {});
    assert.equal(dependenciesComplete(root), false);
  });

  it("are not complete when an installation was killed half-way", () => {
    write("package-lock.json", wanted);
    assert.equal(dependenciesComplete(root), false);
    writeFileSync(join(root, installed), '{"packages": {');
    assert.equal(dependenciesComplete(root), false);
  });
});
