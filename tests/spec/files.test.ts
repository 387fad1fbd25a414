import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SourceDocument } from "../../spec/document.ts";
import { readFiles } from "../../spec/load.ts";
import { describeProblem, show } from "../../spec/problem.ts";

describe("the files of a specification", () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "sgdist-files-"));
    mkdirSync(join(root, "environments"));
  });
  afterEach(() => rmSync(root, { recursive: true }));

  it("are read by their names, in order, and others are left alone", () => {
    for (const name of ["b.yaml", "a.yml", "notes.txt"]) writeFileSync(join(root, "environments", name), name);
    assert.deepEqual(
      [...readFiles(root)],
      [
        ["environments/a.yml", "a.yml"],
        ["environments/b.yaml", "b.yaml"],
      ],
    );
  });

  it("are told of where their names aren't plain", () => {
    for (const name of ["Demo.yaml", "demo.YAML"]) writeFileSync(join(root, "environments", name), "");
    assert.throws(() => readFiles(root), {
      name: "UserError",
      message:
        "2 problems in the specification:\n" +
        "environments/demo.YAML: found a name that isn't plain; allowed: lower-case letters, digits and hyphens, then .yaml.\n" +
        "environments/Demo.yaml: found a name that isn't plain; allowed: lower-case letters, digits and hyphens, then .yaml.",
    });
  });

  it("are files, no links and no folders, and not endless", () => {
    writeFileSync(join(root, "secret"), "password");
    symlinkSync(join(root, "secret"), join(root, "environments", "a.yaml"));
    mkdirSync(join(root, "environments", "b.yaml"));
    writeFileSync(join(root, "environments", "c.yaml"), "x".repeat(2 ** 20 + 1));
    assert.throws(() => readFiles(root), {
      name: "UserError",
      message:
        "3 problems in the specification:\n" +
        "environments/a.yaml: found a folder, a link or the like; allowed: a file.\n" +
        "environments/b.yaml: found a folder, a link or the like; allowed: a file.\n" +
        "environments/c.yaml: found 1048577 bytes; allowed: at most 1048576.",
    });
  });
});

describe("what is wrong with YAML itself", () => {
  it("is told of a file by its first errors", () => {
    const { problems } = new SourceDocument("a.yaml", `a: ${"[".repeat(500)}`);
    assert.equal(problems.length, 3);
  });

  it("may be a second document", () => {
    const { problems } = new SourceDocument("a.yaml", "a: 1\n---\nb: 2\n");
    assert.deepEqual(problems.map(describeProblem), [
      "a.yaml:2: found a second YAML document; allowed: one document in a file.",
    ]);
  });
});

describe("what a message shows of a file", () => {
  it("never reaches the terminal as anything but text", () => {
    const shown = describeProblem({
      file: "environments/\u001b[2J.yaml",
      found: show("\u001b]0;x\u0007\u009b31m\u202egnp"),
      allowed: "x",
    });
    assert.equal(shown, 'environments/\\u001b[2J.yaml: found "\\u001b]0;x\\u0007\\u009b31m\\u202egnp"; allowed: x.');
  });

  it("is a number as it was read", () => assert.equal(show(Number.POSITIVE_INFINITY), "Infinity"));
});
