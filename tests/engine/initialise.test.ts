import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { operate } from "../../engine/operations.ts";
import { Workspace } from "../../engine/workspace.ts";
import { stackPlans } from "../../plan/stacks.ts";
import { goodSpecification } from "../support/specification.ts";

/** An engine that makes no stack while there is a lock of it, as the real one; what else is asked of it, it does. */
const engine = `#!/bin/sh
echo "$1 $2" >> "$BENCH/asked"
if [ "$1 $2" = "stack init" ] && [ -n "$(ls "$LOCKS")" ]; then
  echo "error: could not create stack: the stack is currently locked by 1 lock(s). Either wait" >&2
  exit 255
fi
`;

describe("a stack that another run was making", () => {
  let bench: string;
  beforeEach(() => {
    bench = mkdtempSync(join(tmpdir(), "sgdist-initialise-"));
    mkdirSync(join(bench, "bin"));
    writeFileSync(join(bench, "bin", "pulumi"), engine);
    chmodSync(join(bench, "bin", "pulumi"), 0o755);
  });
  afterEach(() => rmSync(bench, { recursive: true }));

  it("is made once that run is known to be dead", async () => {
    const state = join(bench, "state");
    const locks = join(state, ".pulumi/locks/organization/sourcegraph-distribution/organization");
    mkdirSync(locks, { recursive: true });
    const { pid } = spawnSync("true");
    const owner = { pid, hostname: hostname(), username: "ada", timestamp: new Date().toISOString() };
    writeFileSync(join(locks, "0b1c.json"), JSON.stringify(owner));
    const specification = goodSpecification();
    const workspace = new Workspace(bench, specification, bench, {
      PATH: process.env.PATH,
      BENCH: bench,
      LOCKS: locks,
      PULUMI_BACKEND_URL: pathToFileURL(state).href,
      PULUMI_CONFIG_PASSPHRASE: "x",
    });
    const stack = stackPlans(specification).find(({ name }) => name === "organization")!;
    await operate(workspace, stack, "preview", () => undefined);
    const asked = readFileSync(join(bench, "asked"), "utf8").trim().split("\n");
    assert.deepEqual(asked, ["stack init", "stack init", "preview --stack"]);
    assert.deepEqual(readdirSync(locks), []);
  });
});
