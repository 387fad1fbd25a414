import assert from "node:assert/strict";
import { Live } from "../../cli/output/live.ts";
import { describeRun } from "../../cli/output/progress.ts";
import { newRunState, type RunState } from "../../engine/events.ts";

/** What is being worked on: the type, the name, since when, and what its provider says. */
function working(...activities: [type: string, name: string, since: number, detail?: string][]): RunState {
  const state = newRunState();
  for (const [type, name, since, detail] of activities) {
    const urn = `urn:pulumi:app-dogfood::p::${type}::${name}`;
    state.active.set(urn, { urn, op: "create", since, ...(detail && { detail }) });
  }
  return state;
}

const pgsql = "kubernetes:apps/v1:StatefulSet";

describe("what a run is doing", () => {
  it("is the services that it waits for, the slowest first, and what that one lacks", () => {
    const state = working(
      ["kubernetes:apps/v1:Deployment", "sourcegraph-worker-deployment", 20],
      [pgsql, "sourcegraph-pgsql-statefulset", 10, "Waiting for pods to be ready (0/1)"],
      ["kubernetes:core/v1:Service", "sourcegraph-pgsql-service", 5],
    );
    assert.equal(describeRun(state, "", 30), "waiting for pgsql, worker · pods to be ready (0/1)");
  });

  it("is what takes longest, and for how long", () => {
    const state = working(["gcp:container/cluster:Cluster", "cluster", 1000], ["sgdist:Cluster", "whole", 0]);
    state.finished = 7;
    assert.equal(describeRun(state, "", 1500), "7 done · creating Cluster cluster");
    assert.equal(describeRun(state, "", 5000), "7 done · creating Cluster cluster, 4 s");
  });

  it("is what a gate waits for, or the note that was given, where there is nothing else", () => {
    assert.equal(describeRun({ ...newRunState(), waiting: "waiting for compute" }, "", 0), "waiting for compute");
    assert.equal(describeRun(undefined, "looks at locks", 0), "looks at locks");
    assert.equal(describeRun(newRunState(), "", 0), "0 done");
  });
});

describe("a screen that can't be rewritten", () => {
  /** What is printed while something is shown. */
  async function printed(show: (live: Live) => void, milliseconds: number): Promise<string[]> {
    const { write } = process.stderr;
    const terminal = process.stderr.isTTY;
    const lines: string[] = [];
    process.stderr.isTTY = false;
    process.stderr.write = (text: string | Uint8Array) => lines.push(String(text)) > 0;
    const live = new Live(false);
    try {
      show(live);
      await new Promise((resolve) => setTimeout(resolve, milliseconds));
    } finally {
      live.stop();
      process.stderr.write = write;
      process.stderr.isTTY = terminal;
    }
    return lines;
  }

  const slow = (begun: number) => working([pgsql, "sourcegraph-pgsql-statefulset", begun, "Waiting for pods (0/1)"]);

  it("names what takes more than two seconds, once", async () => {
    const lines = await printed((live) => live.watch("app-dogfood", slow(performance.now())), 4_500);
    assert.equal(lines.length, 1, lines.join(""));
    assert.match(lines[0]!, /^… app-dogfood +\d.* · waiting for pgsql · pods \(0\/1\)\n$/);
  });

  it("says no more of what is done, nor of the stack before in the same group", async () => {
    const begun = performance.now() - 10_000;
    const lines = await printed((live) => {
      live.watch("env-a", slow(begun), "", "a");
      live.watch("app-a", slow(begun), "", "a");
      live.watch("env-b", slow(begun), "", "b");
      live.watch("app-b", slow(begun), "", "b");
      live.finish("apply env-b", "done", false, "b");
    }, 1_500);
    assert.deepEqual(
      lines.map((line) => line.slice(0, 13).trim()),
      ["✔ apply env-b", "… app-a"],
    );
  });
});
