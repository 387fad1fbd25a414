import assert from "node:assert/strict";
import { PartialFailure } from "../../../../local/providers/gcp/core/resource.ts";
import * as provider from "../../../../local/providers/gcp/provider.ts";
import type { Properties } from "../../../../local/providers/grpc/values.ts";
import { TestCloud } from "../../../support/cloud.ts";
import { ContainerProject } from "../../../support/container.ts";
import { checked, contextOf, handling, live, urnOf } from "../../../support/resources.ts";

const project = "pools-1";
const zone = "europe-west1-b";
const token = "gcp:container/nodePool:NodePool";

describe("local gcp provider: node pools", () => {
  let cloud: TestCloud;
  let engine: ContainerProject;
  before(async () => {
    cloud = await TestCloud.start();
    await cloud.project(project, ["container", "iam"]);
    engine = new ContainerProject(cloud, project, zone);
    await make("gcp:serviceaccount/account:Account", { project, accountId: "cluster-nodes" });
    await make("gcp:container/cluster:Cluster", {
      project,
      location: zone,
      name: "home",
      initialNodeCount: 1,
      workloadIdentityConfig: { workloadPool: `${project}.svc.id.goog` },
    });
  });
  after(() => cloud.stop());
  afterEach(() => {
    cloud.host.failure = undefined;
  });

  const { make, remove, changes } = handling(() => cloud);

  const pool = (name: string, more: Properties = {}): Properties => ({
    project,
    location: zone,
    cluster: "home",
    name,
    nodeCount: 1,
    ...more,
  });
  const shapes = () => cloud.host.clusters.get(`projects/${project}/locations/${zone}/clusters/home`)!;

  it("gcp:container/nodePool:NodePool", async () => {
    const state = await live(cloud, {
      token: token,
      inputs: pool("least"),
      change: pool("least", { nodeCount: 3 }),
      id: `projects/${project}/locations/${zone}/clusters/home/nodePools/least`,
      importId: `${project}/${zone}/home/least`,
    });
    assert.equal(state.nodeCount, 1);
    assert.match(
      String((state.instanceGroupUrls as string[])[0]),
      /instanceGroupManagers\/gke-home-least-[0-9a-f]{8}-grp$/,
    );
    assert.match(String((state.managedInstanceGroupUrls as string[])[0]), /instanceGroups\/gke-home-least-/);
  });

  it("gcp:container/nodePool:NodePool with all that its nodes need", async () => {
    const nodeConfig = {
      machineType: "e2-standard-8",
      imageType: "COS_CONTAINERD",
      diskSizeGb: 200,
      diskType: "pd-ssd",
      serviceAccount: `cluster-nodes@${project}.iam.gserviceaccount.com`,
      oauthScopes: ["https://www.googleapis.com/auth/cloud-platform"],
      labels: { "sourcegraph.com/for": "search" },
      taints: [{ key: "dedicated", value: "search", effect: "NO_SCHEDULE" }],
      tags: ["nodes"],
      resourceLabels: { team: "search" },
      metadata: { "disable-legacy-endpoints": "true" },
      shieldedInstanceConfig: { enableSecureBoot: true, enableIntegrityMonitoring: true },
      workloadMetadataConfig: { mode: "GKE_METADATA" },
      kubeletConfig: { cpuCfsQuota: true, insecureKubeletReadonlyPortEnabled: "FALSE", podPidsLimit: 4096 },
      gvnic: { enabled: true },
    };
    const inputs = {
      project,
      location: zone,
      cluster: `projects/${project}/locations/${zone}/clusters/home`,
      name: "whole",
      autoscaling: { minNodeCount: 1, maxNodeCount: 3, locationPolicy: "BALANCED" },
      nodeLocations: [zone, "europe-west1-c"],
      management: { autoRepair: true, autoUpgrade: true },
      upgradeSettings: { maxSurge: 1, maxUnavailable: 0 },
      maxPodsPerNode: 64,
      networkConfig: { enablePrivateNodes: true },
      nodeConfig,
    };
    const state = await live(cloud, {
      token: token,
      inputs,
      change: {
        ...inputs,
        autoscaling: { totalMinNodeCount: 4, totalMaxNodeCount: 8, locationPolicy: "ANY" },
        nodeLocations: [zone],
        management: { autoRepair: true, autoUpgrade: false },
        upgradeSettings: {
          strategy: "BLUE_GREEN",
          blueGreenSettings: {
            standardRolloutPolicy: { batchNodeCount: 1, batchSoakDuration: "60s" },
            nodePoolSoakDuration: "600s",
          },
        },
        networkConfig: { enablePrivateNodes: false },
        nodeConfig: {
          ...nodeConfig,
          machineType: "n2-highmem-8",
          diskSizeGb: 300,
          labels: { "sourcegraph.com/for": "all" },
          taints: [{ key: "dedicated", value: "all", effect: "NO_EXECUTE" }],
          tags: undefined,
          resourceLabels: undefined,
          kubeletConfig: { cpuCfsQuota: false, podPidsLimit: 2048 },
        },
      },
      id: `projects/${project}/locations/${zone}/clusters/home/nodePools/whole`,
    });
    assert.equal(state.nodeCount, 1);
    assert.deepEqual((state.nodeConfig as Properties).effectiveTaints, nodeConfig.taints);
  });

  it("says which changes of a node pool need a new one", async () => {
    const inputs = pool("replaced", { nodeConfig: { machineType: "e2-small" } });
    const made = await make(token, inputs);
    const change = (more: Properties) => changes(token, made.state, { ...inputs, ...more });
    assert.deepEqual(change({ cluster: "other" }), { cluster: true });
    assert.deepEqual(change({ nodeCount: 2 }), { nodeCount: false });
    assert.deepEqual(change({ initialNodeCount: 2 }), { initialNodeCount: true });
    assert.deepEqual(change({ maxPodsPerNode: 32 }), { maxPodsPerNode: true });
    assert.deepEqual(change({ nodeConfig: { machineType: "e2-small", spot: true } }), { "nodeConfig.spot": true });
    assert.deepEqual(change({ nodeConfig: { machineType: "e2-medium" } }), { "nodeConfig.machineType": false });
    await remove(token, made);
  });

  it("makes pools of a cluster one after another", async () => {
    const made = await Promise.all(["a", "b", "c"].map((name) => make(token, pool(name))));
    assert.deepEqual([...shapes().keys()].toSorted(), ["a", "b", "c", "default-pool"]);
    await Promise.all(made.map((each) => remove(token, each)));
    assert.deepEqual([...shapes().keys()], ["default-pool"]);
  });

  it("waits while the cluster is busy with what others do", async () => {
    let open = () => {};
    cloud.host.gate = new Promise((resolve) => {
      open = resolve;
    });
    const { body } = await engine.send("POST", "clusters/home/nodePools/default-pool:setSize", { nodeCount: 2 });
    const making = make(token, pool("patient"));
    const [, status, message] = await engine.refusal("DELETE", "clusters/home");
    assert.deepEqual(
      [status, message],
      ["FAILED_PRECONDITION", `Cluster is running incompatible operation ${body.name}.`],
    );
    open();
    await remove(token, await making);
  });

  it("keeps what there is of a pool whose nodes couldn't be made", async () => {
    cloud.host.failure = new Error("no room");
    await assert.rejects(make(token, pool("broken")), (error) => {
      assert.ok(error instanceof PartialFailure);
      assert.match(error.message, /no room/);
      return true;
    });
    cloud.host.failure = undefined;
    const id = `projects/${project}/locations/${zone}/clusters/home/nodePools/broken`;
    const found = await provider.read(contextOf(cloud), urnOf(token), id, {}, {});
    await remove(token, { id, state: found!.state });
    await assert.rejects(make(token, pool("both", { initialNodeCount: 1 })), /can't set both/);
  });

  it("sees what others changed", async () => {
    const inputs = pool("drifted");
    const made = await make(token, inputs);
    await engine.change("POST", "clusters/home/nodePools/drifted:setSize", { nodeCount: 4 });
    const found = await provider.read(contextOf(cloud), urnOf(token), made.id, made.state, inputs);
    assert.deepEqual(changes(token, found!.state, inputs), { nodeCount: false });
    const fixed = await provider.update(
      contextOf(cloud),
      urnOf(token),
      made.id,
      found!.state,
      checked(token, inputs),
      false,
    );
    assert.equal(fixed.nodeCount, 1);
    assert.equal(shapes().get("drifted")!.nodesPerZone, 1);
    await remove(token, made);
  });
});
