import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "../../local/toolchain/run.ts";
import { git } from "../support/github/git.ts";

const checkout = join(import.meta.dirname, "..", "..");

/** What a clone has no need of to run the program, and what git doesn't keep. */
const leftOut = new Set([".git", ".local", "node_modules", "tests", "bench", "docs"]);
const parts = readdirSync(checkout).filter((name) => !leftOut.has(name));

describe("a pull request that changes the program", () => {
  let root: string;

  const sgdist = (...args: string[]): Promise<string> =>
    run(process.execPath, [join(root, "cli", "main.ts"), ...args], {
      cwd: root,
      timeout: 1_200_000,
      env: { ...process.env, NO_COLOR: "1", SGDIST_ROOT: undefined, SGDIST_TARGET: undefined },
    });

  before(() => {
    root = mkdtempSync(join(tmpdir(), "sgdist-clone-"));
    for (const part of parts) {
      cpSync(join(checkout, part), join(root, part), {
        recursive: true,
        filter: (from) => !from.includes("node_modules"),
      });
    }
    symlinkSync(join(checkout, "node_modules"), join(root, "node_modules"));
    writeFileSync(join(root, ".gitignore"), "node_modules\n.local\n");
    git(root, ["init", "--quiet", "--initial-branch=main"]);
    git(root, ["add", "--all"]);
    git(root, ["commit", "--quiet", "-m", "Begin"]);
  });
  after(async () => {
    await sgdist("local", "down");
    rmSync(root, { recursive: true, force: true });
  });

  it("is planned on a local cloud by both programs, and says so", async () => {
    git(root, ["checkout", "--quiet", "-b", "change"]);
    const file = join(root, "plan", "network.ts");
    const text = readFileSync(file, "utf8");
    const changed = text.replace('name: "main",', 'name: "web",');
    assert.notEqual(changed, text);
    writeFileSync(file, changed);
    git(root, ["commit", "--quiet", "--all", "-m", "Name the network otherwise"]);
    await sgdist("local", "up");
    const scope = await sgdist("ci", "scope", "--base", "main", "--head", "change");
    assert.match(scope, /^program=true$/m);
    const said = await sgdist("--target", "local", "ci", "plan", "--base", "main", "--head", "change", "--most", "6");
    assert.match(said, /^### ✅ Can be merged: 1 file of the program$/m);
    assert.match(said, /\*\*This changes the program, so the plan was made on a local Google Cloud\*\*/);
    assert.match(said, /^- `organization`: no difference$/m);
    assert.match(said, /^- `spending`: no difference$/m);
    assert.match(said, /<code>env-acme<\/code>: 5 replaced<\/summary>/);
    assert.match(
      said,
      /^! compute\/Network network\n- {5}deleted and made anew, because of name\n! {5}name: main → web\n/m,
    );
    assert.match(said, /Not planned here: .*`env-dogfood`/);
    assert.equal(git(root, ["status", "--porcelain"]), "", "nothing is left behind");
    // From where another program is checked out, that one would have been run on both sides.
    git(root, ["checkout", "--quiet", "main"]);
    const elsewhere = await sgdist("--target", "local", "ci", "plan", "--base", "main", "--head", "change");
    assert.match(
      elsewhere,
      /No plan was made by the engine\. The program in this folder isn't the one that is proposed/,
    );
    assert.doesNotMatch(elsewhere, /no difference/);
  });
});
