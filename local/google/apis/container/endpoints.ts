import type { Document } from "../../core/store.ts";
import { badRequest } from "./errors.ts";
import { overlaid, shownAs } from "./json.ts";
import { type Cluster, type ControlPlane, isPrivate } from "./stored.ts";

/**
 * How a control plane is reached. Requests may say it in an older way too, with `privateClusterConfig` and
 * `masterAuthorizedNetworksConfig`; replies say it in all ways.
 */
export function endpointsConfig(asked: Document, before: Document = {}, isPrivateCluster = false): Document {
  const given = (asked.controlPlaneEndpointsConfig ?? {}) as Document;
  const older = (asked.privateClusterConfig ?? {}) as Document;
  const authorized = asked.masterAuthorizedNetworksConfig as Document | undefined;
  const { enablePrivateEndpoint, masterGlobalAccessConfig, privateEndpointSubnetwork } = older;
  const inOldWords = {
    ipEndpointsConfig: {
      ...(authorized && { authorizedNetworksConfig: authorized }),
      ...(enablePrivateEndpoint !== undefined && { enablePublicEndpoint: enablePrivateEndpoint !== true }),
      ...(masterGlobalAccessConfig !== undefined && {
        globalAccess: (masterGlobalAccessConfig as Document).enabled === true,
      }),
      ...(privateEndpointSubnetwork !== undefined && { privateEndpointSubnetwork }),
    },
  };
  const usual = {
    dnsEndpointConfig: { allowExternalTraffic: false, enableK8sCertsViaDns: false, enableK8sTokensViaDns: false },
    ipEndpointsConfig: { enabled: true, enablePublicEndpoint: true },
  };
  const all = overlaid(overlaid(overlaid(usual, before), inOldWords), given);
  const ip = all.ipEndpointsConfig as Document;
  const dns = all.dnsEndpointConfig as Document;
  if (ip.enabled === false) return { dnsEndpointConfig: dns, ipEndpointsConfig: { enabled: false } };
  const networks = (ip.authorizedNetworksConfig ?? {}) as Document;
  // A list is laid over the last one as a whole: without one, whoever could come may come still.
  const asPrivate = ip.privateEndpointSubnetwork ? { privateEndpointEnforcementEnabled: true } : {};
  const open = !isPrivateCluster && networks.gcpPublicCidrsAccessEnabled === undefined;
  for (const { cidrBlock } of (networks.cidrBlocks ?? []) as Document[]) {
    if (/^\d+\.\d+\.\d+\.\d+\/\d+$/.test(String(cidrBlock))) continue;
    throw badRequest(`Invalid CIDR block "${cidrBlock}" in master authorized networks.`);
  }
  const subnetwork = String(ip.privateEndpointSubnetwork ?? "").replace(/^https?:\/\/[^/]+\/compute\/[^/]+\//, "");
  return shownAs({
    dnsEndpointConfig: dns,
    ipEndpointsConfig: {
      ...ip,
      authorizedNetworksConfig: { ...(open && { gcpPublicCidrsAccessEnabled: true }), ...asPrivate, ...networks },
      privateEndpointSubnetwork: subnetwork,
    },
  });
}

/** What a cluster says of its endpoints. */
export function viewOfEndpoints(cluster: Cluster, { endpoint: dns }: ControlPlane): Document {
  const config = cluster.members.controlPlaneEndpointsConfig as Document;
  const ip = config.ipEndpointsConfig as Document;
  const { addresses } = cluster;
  const older = (cluster.members.privateClusterConfig ?? {}) as Document;
  const reachable = ip.enabled === true;
  const isPublic = ip.enablePublicEndpoint === true;
  const endpoint = reachable ? (isPublic ? addresses.public : addresses.private) : dns;
  return {
    controlPlaneEndpointsConfig: {
      dnsEndpointConfig: { ...(config.dnsEndpointConfig as Document), ...(dns && { endpoint: dns }) },
      ipEndpointsConfig: reachable
        ? { ...ip, privateEndpoint: addresses.private, ...(isPublic && { publicEndpoint: addresses.public }) }
        : ip,
    },
    ...(reachable && { masterAuthorizedNetworksConfig: ip.authorizedNetworksConfig }),
    privateCluster: true,
    privateClusterConfig: shownAs({
      masterIpv4CidrBlock: older.masterIpv4CidrBlock,
      enablePrivateNodes: isPrivate(cluster),
      enablePrivateEndpoint: reachable && !isPublic,
      ...(ip.globalAccess === true && { masterGlobalAccessConfig: { enabled: true } }),
      ...(reachable && { privateEndpoint: addresses.private }),
      privateEndpointSubnetwork: ip.privateEndpointSubnetwork,
      publicEndpoint: addresses.public,
    }),
    ...(endpoint && { endpoint }),
  };
}
