import assert from "node:assert/strict";
import { stuckPods } from "../../kubernetes/stuck-pods.ts";
import type { LiveObject, LivePod } from "../../kubernetes/workloads.ts";

const set = (changes: LiveObject["status"] = {}): LiveObject => ({
  metadata: { name: "gitserver", labels: { app: "gitserver" }, generation: 3 },
  status: { observedGeneration: 3, updateRevision: "new", ...changes },
});

const pod = (revision: string, reason: string | undefined, metadata: LivePod["metadata"] = {}): LivePod => ({
  metadata: {
    name: "gitserver-0",
    labels: { app: "gitserver", "controller-revision-hash": revision },
    ...metadata,
  },
  status: { containerStatuses: [{ name: "gitserver", state: reason ? { waiting: { reason } } : {} }] },
});

describe("pods that hold up a StatefulSet", () => {
  it("are of a revision that it no longer asks for, and can't start", () => {
    assert.deepEqual(stuckPods([set()], [pod("old", "ImagePullBackOff")]), ["gitserver-0"]);
    assert.deepEqual(stuckPods([set()], [pod("old", "CrashLoopBackOff")]), ["gitserver-0"]);
  });

  it("may be such that no node takes", () => {
    const waiting: LivePod = {
      metadata: pod("old", undefined).metadata!,
      status: { phase: "Pending", conditions: [{ type: "PodScheduled", status: "False", reason: "Unschedulable" }] },
    };
    assert.deepEqual(stuckPods([set()], [waiting]), ["gitserver-0"]);
  });

  it("are none that are as asked, that may still start, or that run", () => {
    assert.deepEqual(stuckPods([set()], [pod("new", "ImagePullBackOff")]), []);
    assert.deepEqual(stuckPods([set()], [pod("old", "ContainerCreating")]), []);
    assert.deepEqual(stuckPods([set()], [pod("old", undefined)]), []);
  });

  it("are none of which the StatefulSet's controller hasn't seen yet what is asked", () => {
    assert.deepEqual(stuckPods([set({ observedGeneration: 2 })], [pod("old", "ImagePullBackOff")]), []);
  });

  it("are none that are going away already, or of something else", () => {
    assert.deepEqual(
      stuckPods([set()], [pod("old", "ErrImagePull", { deletionTimestamp: "2026-11-22T00:00:00Z" })]),
      [],
    );
    const other = pod("old", "ErrImagePull", { labels: { app: "worker", "controller-revision-hash": "old" } });
    assert.deepEqual(stuckPods([set()], [other]), []);
  });
});
