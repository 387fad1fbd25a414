import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { openStateStore } from "../../engine/state-store.ts";
import { forgetKept, keepState, putBack, refuseUnfinished } from "../../engine/unfinished-adoption.ts";
import type { Workspace } from "../../engine/workspace.ts";
import { googleClient } from "../../google/client.ts";
import type { StackPlan } from "../../plan/stacks.ts";
import { UserError } from "../../spec/problem.ts";

describe("what is kept of a state while something is taken over into it", () => {
  const stack = { name: "ci", kind: "ci" } as StackPlan;
  let folder: string;
  let state: object;
  let exportCode: number;
  let workspace: Workspace;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "sgdist-adoption-"));
    state = { deployment: { resources: ["old"] } };
    exportCode = 0;
    const store = openStateStore(pathToFileURL(folder).href, googleClient({}));
    // An engine that knows one state.
    const engine: Partial<Workspace> = {
      storeOf: () => store,
      backendOf: () => "file:///nowhere",
      run: async () => ({ code: exportCode, output: JSON.stringify(state) }),
      runAt: async (_backend, _args, _watch, input) => {
        state = JSON.parse(input!);
        return { code: 0, output: "" };
      },
    };
    workspace = engine as Workspace;
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** What the engine writes down of an update. */
  function updated(second: number): void {
    const history = join(folder, ".pulumi/history/sourcegraph-distribution/ci");
    mkdirSync(history, { recursive: true });
    const entry = { kind: "update", result: "succeeded", startTime: second, endTime: second };
    writeFileSync(join(history, `ci-${second}.history.json`), JSON.stringify(entry));
  }

  it("is what was before the first import, also when that was killed and begins again", async () => {
    await keepState(workspace, stack);
    state = { deployment: { resources: ["old", "imported"] } };
    await keepState(workspace, stack);
    await putBack(workspace, stack);
    assert.deepEqual(state, { deployment: { resources: ["old"] } });
  });

  it("is kept anew after an update: what that made is never lost", async () => {
    updated(1);
    await keepState(workspace, stack);
    state = { deployment: { resources: ["old", "made"] } };
    updated(2);
    await keepState(workspace, stack);
    state = { deployment: { resources: ["old", "made", "imported"] } };
    await putBack(workspace, stack);
    assert.deepEqual(state, { deployment: { resources: ["old", "made"] } });
  });

  it("lets nothing else change the stack until it has ended", async () => {
    await refuseUnfinished(workspace, stack);
    await keepState(workspace, stack);
    await assert.rejects(refuseUnfinished(workspace, stack), (error: Error) => {
      assert.match(error.message, /^ci: .* hasn't ended, .*: sgdist adopt import ci$/);
      return error instanceof UserError;
    });
    await forgetKept(workspace, stack);
    await refuseUnfinished(workspace, stack);
    await keepState(workspace, stack);
    await putBack(workspace, stack);
    await refuseUnfinished(workspace, stack);
  });

  it("is nothing where the state can't be read, and then nothing is imported", async () => {
    exportCode = 1;
    await assert.rejects(keepState(workspace, stack), /the state of ci could not be read/);
    await refuseUnfinished(workspace, stack);
    await assert.rejects(putBack(workspace, stack), /nothing is kept/);
  });
});
