import { Cluster as GoogleCluster } from "@pulumi/gcp/container/cluster.js";
import { NodePool } from "@pulumi/gcp/container/nodePool.js";
import { IAMMember } from "@pulumi/gcp/projects/iammember.js";
import { Account } from "@pulumi/gcp/serviceaccount/account.js";
import { all, type ComponentResourceOptions, type Input, interpolate, type Output } from "@pulumi/pulumi";
import type { ClusterPlan, NodePoolPlan } from "../plan/cluster.ts";
import { Component } from "./component.ts";
import { accountOnceReady } from "./readiness.ts";

export interface ClusterArgs {
  plan: ClusterPlan;
  /** The project, once each API is ready. */
  project: { container: Input<string>; iam: Input<string> };
  /** The self link of the network, and of the subnetwork that its nodes are in. */
  network: Input<string>;
  subnetwork: Input<string>;
  labels: Record<string, string>;
  /** Whether it and its data are kept when the stack is destroyed by accident. */
  protectData: boolean;
}

/** What a node may do as itself: write its logs and metrics. */
const nodeRole = "roles/container.defaultNodeServiceAccount";
const scopes = ["https://www.googleapis.com/auth/cloud-platform"];
const shielded = { enableSecureBoot: true, enableIntegrityMonitoring: true };

/**
 * A GKE cluster and its nodes. Neither has an address of the outside world: the control plane is reached by a name, behind
 * which Google asks IAM who may.
 */
export class Cluster extends Component {
  /** The name by which the control plane is reached, known once there are nodes. */
  readonly endpoint: Output<string>;

  constructor(name: string, args: ClusterArgs, options?: ComponentResourceOptions) {
    const { location, nodePool } = args.plan;
    super("Cluster", name, { location, machineType: nodePool.machineType }, options);
    const account = this.#createIdentity(args);
    const cluster = this.#createCluster(name, args, account);
    const nodes = this.#createNodes(args, cluster, account);
    this.endpoint = all([cluster.controlPlaneEndpointsConfig, nodes.id]).apply(
      ([{ dnsEndpointConfig }]) => dnsEndpointConfig.endpoint,
    );
    this.registerOutputs({ endpoint: this.endpoint });
  }

  #createIdentity({ plan, project }: ClusterArgs): Output<string> {
    const account = new Account(
      this.childName("account"),
      { project: project.iam, accountId: plan.serviceAccount, displayName: "Runs the nodes of Sourcegraph's cluster" },
      { parent: this },
    );
    const email = accountOnceReady(account.email, project.iam, this);
    const allowed = new IAMMember(
      this.childName("account-nodes"),
      { project: project.iam, role: nodeRole, member: interpolate`serviceAccount:${email}` },
      { parent: this },
    );
    // Nodes that may not write logs when they start are reported as broken.
    return all([email, allowed.id]).apply(([address]) => address);
  }

  #createCluster(name: string, args: ClusterArgs, serviceAccount: Output<string>): GoogleCluster {
    const { plan, project, network, subnetwork, labels, protectData } = args;
    return new GoogleCluster(
      name,
      {
        project: project.container,
        name: plan.name,
        location: plan.location,
        resourceLabels: labels,
        deletionProtection: protectData,
        // Nodes are in a pool of their own, which can be changed without a new cluster.
        removeDefaultNodePool: true,
        initialNodeCount: 1,
        nodeConfig: { serviceAccount, oauthScopes: scopes, shieldedInstanceConfig: shielded },
        releaseChannel: { channel: plan.channel },
        maintenancePolicy: {
          recurringWindow: {
            startTime: plan.maintenance.start,
            endTime: plan.maintenance.end,
            recurrence: plan.maintenance.recurrence,
          },
        },
        ...networkOf(plan, network, subnetwork),
        ...accessOf(project.container),
        addonsConfig: {
          gcePersistentDiskCsiDriverConfig: { enabled: true },
          horizontalPodAutoscaling: { disabled: false },
          httpLoadBalancing: { disabled: false },
        },
        loggingConfig: { enableComponents: ["SYSTEM_COMPONENTS", "WORKLOADS"] },
        // Sourcegraph brings a Prometheus of its own.
        monitoringConfig: { enableComponents: ["SYSTEM_COMPONENTS"], managedPrometheus: { enabled: false } },
        costManagementConfig: { enabled: true },
        // Google no longer scans for vulnerabilities here: Artifact Registry does.
        securityPostureConfig: { mode: "BASIC", vulnerabilityMode: "VULNERABILITY_DISABLED" },
      },
      // These are of the pool that is removed at once.
      { parent: this, protect: protectData, ignoreChanges: ["initialNodeCount", "nodeConfig"] },
    );
  }

  #createNodes({ plan, project, labels }: ClusterArgs, cluster: GoogleCluster, account: Output<string>): NodePool {
    const { nodePool } = plan;
    return new NodePool(
      this.childName("nodes"),
      {
        project: project.container,
        name: nodePool.name,
        location: plan.location,
        cluster: cluster.name,
        ...sizeOf(nodePool),
        management: { autoRepair: true, autoUpgrade: true },
        upgradeSettings: { strategy: "SURGE", maxSurge: 1, maxUnavailable: 0 },
        nodeConfig: {
          machineType: nodePool.machineType,
          imageType: "COS_CONTAINERD",
          diskType: "pd-balanced",
          diskSizeGb: nodePool.diskGigabytes,
          serviceAccount: account,
          oauthScopes: scopes,
          shieldedInstanceConfig: shielded,
          workloadMetadataConfig: { mode: "GKE_METADATA" },
          metadata: { "disable-legacy-endpoints": "true" },
          resourceLabels: labels,
        },
      },
      // Another first size would make another pool; the autoscaler keeps to its limits by itself.
      { parent: this, ignoreChanges: ["initialNodeCount"] },
    );
  }
}

/** As many nodes as pods need within bounds, or none at all and nothing that would add any. */
const sizeOf = ({ empty, nodesPerZone, maximumNodesPerZone }: NodePoolPlan) =>
  empty
    ? { nodeCount: 0 }
    : {
        initialNodeCount: nodesPerZone,
        autoscaling: {
          minNodeCount: nodesPerZone,
          maxNodeCount: maximumNodesPerZone,
          locationPolicy: "BALANCED",
        },
      };

/** Pods have addresses of the subnetwork's ranges, and Dataplane V2 between them, which enforces network policies. */
const networkOf = ({ ranges }: ClusterPlan, network: Input<string>, subnetwork: Input<string>) => ({
  network,
  subnetwork,
  networkingMode: "VPC_NATIVE",
  ipAllocationPolicy: {
    clusterSecondaryRangeName: ranges.pods,
    servicesSecondaryRangeName: ranges.services,
    stackType: "IPV4",
  },
  datapathProvider: "ADVANCED_DATAPATH",
  privateClusterConfig: { enablePrivateNodes: true },
});

/** IAM alone decides who comes in: no addresses, no certificates or passwords of the cluster's own. */
const accessOf = (project: Input<string>) => ({
  controlPlaneEndpointsConfig: {
    dnsEndpointConfig: { allowExternalTraffic: true },
    ipEndpointsConfig: { enabled: false },
  },
  masterAuth: { clientCertificateConfig: { issueClientCertificate: false } },
  enableLegacyAbac: false,
  enableShieldedNodes: true,
  workloadIdentityConfig: { workloadPool: interpolate`${project}.svc.id.goog` },
});
