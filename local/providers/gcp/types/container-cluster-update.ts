import type { Properties } from "../../grpc/values.ts";
import type { Context } from "../core/resource.ts";
import { present } from "./compute-instance-encode.ts";
import {
  authorizedNetworks,
  logging,
  maintenance,
  monitoring,
  nodePoolAutoConfig,
  nodePoolDefaults,
  orOff,
  resourceLabels,
} from "./container-cluster-encode.ts";
import { nodeChanges } from "./container-node-config.ts";
import { type ClusterPlace, change, clusterPath } from "./container-operations.ts";

type Maybe = Properties | undefined;

/** What an update sends for properties, in the order in which the requests are made. */
const updates: [properties: string[], update: (inputs: Properties) => Properties][] = [
  [["minMasterVersion"], ({ minMasterVersion }) => ({ desiredMasterVersion: minMasterVersion })],
  [["nodeVersion"], ({ nodeVersion }) => ({ desiredNodeVersion: nodeVersion })],
  [
    ["releaseChannel"],
    ({ releaseChannel }) => ({ desiredReleaseChannel: releaseChannel ?? { channel: "UNSPECIFIED" } }),
  ],
  [["addonsConfig"], ({ addonsConfig }) => ({ desiredAddonsConfig: addonsConfig })],
  [
    ["anonymousAuthenticationConfig"],
    ({ anonymousAuthenticationConfig }) => ({ desiredAnonymousAuthenticationConfig: anonymousAuthenticationConfig }),
  ],
  [
    ["authenticatorGroupsConfig"],
    ({ authenticatorGroupsConfig }) => ({ desiredAuthenticatorGroupsConfig: authenticatorGroupsConfig }),
  ],
  [
    ["binaryAuthorization"],
    ({ binaryAuthorization }) => ({ desiredBinaryAuthorization: orOff(binaryAuthorization as Maybe) }),
  ],
  [
    ["clusterAutoscaling"],
    ({ clusterAutoscaling }) => ({ desiredClusterAutoscaling: { ...(clusterAutoscaling as Maybe) } }),
  ],
  [
    ["controlPlaneEndpointsConfig"],
    ({ controlPlaneEndpointsConfig }) => ({ desiredControlPlaneEndpointsConfig: controlPlaneEndpointsConfig }),
  ],
  [["costManagementConfig"], ({ costManagementConfig }) => ({ desiredCostManagementConfig: costManagementConfig })],
  [["databaseEncryption"], ({ databaseEncryption }) => ({ desiredDatabaseEncryption: databaseEncryption })],
  [["defaultSnatStatus"], ({ defaultSnatStatus }) => ({ desiredDefaultSnatStatus: defaultSnatStatus })],
  [
    ["disableL4LbFirewallReconciliation"],
    ({ disableL4LbFirewallReconciliation }) => ({
      desiredDisableL4LbFirewallReconciliation: disableL4LbFirewallReconciliation,
    }),
  ],
  [["dnsConfig"], ({ dnsConfig }) => ({ desiredDnsConfig: dnsConfig ?? {} })],
  [
    ["enableCiliumClusterwideNetworkPolicy"],
    ({ enableCiliumClusterwideNetworkPolicy }) => ({
      desiredEnableCiliumClusterwideNetworkPolicy: enableCiliumClusterwideNetworkPolicy,
    }),
  ],
  [
    ["enableFqdnNetworkPolicy"],
    ({ enableFqdnNetworkPolicy }) => ({ desiredEnableFqdnNetworkPolicy: enableFqdnNetworkPolicy }),
  ],
  [
    ["enableIntranodeVisibility"],
    ({ enableIntranodeVisibility }) => ({ desiredIntraNodeVisibilityConfig: { enabled: enableIntranodeVisibility } }),
  ],
  [
    ["enableL4IlbSubsetting"],
    ({ enableL4IlbSubsetting }) => ({ desiredL4ilbSubsettingConfig: { enabled: enableL4IlbSubsetting } }),
  ],
  [["enableMultiNetworking"], ({ enableMultiNetworking }) => ({ desiredEnableMultiNetworking: enableMultiNetworking })],
  [["enableShieldedNodes"], ({ enableShieldedNodes }) => ({ desiredShieldedNodes: { enabled: enableShieldedNodes } })],
  [["gatewayApiConfig"], ({ gatewayApiConfig }) => ({ desiredGatewayApiConfig: gatewayApiConfig })],
  [
    ["inTransitEncryptionConfig"],
    ({ inTransitEncryptionConfig: asked }) => ({
      desiredInTransitEncryptionConfig: asked ?? "IN_TRANSIT_ENCRYPTION_DISABLED",
    }),
  ],
  [["loggingConfig"], ({ loggingConfig }) => ({ desiredLoggingConfig: logging(loggingConfig as Maybe) })],
  [
    ["monitoringConfig"],
    ({ monitoringConfig }) => ({ desiredMonitoringConfig: monitoring(monitoringConfig as Maybe) }),
  ],
  [
    ["loggingService", "monitoringService"],
    ({ loggingService, monitoringService }) => ({
      desiredLoggingService: loggingService,
      desiredMonitoringService: monitoringService,
    }),
  ],
  [
    ["masterAuthorizedNetworksConfig"],
    ({ masterAuthorizedNetworksConfig }) => ({
      desiredMasterAuthorizedNetworksConfig: authorizedNetworks(masterAuthorizedNetworksConfig as Maybe),
    }),
  ],
  [["meshCertificates"], ({ meshCertificates }) => ({ desiredMeshCertificates: meshCertificates })],
  [["nodeLocations"], ({ nodeLocations, location }) => ({ desiredLocations: zonesOf(nodeLocations, location) })],
  [
    ["nodePoolAutoConfig"],
    ({ nodePoolAutoConfig: asked }) => {
      const { networkTags, nodeKubeletConfig } = nodePoolAutoConfig(asked as Maybe) ?? {};
      return {
        desiredNodePoolAutoConfigNetworkTags: networkTags,
        desiredNodePoolAutoConfigKubeletConfig: nodeKubeletConfig,
      };
    },
  ],
  [
    ["nodePoolDefaults"],
    ({ nodePoolDefaults: asked }) => {
      const { loggingConfig, gcfsConfig, kubeletConfig } = (nodePoolDefaults(asked as Maybe)?.nodeConfigDefaults ??
        {}) as Properties;
      return {
        desiredNodePoolLoggingConfig: loggingConfig,
        desiredGcfsConfig: gcfsConfig,
        desiredNodeKubeletConfig: kubeletConfig,
      };
    },
  ],
  [["notificationConfig"], ({ notificationConfig }) => ({ desiredNotificationConfig: notificationConfig })],
  [
    ["privateClusterConfig"],
    ({ privateClusterConfig }) => {
      const { enablePrivateEndpoint, enablePrivateNodes, masterGlobalAccessConfig } = (privateClusterConfig ??
        {}) as Properties;
      return {
        desiredDefaultEnablePrivateNodes: enablePrivateNodes,
        desiredPrivateClusterConfig: present({ enablePrivateEndpoint, masterGlobalAccessConfig }),
      };
    },
  ],
  [
    ["secretManagerConfig"],
    ({ secretManagerConfig }) => ({ desiredSecretManagerConfig: orOff(secretManagerConfig as Maybe) }),
  ],
  [["securityPostureConfig"], ({ securityPostureConfig }) => ({ desiredSecurityPostureConfig: securityPostureConfig })],
  [
    ["serviceExternalIpsConfig"],
    ({ serviceExternalIpsConfig }) => ({ desiredServiceExternalIpsConfig: serviceExternalIpsConfig }),
  ],
  [
    ["verticalPodAutoscaling"],
    ({ verticalPodAutoscaling }) => ({ desiredVerticalPodAutoscaling: verticalPodAutoscaling }),
  ],
  [
    ["workloadIdentityConfig"],
    ({ workloadIdentityConfig }) => ({ desiredWorkloadIdentityConfig: workloadIdentityConfig ?? { workloadPool: "" } }),
  ],
];

