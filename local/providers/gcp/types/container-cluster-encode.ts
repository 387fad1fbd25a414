import type { Properties } from "../../grpc/values.ts";
import { attribution } from "../core/rest.ts";
import { present } from "./compute-instance-encode.ts";
import { reference } from "./compute-links.ts";
import { encodeNodeConfig } from "./container-node-config.ts";

type Maybe = Properties | undefined;

const components = (names: unknown): Properties => ({ componentConfig: { enableComponents: names ?? [] } });

/** What is logged, as the API takes it. */
export const logging = (config: Maybe): Maybe => config && components(config.enableComponents);

/** What is watched, as the API takes it. */
export const monitoring = (config: Maybe): Maybe =>
  config &&
  present({
    ...(config.enableComponents !== undefined && components(config.enableComponents)),
    managedPrometheusConfig: config.managedPrometheus,
    advancedDatapathObservabilityConfig: config.advancedDatapathObservabilityConfig,
  });

/** Networks that may reach the control plane, as the API takes them: none given means that all may. */
export const authorizedNetworks = (config: Maybe): Properties => (config ? { enabled: true, ...config } : {});

interface Exclusion {
  exclusionName: string;
  startTime: string;
  endTime?: string;
  exclusionOptions?: Properties;
}

/** When the cluster may be changed by Google, as the API takes it. */
export function maintenance(policy: Maybe): Properties {
  if (!policy) return {};
  const { dailyMaintenanceWindow: daily, recurringWindow: recurring, maintenanceExclusions = [] } = policy;
  const exclusions = (maintenanceExclusions as Exclusion[]).map(
    ({ exclusionName, startTime, endTime, exclusionOptions }) => [
      exclusionName,
      present({ startTime, endTime, maintenanceExclusionOptions: exclusionOptions }),
    ],
  );
  const { startTime, endTime, recurrence } = (recurring ?? {}) as Properties;
  return {
    window: present({
      dailyMaintenanceWindow: daily && { startTime: (daily as Properties).startTime },
      recurringWindow: recurring && { window: { startTime, endTime }, recurrence },
      maintenanceExclusions: exclusions.length > 0 ? Object.fromEntries(exclusions) : undefined,
    }),
  };
}

/** A secret manager add-on or another part with rotation, as it is: what isn't asked for is off. */
export const orOff = (config: Maybe): Properties => config ?? { enabled: false };

/** What new node pools are like, as the API takes it. */
export function nodePoolDefaults(config: Maybe): Maybe {
  const defaults = config?.nodeConfigDefaults as Maybe;
  if (!defaults) return undefined;
  const { loggingVariant, gcfsConfig, insecureKubeletReadonlyPortEnabled } = defaults;
  return {
    nodeConfigDefaults: {
      ...encodeNodeConfig(
        present({
          loggingVariant,
          gcfsConfig,
          kubeletConfig:
            insecureKubeletReadonlyPortEnabled === undefined ? undefined : { insecureKubeletReadonlyPortEnabled },
        }),
      ),
    },
  };
}

/** What node pools are like that the cluster makes by itself, as the API takes it. */
export const nodePoolAutoConfig = (config: Maybe): Maybe =>
  config &&
  present({
    networkTags: config.networkTags,
    nodeKubeletConfig: encodeNodeConfig({ kubeletConfig: config.nodeKubeletConfig })?.kubeletConfig,
  });

const flag = (enabled: unknown): Maybe => (enabled === undefined ? undefined : { enabled });

function networkConfig(inputs: Properties): Properties {
  const { dnsConfig, gatewayApiConfig, serviceExternalIpsConfig, inTransitEncryptionConfig } = inputs;
  return present({
    datapathProvider: inputs.datapathProvider,
    defaultSnatStatus: inputs.defaultSnatStatus,
    disableL4LbFirewallReconciliation: inputs.disableL4LbFirewallReconciliation || undefined,
    dnsConfig,
    enableCiliumClusterwideNetworkPolicy: inputs.enableCiliumClusterwideNetworkPolicy,
    enableFqdnNetworkPolicy: inputs.enableFqdnNetworkPolicy,
    enableIntraNodeVisibility: inputs.enableIntranodeVisibility,
    enableL4ilbSubsetting: inputs.enableL4IlbSubsetting,
    enableMultiNetworking: inputs.enableMultiNetworking,
    gatewayApiConfig,
    inTransitEncryptionConfig,
    serviceExternalIpsConfig,
  });
}

