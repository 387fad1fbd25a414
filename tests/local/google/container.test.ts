import assert from "node:assert/strict";
import { TestCloud } from "../../support/cloud.ts";
import { ContainerProject } from "../../support/container.ts";

const project = "clusters-1";
const zone = "europe-west1-b";

describe("local Google: container clusters", () => {
  let cloud: TestCloud;
  let zonal: ContainerProject;
  let regional: ContainerProject;
  let number: string;
  before(async () => {
    cloud = await TestCloud.start();
    number = await cloud.project(project, ["container"]);
    zonal = new ContainerProject(cloud, project, zone);
    regional = new ContainerProject(cloud, project, "europe-west1");
  });
  after(() => cloud.stop());
  afterEach(() => {
    cloud.host.failure = undefined;
  });

  it("are there when their control plane answers, and not before", async () => {
    let open = () => {};
    cloud.host.gate = new Promise((resolve) => {
      open = resolve;
    });
    const { body: operation } = await zonal.send("POST", "clusters", {
      cluster: { name: "first", initialNodeCount: 2 },
    });
    const { name, startTime } = operation;
    const links = `https://container.googleapis.com/v1beta1/projects/${number}/zones/${zone}`;
    assert.match(name, /^operation-\d+-[0-9a-f-]{36}$/);
    assert.deepEqual(operation, {
      name,
      zone,
      operationType: "CREATE_CLUSTER",
      selfLink: `${links}/operations/${name}`,
      targetLink: `${links}/clusters/first`,
      startTime,
      status: "RUNNING",
    });
    for (let polls = 0; polls < 5; polls++) {
      assert.equal((await zonal.get(`operations/${name}`)).status, "RUNNING");
    }
    const making = await zonal.get("clusters/first");
    assert.equal(making.status, "PROVISIONING");
    assert.equal(making.nodePools[0].status, "PROVISIONING");
    assert.equal(making.controlPlaneEndpointsConfig.dnsEndpointConfig.endpoint, undefined);
    const busy = await zonal.refusal("DELETE", "clusters/first");
    assert.deepEqual(busy, [400, "FAILED_PRECONDITION", `Cluster is running incompatible operation ${name}.`]);

    open();
    const done = await zonal.finished(name);
    assert.equal(done.status, "DONE");
    assert.match(String(done.endTime), /^\d{4}-.*\.\d{9}Z$/);
    const cluster = await zonal.get("clusters/first");
    assert.equal(cluster.status, "RUNNING");
    assert.equal(cluster.controlPlaneEndpointsConfig.dnsEndpointConfig.endpoint, "127.0.0.1:40001");
    assert.equal(
      cluster.masterAuth.clusterCaCertificate,
      Buffer.from("-----BEGIN CERTIFICATE-----\n").toString("base64"),
    );
    assert.equal(cluster.currentNodeCount, 2);
    assert.equal(
      cluster.selfLink,
      `https://container.googleapis.com/v1beta1/projects/${project}/zones/${zone}/clusters/first`,
    );
    assert.deepEqual(cloud.host.calls.slice(0, 2), [
      `start ${zonal.path}/clusters/first`,
      `setNodePool ${zonal.path}/clusters/first default-pool`,
    ]);
  });

  it("say what Google decides for them", async () => {
    await regional.create("usual");
    const cluster = await regional.get("clusters/usual");
    assert.deepEqual(cluster.locations, ["europe-west1-b", "europe-west1-c", "europe-west1-d"]);
    assert.equal(cluster.currentNodeCount, 3);
    assert.deepEqual(
      {
        releaseChannel: cluster.releaseChannel,
        shieldedNodes: cluster.shieldedNodes,
        databaseEncryption: cluster.databaseEncryption,
        maintenancePolicy: cluster.maintenancePolicy,
        network: cluster.network,
        networkConfig: cluster.networkConfig,
        autopilot: cluster.autopilot,
        resourceLabels: cluster.resourceLabels,
      },
      {
        releaseChannel: { channel: "REGULAR" },
        shieldedNodes: { enabled: true },
        databaseEncryption: { state: "DECRYPTED", currentState: "CURRENT_STATE_DECRYPTED" },
        maintenancePolicy: { resourceVersion: "e3b0c442" },
        network: "default",
        networkConfig: {
          defaultSnatStatus: {},
          serviceExternalIpsConfig: {},
          network: `projects/${project}/global/networks/default`,
          subnetwork: `projects/${project}/regions/europe-west1/subnetworks/default`,
        },
        autopilot: {},
        resourceLabels: undefined,
      },
    );
    const { config } = cluster.nodePools[0];
    assert.deepEqual(config, cluster.nodeConfig);
    assert.deepEqual(
      { ...config, oauthScopes: config.oauthScopes.length },
      {
        bootDisk: { diskType: "pd-balanced", sizeGb: "100" },
        diskSizeGb: 100,
        diskType: "pd-balanced",
        effectiveCgroupMode: "EFFECTIVE_CGROUP_MODE_V2",
        imageType: "COS_CONTAINERD",
        kubeletConfig: { insecureKubeletReadonlyPortEnabled: false, maxParallelImagePulls: 2 },
        machineType: "e2-medium",
        metadata: { "disable-legacy-endpoints": "true" },
        oauthScopes: 6,
        resourceLabels: { "goog-gke-node-pool-provisioning-model": "on-demand" },
        serviceAccount: "default",
        shieldedInstanceConfig: { enableIntegrityMonitoring: true },
        windowsNodeConfig: {},
      },
    );
  });

  it("take over what is asked for, and leave out what is off", async () => {
    await zonal.create("asked", {
      addonsConfig: { httpLoadBalancing: { disabled: false }, gcsFuseCsiDriverConfig: { enabled: true } },
      networkConfig: { datapathProvider: "ADVANCED_DATAPATH" },
      networkPolicy: {},
      releaseChannel: { channel: "RAPID" },
      resourceLabels: { team: "search" },
      secretManagerConfig: { enabled: true },
      shieldedNodes: { enabled: false },
      workloadIdentityConfig: { workloadPool: `${project}.svc.id.goog` },
      maintenancePolicy: { window: { dailyMaintenanceWindow: { startTime: "03:00" } } },
    });
    const cluster = await zonal.get("clusters/asked");
    assert.deepEqual(cluster.addonsConfig.httpLoadBalancing, {});
    assert.deepEqual(cluster.addonsConfig.gcsFuseCsiDriverConfig, { enabled: true });
    assert.deepEqual(cluster.addonsConfig.networkPolicyConfig, { disabled: true });
    assert.equal(cluster.networkConfig.datapathProvider, "ADVANCED_DATAPATH");
    assert.equal(cluster.networkPolicy, undefined);
    assert.deepEqual(cluster.releaseChannel, { channel: "RAPID" });
    assert.deepEqual(cluster.resourceLabels, { team: "search" });
    assert.deepEqual(cluster.secretManagerConfig, { enabled: true });
    assert.deepEqual(cluster.shieldedNodes, {});
    assert.deepEqual(cluster.maintenancePolicy.window, {
      dailyMaintenanceWindow: { startTime: "03:00", duration: "PT4H0M0S" },
    });
    assert.deepEqual(cluster.workloadIdentityConfig, {
      workloadPool: `${project}.svc.id.goog`,
      identityNamespace: `${project}.svc.id.goog`,
      identityProvider: `https://container.googleapis.com/v1/${zonal.path}/clusters/asked`,
    });
    assert.deepEqual(cluster.nodeConfig.workloadMetadataConfig, {
      mode: "GKE_METADATA",
      nodeMetadata: "GKE_METADATA_SERVER",
    });
  });

  it("hide from v1 what only the beta has", async () => {
    const v1 = new ContainerProject(cloud, project, zone, "v1");
    const cluster = await v1.get("clusters/asked");
    assert.deepEqual(cluster.workloadIdentityConfig, { workloadPool: `${project}.svc.id.goog` });
    assert.deepEqual(cluster.nodePools[0].config.workloadMetadataConfig, { mode: "GKE_METADATA" });
    for (const member of ["clusterTelemetry", "master", "privateCluster", "protectConfig"]) {
      assert.ok(!(member in cluster), member);
    }
    assert.equal(
      cluster.selfLink,
      `https://container.googleapis.com/v1/projects/${project}/zones/${zone}/clusters/asked`,
    );
  });

  it("can be reached by their DNS name only", async () => {
    await zonal.create("private", {
      controlPlaneEndpointsConfig: {
        dnsEndpointConfig: { allowExternalTraffic: true },
        ipEndpointsConfig: { enabled: false },
      },
      networkConfig: { defaultEnablePrivateNodes: true },
    });
    const cluster = await zonal.get("clusters/private");
    const { endpoint } = cluster.controlPlaneEndpointsConfig.dnsEndpointConfig;
    assert.match(endpoint, /^127\.0\.0\.1:\d+$/);
    assert.equal(cluster.endpoint, endpoint);
    assert.deepEqual(cluster.controlPlaneEndpointsConfig.ipEndpointsConfig, { enabled: false });
    assert.equal(cluster.masterAuthorizedNetworksConfig, undefined);
    assert.equal(cluster.privateClusterConfig.enablePrivateNodes, true);
    assert.equal(cluster.nodePools[0].networkConfig.enablePrivateNodes, true);

    const ipEndpointsConfig = { enabled: true, enablePublicEndpoint: false };
    const update = { desiredControlPlaneEndpointsConfig: { ipEndpointsConfig } };
    assert.equal(await zonal.change("PUT", "clusters/private", { update }), "UPDATE_CLUSTER");
    const open = await zonal.get("clusters/private");
    assert.equal(open.endpoint, open.privateClusterConfig.privateEndpoint);
    assert.equal(open.privateClusterConfig.enablePrivateEndpoint, true);
    assert.equal(open.controlPlaneEndpointsConfig.dnsEndpointConfig.allowExternalTraffic, true);
  });

  it("understand the older words for private clusters and networks that may reach them", async () => {
    await zonal.create("older", {
      privateClusterConfig: { enablePrivateNodes: true, masterIpv4CidrBlock: "172.16.0.0/28" },
      masterAuthorizedNetworksConfig: {
        enabled: true,
        cidrBlocks: [{ cidrBlock: "10.0.0.0/8", displayName: "office" }],
      },
    });
    const cluster = await zonal.get("clusters/older");
    assert.equal(cluster.networkConfig.defaultEnablePrivateNodes, true);
    assert.deepEqual(cluster.controlPlaneEndpointsConfig.ipEndpointsConfig.authorizedNetworksConfig, {
      enabled: true,
      cidrBlocks: [{ cidrBlock: "10.0.0.0/8", displayName: "office" }],
    });
    assert.equal(cluster.privateClusterConfig.masterIpv4CidrBlock, "172.16.0.0/28");
    assert.equal(cluster.endpoint, cluster.privateClusterConfig.publicEndpoint);
  });

  it("are changed a part at a time", async () => {
    const update = async (change: object) => {
      await zonal.change("PUT", "clusters/asked", { update: change });
      return zonal.get("clusters/asked");
    };
    assert.deepEqual((await update({ desiredReleaseChannel: { channel: "STABLE" } })).releaseChannel, {
      channel: "STABLE",
    });
    const { addonsConfig } = await update({ desiredAddonsConfig: { httpLoadBalancing: { disabled: true } } });
    assert.deepEqual(addonsConfig.httpLoadBalancing, { disabled: true });
    assert.deepEqual(addonsConfig.gcsFuseCsiDriverConfig, { enabled: true });
    const none = await update({ desiredLoggingService: "none", desiredMonitoringService: "none" });
    assert.deepEqual([none.loggingConfig, none.clusterTelemetry], [{ componentConfig: {} }, { type: "DISABLED" }]);
    assert.equal(
      (await update({ desiredIntraNodeVisibilityConfig: { enabled: true } })).networkConfig.enableIntraNodeVisibility,
      true,
    );
    assert.equal(await zonal.change("POST", "clusters/asked:setLegacyAbac", { enabled: true }), "UPDATE_CLUSTER");
    assert.deepEqual((await zonal.get("clusters/asked")).legacyAbac, { enabled: true });
    await zonal.change("POST", "clusters/asked:setNetworkPolicy", {
      networkPolicy: { enabled: true, provider: "CALICO" },
    });
    const filtered = await zonal.get("clusters/asked");
    assert.deepEqual(filtered.networkPolicy, { enabled: true, provider: "CALICO" });
    assert.deepEqual(filtered.addonsConfig.networkPolicyConfig, {});

    const empty = await zonal.refusal("PUT", "clusters/asked", { update: {} });
    assert.deepEqual(empty, [400, "INVALID_ARGUMENT", "Must specify a field to update."]);
    const unknown = await zonal.refusal("PUT", "clusters/asked", { update: { desiredColour: "red" } });
    assert.match(unknown[2], /Unknown name "desiredColour" at 'update': Cannot find field\./);
  });

  it("take labels and maintenance windows from those who know the last ones", async () => {
    const { labelFingerprint } = await zonal.get("clusters/asked");
    const labels = { resourceLabels: { team: "code" }, labelFingerprint };
    await zonal.change("POST", "clusters/asked:setResourceLabels", labels);
    assert.deepEqual((await zonal.get("clusters/asked")).resourceLabels, { team: "code" });
    const [status, reason] = await zonal.refusal("POST", "clusters/asked:setResourceLabels", labels);
    assert.deepEqual([status, reason], [400, "FAILED_PRECONDITION"]);

    const maintenancePolicy = { resourceVersion: "e3b0c442", window: {} };
    const stale = await zonal.refusal("POST", "clusters/asked:setMaintenancePolicy", { maintenancePolicy });
    assert.deepEqual(stale.slice(0, 2), [400, "FAILED_PRECONDITION"]);
    const { resourceVersion } = (await zonal.get("clusters/asked")).maintenancePolicy;
    await zonal.change("POST", "clusters/asked:setMaintenancePolicy", { maintenancePolicy: { resourceVersion } });
    assert.deepEqual((await zonal.get("clusters/asked")).maintenancePolicy, { resourceVersion: "e3b0c442" });
  });

  it("are upgraded, and never taken back", async () => {
    await zonal.create("versions", { initialClusterVersion: "1.34" });
    const before = await zonal.get("clusters/versions");
    assert.match(before.currentMasterVersion, /^1\.34\.\d+-gke\.\d+$/);
    assert.deepEqual(before.releaseChannel, { channel: "STABLE" });
    const update = { desiredMasterVersion: "1.35" };
    assert.equal(await zonal.change("PUT", "clusters/versions", { update }), "UPGRADE_MASTER");
    const after = await zonal.get("clusters/versions");
    assert.match(after.currentMasterVersion, /^1\.35\./);
    assert.match(after.nodePools[0].version, /^1\.34\./);
    assert.equal(
      await zonal.change("PUT", "clusters/versions", { update: { desiredNodeVersion: "-" } }),
      "UPGRADE_NODES",
    );
    assert.match((await zonal.get("clusters/versions")).nodePools[0].version, /^1\.35\./);
    const [status] = await zonal.refusal("PUT", "clusters/versions", { update: { desiredMasterVersion: "1.34" } });
    assert.equal(status, 400);
    const { body } = await zonal.send("GET", "serverConfig");
    assert.equal(body.defaultClusterVersion, body.validMasterVersions[0]);
  });

  it("are in the state ERROR when their control plane can't be started, and can then only go", async () => {
    cloud.host.failure = new Error("no etcd");
    const operation = await zonal.finish("POST", "clusters", { cluster: { name: "broken", initialNodeCount: 1 } });
    assert.deepEqual([operation.status, operation.statusMessage], ["DONE", "no etcd"]);
    assert.deepEqual(operation.error, { code: 13, message: "no etcd" });
    const cluster = await zonal.get("clusters/broken");
    assert.deepEqual([cluster.status, cluster.statusMessage], ["ERROR", "no etcd"]);
    assert.deepEqual(cluster.conditions, [{ canonicalCode: "INTERNAL", message: "no etcd" }]);
    cloud.host.failure = undefined;
    assert.equal(await zonal.change("DELETE", "clusters/broken"), "DELETE_CLUSTER");
    assert.equal((await zonal.send("GET", "clusters/broken")).status, 404);
  });

  it("are deleted with their control plane", async () => {
    await zonal.change("DELETE", "clusters/versions");
    assert.ok(cloud.host.calls.includes(`remove ${zonal.path}/clusters/versions`));
    assert.ok(!cloud.host.clusters.has(`${zonal.path}/clusters/versions`));
    assert.deepEqual(await zonal.refusal("GET", "clusters/versions"), [
      404,
      "NOT_FOUND",
      `Not found: projects/${project}/zones/${zone}/clusters/versions.`,
    ]);
    const { body } = await cloud.send("container", "GET", `/v1/projects/${project}/locations/-/clusters`);
    const names = body.clusters.map(({ name }: { name: string }) => name).toSorted();
    assert.deepEqual(names, ["asked", "first", "older", "private", "usual"]);
  });

  it("refuses what Google refuses", async () => {
    const create = (cluster: object, at = zonal) => at.refusal("POST", "clusters", { cluster });
    const one = { initialNodeCount: 1 };
    assert.deepEqual(await create({ name: "first", ...one }), [
      409,
      "ALREADY_EXISTS",
      `Already exists: projects/${project}/zones/${zone}/clusters/first.`,
    ]);
    assert.deepEqual(await create({ name: "none" }), [
      400,
      "INVALID_ARGUMENT",
      "Cluster.initial_node_count must be greater than zero.",
    ]);
    const messages = async (cluster: object) => (await create({ name: "refused", ...one, ...cluster }))[2];
    assert.equal(await messages({ network: "nowhere" }), `Project "${project}" has no network named "nowhere".`);
    assert.equal(await messages({ initialClusterVersion: "1.2" }), 'No valid versions with the prefix "1.2" found.');
    assert.equal(
      await messages({ initialClusterVersion: "1.9.1-gke.1" }),
      'Master version "1.9.1-gke.1" is unsupported.',
    );
    assert.equal(
      await messages({ nodeConfig: { machineType: "e9-huge" } }),
      `Machine type with name "e9-huge" does not exist in zone "${zone}".`,
    );
    const account = `nobody@${project}.iam.gserviceaccount.com`;
    assert.equal(
      await messages({ nodeConfig: { serviceAccount: account } }),
      `Service account "${account}" does not exist.`,
    );
    assert.equal(
      await messages({ workloadIdentityConfig: { workloadPool: "other.svc.id.goog" } }),
      `Currently, the only supported identity namespace in project "${project}" is "${project}.svc.id.goog".`,
    );
    assert.match(await messages({ colour: "red" }), /Unknown name "colour" at 'cluster'/);
    assert.match(await messages({ name: "Capital" }), /Must be a match of regex/);
    const nowhere = new ContainerProject(cloud, project, "moon-east1");
    assert.deepEqual(await create({ name: "c", ...one }, nowhere), [
      403,
      "PERMISSION_DENIED",
      "Permission denied on 'locations/moon-east1' (or it may not exist).",
    ]);
  });

  it("encrypts secrets with a key that its service account may use, and with no other", async () => {
    await cloud.project("cluster-keys-1", ["cloudkms"]);
    const ring = "projects/cluster-keys-1/locations/europe-west1/keyRings/ring";
    const keyName = `${ring}/cryptoKeys/clusters`;
    await cloud.send(
      "cloudkms",
      "POST",
      `/v1/projects/cluster-keys-1/locations/europe-west1/keyRings?keyRingId=ring`,
      {},
    );
    await cloud.send("cloudkms", "POST", `/v1/${ring}/cryptoKeys?cryptoKeyId=clusters`, { purpose: "ENCRYPT_DECRYPT" });
    const update = { desiredDatabaseEncryption: { state: "ENCRYPTED", keyName } };
    const [status, , message] = await zonal.refusal("PUT", "clusters/first", { update });
    assert.equal(status, 400);
    assert.match(message, /roles\/cloudkms\.cryptoKeyEncrypterDecrypter/);
    const members = [`serviceAccount:service-${number}@container-engine-robot.iam.gserviceaccount.com`];
    const policy = { bindings: [{ role: "roles/cloudkms.cryptoKeyEncrypterDecrypter", members }] };
    await cloud.send("cloudkms", "POST", `/v1/${keyName}:setIamPolicy`, { policy });
    await zonal.change("PUT", "clusters/first", { update });
    assert.deepEqual((await zonal.get("clusters/first")).databaseEncryption, {
      state: "ALL_OBJECTS_ENCRYPTION_ENABLED",
      currentState: "CURRENT_STATE_ALL_OBJECTS_ENCRYPTION_ENABLED",
      keyName,
    });
  });

  it("need their API to be enabled, which enables Compute Engine too", async () => {
    await cloud.project("no-clusters-1");
    const off = new ContainerProject(cloud, "no-clusters-1", zone);
    assert.match((await off.refusal("GET", "clusters"))[2], /^Kubernetes Engine API has not been used in project/);
    const { body } = await cloud.send("serviceusage", "GET", `/v1/projects/${project}/services?filter=state:ENABLED`);
    const names = body.services.map(({ config }: { config: { name: string } }) => config.name);
    assert.deepEqual(names, ["compute.googleapis.com", "container.googleapis.com"]);
  });
});
