const crud = "create delete get list update";
const policies = "getIamPolicy setIamPolicy";
const custom = `${crud} undelete`;

/**
 * Permissions by service and resource: those that methods of the local cloud need, and some that roles have besides. The
 * names are Google's: https://cloud.google.com/iam/docs/roles-permissions
 */
const resources: Record<string, string> = {
  "artifactregistry.locations": "get list",
  "artifactregistry.repositories": `${crud} ${policies} downloadArtifacts uploadArtifacts deleteArtifacts`,
  "artifactregistry.tags": crud,
  "bigquery.datasets": `create delete get update ${policies}`,
  "bigquery.jobs": "create list",
  "bigquery.tables": `${crud} ${policies} getData updateData`,
  "billing.accounts": "get list update getIamPolicy setIamPolicy getSpendingInformation",
  "billing.budgets": crud,
  "billing.resourceAssociations": "create delete list",
  "cloudasset.assets": "listIamPolicy listResource searchAllIamPolicies searchAllResources",
  "cloudbuild.builds": "create get list update",
  "cloudfunctions.functions": `${crud} call invoke sourceCodeGet sourceCodeSet ${policies}`,
  "cloudkms.cryptoKeyVersions": "create destroy get list restore update useToDecrypt useToEncrypt",
  "cloudkms.cryptoKeys": `create get list update ${policies}`,
  "cloudkms.keyRings": `create get list ${policies}`,
  "cloudscheduler.jobs": `${crud} enable pause run`,
  "cloudscheduler.locations": "get list",
  "compute.addresses": "create delete get list setLabels use useInternal",
  "compute.autoscalers": crud,
  "compute.diskTypes": "get list",
  "compute.disks": `${crud} ${policies} addResourcePolicies createSnapshot removeResourcePolicies resize setLabels use useReadOnly`,
  "compute.firewalls": crud,
  "compute.forwardingRules": "create delete get list setLabels use",
  "compute.globalAddresses": "create delete get list setLabels use",
  "compute.globalForwardingRules": "create delete get list setLabels",
  "compute.globalOperations": "delete get list",
  "compute.images": "get getFromFamily list useReadOnly",
  "compute.instanceGroupManagers": `${crud} use`,
  "compute.instanceTemplates": `create delete get list ${policies} useReadOnly`,
  "compute.instances":
    `${crud} ${policies} addAccessConfig addResourcePolicies attachDisk deleteAccessConfig detachDisk ` +
    "getGuestAttributes osAdminLogin osLogin removeResourcePolicies reset resume setDeletionProtection " +
    "setDiskAutoDelete setLabels setMachineType setMetadata setMinCpuPlatform setScheduling setServiceAccount " +
    "setShieldedInstanceIntegrityPolicy setTags start startWithEncryptionKey stop suspend updateAccessConfig " +
    "updateDisplayDevice updateNetworkInterface updateShieldedInstanceConfig use",
  "compute.machineTypes": "get list",
  "compute.networks": `${crud} switchToCustomMode updatePolicy use useExternalIp`,
  "compute.projects": "get setCommonInstanceMetadata",
  "compute.regionOperations": "delete get list",
  "compute.regions": "get list",
  "compute.resourcePolicies": `${crud} ${policies} use`,
  "compute.routers": `${crud} use`,
  "compute.routes": "create delete get list",
  "compute.snapshots": `create delete get list ${policies} setLabels useReadOnly`,
  "compute.sslCertificates": "create delete get list",
  "compute.subnetworks": `${crud} ${policies} expandIpCidrRange setPrivateIpGoogleAccess use useExternalIp`,
  "compute.zoneOperations": "delete get list",
  "compute.zones": "get list",
  "container.clusters": `${crud} connect getCredentials`,
  "container.operations": "get list",
  "container.secrets": crud,
  "dns.changes": "create get list",
  "dns.managedZones": `${crud} ${policies}`,
  "dns.projects": "get",
  "dns.resourceRecordSets": crud,
  "essentialcontacts.contacts": `${crud} send`,
  "eventarc.events": "receiveEvent",
  "eventarc.triggers": `${crud} ${policies}`,
  "iam.roles": custom,
  "iam.serviceAccounts": `${crud} ${policies} actAs disable enable getAccessToken getOpenIdToken implicitDelegation signBlob signJwt undelete`,
  "iam.workloadIdentityPoolProviders": custom,
  "iam.workloadIdentityPools": `${custom} ${policies}`,
  "logging.buckets": custom,
  "logging.logEntries": "create list",
  "logging.operations": "get list",
  "logging.sinks": crud,
  "monitoring.alertPolicies": crud,
  "monitoring.notificationChannels": crud,
  "monitoring.timeSeries": "create list",
  "orgpolicy.constraints": "list",
  "orgpolicy.customConstraints": crud,
  "orgpolicy.policies": "create delete list update",
  "orgpolicy.policy": "get set",
  "pubsub.subscriptions": `${crud} ${policies} consume`,
  "pubsub.topics": `${crud} ${policies} attachSubscription publish`,
  "resourcemanager.folders": `${crud} ${policies} move undelete`,
  "resourcemanager.hierarchyNodes": "createTagBinding deleteTagBinding listEffectiveTags listTagBindings",
  "resourcemanager.organizations": `get ${policies}`,
  "resourcemanager.projects": `${crud} ${policies} createBillingAssignment deleteBillingAssignment move undelete updateLiens`,
  "resourcemanager.tagKeys": `${crud} ${policies}`,
  "resourcemanager.tagValueBindings": "create delete",
  "resourcemanager.tagValues": `${crud} ${policies}`,
  "run.locations": "list",
  "run.routes": "get invoke list",
  "run.services": `${crud} ${policies}`,
  "secretmanager.secrets": `${crud} ${policies}`,
  "secretmanager.versions": "access add destroy disable enable get list",
  "serviceusage.operations": "get list",
  "serviceusage.services": "disable enable get list use",
  "storage.buckets": `${crud} ${policies}`,
  "storage.objects": `${crud} ${policies}`,
};

/** All of them. */
export const permissionCatalogue: readonly string[] = Object.entries(resources).flatMap(([resource, verbs]) =>
  verbs.split(" ").map((verb) => `${resource}.${verb}`),
);

/** The permissions that patterns name, such as "pubsub.topics.*" or "*.get"; those of "!*.delete" are left out. */
export function matching(patterns: string): string[] {
  const tests = patterns
    .trim()
    .split(/\s+/)
    .map((pattern) => {
      const source = pattern.replace(/^!/, "").split("*").map(RegExp.escape).join(".*");
      return { without: pattern.startsWith("!"), test: new RegExp(`^${source}$`) };
    });
  const named = (permission: string, without: boolean) =>
    tests.some((each) => each.without === without && each.test.test(permission));
  return permissionCatalogue.filter((each) => named(each, false) && !named(each, true)).toSorted();
}
