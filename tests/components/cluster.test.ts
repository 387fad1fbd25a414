import assert from "node:assert/strict";
import { Cluster } from "../../components/cluster.ts";
import { clusterPlan } from "../../plan/cluster.ts";
import { brief, registered } from "../support/mocks.ts";
import { goodSpecification } from "../support/specification.ts";

const { kinds } = goodSpecification().organization;
const pod = { workload: "a", replicas: 1, perNode: false, milliCpu: 3000, memoryBytes: 2 ** 33 };
const account = "sourcegraph-nodes@p.iam.gserviceaccount.com";
const scopes = ["https://www.googleapis.com/auth/cloud-platform"];
const shieldedInstanceConfig = { enableIntegrityMonitoring: true, enableSecureBoot: true };

describe("the component Cluster", () => {
  let endpoint: string | undefined;
  const make = (kind: "production" | "dynamic") =>
    registered(() => {
      const cluster = new Cluster("c", {
        plan: clusterPlan(kinds[kind]!, "us-central1", [pod]),
        project: { container: "p", iam: "p" },
        network: "networks/main",
        subnetwork: "subnetworks/main",
        labels: { owner: "search" },
        protectData: kind === "production",
      });
      cluster.endpoint.apply((value) => {
        endpoint = value;
      });
    });

  it("is a cluster, its nodes, and an identity for these that may write logs and metrics", async () => {
    const resources = await make("production");
    assert.deepEqual(resources.map(brief), [
      "Cluster c",
      "NodePool c-nodes",
      "IAMMember c-account-nodes",
      "Account c-account",
    ]);
    const { inputs } = resources.find(({ name }) => name === "c-account-nodes")!;
    assert.deepEqual(inputs, {
      project: "p",
      role: "roles/container.defaultNodeServiceAccount",
      member: `serviceAccount:${account}`,
    });
    assert.equal(endpoint, "gke-1.us-central1.gke.goog");
  });

  it("is reached by a name that IAM guards, and by no address, certificate or password", async () => {
    const { inputs } = (await make("production")).find(({ name }) => name === "c")!;
    assert.deepEqual(inputs, {
      project: "p",
      name: "sourcegraph",
      location: "us-central1",
      resourceLabels: { owner: "search" },
      deletionProtection: true,
      removeDefaultNodePool: true,
      initialNodeCount: 1,
      nodeConfig: { serviceAccount: account, oauthScopes: scopes, shieldedInstanceConfig },
      releaseChannel: { channel: "REGULAR" },
      maintenancePolicy: {
        recurringWindow: {
          startTime: "2026-01-03T02:00:00Z",
          endTime: "2026-01-03T08:00:00Z",
          recurrence: "FREQ=WEEKLY;BYDAY=SA,SU",
        },
      },
      network: "networks/main",
      subnetwork: "subnetworks/main",
      networkingMode: "VPC_NATIVE",
      ipAllocationPolicy: {
        clusterSecondaryRangeName: "pods",
        servicesSecondaryRangeName: "services",
        stackType: "IPV4",
      },
      datapathProvider: "ADVANCED_DATAPATH",
      privateClusterConfig: { enablePrivateNodes: true },
      controlPlaneEndpointsConfig: {
        dnsEndpointConfig: { allowExternalTraffic: true },
        ipEndpointsConfig: { enabled: false },
      },
      masterAuth: { clientCertificateConfig: { issueClientCertificate: false } },
      enableLegacyAbac: false,
      enableShieldedNodes: true,
      workloadIdentityConfig: { workloadPool: "p.svc.id.goog" },
      addonsConfig: {
        gcePersistentDiskCsiDriverConfig: { enabled: true },
        horizontalPodAutoscaling: { disabled: false },
        httpLoadBalancing: { disabled: false },
      },
      loggingConfig: { enableComponents: ["SYSTEM_COMPONENTS", "WORKLOADS"] },
      monitoringConfig: { enableComponents: ["SYSTEM_COMPONENTS"], managedPrometheus: { enabled: false } },
      costManagementConfig: { enabled: true },
      securityPostureConfig: { mode: "BASIC", vulnerabilityMode: "VULNERABILITY_DISABLED" },
    });
  });

  it("has nodes that mend and update themselves one by one, between what it needs and a little more", async () => {
    const { inputs } = (await make("production")).find(({ name }) => name === "c-nodes")!;
    assert.deepEqual(inputs, {
      project: "p",
      name: "main",
      location: "us-central1",
      cluster: "sourcegraph",
      initialNodeCount: 1,
      autoscaling: { minNodeCount: 1, maxNodeCount: 2, locationPolicy: "BALANCED" },
      management: { autoRepair: true, autoUpgrade: true },
      upgradeSettings: { strategy: "SURGE", maxSurge: 1, maxUnavailable: 0 },
      nodeConfig: {
        machineType: "e2-standard-4",
        imageType: "COS_CONTAINERD",
        diskType: "pd-balanced",
        diskSizeGb: 100,
        serviceAccount: account,
        oauthScopes: scopes,
        shieldedInstanceConfig,
        workloadMetadataConfig: { mode: "GKE_METADATA" },
        metadata: { "disable-legacy-endpoints": "true" },
        resourceLabels: { owner: "search" },
      },
    });
  });

  it("can be deleted where its environment can", async () => {
    const { inputs } = (await make("dynamic")).find(({ name }) => name === "c")!;
    assert.deepEqual([inputs.deletionProtection, inputs.location], [false, "us-central1-b"]);
  });
});
