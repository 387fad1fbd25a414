import type { Properties } from "../../grpc/values.ts";
import { attribution } from "../core/rest.ts";
import { present } from "./compute-instance-encode.ts";
import { decodeNodeConfig } from "./container-node-config.ts";

type Maybe = Properties | undefined;

const part = (reply: Properties, name: string) => (reply[name] ?? {}) as Properties;

/** Parts that the API leaves empty where they are off, with the member that says so. */
const switches: Record<string, string> = {
  costManagementConfig: "enabled",
  meshCertificates: "enableCertificates",
  verticalPodAutoscaling: "enabled",
};

/** Add-ons, each with the member that says whether it is on or off. */
const addons: Record<string, "enabled" | "disabled"> = {
  configConnectorConfig: "enabled",
  dnsCacheConfig: "enabled",
  gcePersistentDiskCsiDriverConfig: "enabled",
  gcpFilestoreCsiDriverConfig: "enabled",
  gcsFuseCsiDriverConfig: "enabled",
  gkeBackupAgentConfig: "enabled",
  horizontalPodAutoscaling: "disabled",
  httpLoadBalancing: "disabled",
  networkPolicyConfig: "disabled",
  statefulHaConfig: "enabled",
};

const addonsOf = (reply: Properties): Properties =>
  Object.fromEntries(
    Object.entries(addons)
      .filter(([name]) => reply[name] !== undefined)
      .map(([name, member]) => [name, { [member]: part(reply, name)[member] ?? false }]),
  );

const componentsOf = (config: Properties) => part(config, "componentConfig").enableComponents ?? [];

function monitoringOf(config: Properties): Properties {
  const { enableMetrics = false, enableRelay = false } = part(config, "advancedDatapathObservabilityConfig");
  return {
    enableComponents: componentsOf(config),
    managedPrometheus: { enabled: part(config, "managedPrometheusConfig").enabled ?? false },
    advancedDatapathObservabilityConfig: { enableMetrics, enableRelay },
  };
}

function maintenanceOf(policy: Properties): Maybe {
  const window = part(policy, "window");
  const recurring = window.recurringWindow as Maybe;
  const exclusions = Object.entries(part(window, "maintenanceExclusions")).map(([exclusionName, value]) => {
    const { startTime, endTime, maintenanceExclusionOptions } = value as Properties;
    return present({ exclusionName, startTime, endTime, exclusionOptions: maintenanceExclusionOptions });
  });
  if (Object.keys(window).length === 0) return undefined;
  const daily = window.dailyMaintenanceWindow as Maybe;
  return present({
    dailyMaintenanceWindow: daily && { startTime: daily.startTime, duration: daily.duration ?? "PT4H0M0S" },
    recurringWindow: recurring && { ...part(recurring, "window"), recurrence: recurring.recurrence },
    maintenanceExclusions: exclusions.length > 0 ? exclusions : undefined,
  });
}

/** The networks that may reach the control plane; where all may, the property isn't there. */
function authorizedOf({ enabled, ...config }: Properties): Maybe {
  if (enabled !== true) return undefined;
  const { cidrBlocks = [], gcpPublicCidrsAccessEnabled = false, privateEndpointEnforcementEnabled = false } = config;
  return { cidrBlocks, gcpPublicCidrsAccessEnabled, privateEndpointEnforcementEnabled };
}

function privateOf(config: Properties): Properties {
  const { enablePrivateEndpoint = false, enablePrivateNodes = false } = config;
  return present({
    enablePrivateEndpoint,
    enablePrivateNodes,
    masterGlobalAccessConfig: { enabled: part(config, "masterGlobalAccessConfig").enabled ?? false },
    masterIpv4CidrBlock: config.masterIpv4CidrBlock ?? "",
    peeringName: config.peeringName ?? "",
    privateEndpoint: config.privateEndpoint ?? "",
    privateEndpointSubnetwork: config.privateEndpointSubnetwork ?? "",
    publicEndpoint: config.publicEndpoint ?? "",
  });
}

function networkOf(config: Properties): Properties {
  return {
    datapathProvider: config.datapathProvider ?? "",
    defaultSnatStatus: { disabled: part(config, "defaultSnatStatus").disabled ?? false },
    disableL4LbFirewallReconciliation: config.disableL4LbFirewallReconciliation ?? false,
    ...(config.dnsConfig !== undefined && { dnsConfig: config.dnsConfig }),
    enableCiliumClusterwideNetworkPolicy: config.enableCiliumClusterwideNetworkPolicy ?? false,
    enableFqdnNetworkPolicy: config.enableFqdnNetworkPolicy ?? false,
    enableIntranodeVisibility: config.enableIntraNodeVisibility ?? false,
    enableL4IlbSubsetting: config.enableL4ilbSubsetting ?? false,
    enableMultiNetworking: config.enableMultiNetworking ?? false,
    ...(config.gatewayApiConfig !== undefined && { gatewayApiConfig: config.gatewayApiConfig }),
    ...(config.inTransitEncryptionConfig !== undefined && {
      inTransitEncryptionConfig: config.inTransitEncryptionConfig,
    }),
    serviceExternalIpsConfig: { enabled: part(config, "serviceExternalIpsConfig").enabled ?? false },
  };
}

/** A part that isn't there when it is off, unless it was asked for. */
function onlyIfOn(config: Maybe, asked: unknown): Maybe {
  const isOn = config !== undefined && Object.values(config).some((value) => value !== false && value !== "");
  return isOn || asked !== undefined ? { enabled: false, ...config } : undefined;
}

