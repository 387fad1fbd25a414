import assert from "node:assert/strict";
import type { NodePoolShape } from "../../../local/google/apis/container/host.ts";
import { TestCloud } from "../../support/cloud.ts";
import { ComputeProject } from "../../support/compute.ts";
import { ContainerProject } from "../../support/container.ts";

const project = "pools-1";
const zone = "europe-west1-b";
const gibibyte = 1024 ** 3;

describe("local Google: container node pools", () => {
  let cloud: TestCloud;
  let engine: ContainerProject;
  before(async () => {
    cloud = await TestCloud.start();
    await cloud.project(project, ["container"]);
    engine = new ContainerProject(cloud, project, "europe-west1");
    await engine.create("c", { locations: [zone, "europe-west1-c"] });
  });
  after(() => cloud.stop());

  const pools = "clusters/c/nodePools";
  const create = (nodePool: object) => engine.change("POST", pools, { nodePool });
  const shape = (pool: string): NodePoolShape => cloud.host.clusters.get(`${engine.path}/clusters/c`)!.get(pool)!;

  it("have nodes of their shape in every zone", async () => {
    const type = await create({
      name: "search",
      initialNodeCount: 2,
      config: {
        machineType: "n2-highmem-4",
        diskSizeGb: 200,
        labels: { "sourcegraph.com/for": "search" },
        taints: [
          { key: "dedicated", value: "search", effect: "NO_SCHEDULE" },
          { key: "slow", effect: "PREFER_NO_SCHEDULE" },
        ],
      },
    });
    assert.equal(type, "CREATE_NODE_POOL");
    assert.deepEqual(shape("search"), {
      name: "search",
      machineType: "n2-highmem-4",
      cpus: 4,
      memoryBytes: 32 * gibibyte,
      zones: [zone, "europe-west1-c"],
      nodesPerZone: 2,
      labels: { "sourcegraph.com/for": "search" },
      taints: [
        { key: "dedicated", value: "search", effect: "NoSchedule" },
        { key: "slow", value: "", effect: "PreferNoSchedule" },
      ],
      diskGigabytes: 200,
    });
    assert.equal((await engine.get("clusters/c")).currentNodeCount, 6);
  });

  it("say what Google decides for them", async () => {
    const cluster = await engine.get("clusters/c");
    const pool = await engine.get(`${pools}/search`);
    const { etag, instanceGroupUrls, config, ...rest } = pool;
    assert.match(etag, /^[0-9a-f-]{36}$/);
    assert.equal(config.diskType, "pd-balanced");
    const groups = `https://www.googleapis.com/compute/v1/projects/${project}/zones`;
    for (const [index, each] of [zone, "europe-west1-c"].entries()) {
      const pattern = new RegExp(`^${groups}/${each}/instanceGroupManagers/gke-c-search-[0-9a-f]{8}-grp$`);
      assert.match(instanceGroupUrls[index], pattern);
    }
    assert.deepEqual(rest, {
      name: "search",
      initialNodeCount: 2,
      locations: [zone, "europe-west1-c"],
      management: { autoRepair: true, autoUpgrade: true },
      maxPodsConstraint: { maxPodsPerNode: "110" },
      podIpv4CidrSize: 24,
      networkConfig: {
        networkTierConfig: { networkTier: "NETWORK_TIER_DEFAULT" },
        podIpv4CidrBlock: cluster.clusterIpv4Cidr,
        podRange: cluster.ipAllocationPolicy.clusterSecondaryRangeName,
        subnetwork: `projects/${project}/regions/europe-west1/subnetworks/default`,
      },
      selfLink: `https://container.googleapis.com/v1beta1/projects/${project}/locations/europe-west1/clusters/c/nodePools/search`,
      status: "RUNNING",
      upgradeSettings: { maxSurge: 1, strategy: "SURGE" },
      version: cluster.currentMasterVersion,
    });
  });

  it("are groups of machines, of which Compute Engine tells the size", async () => {
    const compute = new ComputeProject(cloud, project);
    const { instanceGroupUrls } = await engine.get(`${pools}/search`);
    const path = new URL(instanceGroupUrls[0]).pathname;
    const { body } = await cloud.send("compute", "GET", path);
    assert.deepEqual([body.kind, body.targetSize], ["compute#instanceGroupManager", 2]);
    assert.equal(`${body.baseInstanceName}-grp`, body.name);
    assert.equal(body.instanceGroup, `${compute.link}/zones/${zone}/instanceGroups/${body.name}`);
    const { items } = await compute.get(`zones/${zone}/instanceGroupManagers`);
    assert.equal(items.length, 2);
    assert.equal((await compute.send("GET", `zones/${zone}/instanceGroupManagers/none`)).status, 404);
  });

  it("are resized, and spread over other zones", async () => {
    assert.equal(await engine.change("POST", `${pools}/search:setSize`, { nodeCount: 3 }), "SET_NODE_POOL_SIZE");
    assert.equal(shape("search").nodesPerZone, 3);
    assert.equal((await engine.get(`${pools}/search`)).initialNodeCount, 2);
    const update = { desiredLocations: [zone, "europe-west1-d"] };
    await engine.change("PUT", "clusters/c", { update });
    assert.deepEqual(shape("search").zones, [zone, "europe-west1-d"]);
    assert.deepEqual(shape("default-pool").zones, [zone, "europe-west1-d"]);
    await engine.change("PUT", `${pools}/search`, { nodePoolId: "search", locations: [zone] });
    assert.deepEqual(shape("search").zones, [zone]);
    assert.deepEqual(shape("default-pool").zones, [zone, "europe-west1-d"]);
    assert.equal((await engine.refusal("POST", `${pools}/search:setSize`, { nodeCount: -1 }))[0], 400);
  });

  it("have their least number of nodes where they are autoscaled", async () => {
    await create({ name: "scaled", autoscaling: { enabled: true, minNodeCount: 1, maxNodeCount: 4 } });
    assert.equal(shape("scaled").nodesPerZone, 1);
    const { autoscaling, initialNodeCount } = await engine.get(`${pools}/scaled`);
    assert.deepEqual(autoscaling, { enabled: true, minNodeCount: 1, maxNodeCount: 4, locationPolicy: "BALANCED" });
    assert.equal(initialNodeCount, undefined);
    const desiredNodePoolAutoscaling = { enabled: true, totalMinNodeCount: 5, totalMaxNodeCount: 9 };
    await engine.change("PUT", "clusters/c", { update: { desiredNodePoolId: "scaled", desiredNodePoolAutoscaling } });
    assert.equal(shape("scaled").nodesPerZone, 3);
    await engine.change("POST", `${pools}/scaled:setAutoscaling`, { autoscaling: { enabled: false } });
    assert.equal((await engine.get(`${pools}/scaled`)).autoscaling, undefined);
    assert.equal(shape("scaled").nodesPerZone, 0);
    const wrong = { autoscaling: { enabled: true, minNodeCount: 3, maxNodeCount: 2 } };
    assert.equal((await engine.refusal("POST", `${pools}/scaled:setAutoscaling`, wrong))[0], 400);
  });

  it("get other nodes when these are to be different", async () => {
    const update = (change: object) => engine.change("PUT", `${pools}/search`, { nodePoolId: "search", ...change });
    const taints = { taints: [{ key: "only", value: "search", effect: "NO_EXECUTE" }] };
    assert.equal(await update({ taints }), "UPGRADE_NODES");
    assert.deepEqual(shape("search").taints, [{ key: "only", value: "search", effect: "NoExecute" }]);
    await update({ labels: { labels: { a: "b" } } });
    assert.deepEqual(shape("search").labels, { a: "b" });
    await update({ machineType: "e2-standard-8", diskSizeGb: "300" });
    assert.equal(shape("search").memoryBytes, 32 * gibibyte);
    assert.deepEqual([shape("search").cpus, shape("search").diskGigabytes], [8, 300]);
    await update({ upgradeSettings: { maxSurge: 2, maxUnavailable: 1, strategy: "SURGE" } });
    const { config, upgradeSettings } = await engine.get(`${pools}/search`);
    assert.deepEqual(upgradeSettings, { maxSurge: 2, maxUnavailable: 1, strategy: "SURGE" });
    assert.deepEqual(config.bootDisk, { diskType: "pd-balanced", sizeGb: "300" });
    assert.deepEqual(config.metadata, { "disable-legacy-endpoints": "true" });
    await engine.change("POST", `${pools}/search:setManagement`, { management: { autoRepair: true } });
    assert.deepEqual((await engine.get(`${pools}/search`)).management, { autoRepair: true });
    assert.equal((await engine.refusal("PUT", `${pools}/search`, { machineType: "e9-huge" }))[0], 400);
    assert.match((await engine.refusal("PUT", `${pools}/search`, { colour: "red" }))[2], /Unknown name "colour"/);
    assert.equal(
      (await engine.refusal("PUT", `${pools}/search`, { name: "search" }))[2],
      "Must specify a field to update.",
    );
  });

  it("stay as they are when their nodes can't be changed", async () => {
    cloud.host.failure = new Error("no room");
    const operation = await engine.finish("POST", `${pools}/search:setSize`, { nodeCount: 9 });
    cloud.host.failure = undefined;
    assert.deepEqual(operation.error, { code: 13, message: "no room" });
    const compute = new ComputeProject(cloud, project);
    const { instanceGroupUrls } = await engine.get(`${pools}/search`);
    const group = instanceGroupUrls[0].split("/").at(-1);
    assert.equal((await compute.get(`zones/${zone}/instanceGroupManagers/${group}`)).targetSize, 3);
  });

  it("can all be deleted", async () => {
    for (const name of ["default-pool", "scaled", "search"]) {
      assert.equal(await engine.change("DELETE", `${pools}/${name}`), "DELETE_NODE_POOL");
    }
    assert.deepEqual(await engine.get(pools), {});
    const cluster = await engine.get("clusters/c");
    assert.deepEqual(
      [cluster.nodePools, cluster.nodeConfig, cluster.currentNodeCount],
      [undefined, undefined, undefined],
    );
    assert.equal(cluster.initialNodeCount, 1);
    assert.equal(cloud.host.clusters.get(`${engine.path}/clusters/c`)!.size, 0);
  });

  it("refuses what Google refuses", async () => {
    assert.deepEqual(await engine.refusal("GET", `${pools}/none`), [
      404,
      "NOT_FOUND",
      'Not found: node pool "none" not found.',
    ]);
    await create({ name: "twice", initialNodeCount: 1 });
    const refused = async (nodePool: object): Promise<[string, string]> => {
      const [, status, message] = await engine.refusal("POST", pools, { nodePool });
      return [status, message];
    };
    assert.deepEqual(await refused({ name: "twice" }), [
      "ALREADY_EXISTS",
      `Already exists: projects/${project}/locations/europe-west1/clusters/c/nodePools/twice.`,
    ]);
    assert.match((await refused({ name: "far", locations: ["us-central1-a"] }))[1], /not in the region of the cluster/);
    assert.match((await refused({ name: "Upper" }))[1], /Must be a match of regex/);
    assert.match(
      (await refused({ name: "tainted", config: { taints: [{ key: "a", effect: "NEVER" }] } }))[1],
      /NO_EXECUTE/,
    );
    assert.match((await refused({ name: "odd", config: { colour: "red" } }))[1], /Unknown name "colour" at 'config'/);
  });
});
