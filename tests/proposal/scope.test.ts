import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { GitReader } from "../../proposal/git.ts";
import { scopeOf } from "../../proposal/scope.ts";
import { git } from "../support/github/git.ts";
import { goodFiles, replace, today } from "../support/specification.ts";

describe("the scope of a proposal", () => {
  const folder = mkdtempSync(join(tmpdir(), "sgdist-scope-"));
  const reader = new GitReader(folder, {});
  let base: string;
  after(() => rmSync(folder, { recursive: true, force: true }));

  function commit(files: Map<string, string>): string {
    rmSync(join(folder, "environments"), { recursive: true, force: true });
    for (const [file, text] of files) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), text);
    }
    git(folder, ["add", "--all"]);
    git(folder, ["commit", "--quiet", "--allow-empty", "-m", "Change"]);
    const made = git(folder, ["rev-parse", "HEAD"]);
    git(folder, ["reset", "--quiet", "--hard", "HEAD~1"]);
    return made;
  }
  const scope = async (files: Map<string, string>) => scopeOf(reader, base, commit(files), today);

  before(() => {
    git(folder, ["init", "--quiet", "--initial-branch=main"]);
    git(folder, ["commit", "--quiet", "--allow-empty", "-m", "Begin"]);
    base = commit(goodFiles());
    git(folder, ["reset", "--quiet", "--hard", base]);
  });

  it("is nothing where nothing changes, or what people read", async () => {
    assert.deepEqual(await scope(goodFiles()), { program: false, production: false });
    assert.deepEqual(await scope(new Map(goodFiles()).set("README.md", "Hello.\n")), {
      program: false,
      production: false,
    });
  });

  it("isn't production where an environment of the other tier alone changes", async () => {
    const files = replace(goodFiles(), "environments/demo.yaml", "size: xs", "size: s");
    assert.deepEqual(await scope(files), { program: false, production: false });
  });

  it("is production where one of its environments changes, or what all share", async () => {
    const purpose = /purpose: .*/.exec(goodFiles().get("environments/live.yaml")!)![0];
    const live = replace(goodFiles(), "environments/live.yaml", purpose, "purpose: Something else.");
    assert.deepEqual(await scope(live), { program: false, production: true });
    const budget = replace(goodFiles(), "environments/demo.yaml", "expires:", "budget: 150\nexpires:");
    assert.deepEqual(await scope(budget), { program: false, production: true });
  });

  it("is production where one of its environments is removed, and what can't be read", async () => {
    const gone = new Map([...goodFiles()].filter(([file]) => file !== "environments/live.yaml"));
    assert.deepEqual(await scope(gone), { program: false, production: true });
    const wrong = replace(goodFiles(), "environments/demo.yaml", "size: xs", "size: huge");
    assert.deepEqual(await scope(wrong), { program: false, production: true });
  });

  it("is all where the program changes, or what it comes from isn't there any more", async () => {
    const all = { program: true, production: true };
    assert.deepEqual(await scope(new Map(goodFiles()).set("plan/evil.ts", "")), all);
    assert.deepEqual(await scopeOf(reader, "0".repeat(40), "main", today), all);
  });
});