/** The zones of a cluster's nodes: a zone that it is in itself belongs to them. */
function zonesOf(asked: unknown, location: unknown): unknown {
  const zones = (asked ?? []) as string[];
  return /-[a-z]$/.test(String(location)) && !zones.includes(String(location)) ? [location, ...zones] : zones;
}

/** Whether a version is newer than another, by the numbers that it has: "1.36" is as new as "1.36.3". */
function isNewer(asked: unknown, current: unknown): boolean {
  const numbers = (version: unknown) => String(version).split(/[.-]/).map(Number).filter(Number.isInteger);
  const now = numbers(current);
  const found = numbers(asked).map((number, index) => number - (now[index] ?? 0));
  return (found.find((difference) => difference !== 0) ?? 0) > 0;
}

/** Changes a cluster, with a request for each part, one after another. `changed`: the top-level properties that differ. */
export async function updateCluster(
  context: Context,
  place: ClusterPlace,
  old: Properties,
  inputs: Properties,
  changed: string[],
): Promise<void> {
  const path = clusterPath(place);
  const send = (method: string, verb: string, body: Properties) => change(context, place, method, path + verb, body);
  for (const [properties, update] of updates) {
    if (!properties.some((name) => changed.includes(name))) continue;
    // A least version says nothing to a cluster that has it.
    if (properties.includes("minMasterVersion") && !isNewer(inputs.minMasterVersion, old.masterVersion)) continue;
    const body = present(update({ ...inputs, location: place.location }));
    if (Object.keys(body).length > 0) await send("PUT", "", { update: body });
  }
  if (changed.includes("maintenancePolicy")) {
    const { maintenancePolicy } = (await context.client.request("container.googleapis.com", "GET", path)) as {
      maintenancePolicy: Properties;
    };
    const { resourceVersion } = maintenancePolicy;
    const policy = { ...maintenance(inputs.maintenancePolicy as Maybe), resourceVersion };
    await send("POST", ":setMaintenancePolicy", { maintenancePolicy: policy });
  }
  if (changed.includes("enableLegacyAbac")) {
    await send("POST", ":setLegacyAbac", { enabled: inputs.enableLegacyAbac === true });
  }
  if (changed.includes("networkPolicy")) {
    await send("POST", ":setNetworkPolicy", { networkPolicy: orOff(inputs.networkPolicy as Maybe) });
  }
  if (changed.includes("nodeConfig")) {
    const [before, next] = [old.nodeConfig ?? {}, inputs.nodeConfig ?? {}] as [Properties, Properties];
    for (const [properties, body] of nodeChanges) {
      const differ = properties.some(
        (name) => next[name] !== undefined && JSON.stringify(next[name]) !== JSON.stringify(before[name]),
      );
      if (differ) await send("PUT", "/nodePools/default-pool", present(body(next)));
    }
  }
  if (changed.includes("resourceLabels")) {
    const labels = resourceLabels(inputs.resourceLabels);
    await send("POST", ":setResourceLabels", { resourceLabels: labels, labelFingerprint: old.labelFingerprint });
  }
  if (changed.includes("removeDefaultNodePool") && inputs.removeDefaultNodePool === true) {
    await removeDefaultPool(context, place);
  }
}

/** Takes the pool away that every cluster is made with. */
export const removeDefaultPool = (context: Context, place: ClusterPlace): Promise<void> =>
  change(context, place, "DELETE", `${clusterPath(place)}/nodePools/default-pool`);
