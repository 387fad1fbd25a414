import type { Cloud } from "../../core/cloud.ts";
import type { Route } from "../../core/router.ts";
import type { Document } from "../../core/store.ts";
import { hierarchy } from "../parents.ts";

/** The host of Organization Policy. */
export const host = "orgpolicy.googleapis.com";

/** What a constraint's policies look like, and what holds where nobody set one. */
export interface Constraint {
  kind: "boolean" | "list";
  constraintDefault: "ALLOW" | "DENY";
}

const names = (service: string, list: string) => list.split(" ").map((name) => `${service}.${name}`);

/** Google's own constraints that are on or off. */
const booleans = [
  ...names("ainotebooks", "disableFileDownloads disableRootAccess disableTerminal requireAutoUpgradeSchedule"),
  ...names("ainotebooks", "restrictPublicIp"),
  ...names("appengine", "disableCodeDownload"),
  ...names("bigquery", "disableBQOmniAWS disableBQOmniAzure"),
  ...names("cloudbuild", "disableCreateDefaultServiceAccount useBuildServiceAccount useComputeServiceAccount"),
  ...names("clouddeploy", "disableServiceLabelGeneration"),
  ...names("cloudfunctions", "requireVPCConnector"),
  ...names("cloudkms", "disableBeforeDestroy"),
  ...names("commerceorggovernance", "disablePublicMarketplace"),
  ...names("compute", "disableAllIpv6 disableGlobalCloudArmorPolicy disableGlobalLoadBalancing"),
  ...names("compute", "disableGlobalSelfManagedSslCertificate disableGlobalSerialPortAccess"),
  ...names("compute", "disableGuestAttributesAccess disableHybridCloudIpv6 disableInstanceDataAccessApis"),
  ...names("compute", "disableInternetNetworkEndpointGroup disableNestedVirtualization"),
  ...names("compute", "disableNonFIPSMachineTypes disablePrivateServiceConnectCreationForConsumers"),
  ...names("compute", "disableSerialPortAccess disableSerialPortLogging disableSshInBrowser"),
  ...names("compute", "disableVpcExternalIpv6 disableVpcInternalIpv6 enableComplianceMemoryProtection"),
  ...names("compute", "requireBasicQuotaInResponse requireOsConfig requireOsLogin requireShieldedVm"),
  ...names("compute", "requireSslPolicy requireVpcFlowLogs restrictXpnProjectLienRemoval"),
  ...names("compute", "setNewProjectDefaultToZonalDNSOnly skipDefaultNetworkCreation"),
  ...names("container", "restrictNoncompliantDiagnosticDataAccess"),
  ...names("datastream", "disablePublicConnectivity"),
  ...names("essentialcontacts", "disableProjectSecurityContacts"),
  ...names("firestore", "requireP4SAforImportExport"),
  ...names("gcp", "detailedAuditLoggingMode disableCloudLogging"),
  ...names("iam", "automaticIamGrantsForDefaultServiceAccounts disableAuditLoggingExemption"),
  ...names("iam", "disableCrossProjectServiceAccountUsage disableServiceAccountCreation"),
  ...names("iam", "disableServiceAccountKeyCreation disableServiceAccountKeyUpload"),
  ...names("iam", "disableWorkloadIdentityClusterCreation restrictCrossProjectServiceAccountLienRemoval"),
  ...names("pubsub", "enforceInTransitRegions"),
  ...names("spanner", "assuredWorkloadsAdvancedServiceControls disableMultiRegionInstanceIfNoLocationSelected"),
  ...names("sql", "disableDefaultEncryptionCreation restrictAuthorizedNetworks restrictPublicIp"),
  ...names("sql", "restrictNoncompliantDiagnosticDataAccess restrictNoncompliantResourceCreation"),
  ...names("storage", "publicAccessPrevention secureHttpTransport uniformBucketLevelAccess"),
  // The newer kind, which may take parameters.
  ...names("compute.managed", "allowedVlanAttachmentEncryption blockPreviewFeatures blockProjectSshKeys"),
  ...names("compute.managed", "disableGuestAttributesAccess disableNestedVirtualization disableSerialPortAccess"),
  ...names("compute.managed", "disableSerialPortLogging requireOsConfig requireOsLogin vmCanIpForward"),
  ...names("compute.managed", "restrictProtocolForwardingCreationForTypes vmExternalIpAccess"),
  ...names("container.managed", "disableInsecureKubeletReadOnlyPort disableLegacyMetadataEndpoints"),
  ...names("container.managed", "enableCloudLogging enableNetworkPolicy enablePrivateNodes enableShieldedNodes"),
  ...names("container.managed", "enableWorkloadIdentityFederation"),
  ...names("essentialcontacts.managed", "allowedContactDomains"),
  ...names("iam.managed", "allowedPolicyMembers disableServiceAccountApiKeyCreation disableServiceAccountCreation"),
  ...names("iam.managed", "disableServiceAccountKeyCreation disableServiceAccountKeyUpload"),
  ...names("iam.managed", "preventPrivilegedBasicRolesForDefaultServiceAccounts"),
  ...names("pubsub.managed", "disableTopicMessageTransforms disableSubscriptionMessageTransforms"),
  ...names("run.managed", "requireInvokerIam"),
];

