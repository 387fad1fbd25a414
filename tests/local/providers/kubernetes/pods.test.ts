import assert from "node:assert/strict";
import type { Properties } from "../../../../local/providers/grpc/values.ts";
import { podProblems } from "../../../../local/providers/kubernetes/readiness/pods.ts";
import { backOff, event, make, pod, sight } from "./sights.ts";

describe("local kubernetes provider: what is the matter with a pod", () => {
  const scheduled = { type: "PodScheduled", status: "True" };
  const cases: [title: string, status: Properties, events: [string, string][], expected: string[]][] = [
    ["ready", { conditions: [{ type: "Ready", status: "True" }], containerStatuses: [backOff] }, [], []],
    ["succeeded", { phase: "Succeeded" }, [], []],
    ["new", {}, [], []],
    [
      "not scheduled",
      {
        conditions: [
          { type: "PodScheduled", status: "False", message: "0/3 nodes are available: 3 Insufficient cpu." },
        ],
      },
      [],
      ["Pod p: FailedScheduling: 0/3 nodes are available: 3 Insufficient cpu."],
    ],
    ["pulling", { containerStatuses: [{ name: "app", state: { waiting: { reason: "ContainerCreating" } } }] }, [], []],
    [
      "image refused",
      { conditions: [scheduled], containerStatuses: [backOff] },
      [],
      ['Pod p, container app: ImagePullBackOff: Back-off pulling image "app:9"'],
    ],
    [
      "image refused by a daemon",
      {
        containerStatuses: [
          {
            name: "app",
            state: {
              waiting: {
                reason: "ErrImagePull",
                message:
                  "rpc error: code = Unknown desc = Error response from daemon: app:9 not found: manifest unknown",
              },
            },
          },
        ],
      },
      [],
      ["Pod p, container app: ErrImagePull: app:9 not found"],
    ],
    [
      "crashing",
      {
        containerStatuses: [
          {
            name: "app",
            restartCount: 3,
            state: { waiting: { reason: "CrashLoopBackOff", message: "back-off 40s" } },
            lastState: { terminated: { exitCode: 137, reason: "OOMKilled" } },
          },
        ],
      },
      [],
      ["Pod p, container app: CrashLoopBackOff: back-off 40s: last time: OOMKilled (exit code 137)"],
    ],
    [
      "an init container that ends with an error",
      {
        initContainerStatuses: [
          { name: "migrate", state: { terminated: { exitCode: 2, reason: "Error", message: "no database\n" } } },
        ],
        containerStatuses: [{ name: "app", state: { waiting: { reason: "PodInitializing" } } }],
      },
      [],
      ["Pod p, container migrate: Error (exit code 2): no database"],
    ],
    [
      "an init container that is started again",
      {
        initContainerStatuses: [
          {
            name: "wait-for-migrations",
            restartCount: 4,
            state: { waiting: { reason: "CrashLoopBackOff", message: "back-off 80s" } },
            lastState: { terminated: { exitCode: 1, reason: "Error", message: "schema out of date\n" } },
          },
        ],
        containerStatuses: [{ name: "frontend", state: { waiting: { reason: "PodInitializing" } } }],
      },
      [],
      [
        "Pod p, container wait-for-migrations: CrashLoopBackOff: back-off 80s: last time: Error (exit code 1): schema out of date",
      ],
    ],
    [
      "an init container that is through",
      { initContainerStatuses: [{ name: "migrate", state: { terminated: { exitCode: 0, reason: "Completed" } } }] },
      [],
      [],
    ],
    [
      "running, but not ready",
      { containerStatuses: [{ name: "app", ready: false, state: { running: {} } }] },
      [["Unhealthy", "Readiness probe failed: HTTP probe failed with statuscode: 503"]],
      ["Pod p, container app: Unhealthy: Readiness probe failed: HTTP probe failed with statuscode: 503"],
    ],
    [
      "running again",
      {
        containerStatuses: [
          {
            name: "app",
            ready: false,
            restartCount: 2,
            state: { running: {} },
            lastState: { terminated: { exitCode: 1, reason: "Error" } },
          },
        ],
      },
      [],
      ["Pod p, container app: restarted 2 times, last time: Error (exit code 1)"],
    ],
    [
      "a volume that can't be mounted",
      { conditions: [scheduled] },
      [
        ["FailedMount", 'MountVolume.SetUp failed for volume "x" : secret "y" not found'],
        ["Pulled", "irrelevant"],
      ],
      ['Pod p: FailedMount: MountVolume.SetUp failed for volume "x" : secret "y" not found'],
    ],
    [
      "evicted",
      { phase: "Failed", reason: "Evicted", message: "The node was low on resource: memory." },
      [],
      ["Pod p: Evicted: The node was low on resource: memory."],
    ],
    [
      "failed",
      { phase: "Failed", containerStatuses: [{ state: { terminated: { exitCode: 3, reason: "Error" } } }] },
      [],
      ["Pod p: Failed: Error (exit code 3)"],
    ],
  ];
  for (const [title, status, events, expected] of cases) {
    it(title, () => {
      const object = pod("p", status);
      const seen = events.map(([reason, message]) => event(object, reason, message));
      assert.deepEqual(podProblems(object, sight({ events: seen })), expected);
    });
  }

  it("a claim that gets no volume", () => {
    const claim = make("v1 PersistentVolumeClaim", "data", { status: { phase: "Pending" } });
    const message = "0/3 nodes are available: pod has unbound immediate PersistentVolumeClaims.";
    const waiting = make("v1 Pod", "p", {
      spec: {
        volumes: [
          { name: "d", persistentVolumeClaim: { claimName: "data" } },
          { name: "e", emptyDir: {} },
        ],
      },
      status: { conditions: [{ type: "PodScheduled", status: "False", message }] },
    });
    const events = [
      event(claim, "ProvisioningFailed", 'storageclass.storage.k8s.io "x" not found'),
      event(claim, "WaitForFirstConsumer", "waiting"),
    ];
    assert.deepEqual(podProblems(waiting, sight({ claims: [claim], events })), [
      `Pod p: FailedScheduling: ${message}`,
      'PersistentVolumeClaim data: ProvisioningFailed: storageclass.storage.k8s.io "x" not found',
    ]);
  });
});
