import assert from "node:assert/strict";
import type { KubernetesClient, KubernetesError, KubernetesObject } from "../../../local/kubernetes/client.ts";
import type { ClusterOptions } from "../../../local/kubernetes/cluster.ts";
import type { Node } from "../../../local/kubernetes/node-objects.ts";
import { type TestCluster, testCluster, testPool } from "../../support/kubernetes.ts";
import { until } from "../../support/processes.ts";

interface Pod extends KubernetesObject {
  spec: { nodeName?: string };
  status: {
    phase: string;
    podIP?: string;
    conditions?: { type: string; status: string; reason?: string; message?: string }[];
    containerStatuses?: {
      name: string;
      ready: boolean;
      state: Record<string, { reason?: string; message?: string }>;
    }[];
    initContainerStatuses?: { name: string; state: Record<string, { reason?: string }> }[];
  };
}

const image = "index.docker.io/sourcegraph/searcher:7.5.4453";
const pods = "/api/v1/namespaces/default/pods";
const claims = "/api/v1/namespaces/default/persistentvolumeclaims";
const volumes = "/api/v1/persistentvolumes";

describe("a local cluster", () => {
  let test: TestCluster;
  let client: KubernetesClient;
  /** What it has outside of itself: disks by their names, and addresses of load balancers' rules by theirs. */
  const disks = new Map<string, string>();
  const rules = new Map<string, string>();
  before(async () => {
    const outside: Pick<ClusterOptions, "disks" | "rules"> = {
      disks: {
        keep: (handle, _cluster, type, gigabytes) => disks.set(handle, `${gigabytes} of ${type}`),
        remove: (handle) => disks.delete(handle),
      },
      rules: { keep: ({ name, address }) => rules.set(name, address), remove: (name) => rules.delete(name) },
    };
    test = await testCluster({ labels: { team: "search" } }, outside);
    client = test.client;
    // Pods can't be made before the controllers have made what they run as.
    const account = "/api/v1/namespaces/default/serviceaccounts/default";
    await until("a service account", async () => Boolean(await client.find(account)));
  });
  after(() => test.end());

  const nodes = async () => (await client.get<{ items: Node[] }>("/api/v1/nodes")).items;

  /** What the template of a workload, or a pod, is made of. */
  const podSpec = (container: object = {}, rest: object = {}) => ({
    containers: [{ name: "main", image, ...container }],
    ...rest,
  });
  const template = (app: string, spec: object) => ({ metadata: { labels: { app } }, spec });
  /** Makes an object of a kind that Kubernetes doesn't know by itself. */
  const createCustom = (apiVersion: string, kind: string, plural: string, name: string, spec: object) =>
    client.create(`/apis/${apiVersion}/namespaces/default/${plural}?fieldValidation=Strict`, {
      apiVersion,
      kind,
      metadata: { name },
      spec,
    });
  const podsOf = async (app: string) =>
    (await client.get<{ items: Pod[] }>(`${pods}?labelSelector=${encodeURIComponent(`app=${app}`)}`)).items;

  /** Looks at something until it is as wanted, and returns it. */
  async function eventually<T>(what: string, look: () => Promise<T>, wanted: (found: T) => unknown): Promise<T> {
    let found = await look();
    await until(what, async () => {
      found = await look();
      return Boolean(wanted(found));
    });
    return found;
  }
  const claim = (name: string, storage: string, rest: object = {}) =>
    client.create(claims, {
      metadata: { name },
      spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage } }, ...rest },
    });
  const events = async (name: string, reason: string) => {
    const { items } = await client.get<{
      items: { reason: string; message: string; involvedObject: { name: string } }[];
    }>("/api/v1/namespaces/default/events");
    return items
      .filter((event) => event.involvedObject.name === name && event.reason === reason)
      .map(({ message }) => message);
  };

  it("has nodes of the shape of its node pool", async () => {
    const all = await nodes();
    assert.deepEqual(all.map(({ metadata }) => metadata.labels!["topology.kubernetes.io/zone"]).toSorted(), [
      "us-central1-a",
      "us-central1-b",
    ]);
    const [node] = all;
    assert.match(node!.metadata.name, /^gke-test-main-[0-9a-f]{8}-[0-9a-f]{4}$/);
    const { labels = {} } = node!.metadata;
    assert.equal(labels["cloud.google.com/gke-nodepool"], "main");
    assert.equal(labels["node.kubernetes.io/instance-type"], "e2-standard-8");
    assert.equal(labels["topology.kubernetes.io/region"], "us-central1");
    assert.equal(labels.team, "search");
    const address = node!.status.addresses!.find(({ type }) => type === "InternalIP")!.address;
    assert.match(address, /^10\.128\.0\.[23]$/);
    assert.deepEqual(node!.status.capacity, { cpu: "8", memory: "32Gi", "ephemeral-storage": "100Gi", pods: "110" });
    assert.deepEqual(node!.status.allocatable, {
      cpu: "7910m",
      memory: "29719101Ki",
      "ephemeral-storage": "49Gi",
      pods: "110",
    });
  });

  it("leaves a pod that fits on no node pending, and says why", async () => {
    const spec = podSpec({ resources: { requests: { memory: "30Gi" } } });
    await client.create(pods, { metadata: { name: "large" }, spec });
    const pod = await eventually(
      "a verdict",
      () => client.get<Pod>(`${pods}/large`),
      ({ status }) => status.conditions,
    );
    const scheduled = pod.status.conditions!.find(({ type }) => type === "PodScheduled")!;
    assert.deepEqual([scheduled.status, scheduled.reason], ["False", "Unschedulable"]);
    assert.match(scheduled.message!, /^0\/2 nodes are available: 2 Insufficient memory\./);
    const said = await eventually(
      "an event",
      () => events("large", "FailedScheduling"),
      (found) => found.length > 0,
    );
    assert.match(said[0]!, /^0\/2 nodes are available: 2 Insufficient memory\./);
    await client.delete(`${pods}/large`);
  });

  it("runs a StatefulSet on disks in the zones of its pods, and grows a disk", async () => {
    await client.create("/apis/apps/v1/namespaces/default/statefulsets", {
      metadata: { name: "gitserver" },
      spec: {
        replicas: 2,
        serviceName: "gitserver",
        selector: { matchLabels: { app: "gitserver" } },
        template: template("gitserver", podSpec({ volumeMounts: [{ name: "repos", mountPath: "/data" }] })),
        volumeClaimTemplates: [
          {
            metadata: { name: "repos" },
            spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1500Mi" } } },
          },
        ],
      },
    });
    const path = "/apis/apps/v1/namespaces/default/statefulsets/gitserver";
    const ready = (set: { status: { readyReplicas?: number } }) => set.status.readyReplicas === 2;
    await eventually("two ready replicas", () => client.get<{ status: object }>(path), ready);
    const zones = new Map(
      (await nodes()).map(({ metadata }) => [metadata.name, metadata.labels!["topology.gke.io/zone"]]),
    );
    for (const pod of await podsOf("gitserver")) {
      const { spec } = await client.get<{ spec: { volumeName: string; storageClassName: string } }>(
        `${claims}/repos-${pod.metadata.name}`,
      );
      assert.equal(spec.storageClassName, "standard-rwo");
      // biome-ignore lint/suspicious/noExplicitAny: compared as a whole
      const volume = await client.get<any>(`${volumes}/${spec.volumeName}`);
      const zone = zones.get(pod.spec.nodeName!);
      assert.equal(volume.spec.csi.volumeHandle, `projects/test-project/zones/${zone}/disks/${spec.volumeName}`);
      assert.deepEqual(volume.spec.nodeAffinity.required.nodeSelectorTerms, [
        { matchExpressions: [{ key: "topology.gke.io/zone", operator: "In", values: [zone] }] },
      ]);
      assert.deepEqual(volume.spec.capacity, { storage: "2Gi" });
    }
    const repos = `${claims}/repos-gitserver-0`;
    await client.patch(repos, { spec: { resources: { requests: { storage: "5Gi" } } } });
    const grown = await eventually(
      "a larger disk",
      () => client.get<{ spec: { volumeName: string }; status: { capacity: { storage: string } } }>(repos),
      ({ status }) => status.capacity.storage === "5Gi",
    );
    const disk = await client.get<{ spec: { capacity: object } }>(`${volumes}/${grown.spec.volumeName}`);
    assert.deepEqual(disk.spec.capacity, { storage: "5Gi" });
    await eventually(
      "a larger disk outside",
      async () => [...disks].find(([name]) => name.endsWith(grown.spec.volumeName))?.[1],
      (found) => found === "5 of pd-balanced",
    );
    const smaller = client.patch(repos, { spec: { resources: { requests: { storage: "1Gi" } } } });
    await assert.rejects(
      smaller,
      (error: KubernetesError) => error.code === 422 && /can not be less than/.test(error.message),
    );
    // A claim that is deleted takes its disk with it.
    await client.delete(path);
    await client.delete(repos);
    const gone = () => client.find(`${volumes}/${grown.spec.volumeName}`);
    await eventually("no disk", gone, (volume) => volume === undefined);
    assert.equal(
      [...disks.keys()].some((name) => name.endsWith(grown.spec.volumeName)),
      false,
    );
  });

  it("makes no disk for a class that isn't there, for more than one writer, or before a pod needs it", async () => {
    await claim("unknown", "1Gi", { storageClassName: "sourcegraph" });
    const said = await eventually(
      "an event",
      () => events("unknown", "ProvisioningFailed"),
      (found) => found.length > 0,
    );
    assert.deepEqual(said, ['storageclass.storage.k8s.io "sourcegraph" not found']);
    await claim("shared", "1Gi", { accessModes: ["ReadWriteMany"] });
    await claim("early", "1Gi");
    const mounts = { volumes: [{ name: "data", persistentVolumeClaim: { claimName: "shared" } }] };
    await client.create(pods, { metadata: { name: "writer" }, spec: podSpec({}, mounts) });
    const refused = await eventually(
      "a refusal",
      () => events("shared", "ProvisioningFailed"),
      (found) => found.length > 0,
    );
    assert.deepEqual(refused, [
      'failed to provision volume with StorageClass "standard-rwo": rpc error: code = InvalidArgument desc = ' +
        "VolumeCapabilities is invalid: specified multi writer with mount access type",
    ]);
    const { items } = await client.get<{ items: (KubernetesObject & { status: { phase: string } })[] }>(claims);
    const phases = items.map(({ metadata, status }) => [metadata.name, status.phase]);
    assert.deepEqual(Object.fromEntries(phases.filter(([name]) => !name!.startsWith("repos-"))), {
      early: "Pending",
      shared: "Pending",
      unknown: "Pending",
    });
    await client.delete(`${pods}/writer`);
  });

  it("waits for an image that can't be pulled, and runs it once it can", async () => {
    test.setImages({ refused: ["index.docker.io/sourcegraph/gitserver"] });
    const refused = "index.docker.io/sourcegraph/gitserver:7.5.4453";
    const spec = {
      initContainers: [{ name: "migrator", image }],
      containers: [
        { name: "exporter", image },
        { name: "main", image: refused },
      ],
    };
    // kwok reads what it may run a moment after the file was written.
    await until("the refusal is known", async () => {
      await client.create(pods, { metadata: { name: "probe" }, spec: podSpec({ image: refused }) });
      const { status } = await eventually(
        "a node",
        () => client.get<Pod>(`${pods}/probe`),
        (pod) => pod.status.containerStatuses,
      );
      await client.delete(`${pods}/probe`, { gracePeriodSeconds: 0 });
      return Boolean(status.containerStatuses![0]!.state.waiting);
    });
    await client.create("/apis/apps/v1/namespaces/default/deployments", {
      metadata: { name: "refused" },
      spec: { replicas: 1, selector: { matchLabels: { app: "refused" } }, template: template("refused", spec) },
    });
    const [pod] = await eventually(
      "a pod that backs off",
      () => podsOf("refused"),
      ([found]) => found?.status.containerStatuses?.[1]?.state.waiting?.reason === "ImagePullBackOff",
    );
    const [exporter, main] = pod!.status.containerStatuses!;
    const why =
      `rpc error: code = NotFound desc = failed to pull and unpack image "${refused}": ` +
      `failed to resolve reference "${refused}": ${refused}: not found`;
    assert.equal(main!.state.waiting!.message, `Back-off pulling image "${refused}": ErrImagePull: ${why}`);
    assert.deepEqual(Object.keys(exporter!.state), ["running"]);
    assert.deepEqual(Object.keys(pod!.status.initContainerStatuses![0]!.state), ["terminated"]);
    assert.equal(pod!.status.phase, "Pending");
    const condition = (type: string) => pod!.status.conditions!.find((each) => each.type === type)!;
    assert.equal(condition("Initialized").status, "True");
    assert.equal(condition("Ready").status, "False");
    assert.equal(condition("Ready").message, "containers with unready status: [main]");
    assert.deepEqual(await events(pod!.metadata.name, "Failed").then((said) => said.toSorted()), [
      "Error: ImagePullBackOff",
      `Failed to pull image "${refused}": ${why}`,
    ]);
    test.setImages({});
    const [running] = await eventually(
      "a pod that runs",
      () => podsOf("refused"),
      ([found]) => found?.status.phase === "Running",
    );
    assert.equal(running!.metadata.uid, pod!.metadata.uid);
    assert.deepEqual(
      running!.status.containerStatuses!.map(({ ready }) => ready),
      [true, true],
    );
  });

  it("stops at an init container whose image nobody knows", async () => {
    const spec = podSpec(
      {},
      {
        initContainers: [
          { name: "first", image: "example.com/unknown:1" },
          { name: "second", image },
        ],
      },
    );
    await client.create(pods, { metadata: { name: "stuck" }, spec });
    const pod = await eventually(
      "a pod that backs off",
      () => client.get<Pod>(`${pods}/stuck`),
      (found) => found.status.initContainerStatuses?.[0]?.state.waiting?.reason === "ImagePullBackOff",
    );
    const reasons = [...pod.status.initContainerStatuses!, ...pod.status.containerStatuses!].map(
      ({ state }) => state.waiting?.reason,
    );
    assert.deepEqual(reasons, ["ImagePullBackOff", "PodInitializing", "PodInitializing"]);
    await client.delete(`${pods}/stuck`);
  });

  it("ends Jobs well, and restarts what is rolled out again", async () => {
    const jobs = "/apis/batch/v1/namespaces/default/jobs";
    const spec = podSpec({}, { restartPolicy: "Never" });
    await client.create(jobs, { metadata: { name: "migrator" }, spec: { template: { spec } } });
    const deployments = "/apis/apps/v1/namespaces/default/deployments";
    await client.create(deployments, {
      metadata: { name: "worker" },
      spec: { replicas: 1, selector: { matchLabels: { app: "worker" } }, template: template("worker", podSpec()) },
    });
    const running = (found: Pod[]) => found.length === 1 && found[0]!.status.phase === "Running";
    const [before] = await eventually("a pod", () => podsOf("worker"), running);
    const restarted = {
      spec: { template: { metadata: { annotations: { "kubectl.kubernetes.io/restartedAt": "now" } } } },
    };
    await client.patch(`${deployments}/worker`, restarted);
    const renewed = (found: Pod[]) => running(found) && found[0]!.metadata.uid !== before!.metadata.uid;
    await eventually("another pod", () => podsOf("worker"), renewed);
    const job = await eventually(
      "the end of the job",
      () => client.get<{ status: { succeeded?: number; completionTime?: string } }>(`${jobs}/migrator`),
      ({ status }) => status.completionTime,
    );
    assert.equal(job.status.succeeded, 1);
    // Addresses are given once, also by a kwok that was started anew.
    const { items } = await client.get<{ items: Pod[] }>("/api/v1/pods");
    const addresses = items.filter(({ status }) => status.phase === "Running").map(({ status }) => status.podIP);
    assert.equal(new Set(addresses).size, addresses.length);
  });

  it("refuses what a namespace's Pod Security level forbids", async () => {
    const labels = { "pod-security.kubernetes.io/enforce": "restricted" };
    await client.create("/api/v1/namespaces", { metadata: { name: "strict", labels } });
    const account = "/api/v1/namespaces/strict/serviceaccounts/default";
    await eventually("a service account", () => client.find(account), Boolean);
    const refused = client.create("/api/v1/namespaces/strict/pods", {
      metadata: { name: "privileged" },
      spec: podSpec({ securityContext: { privileged: true } }),
    });
    await assert.rejects(refused, (error: KubernetesError) => {
      assert.equal(error.code, 403, error.message);
      assert.match(
        error.message,
        /^pods "privileged" is forbidden: violates PodSecurity "restricted:latest": privileged \(/,
      );
      return true;
    });
  });

  it("gives addresses to Services and Ingresses, and says what is wrong with one", async () => {
    const services = "/api/v1/namespaces/default/services";
    const ingresses = "/apis/networking.k8s.io/v1/namespaces/default/ingresses";
    const ingress = (name: string, service: string, annotations = {}) =>
      client.create(ingresses, {
        metadata: { name, annotations },
        spec: { defaultBackend: { service: { name: service, port: { number: 80 } } } },
      });
    await ingress("web", "web");
    const missing = await eventually(
      "a complaint",
      () => events("web", "Translate"),
      (said) => said.length > 0,
    );
    assert.deepEqual(missing, ['Translation failed: invalid ingress spec: could not find service "default/web"']);
    await ingress("nginx", "web", { "kubernetes.io/ingress.class": "nginx" });
    const spec = { type: "LoadBalancer", ports: [{ port: 80 }] };
    await client.create(services, { metadata: { name: "web" }, spec });
    const inside = { "networking.gke.io/load-balancer-type": "Internal" };
    await client.create(services, { metadata: { name: "inside", annotations: inside }, spec });
    const address = (path: string) =>
      eventually(
        `an address of ${path}`,
        () => client.get<{ status: { loadBalancer: { ingress?: { ip: string }[] } } }>(path),
        ({ status }) => status.loadBalancer.ingress,
      ).then(({ status }) => status.loadBalancer.ingress![0]!.ip);
    assert.match(await address(`${services}/web`), /^34\./);
    assert.match(await address(`${services}/inside`), /^10\.128\./);
    assert.match(await address(`${ingresses}/web`), /^34\./);
    const other = await client.get<{ status: { loadBalancer: object } }>(`${ingresses}/nginx`);
    assert.deepEqual(other.status.loadBalancer, {});
    const outside = await eventually(
      "two rules",
      async () => [...rules.values()].toSorted(),
      ({ length }) => length === 2,
    );
    assert.deepEqual(outside, [await address(`${services}/web`), await address(`${ingresses}/web`)].toSorted());
    await client.delete(`${services}/web`);
    await eventually(
      "one rule",
      async () => [...rules.keys()],
      (names) => names.length === 1 && names[0]!.startsWith("projects/test-project/global/forwardingRules/k8s2-fr-"),
    );
  });

  it("knows what GKE adds, and the fields of it", async () => {
    const backend = (name: string, spec: object) =>
      createCustom("cloud.google.com/v1", "BackendConfig", "backendconfigs", name, spec);
    const certificateFor = (name: string, domain: string) =>
      createCustom("networking.gke.io/v1", "ManagedCertificate", "managedcertificates", name, { domains: [domain] });
    await backend("frontend", { timeoutSec: 60, healthCheck: { requestPath: "/ready", port: 6060 } });
    await assert.rejects(
      backend("typo", { timeoutSecs: 60 }),
      (error: KubernetesError) => error.code === 400 && /unknown field "spec.timeoutSecs"/.test(error.message),
    );
    const redirect = { redirectToHttps: { enabled: true } };
    await createCustom("networking.gke.io/v1beta1", "FrontendConfig", "frontendconfigs", "web", redirect);
    await assert.rejects(
      certificateFor("bad", "*.example.com"),
      (error: KubernetesError) => error.code === 422 && /spec.domains\[0\]/.test(error.message),
    );
    await certificateFor("web", "example.com");
    const certificates = "/apis/networking.gke.io/v1/namespaces/default/managedcertificates";
    const certificate = await eventually(
      "a status",
      () => client.get<{ status?: { certificateStatus: string; domainStatus: object[] } }>(`${certificates}/web`),
      ({ status }) => status,
    );
    assert.deepEqual(certificate.status!.domainStatus, [{ domain: "example.com", status: "Provisioning" }]);
    const selector = encodeURIComponent("k8s-app=kube-dns");
    const dns = () => client.get<{ items: Pod[] }>(`/api/v1/namespaces/kube-system/pods?labelSelector=${selector}`);
    await eventually(
      "a name server",
      dns,
      ({ items }) => items.filter(({ status }) => status.phase === "Running").length === 2,
    );
  });

  it("changes labels and taints of nodes where they are, and replaces nodes for another machine type", async () => {
    const before = await nodes();
    // What somebody else has set stays.
    await client.patch(`/api/v1/nodes/${before[0]!.metadata.name}`, { metadata: { labels: { mine: "yes" } } });
    const taint = { key: "dedicated", value: "search", effect: "NoSchedule" };
    await test.cluster.setNodePool(testPool({ labels: { group: "a" }, taints: [taint] }));
    const changed = await nodes();
    assert.deepEqual(
      changed.map(({ metadata }) => metadata.uid),
      before.map(({ metadata }) => metadata.uid),
    );
    const { labels = {} } = changed[0]!.metadata;
    assert.deepEqual([labels.group, labels.team, labels.mine], ["a", undefined, "yes"]);
    assert.deepEqual(
      changed.map(({ spec }) => spec.taints),
      [[taint], [taint]],
    );

    const [worker] = await podsOf("worker");
    await test.cluster.setNodePool(testPool({ machineType: "e2-standard-4", cpus: 4, memoryBytes: 16 * 2 ** 30 }));
    const replaced = await nodes();
    assert.deepEqual(
      replaced.map(({ status }) => status.allocatable.cpu),
      ["3920m", "3920m"],
    );
    const names = replaced.map(({ metadata }) => metadata.name);
    assert.equal(
      names.some((name) => before.some(({ metadata }) => metadata.name === name)),
      false,
    );
    const moved = (found: Pod[]) => found.length === 1 && found[0]!.status.phase === "Running";
    const [again] = await eventually("the pod on a new node", () => podsOf("worker"), moved);
    assert.notEqual(again!.metadata.uid, worker!.metadata.uid);
    assert.equal(names.includes(again!.spec.nodeName!), true);

    const going = "/api/v1/namespaces/going";
    await client.create("/api/v1/namespaces", { metadata: { name: "going" } });
    await client.create(`${going}/pods`, {
      metadata: { name: "held", finalizers: ["example.com/held"] },
      spec: podSpec({}, { nodeName: names[0], automountServiceAccountToken: false }),
    });
    await client.remove(going);
    const removed = test.cluster.removeNodePool("main");
    // Nothing can be evicted in a namespace that is on its way out: the node waits until what it runs is gone.
    const cordoned = (found: Node[]) => found.length > 0 && found.every(({ spec }) => spec.unschedulable);
    await eventually("nodes out of use", nodes, cordoned);
    await client.patch(`${going}/pods/held`, { metadata: { finalizers: null } });
    await removed;
    assert.deepEqual(await nodes(), []);
    const [homeless] = await eventually(
      "a pod without a node",
      () => podsOf("worker"),
      (found) => found.length === 1,
    );
    assert.equal(homeless!.status.phase, "Pending");
  });
});