/** The add-on for secrets, with its rotation. */
function secretManagerOf(config: Maybe, asked: unknown): Maybe {
  const { rotationConfig, ...rest } = config ?? {};
  const found = onlyIfOn(rest, asked);
  return found && rotationConfig
    ? { ...found, rotationConfig: { enabled: false, ...(rotationConfig as object) } }
    : found;
}

/** The three maps of labels. */
function labelsOf(reply: Properties, known: Properties): Properties {
  const effective = part(reply, "resourceLabels");
  const asked = (known.resourceLabels ?? (known.pulumiLabels === undefined ? effective : {})) as Properties;
  const mine = Object.entries(effective).filter(([key]) => key in asked && !(key in attribution));
  const resourceLabels = Object.fromEntries(mine);
  return { resourceLabels, pulumiLabels: { ...attribution, ...resourceLabels }, effectiveLabels: effective };
}

/** The properties of a cluster by the API's reply. `state`: those that have the API's names. */
export function decodeCluster(state: Properties, reply: Properties, known: Properties): Properties {
  const { location } = reply;
  const network = part(reply, "networkConfig");
  const policy = part(reply, "ipAllocationPolicy");
  const defaults = part(part(reply, "nodePoolDefaults"), "nodeConfigDefaults");
  const defaultConfig = decodeNodeConfig({ ...defaults, kubeletConfig: defaults.nodeKubeletConfig }, {})!;
  const autoConfig = part(reply, "nodePoolAutoConfig");
  const pubsub = part(part(reply, "notificationConfig"), "pubsub");
  const auth = part(reply, "masterAuth");
  const zones = ((reply.locations ?? []) as string[]).filter((zone) => zone !== location);
  const kubelet = decodeNodeConfig({ kubeletConfig: autoConfig.nodeKubeletConfig }, {})!.kubeletConfig;
  return present({
    ...state,
    ...networkOf(network),
    ...labelsOf(reply, known),
    ...Object.fromEntries(
      Object.entries(switches)
        .filter(([name]) => reply[name] !== undefined)
        .map(([name, member]) => [name, { ...part(reply, name), [member]: part(reply, name)[member] ?? false }]),
    ),
    addonsConfig: addonsOf(part(reply, "addonsConfig")),
    binaryAuthorization: onlyIfOn(reply.binaryAuthorization as Maybe, known.binaryAuthorization),
    clusterAutoscaling: { autoscalingProfile: part(reply, "autoscaling").autoscalingProfile },
    defaultMaxPodsPerNode: Number(part(reply, "defaultMaxPodsConstraint").maxPodsPerNode),
    enableLegacyAbac: part(reply, "legacyAbac").enabled ?? false,
    enableShieldedNodes: part(reply, "shieldedNodes").enabled ?? false,
    enableKubernetesAlpha: reply.enableKubernetesAlpha ?? false,
    ipAllocationPolicy: present({
      clusterIpv4CidrBlock: policy.clusterIpv4CidrBlock,
      clusterSecondaryRangeName: policy.clusterSecondaryRangeName ?? "",
      podCidrOverprovisionConfig: { disabled: part(policy, "podCidrOverprovisionConfig").disable ?? false },
      servicesIpv4CidrBlock: policy.servicesIpv4CidrBlock,
      servicesSecondaryRangeName: policy.servicesSecondaryRangeName ?? "",
      stackType: policy.stackType,
    }),
    loggingConfig: { enableComponents: componentsOf(part(reply, "loggingConfig")) },
    maintenancePolicy: maintenanceOf(part(reply, "maintenancePolicy")),
    masterAuth: {
      clientCertificate: auth.clientCertificate ?? "",
      clientCertificateConfig: {
        issueClientCertificate: part(auth, "clientCertificateConfig").issueClientCertificate ?? false,
      },
      clientKey: auth.clientKey ?? "",
      clusterCaCertificate: auth.clusterCaCertificate ?? "",
    },
    masterAuthorizedNetworksConfig: authorizedOf(part(reply, "masterAuthorizedNetworksConfig")),
    masterVersion: reply.currentMasterVersion,
    monitoringConfig: monitoringOf(part(reply, "monitoringConfig")),
    network: network.network,
    networkPolicy: onlyIfOn(reply.networkPolicy as Maybe, known.networkPolicy),
    networkingMode: policy.useIpAliases === true ? "VPC_NATIVE" : "ROUTES",
    nodeConfig: decodeNodeConfig(reply.nodeConfig as Maybe, known.nodeConfig as Maybe),
    nodeLocations: zones,
    nodePoolAutoConfig: present({ networkTags: autoConfig.networkTags, nodeKubeletConfig: kubelet }),
    nodePoolDefaults: {
      nodeConfigDefaults: present({
        loggingVariant: defaultConfig.loggingVariant,
        gcfsConfig: defaults.gcfsConfig && { enabled: part(defaults, "gcfsConfig").enabled ?? false },
        insecureKubeletReadonlyPortEnabled: (defaultConfig.kubeletConfig as Maybe)?.insecureKubeletReadonlyPortEnabled,
      }),
    },
    nodeVersion: reply.currentNodeVersion,
    notificationConfig: { pubsub: { enabled: false, topic: "", ...pubsub } },
    operation: "",
    releaseChannel: { channel: "UNSPECIFIED", ...part(reply, "releaseChannel") },
    privateClusterConfig: privateOf(part(reply, "privateClusterConfig")),
    secretManagerConfig: secretManagerOf(reply.secretManagerConfig as Maybe, known.secretManagerConfig),
    subnetwork: network.subnetwork,
  });
}
