import type { Call } from "../../core/call.ts";
import type { Document } from "../../core/store.ts";
import { autoscalingConfig, databaseEncryption, labels, maintenance, workloadIdentity } from "./cluster-parts.ts";
import { endpointsConfig } from "./endpoints.ts";
import { unknownMember } from "./errors.ts";
import { overlaid, shownAs } from "./json.ts";
import { channelOf } from "./releases.ts";

/** Members that clusters take over from requests as they are. */
const echoed = [
  ...["addonsConfig", "alphaClusterFeatureGates", "anonymousAuthenticationConfig", "authenticatorGroupsConfig"],
  ...["autopilot", "autoscaling", "binaryAuthorization", "compliancePostureConfig", "confidentialNodes"],
  ...["controlPlaneEgress", "costManagementConfig", "defaultMaxPodsConstraint", "description", "enableK8sBetaApis"],
  ...["enableKubernetesAlpha", "enterpriseConfig", "expireTime", "fleet", "gkeAutoUpgradeConfig", "loggingConfig"],
  ...["identityServiceConfig", "legacyAbac", "loggingService", "meshCertificates", "monitoringConfig", "networkConfig"],
  ...["managedMachineLearningDiagnosticsConfig", "managedOpentelemetryConfig", "monitoringService", "networkPolicy"],
  ...["nodeCreationConfig", "nodePoolAutoConfig", "nodePoolDefaults", "notificationConfig", "podAutoscaling"],
  ...["privateClusterConfig", "protectConfig", "rbacBindingConfig", "resourceUsageExportConfig", "rollbackSafeUpgrade"],
  ...["secretManagerConfig", "secretSyncConfig", "securityPostureConfig", "shieldedNodes", "userManagedKeysConfig"],
  ...["verticalPodAutoscaling", "workloadAltsConfig", "workloadCertificates", "workloadIdentityConfig"],
];

/** Members that are used in other ways, or that only replies have. */
const others = [
  ...["clusterIpv4Cidr", "clusterTelemetry", "conditions", "controlPlaneEndpointsConfig", "createTime", "endpoint"],
  ...["currentEmulatedVersion", "currentMasterVersion", "currentNodeCount", "currentNodeVersion", "databaseEncryption"],
  ...["enableTpu", "etag", "id", "initialClusterVersion", "initialNodeCount", "instanceGroupUrls", "labelFingerprint"],
  ...[
    "ipAllocationPolicy",
    "location",
    "locations",
    "maintenancePolicy",
    "master",
    "masterAuth",
    "masterIpv4CidrBlock",
  ],
  ...["masterAuthorizedNetworksConfig", "name", "network", "nodeConfig", "nodeIpv4CidrSize", "nodePools", "zone"],
  ...["nodePoolUpgradeConcurrencyConfig", "parentProductConfig", "podSecurityPolicyConfig", "privateCluster"],
  ...[
    "releaseChannel",
    "resourceLabels",
    "satisfiesPzi",
    "satisfiesPzs",
    "scheduleUpgradeConfig",
    "selfLink",
    "status",
  ],
  ...["servicesIpv4Cidr", "statusMessage", "subnetwork", "tpuConfig", "tpuIpv4CidrBlock"],
];

const known = new Set([...echoed, ...others]);

const workloads =
  "SYSTEM_COMPONENTS DEPLOYMENT STATEFULSET JOBSET STORAGE HPA POD DAEMONSET CADVISOR KUBELET DCGM".split(" ");

