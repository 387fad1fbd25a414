import assert from "node:assert/strict";
import type { Properties } from "../../../../local/providers/grpc/values.ts";
import { readinessOf } from "../../../../local/providers/kubernetes/readiness/kinds.ts";
import type { Neighbours } from "../../../../local/providers/kubernetes/readiness/verdict.ts";
import { backOff, event, make, ownedBy, pod, sight } from "./sights.ts";

const judge = (object: Properties, seen: Partial<Record<Neighbours, Properties[]>> = {}) =>
  readinessOf(object)!.judge(object, sight(seen));

describe("local kubernetes provider: when workloads are ready", () => {
  const deployment = (status: Properties, spec: Properties = { replicas: 2 }) =>
    make("apps/v1 Deployment", "web", {
      metadata: { generation: 2, annotations: { "deployment.kubernetes.io/revision": "7" } },
      spec,
      status,
    });
  const complete = { observedGeneration: 2, replicas: 2, updatedReplicas: 2, availableReplicas: 2 };

  it("Deployment: when the newest revision is complete", () => {
    const ready = { ready: true, status: "The deployment is complete", problems: [] };
    assert.deepEqual(judge(deployment(complete)), ready);
    assert.deepEqual(
      judge(deployment({ ...complete, replicas: 1, updatedReplicas: 1, availableReplicas: 1 }, {})),
      ready,
    );
    assert.deepEqual(judge(deployment({ observedGeneration: 2 }, { replicas: 0 })), {
      ready: true,
      status: "The deployment is scaled to 0",
      problems: [],
    });
    const open: [Properties, string][] = [
      [{ ...complete, observedGeneration: 1 }, "Waiting for pods to be available (2/2)"],
      [
        { ...complete, updatedReplicas: 1 },
        "Waiting for pods to be available (2/2) and for 1 of an older revision to end",
      ],
      [{ ...complete, replicas: 3 }, "Waiting for pods to be available (2/2) and for 1 of an older revision to end"],
      [{ ...complete, availableReplicas: 1 }, "Waiting for pods to be available (1/2)"],
      [{}, "Waiting for pods to be available (0/2)"],
    ];
    for (const [status, words] of open) {
      const verdict = judge(deployment(status));
      assert.equal(verdict.ready, false, words);
      assert.equal(verdict.status, words);
    }
  });

  it("Deployment: tells of the pods of the newest revision only, and what it says itself", () => {
    const object = deployment({
      ...complete,
      availableReplicas: 0,
      conditions: [
        { type: "Available", status: "False", reason: "MinimumReplicasUnavailable", message: "too few" },
        { type: "Progressing", status: "False", reason: "ProgressDeadlineExceeded", message: "too slow" },
        { type: "ReplicaFailure", status: "True", reason: "FailedCreate", message: "violates PodSecurity" },
      ],
    });
    const set = (name: string, revision: string) =>
      make("apps/v1 ReplicaSet", name, {
        metadata: { ...ownedBy(object), annotations: { "deployment.kubernetes.io/revision": revision } },
      });
    const sets = [set("old", "6"), set("new", "7")];
    const pods = sets.map((each, index) => pod(`p${index}`, { containerStatuses: [backOff] }, ownedBy(each)));
    const ending = { ...ownedBy(sets[1]!), deletionTimestamp: "now" };
    pods.push(pod("ending", { containerStatuses: [backOff] }, ending));
    assert.deepEqual(judge(object, { replicaSets: sets, pods }), {
      ready: false,
      status: "Waiting for pods to be available (0/2)",
      problems: [
        "FailedCreate: violates PodSecurity",
        'Pod p1, container app: ImagePullBackOff: Back-off pulling image "app:9"',
      ],
      missing: ["ProgressDeadlineExceeded: too slow", "MinimumReplicasUnavailable: too few"],
    });
  });

  it("tells of a few pods, not of all", () => {
    const object = make("apps/v1 DaemonSet", "agent", { status: { desiredNumberScheduled: 9 } });
    const pods = Array.from({ length: 9 }, (_, index) =>
      pod(`p${index}`, { containerStatuses: [backOff] }, ownedBy(object)),
    );
    const { problems } = judge(object, { pods });
    assert.equal(problems.length, 6);
    assert.equal(problems.at(-1), "and 4 more like these");
  });

  const revisions = { currentRevision: "a", updateRevision: "a" };
  const sets: [title: string, spec: Properties, status: Properties, ready: boolean, words: string][] = [
    [
      "complete",
      { replicas: 2 },
      { ...revisions, replicas: 2, readyReplicas: 2 },
      true,
      "The stateful set is complete",
    ],
    [
      "half",
      { replicas: 2 },
      { ...revisions, replicas: 2, readyReplicas: 1 },
      false,
      "Waiting for pods to be ready (1/2)",
    ],
    [
      "too many",
      { replicas: 1 },
      { ...revisions, replicas: 2, readyReplicas: 2 },
      false,
      "Waiting for pods to be ready (1/1)",
    ],
    [
      "of the old revision",
      { replicas: 2 },
      { currentRevision: "a", updateRevision: "b", replicas: 2, readyReplicas: 2, updatedReplicas: 1 },
      false,
      "Waiting for pods to be replaced (1/2)",
    ],
    [
      "replaced by hand",
      { replicas: 2, updateStrategy: { type: "OnDelete" } },
      { currentRevision: "a", updateRevision: "b", replicas: 2, readyReplicas: 2 },
      true,
      "The stateful set is complete",
    ],
    [
      "replaced in part",
      { replicas: 3, updateStrategy: { rollingUpdate: { partition: 2 } } },
      { currentRevision: "a", updateRevision: "b", replicas: 3, readyReplicas: 3, updatedReplicas: 1 },
      true,
      "The stateful set is complete",
    ],
    ["of one", {}, { ...revisions, replicas: 1, readyReplicas: 1 }, true, "The stateful set is complete"],
    ["of none", { replicas: 0 }, { ...revisions, replicas: 0 }, true, "The stateful set is complete"],
  ];
  for (const [title, spec, status, ready, words] of sets) {
    it(`StatefulSet, ${title}`, () => {
      const verdict = judge(make("apps/v1 StatefulSet", "db", { spec, status }));
      assert.deepEqual([verdict.ready, verdict.status], [ready, words]);
    });
  }

  it("StatefulSet: tells what may not be made, and of its pods", () => {
    const object = make("apps/v1 StatefulSet", "db", { spec: { replicas: 1 }, status: {} });
    const events = [
      event(object, "FailedCreate", "exceeded quota", "2026-01-01T00:00:01Z"),
      event(object, "FailedCreate", "exceeded quota: twice", "2026-01-01T00:00:02Z"),
      event(object, "SuccessfulCreate", "irrelevant"),
    ];
    const pods = [pod("db-0", { containerStatuses: [backOff] }, ownedBy(object)), pod("other", { phase: "Failed" })];
    assert.deepEqual(judge(object, { events, pods }).problems, [
      "FailedCreate: exceeded quota: twice",
      'Pod db-0, container app: ImagePullBackOff: Back-off pulling image "app:9"',
    ]);
  });

  it("DaemonSet: when every node that should have a pod has the newest", () => {
    const agent = (status: Properties) =>
      judge(
        make("apps/v1 DaemonSet", "agent", {
          metadata: { generation: 1 },
          status: { observedGeneration: 1, ...status },
        }),
      );
    const full = { desiredNumberScheduled: 3, updatedNumberScheduled: 3, numberAvailable: 3 };
    assert.deepEqual(agent(full), { ready: true, status: "The daemon set is complete", problems: [] });
    assert.equal(agent({ ...full, observedGeneration: 0 }).ready, false);
    assert.equal(agent({ ...full, updatedNumberScheduled: 2 }).ready, false);
    assert.equal(agent({ ...full, numberAvailable: 2 }).status, "Waiting for pods to be available (2/3)");
    assert.equal(agent({ desiredNumberScheduled: 0 }).ready, true);
  });

  it("Job: when it has succeeded; one that has failed is not waited for", () => {
    const job = (status: Properties) => make("batch/v1 Job", "migrate", { status });
    assert.deepEqual(judge(job({ conditions: [{ type: "Complete", status: "True" }] })), {
      ready: true,
      failed: false,
      status: "The job has succeeded",
      problems: [],
    });
    assert.equal(judge(job({})).status, "Waiting for the job to start");
    assert.equal(
      judge(job({ startTime: "now", active: 1 })).status,
      "Waiting for the job (1 active, 0 succeeded, 0 failed)",
    );
    const failed = job({
      startTime: "now",
      failed: 3,
      conditions: [
        { type: "Failed", status: "True", reason: "BackoffLimitExceeded", message: "Job has reached the limit" },
      ],
    });
    const ended = { terminated: { exitCode: 1, reason: "Error" } };
    const pods = [pod("m-1", { phase: "Failed", containerStatuses: [{ name: "m", state: ended }] }, ownedBy(failed))];
    assert.deepEqual(judge(failed, { pods }), {
      ready: false,
      failed: true,
      status: "Waiting for the job (0 active, 0 succeeded, 3 failed)",
      problems: ["BackoffLimitExceeded: Job has reached the limit", "Pod m-1: Failed: Error (exit code 1)"],
    });
  });
});