/** Google's own constraints that allow and deny values. */
const lists = [
  ...names("ainotebooks", "accessMode environmentOptions restrictVpcNetworks"),
  ...names("appengine", "runtimeDeploymentExemption"),
  ...names("cloudbuild", "allowedIntegrations allowedWorkerPools"),
  ...names("cloudfunctions", "allowedIngressSettings allowedVpcConnectorEgressSettings restrictAllowedGenerations"),
  ...names("cloudkms", "allowedProtectionLevels minimumDestroyScheduledDuration"),
  ...names("cloudscheduler", "allowedTargetTypes"),
  ...names("commerceorggovernance", "marketplaceServices"),
  ...names("compute", "allowedVlanAttachmentEncryption restrictAuthenticatedGoogleConnection"),
  ...names("compute", "restrictCloudNATUsage restrictCrossProjectServices restrictDedicatedInterconnectUsage"),
  ...names("compute", "restrictLoadBalancerCreationForTypes restrictNonConfidentialComputing"),
  ...names("compute", "restrictPartnerInterconnectUsage restrictPrivateServiceConnectConsumer"),
  ...names("compute", "restrictPrivateServiceConnectProducer restrictProtocolForwardingCreationForTypes"),
  ...names("compute", "restrictSharedVpcBackendServices restrictSharedVpcHostProjects restrictSharedVpcSubnetworks"),
  ...names("compute", "restrictVpcPeering restrictVpnPeerIPs sharedReservationsOwnerProjects"),
  ...names("compute", "storageResourceUseRestrictions trustedImageProjects vmCanIpForward vmExternalIpAccess"),
  ...names("dataform", "restrictGitRemotes"),
  ...names("essentialcontacts", "allowedContactDomains"),
  ...names("gcp", "allowedMCPServices resourceLocations restrictCmekCryptoKeyProjects restrictEndpointUsage"),
  ...names("gcp", "restrictNonCmekServices restrictServiceUsage restrictTLSCipherSuites restrictTLSVersion"),
  ...names("iam", "allowServiceAccountCredentialLifetimeExtension allowedPolicyMemberDomains"),
  ...names("iam", "serviceAccountKeyExpiryHours serviceAccountKeyExposureResponse"),
  ...names("iam", "workloadIdentityPoolAwsAccounts workloadIdentityPoolProviders"),
  ...names("meshconfig", "allowedVpcscModes"),
  ...names("resourcemanager", "accessBoundaries allowEnabledServicesForExport allowedExportDestinations"),
  ...names("resourcemanager", "allowedImportSources"),
  ...names("run", "allowedBinaryAuthorizationPolicies allowedIngress allowedVPCEgress"),
  ...names("serviceuser", "services"),
  ...names("storage", "restrictAuthTypes retentionPolicySeconds softDeletePolicySeconds"),
  ...names("storagetransfer", "restrictDestinationProjects"),
  ...names("vertexai", "allowedGenAIModels allowedModels allowedPartnerModelFeatures"),
];

/** Those that restrict although nobody set a policy. */
const restrictive = new Set([
  ...names("appengine", "runtimeDeploymentExemption"),
  ...names("cloudbuild", "disableCreateDefaultServiceAccount useBuildServiceAccount useComputeServiceAccount"),
  ...names("commerceorggovernance", "marketplaceServices"),
  ...names("compute", "managed.blockPreviewFeatures sharedReservationsOwnerProjects"),
  ...names("iam", "allowServiceAccountCredentialLifetimeExtension disableCrossProjectServiceAccountUsage"),
  ...names("iam", "managed.disableServiceAccountApiKeyCreation serviceAccountKeyExposureResponse"),
  ...names("resourcemanager", "allowEnabledServicesForExport allowedExportDestinations allowedImportSources"),
]);

const known = new Map<string, Constraint>(
  [
    ...booleans.map((name) => ({ name, kind: "boolean" as const })),
    ...lists.map((name) => ({ name, kind: "list" as const })),
  ]
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, kind }) => [name, { kind, constraintDefault: restrictive.has(name) ? "DENY" : "ALLOW" }]),
);

/** The full name of a constraint that the organisation made. */
export const customConstraintName = (cloud: Cloud, id: string) =>
  `//${host}/organizations/${cloud.seed.organization.id}/customConstraints/${id}`;

/** A constraint by its name: one of Google's, or one that the organisation made. */
export function findConstraint(cloud: Cloud, name: string): Constraint | undefined {
  if (!name.startsWith("custom.")) return known.get(name);
  return cloud.store.get(customConstraintName(cloud, name)) && { kind: "boolean", constraintDefault: "ALLOW" };
}

/** Words of a name in camel case: "requireOsLogin" is "Require Os Login". */
const title = (name: string) =>
  name
    .split(".")
    .at(-1)!
    .replace(/^./, (letter) => letter.toUpperCase())
    .replaceAll(/([a-z])([A-Z])/g, "$1 $2");

const view = (parent: string, name: string, { kind, constraintDefault }: Constraint): Document => ({
  name: `${parent}/constraints/${name}`,
  displayName: title(name),
  description: title(name),
  constraintDefault,
  ...(kind === "list" ? { listConstraint: {} } : { booleanConstraint: {} }),
});

/** The lists of the constraints there are. */
export const constraintRoutes: Route[] = hierarchy.map((parent) => ({
  id: `${parent.id}.constraints.list`,
  method: "GET",
  path: `/v2/${parent.path}/constraints`,
  handle: (call) => ({
    constraints: [...known].map(([name, constraint]) => view(parent.numbered(call), name, constraint)),
  }),
}));
