import assert from "node:assert/strict";
import { PartialFailure } from "../../../../local/providers/gcp/core/resource.ts";
import * as provider from "../../../../local/providers/gcp/provider.ts";
import type { Properties } from "../../../../local/providers/grpc/values.ts";
import { TestCloud } from "../../../support/cloud.ts";
import { ContainerProject } from "../../../support/container.ts";
import { checked, contextOf, handling, live, urnOf } from "../../../support/resources.ts";

const project = "engines-1";
const region = "europe-west1";
const zone = "europe-west1-b";
const token = "gcp:container/cluster:Cluster";

describe("local gcp provider: container", () => {
  let cloud: TestCloud;
  let engine: ContainerProject;
  let number: string;
  before(async () => {
    cloud = await TestCloud.start();
    number = await cloud.project(project, ["container", "cloudkms", "iam"]);
    engine = new ContainerProject(cloud, project, zone);
    await make("gcp:compute/network:Network", { project, name: "net", autoCreateSubnetworks: false });
    await make("gcp:compute/subnetwork:Subnetwork", {
      project,
      region,
      name: "sub",
      network: "net",
      ipCidrRange: "10.9.0.0/24",
      secondaryIpRanges: [
        { rangeName: "pods", ipCidrRange: "10.20.0.0/16" },
        { rangeName: "services", ipCidrRange: "10.21.0.0/20" },
      ],
    });
    await make("gcp:serviceaccount/account:Account", { project, accountId: "cluster-nodes" });
  });
  after(() => cloud.stop());
  afterEach(() => {
    cloud.host.failure = undefined;
  });

  const { make, remove, changes } = handling(() => cloud);

  const small = (name: string, more: Properties = {}): Properties => ({
    project,
    location: zone,
    name,
    initialNodeCount: 1,
    deletionProtection: false,
    ...more,
  });

  it("gcp:container/cluster:Cluster", async () => {
    const state = await live(cloud, {
      token,
      inputs: small("least"),
      change: small("least", { resourceLabels: { team: "search" }, releaseChannel: { channel: "RAPID" } }),
      id: `projects/${project}/locations/${zone}/clusters/least`,
      importId: `${project}/${zone}/least`,
    });
    assert.equal(state.networkingMode, "VPC_NATIVE");
    assert.deepEqual(state.effectiveLabels, { "goog-pulumi-provisioned": "true" });
    const { dnsEndpointConfig } = state.controlPlaneEndpointsConfig as { dnsEndpointConfig: Properties };
    assert.match(String(dnsEndpointConfig.endpoint), /^127\.0\.0\.1:\d+$/);
    const { clusterCaCertificate } = state.masterAuth as Properties;
    assert.match(Buffer.from(String(clusterCaCertificate), "base64").toString(), /^-----BEGIN CERTIFICATE-----/);
  });

  it("gcp:container/cluster:Cluster with all that a private cluster needs", async () => {
    const whole: Properties = {
      project,
      location: region,
      name: "whole",
      description: "all of it",
      initialNodeCount: 1,
      removeDefaultNodePool: true,
      deletionProtection: false,
      network: "net",
      subnetwork: "sub",
      nodeLocations: [zone, "europe-west1-c"],
      ipAllocationPolicy: { clusterSecondaryRangeName: "pods", servicesSecondaryRangeName: "services" },
      controlPlaneEndpointsConfig: {
        dnsEndpointConfig: { allowExternalTraffic: true },
        ipEndpointsConfig: { enabled: false },
      },
      privateClusterConfig: { enablePrivateNodes: true },
      datapathProvider: "ADVANCED_DATAPATH",
      defaultMaxPodsPerNode: 64,
      releaseChannel: { channel: "REGULAR" },
      minMasterVersion: "1.35",
      workloadIdentityConfig: { workloadPool: `${project}.svc.id.goog` },
      masterAuth: { clientCertificateConfig: { issueClientCertificate: false } },
      addonsConfig: {
        httpLoadBalancing: { disabled: false },
        gcePersistentDiskCsiDriverConfig: { enabled: true },
        dnsCacheConfig: { enabled: true },
      },
      secretManagerConfig: { enabled: true },
      costManagementConfig: { enabled: true },
      securityPostureConfig: { mode: "BASIC", vulnerabilityMode: "VULNERABILITY_BASIC" },
      loggingConfig: { enableComponents: ["SYSTEM_COMPONENTS", "WORKLOADS"] },
      monitoringConfig: { enableComponents: ["SYSTEM_COMPONENTS"], managedPrometheus: { enabled: true } },
      verticalPodAutoscaling: { enabled: true },
      gatewayApiConfig: { channel: "CHANNEL_STANDARD" },
      maintenancePolicy: {
        recurringWindow: {
          startTime: "2026-01-03T02:00:00Z",
          endTime: "2026-01-03T06:00:00Z",
          recurrence: "FREQ=WEEKLY;BYDAY=SA,SU",
        },
      },
      resourceLabels: { team: "search" },
    };
    const state = await live(cloud, {
      token,
      inputs: whole,
      change: {
        ...whole,
        nodeLocations: [zone],
        minMasterVersion: "1.36",
        releaseChannel: { channel: "STABLE" },
        addonsConfig: { httpLoadBalancing: { disabled: true } },
        secretManagerConfig: { enabled: false },
        costManagementConfig: { enabled: false },
        loggingConfig: { enableComponents: ["SYSTEM_COMPONENTS"] },
        monitoringConfig: { enableComponents: ["SYSTEM_COMPONENTS", "STORAGE"] },
        verticalPodAutoscaling: { enabled: false },
        maintenancePolicy: {
          dailyMaintenanceWindow: { startTime: "03:00" },
          maintenanceExclusions: [
            { exclusionName: "freeze", startTime: "2026-12-20T00:00:00Z", endTime: "2027-01-02T00:00:00Z" },
          ],
        },
        defaultSnatStatus: { disabled: true },
        enableIntranodeVisibility: true,
        resourceLabels: { team: "code", tier: "production" },
        deletionProtection: true,
      },
      deletable: false,
    });
    assert.equal(state.nodeConfig, undefined);
    assert.equal(
      state.endpoint,
      (state.controlPlaneEndpointsConfig as { dnsEndpointConfig: Properties }).dnsEndpointConfig.endpoint,
    );
    assert.equal(state.clusterIpv4Cidr, "10.20.0.0/16");
    assert.match(String(state.masterVersion), /^1\.35\./);
    const kept = cloud.host.clusters.get(`projects/${project}/locations/${region}/clusters/whole`)!;
    assert.equal(kept.size, 0);
  });

  it("doesn't delete a cluster that is protected, which it is by default", async () => {
    const id = `projects/${project}/locations/${region}/clusters/whole`;
    const found = await provider.read(contextOf(cloud), urnOf(token), id, {}, {});
    assert.equal(found!.state.deletionProtection, true);
    await assert.rejects(remove(token, { id, state: found!.state }), /set deletionProtection to false/);
    await remove(token, { id, state: { ...found!.state, deletionProtection: false } });
    assert.equal(checked(token, { project, location: zone, name: "c" }).deletionProtection, true);
  });

  it("changes the nodes of the default pool where they are", async () => {
    const nodeConfig = {
      machineType: "e2-standard-4",
      serviceAccount: `cluster-nodes@${project}.iam.gserviceaccount.com`,
      oauthScopes: ["https://www.googleapis.com/auth/cloud-platform"],
      shieldedInstanceConfig: { enableSecureBoot: true },
      workloadMetadataConfig: { mode: "GCE_METADATA" },
      labels: { a: "b" },
    };
    await live(cloud, {
      token,
      inputs: small("nodes", { nodeConfig }),
      change: small("nodes", {
        nodeConfig: { ...nodeConfig, machineType: "e2-standard-8", labels: { a: "c" }, tags: ["web"] },
      }),
    });
  });

  it("says which changes of a cluster need a new one", async () => {
    const made = await make(
      token,
      small("replaced", { nodeConfig: { machineType: "e2-small", metadata: { a: "b" } } }),
    );
    const { state } = made;
    const nodeConfig = (more: Properties) => ({
      nodeConfig: { machineType: "e2-small", metadata: { a: "b" }, ...more },
    });
    const change = (more: Properties) => changes(token, state, small("replaced", { ...nodeConfig({}), ...more }));
    assert.deepEqual(change({}), { "nodeConfig.metadata.disable-legacy-endpoints": true });
    const only = (more: Properties) => {
      const { "nodeConfig.metadata.disable-legacy-endpoints": _, ...rest } = change(more);
      return rest;
    };
    assert.deepEqual(only({ location: "europe-west1-c" }), { location: true });
    assert.deepEqual(only({ initialNodeCount: 2 }), { initialNodeCount: true });
    assert.deepEqual(only({ network: "net" }), { network: true });
    assert.deepEqual(only({ ipAllocationPolicy: { clusterIpv4CidrBlock: "/20" } }), {
      "ipAllocationPolicy.clusterIpv4CidrBlock": true,
    });
    assert.deepEqual(only({ enableShieldedNodes: false }), { enableShieldedNodes: false });
    assert.deepEqual(only(nodeConfig({ machineType: "e2-medium" })), { "nodeConfig.machineType": false });
    assert.deepEqual(only(nodeConfig({ serviceAccount: "other" })), { "nodeConfig.serviceAccount": true });
    assert.deepEqual(only({ network: `projects/${project}/global/networks/default` }), {});
    await remove(token, made);
  });

  it("leaves alone what is to be ignored", async () => {
    const made = await make(token, small("ignoring", { resourceLabels: { team: "a", "sg-tier": "b" } }));
    const wanted = checked(
      token,
      small("ignoring", {
        resourceLabels: { team: "c", "sg-tier": "d" },
        maintenancePolicy: {
          dailyMaintenanceWindow: { startTime: "03:00" },
          maintenanceExclusions: [
            { exclusionName: "freeze", startTime: "2026-12-20T00:00:00Z", endTime: "2027-01-02T00:00:00Z" },
          ],
        },
      }),
    );
    const paths = (ignored: string[]) =>
      provider
        .diffResource(urnOf(token), made.state, wanted, ignored)
        .map(({ path }) => path)
        .filter((path) => path.startsWith("resource"));
    assert.deepEqual(paths(["resource", "labels"]), ["resourceLabels.team", "resourceLabels.sg-tier"]);
    assert.deepEqual(paths(["resourceLabels.team"]), ["resourceLabels.sg-tier"]);
    assert.deepEqual(paths(['resourceLabels["sg-tier"]']), ["resourceLabels.team"]);
    const ignored = ["resourceLabels"];
    const state = await provider.update(contextOf(cloud), urnOf(token), made.id, made.state, wanted, false, ignored);
    assert.deepEqual(state.resourceLabels, { team: "a", "sg-tier": "b" });
    assert.ok(state.maintenancePolicy);
    await remove(token, { id: made.id, state });
  });

  it("sees what others changed, and what they deleted", async () => {
    const inputs = small("drifted", { verticalPodAutoscaling: { enabled: true } });
    const made = await make(token, inputs);
    await engine.change("PUT", "clusters/drifted", { update: { desiredVerticalPodAutoscaling: {} } });
    const found = await provider.read(contextOf(cloud), urnOf(token), made.id, made.state, inputs);
    assert.deepEqual(changes(token, found!.state, inputs), { "verticalPodAutoscaling.enabled": false });
    await engine.change("DELETE", "clusters/drifted");
    assert.equal(await provider.read(contextOf(cloud), urnOf(token), made.id, made.state, inputs), undefined);
    await remove(token, made);
  });

  it("never takes over a cluster that is there", async () => {
    const made = await make(token, small("mine"));
    await assert.rejects(make(token, small("mine")), (error: Error) => {
      assert.match(error.message, /409 ALREADY_EXISTS Already exists: projects\/engines-1\/zones/);
      return !(error instanceof PartialFailure);
    });
    await remove(token, made);
  });

  it("keeps what there is of a cluster whose control plane didn't start", async () => {
    cloud.host.failure = new Error("no etcd");
    await assert.rejects(make(token, small("broken")), (error) => {
      assert.ok(error instanceof PartialFailure);
      assert.match(error.message, /no etcd/);
      assert.equal(error.id, `projects/${project}/locations/${zone}/clusters/broken`);
      assert.equal(error.state.name, "broken");
      return true;
    });
    cloud.host.failure = undefined;
    const id = `projects/${project}/locations/${zone}/clusters/broken`;
    const found = await provider.read(contextOf(cloud), urnOf(token), id, {}, {});
    await remove(token, { id, state: { ...found!.state, deletionProtection: false } });
  });

  it("knows when encryption with a key of one's own is asked for in other words than it is shown in", async () => {
    const ring = await make("gcp:kms/keyRing:KeyRing", { project, location: region, name: "ring" });
    const key = await make("gcp:kms/cryptoKey:CryptoKey", { keyRing: ring.id, name: "clusters" });
    const databaseEncryption = { state: "ENCRYPTED", keyName: key.id };
    await assert.rejects(make(token, small("locked", { databaseEncryption })), /cryptoKeyEncrypterDecrypter/);
    await make("gcp:kms/cryptoKeyIAMMember:CryptoKeyIAMMember", {
      cryptoKeyId: key.id,
      role: "roles/cloudkms.cryptoKeyEncrypterDecrypter",
      member: `serviceAccount:service-${number}@container-engine-robot.iam.gserviceaccount.com`,
    });
    const inputs = small("locked", { databaseEncryption });
    await live(cloud, { token, inputs, change: small("locked", { databaseEncryption: { state: "DECRYPTED" } }) });
  });

  it("names properties that it doesn't know, and those that can't go together", () => {
    const failures = (inputs: Properties) =>
      provider
        .checkInputs(urnOf(token), {}, small("c", inputs))
        .failures.map(({ property, reason }) => `${property} ${reason}`);
    assert.deepEqual(failures({ enableAutopilot: true }), [
      "enableAutopilot is not known to the local stand-in for the gcp provider",
    ]);
    assert.deepEqual(failures({ nodeConfig: { colour: "red" } }), [
      "nodeConfig.colour is not known to the local stand-in for the gcp provider",
    ]);
    const policy = { clusterSecondaryRangeName: "pods", clusterIpv4CidrBlock: "/20" };
    assert.match(failures({ ipAllocationPolicy: policy })[0]!, /can't be given together with/);
    assert.match(failures({ maintenancePolicy: {} })[0]!, /exactly one of maintenancePolicy\.dailyMaintenanceWindow/);
    assert.deepEqual(failures({ releaseChannel: {} }), ["releaseChannel.channel is required"]);
  });
});
