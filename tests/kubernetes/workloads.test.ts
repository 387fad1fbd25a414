import assert from "node:assert/strict";
import { type LiveObject, type LivePod, podReason, readiness, workloadStatuses } from "../../kubernetes/workloads.ts";

const deployment = (changes: LiveObject["status"] = {}): LiveObject => ({
  kind: "Deployment",
  metadata: { name: "worker", labels: { app: "worker" }, generation: 2 },
  spec: { replicas: 2 },
  status: { observedGeneration: 2, replicas: 2, updatedReplicas: 2, readyReplicas: 2, ...changes },
});

const pod = (name: string, status: LivePod["status"]): LivePod => ({
  metadata: { name, labels: { app: name.split("-")[0]! } },
  status: status!,
});

describe("whether a workload is ready", () => {
  it("counts replicas that are ready", () => {
    assert.deepEqual(readiness(deployment()), { ready: 2, wanted: 2 });
    assert.deepEqual(readiness(deployment({ readyReplicas: 1 })), { ready: 1, wanted: 2 });
  });

  it("doesn't count replicas of before an update", () => {
    assert.deepEqual(readiness(deployment({ updatedReplicas: 1 })), { ready: 1, wanted: 2 });
  });

  it("counts nothing before its controller has seen what was asked", () => {
    assert.deepEqual(readiness(deployment({ observedGeneration: 1 })), { ready: 0, wanted: 2 });
  });

  it("takes a StatefulSet without replicas to update as updated", () => {
    const set = (current: string): LiveObject => ({
      kind: "StatefulSet",
      metadata: { name: "gitserver", generation: 1 },
      spec: { replicas: 1 },
      status: { observedGeneration: 1, readyReplicas: 1, currentRevision: current, updateRevision: "b" },
    });
    assert.deepEqual(readiness(set("b")), { ready: 1, wanted: 1 });
    assert.deepEqual(readiness(set("a")), { ready: 0, wanted: 1 });
  });

  it("wants as many of a DaemonSet as there are nodes for it", () => {
    const status = { observedGeneration: 1, desiredNumberScheduled: 3, numberReady: 3, updatedNumberScheduled: 2 };
    assert.deepEqual(readiness({ kind: "DaemonSet", metadata: { generation: 1 }, status }), { ready: 2, wanted: 3 });
  });

  it("wants a Job to have ended well", () => {
    assert.deepEqual(readiness({ kind: "Job", spec: { completions: 1 }, status: { failed: 1 } }), {
      ready: 0,
      wanted: 1,
    });
    assert.deepEqual(readiness({ kind: "Job", spec: { completions: 1 }, status: { succeeded: 1 } }), {
      ready: 1,
      wanted: 1,
    });
  });
});

describe("why a pod isn't ready", () => {
  it("is that an image is refused", () => {
    const state = { waiting: { reason: "ImagePullBackOff", message: 'Back-off pulling image "x"' } };
    assert.equal(
      podReason(pod("worker-1", { phase: "Pending", containerStatuses: [{ name: "worker", state }] })),
      'worker-1, worker: ImagePullBackOff: Back-off pulling image "x"',
    );
  });

  it("is that something that comes first failed", () => {
    const first = { name: "first", state: { terminated: { exitCode: 3, reason: "Error" } } };
    const later = { name: "worker", state: { waiting: { reason: "PodInitializing" } } };
    assert.equal(
      podReason(pod("worker-1", { initContainerStatuses: [first], containerStatuses: [later] })),
      "worker-1, first: ended with 3 (Error)",
    );
  });

  it("is that something that comes first waits in vain, and is started again", () => {
    const message = "back-off 40s restarting failed container=wait-for-migrations";
    const first = { name: "wait-for-migrations", state: { waiting: { reason: "CrashLoopBackOff", message } } };
    const later = { name: "frontend", state: { waiting: { reason: "PodInitializing" } } };
    assert.equal(
      podReason(pod("frontend-1", { phase: "Pending", initContainerStatuses: [first], containerStatuses: [later] })),
      `frontend-1, wait-for-migrations: CrashLoopBackOff: ${message}`,
    );
  });

  it("is that something that comes first still runs", () => {
    const first = { name: "wait-for-databases", state: { running: {} } };
    const later = { name: "migrator", state: { waiting: { reason: "PodInitializing" } } };
    assert.equal(
      podReason(pod("migrator-1", { phase: "Pending", initContainerStatuses: [first], containerStatuses: [later] })),
      "migrator-1, wait-for-databases: still running, and the rest comes after it",
    );
  });

  it("is that no node takes it", () => {
    const conditions = [
      { type: "PodScheduled", status: "False", reason: "Unschedulable", message: "0/2 nodes are available" },
    ];
    assert.equal(
      podReason(pod("worker-1", { phase: "Pending", conditions })),
      "worker-1: Unschedulable: 0/2 nodes are available",
    );
  });

  it("is its phase, when nothing else is known", () => {
    assert.equal(
      podReason(pod("worker-1", { phase: "Running", containerStatuses: [{ name: "worker", state: {} }] })),
      "worker-1: Running",
    );
  });
});

describe("the workloads of an installation", () => {
  const pgsql = { name: "pgsql", kind: "StatefulSet", replicas: 1 };
  const worker = { name: "worker", kind: "Deployment", replicas: 2 };

  it("are in the order of the model, with a reason where one isn't ready", () => {
    const ready = { type: "Ready", status: "True" };
    const objects: LiveObject[] = [
      deployment({ readyReplicas: 1 }),
      { kind: "StatefulSet", metadata: { name: "pgsql", labels: { app: "pgsql" } }, spec: { replicas: 1 } },
    ];
    const pods = [
      pod("worker-1", { phase: "Running", conditions: [ready] }),
      pod("worker-2", { phase: "Pending" }),
      pod("other-1", { phase: "Failed" }),
    ];
    assert.deepEqual(workloadStatuses(objects, pods, [pgsql, worker]), [
      { name: "pgsql", kind: "StatefulSet", ready: 0, wanted: 1, reason: "no pod of it was made yet" },
      { name: "worker", kind: "Deployment", ready: 1, wanted: 2, reason: "worker-2: Pending" },
    ]);
  });

  it("are missing when somebody deleted them", () => {
    assert.deepEqual(workloadStatuses([deployment()], [], [pgsql, worker]), [
      { name: "pgsql", kind: "StatefulSet", ready: 0, wanted: 1, missing: true, reason: "is not there" },
      { name: "worker", kind: "Deployment", ready: 2, wanted: 2 },
    ]);
  });

  it("want what was asked for, not what somebody made of it", () => {
    const scaled: LiveObject = {
      ...deployment({ replicas: 0, updatedReplicas: 0, readyReplicas: 0 }),
      spec: { replicas: 0 },
    };
    assert.deepEqual(workloadStatuses([scaled], [], [worker]), [
      { name: "worker", kind: "Deployment", ready: 0, wanted: 2, reduced: true, reason: "its replicas were set to 0" },
    ]);
  });

  it("want what an update asks for that isn't through", () => {
    const [status] = workloadStatuses([deployment()], [], [{ ...worker, replicas: 1 }]);
    assert.deepEqual(status, { name: "worker", kind: "Deployment", ready: 2, wanted: 2 });
  });

  it("come before what else there is", () => {
    const other: LiveObject = { ...deployment(), metadata: { name: "a", labels: { app: "a" }, generation: 2 } };
    const names = workloadStatuses([other, deployment()], [], [worker]).map(({ name }) => name);
    assert.deepEqual(names, ["worker", "a"]);
  });
});