describe("local kubernetes provider: when other things are ready", () => {
  it("Pod", () => {
    assert.equal(judge(pod("p", { conditions: [{ type: "Ready", status: "True" }] })).ready, true);
    const steps = [{}, { type: "PodScheduled", status: "True" }, { type: "Initialized", status: "True" }];
    const words = steps.map((_, index) => judge(pod("p", { conditions: steps.slice(0, index + 1) })).status);
    assert.deepEqual(words, [
      "Waiting for the pod to be scheduled",
      "Waiting for the pod to be initialized",
      "Waiting for the pod to be ready",
    ]);
    assert.equal(judge(pod("p", { phase: "Failed" })).failed, true);
  });

  const slice = (service: string, ready: boolean | undefined, namespace = "team") =>
    make("discovery.k8s.io/v1 EndpointSlice", `${service}-x`, {
      metadata: { namespace, labels: { "kubernetes.io/service-name": service } },
      endpoints: [{ conditions: { ready } }],
    });
  const service = (spec: Properties, status: Properties = {}) =>
    make("v1 Service", "web", { spec: { selector: { app: "web" }, ...spec }, status });
  const noPods =
    "The service reaches no pods: the selected ones aren't ready, or spec.selector matches no labels of any pod";

  it("Service: when it reaches a pod", () => {
    const reaches = (...endpointSlices: Properties[]) => judge(service({}), { endpointSlices });
    assert.deepEqual(reaches(slice("web", true)), {
      ready: true,
      status: "The service is complete",
      problems: [],
      missing: [],
    });
    assert.equal(reaches(slice("web", undefined)).ready, true);
    assert.deepEqual(reaches(slice("web", false), slice("other", true), slice("web", true, "elsewhere")), {
      ready: false,
      status: "Waiting for pods that take the traffic",
      problems: [],
      missing: [noPods],
    });
  });

  it("Service: those without pods of their own are ready at once", () => {
    for (const spec of [{ clusterIP: "None" }, { type: "ExternalName" }, { selector: {} }, { selector: undefined }]) {
      assert.equal(judge(service(spec)).ready, true, JSON.stringify(spec));
    }
  });

  it("Service of type LoadBalancer: when it has an address, too", () => {
    const endpointSlices = [slice("web", true)];
    const balanced = service({ type: "LoadBalancer" }, { loadBalancer: { ingress: [{ ip: "10.0.0.9" }] } });
    assert.equal(judge(balanced, { endpointSlices }).ready, true);
    const open = service({ type: "LoadBalancer" });
    const events = [event(open, "SyncLoadBalancerFailed", "no address is free")];
    assert.deepEqual(judge(open, { endpointSlices, events }), {
      ready: false,
      status: "Waiting for an address",
      problems: ["SyncLoadBalancerFailed: no address is free"],
      missing: ["The service got no address from a load balancer"],
    });
  });

  it("Ingress: when its rules lead to pods and it has an address", () => {
    const path = (name: string, at = "/") => ({ path: at, backend: { service: { name } } });
    const ingress = (status: Properties) =>
      make("networking.k8s.io/v1 Ingress", "web", {
        spec: {
          rules: [
            { host: "example.com", http: { paths: [path("web"), path("api", "/api")] } },
            { http: { paths: [{ backend: { service: { name: "ext" } } }, { path: "/r", backend: { resource: {} } }] } },
          ],
        },
        status,
      });
    const services = [make("v1 Service", "ext", { spec: { type: "ExternalName" } })];
    const addressed = { loadBalancer: { ingress: [{ ip: "10.0.0.9" }] } };
    const both = [slice("web", true), slice("api", true)];
    assert.deepEqual(judge(ingress(addressed), { services, endpointSlices: both }), {
      ready: true,
      status: "The ingress is complete",
      problems: [],
      missing: [],
    });
    assert.deepEqual(judge(ingress({}), { services, endpointSlices: both.slice(0, 1) }), {
      ready: false,
      status: "Waiting for the services that the rules lead to",
      problems: [],
      missing: [
        "The rule for example.com/api leads to service api, which reaches no pods or isn't there",
        "The ingress got no address: its controller hasn't written status.loadBalancer",
      ],
    });
    assert.equal(judge(ingress({}), { services, endpointSlices: both }).status, "Waiting for an address");
  });

  it("PersistentVolumeClaim: when it is bound, or will be once a pod needs it", () => {
    const claim = (spec: Properties, phase = "Pending") =>
      make("v1 PersistentVolumeClaim", "data", { spec, status: { phase } });
    const annotations = { "storageclass.kubernetes.io/is-default-class": "true" };
    const storageClasses = [
      make("storage.k8s.io/v1 StorageClass", "later", {
        volumeBindingMode: "WaitForFirstConsumer",
        metadata: { annotations },
      }),
      make("storage.k8s.io/v1 StorageClass", "now", { volumeBindingMode: "Immediate" }),
    ];
    const status = (object: Properties) => {
      const verdict = judge(object, { storageClasses });
      return [verdict.ready, verdict.status];
    };
    assert.deepEqual(status(claim({ storageClassName: "now" }, "Bound")), [true, "A volume is bound"]);
    assert.deepEqual(status(claim({ storageClassName: "now" })), [false, "Waiting for a volume"]);
    const later = [true, "The volume will be made when a pod needs it"];
    assert.deepEqual(status(claim({ storageClassName: "later" })), later);
    assert.deepEqual(status(claim({})), later);
    assert.deepEqual(status(claim({ storageClassName: "" })), [false, "Waiting for a volume"]);
    assert.deepEqual(status(claim({ storageClassName: "x" })), [false, "Waiting for a volume"]);
  });

  it("what a condition or a phase tells of", () => {
    const at = (type: string, status: Properties) => judge(make(type, "x", { status })).ready;
    const established = { conditions: [{ type: "Established", status: "True" }] };
    assert.deepEqual(
      [
        at("apiextensions.k8s.io/v1 CustomResourceDefinition", established),
        at("apiextensions.k8s.io/v1 CustomResourceDefinition", {}),
        at("v1 PersistentVolume", { phase: "Available" }),
        at("v1 PersistentVolume", { phase: "Pending" }),
        at("v1 Namespace", { phase: "Active" }),
        at("v1 Namespace", { phase: "Terminating" }),
      ],
      [true, false, true, false, true, false],
    );
    const quota = (hard: Properties) =>
      make("v1 ResourceQuota", "q", { spec: { hard: { pods: "1" } }, status: { hard } });
    assert.deepEqual([judge(quota({ pods: "1" })).ready, judge(quota({})).ready], [true, false]);
    const token = (data?: Properties) => make("v1 Secret", "s", { type: "kubernetes.io/service-account-token", data });
    assert.deepEqual([judge(token({ token: "x" })).ready, judge(token()).ready], [true, false]);
    assert.equal(judge(make("v1 Secret", "s", { type: "Opaque" })).ready, true);
  });

  it("nothing is awaited of other kinds", () => {
    assert.equal(readinessOf(make("v1 ConfigMap", "x")), undefined);
    assert.equal(readinessOf(make("example.com/v1 Deployment", "x")), undefined);
  });

  it("pulumi.com/waitFor", () => {
    const waiting = (waitFor: string, status: Properties) =>
      make("example.com/v1 Thing", "x", { metadata: { annotations: { "pulumi.com/waitFor": waitFor } }, status });
    const ready = (waitFor: string, status: Properties) => judge(waiting(waitFor, status)).ready;
    assert.deepEqual(
      [
        ready("jsonpath={.status.phase}=Running", { phase: "Running" }),
        ready("jsonpath={.status.phase}=Running", { phase: "Pending" }),
        ready("jsonpath={.status.phase}", { phase: "Pending" }),
        ready("jsonpath={.status.phase}", {}),
        ready("condition=Ready", { conditions: [{ type: "Ready", status: "True" }] }),
        ready("condition=Ready", { conditions: [{ type: "Ready", status: "False" }] }),
        ready("condition=Ready=False", { conditions: [{ type: "Ready", status: "False" }] }),
      ],
      [true, false, true, false, true, false, true],
    );
    const both = '["jsonpath={.status.a}=1", "condition=Ready"]';
    assert.equal(judge(waiting(both, { a: 2 })).status, "Waiting for jsonpath={.status.a}=1 and condition=Ready");
    assert.throws(() => judge(waiting("soon", {})), /pulumi.com\/waitFor: "soon" is neither jsonpath=/);
  });
});