/** Addresses of pods and services, as the API takes them: clusters use those of the network unless they use routes. */
function addresses({ ipAllocationPolicy, networkingMode }: Properties): Properties {
  if (networkingMode === "ROUTES") return { useRoutes: true };
  return { useIpAliases: true, ...(ipAllocationPolicy as Maybe) };
}

/** The labels of a cluster, as the API takes them. */
export const resourceLabels = (labels: unknown): Properties => ({ ...attribution, ...(labels as Maybe) });

/** Properties that the API has under the same name and in the same form. */
const same = [
  ...["addonsConfig", "anonymousAuthenticationConfig", "authenticatorGroupsConfig", "binaryAuthorization"],
  ...["confidentialNodes", "controlPlaneEndpointsConfig", "costManagementConfig", "databaseEncryption", "description"],
  ...["enableKubernetesAlpha", "initialNodeCount", "loggingService", "meshCertificates", "monitoringService", "name"],
  ...["networkPolicy", "notificationConfig", "privateClusterConfig", "releaseChannel", "secretManagerConfig"],
  ...["securityPostureConfig", "verticalPodAutoscaling", "workloadIdentityConfig"],
];

/** A cluster as the API takes it. */
export function encodeCluster(inputs: Properties): Properties {
  const { project, location, network, subnetwork, masterAuth } = inputs;
  const region = String(location).replace(/-[a-z]$/, "");
  const taken = Object.fromEntries(
    same.filter((name) => inputs[name] !== undefined).map((name) => [name, inputs[name]]),
  );
  const pods = inputs.defaultMaxPodsPerNode;
  return {
    cluster: present({
      ...taken,
      autopilot: { enabled: false },
      autoscaling: present({
        enableNodeAutoprovisioning: false,
        autoscalingProfile: (inputs.clusterAutoscaling as Maybe)?.autoscalingProfile,
      }),
      clusterIpv4Cidr: inputs.clusterIpv4Cidr,
      defaultMaxPodsConstraint: pods === undefined ? undefined : { maxPodsPerNode: String(pods) },
      initialClusterVersion: inputs.minMasterVersion,
      ipAllocationPolicy: addresses(inputs),
      legacyAbac: flag(inputs.enableLegacyAbac),
      locations: inputs.nodeLocations,
      loggingConfig: logging(inputs.loggingConfig as Maybe),
      maintenancePolicy: inputs.maintenancePolicy ? maintenance(inputs.maintenancePolicy as Maybe) : undefined,
      masterAuth: masterAuth && { clientCertificateConfig: (masterAuth as Properties).clientCertificateConfig },
      masterAuthorizedNetworksConfig: inputs.masterAuthorizedNetworksConfig
        ? authorizedNetworks(inputs.masterAuthorizedNetworksConfig as Maybe)
        : undefined,
      monitoringConfig: monitoring(inputs.monitoringConfig as Maybe),
      network: reference(network, project, "global", "networks"),
      networkConfig: networkConfig(inputs),
      nodeConfig: encodeNodeConfig(inputs.nodeConfig as Maybe),
      nodePoolAutoConfig: nodePoolAutoConfig(inputs.nodePoolAutoConfig as Maybe),
      nodePoolDefaults: nodePoolDefaults(inputs.nodePoolDefaults as Maybe),
      resourceLabels: resourceLabels(inputs.resourceLabels),
      shieldedNodes: flag(inputs.enableShieldedNodes),
      subnetwork: reference(subnetwork, project, `regions/${region}`, "subnetworks"),
    }),
  };
}