/** What a cluster says unless it is asked otherwise. */
const usual = (): Document => ({
  addonsConfig: {
    dnsCacheConfig: { enabled: true },
    gcePersistentDiskCsiDriverConfig: { enabled: true },
    kubernetesDashboard: { disabled: true },
    networkPolicyConfig: { disabled: true },
    nodeReadinessConfig: {},
  },
  anonymousAuthenticationConfig: { mode: "LIMITED" },
  autopilot: {},
  autoscaling: { autoscalingProfile: "BALANCED" },
  binaryAuthorization: {},
  controlPlaneEgress: { mode: "VIA_CONTROL_PLANE" },
  defaultMaxPodsConstraint: { maxPodsPerNode: "110" },
  enterpriseConfig: { clusterTier: "STANDARD" },
  legacyAbac: {},
  loggingConfig: { componentConfig: { enableComponents: ["SYSTEM_COMPONENTS", "WORKLOADS"] } },
  master: {},
  monitoringConfig: {
    advancedDatapathObservabilityConfig: {},
    componentConfig: { enableComponents: workloads },
    managedPrometheusConfig: { enabled: true },
  },
  networkConfig: { defaultSnatStatus: {}, serviceExternalIpsConfig: {} },
  nodeCreationConfig: { nodeCreationMode: "VIA_KUBELET" },
  nodePoolAutoConfig: { nodeKubeletConfig: { insecureKubeletReadonlyPortEnabled: false } },
  nodePoolDefaults: {
    nodeConfigDefaults: {
      loggingConfig: { variantConfig: { variant: "DEFAULT" } },
      nodeKubeletConfig: { insecureKubeletReadonlyPortEnabled: false },
    },
  },
  notificationConfig: { pubsub: {} },
  podAutoscaling: { hpaProfile: "PERFORMANCE" },
  protectConfig: {
    workloadConfig: { auditMode: "BASIC" },
    workloadVulnerabilityMode: "WORKLOAD_VULNERABILITY_MODE_UNSPECIFIED",
  },
  rbacBindingConfig: {
    enableInsecureBindingSystemAuthenticated: true,
    enableInsecureBindingSystemUnauthenticated: true,
  },
  securityPostureConfig: { mode: "BASIC", vulnerabilityMode: "VULNERABILITY_MODE_UNSPECIFIED" },
  shieldedNodes: { enabled: true },
  userManagedKeysConfig: {},
});

/** What follows from members that were just set: what is not logged or watched says so twice. */
export function consistent(members: Document): Document {
  const [logging, monitoring] = [members.loggingService, members.monitoringService];
  const none = logging === "none" && monitoring === "none";
  return {
    ...members,
    ...(logging === "none" && { loggingConfig: { componentConfig: {} } }),
    ...(monitoring === "none" && { monitoringConfig: withoutSystem(members.monitoringConfig as Document) }),
    clusterTelemetry: { type: none ? "DISABLED" : "ENABLED" },
  };
}

function withoutSystem(config: Document): Document {
  const { enableComponents = [] } = (config.componentConfig ?? {}) as { enableComponents?: string[] };
  const left = enableComponents.filter((name) => name !== "SYSTEM_COMPONENTS");
  return { ...config, componentConfig: shownAs({ enableComponents: left }) };
}

/** The members of a new cluster. `version`: of its control plane. */
export function newMembers(call: Call, asked: Document, version: string): Document {
  const stranger = Object.keys(asked).find((name) => !known.has(name));
  if (stranger) throw unknownMember(stranger, "cluster");
  const given = Object.fromEntries(
    echoed.filter((name) => asked[name] !== undefined).map((name) => [name, asked[name]]),
  );
  const { network: _, subnetwork: __, ...network } = (asked.networkConfig ?? {}) as Document;
  const { enablePrivateNodes } = (asked.privateClusterConfig ?? {}) as Document;
  const networkConfig = { ...network, ...(enablePrivateNodes === true && { defaultEnablePrivateNodes: true }) };
  const policy = (asked.networkPolicy ?? {}) as Document;
  const addons = policy.enabled === true ? { networkPolicyConfig: { disabled: false } } : {};
  const service = (name: string, api: string) => asked[name] || `${api}.googleapis.com/kubernetes`;
  return consistent({
    ...shownAs(overlaid(overlaid(usual(), { addonsConfig: addons }), { ...given, networkConfig })),
    autoscaling: autoscalingConfig(asked.autoscaling as Document | undefined),
    ...(policy.enabled === true ? {} : { networkPolicy: undefined }),
    loggingService: service("loggingService", "logging"),
    monitoringService: service("monitoringService", "monitoring"),
    controlPlaneEndpointsConfig: endpointsConfig(asked, {}, networkConfig.defaultEnablePrivateNodes === true),
    databaseEncryption: databaseEncryption(call, asked.databaseEncryption as Document | undefined),
    maintenancePolicy: maintenance(asked.maintenancePolicy as Document | undefined),
    releaseChannel: channelOf(asked.releaseChannel, version),
    ...labels(asked.resourceLabels as Document | undefined),
    workloadIdentityConfig: undefined,
    ...workloadIdentity(call, asked.workloadIdentityConfig as Document | undefined),
  });
}
