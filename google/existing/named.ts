import type { Inputs, Item } from "./item.ts";

/** A type whose resources are known by a name that their maker gives. */
interface NamedType {
  host: string;
  /** Where one is read. */
  path: string;
  /** The ID by which the engine imports it. */
  id: string;
  /** Whether what was read is really there. Default: it is. */
  there?(item: Item, inputs: Inputs): boolean;
}

const compute = (collection: string): NamedType => ({
  host: "compute.googleapis.com",
  path: `/compute/v1/projects/{project}/${collection}/{name}`,
  id: `projects/{project}/${collection}/{name}`,
});

const v1 = (host: string, name: string, id = name): NamedType => ({
  host: `${host}.googleapis.com`,
  path: `/v1/${name}`,
  id,
});

const notDeleted = ({ state }: Item) => state !== "DELETED" && state !== "DELETE_REQUESTED";

/** The types that can be looked up by name, by the engine's name of the type. */
export const named: Record<string, NamedType> = {
  "gcp:organizations/project:Project": {
    host: "cloudresourcemanager.googleapis.com",
    path: "/v3/projects/{projectId}",
    id: "projects/{projectId}",
    there: notDeleted,
  },
  "gcp:projects/service:Service": {
    host: "serviceusage.googleapis.com",
    path: "/v1/projects/{project}/services/{service}",
    id: "{project}/{service}",
    there: ({ state }) => state === "ENABLED",
  },
  "gcp:orgpolicy/policy:Policy": {
    host: "orgpolicy.googleapis.com",
    path: "/v2/{name}",
    id: "{name}",
  },
  "gcp:serviceaccount/account:Account": v1(
    "iam",
    "projects/{project}/serviceAccounts/{accountId}@{project}.iam.gserviceaccount.com",
  ),
  "gcp:iam/workloadIdentityPool:WorkloadIdentityPool": {
    ...v1("iam", "projects/{project}/locations/global/workloadIdentityPools/{workloadIdentityPoolId}"),
    there: notDeleted,
  },
  "gcp:iam/workloadIdentityPoolProvider:WorkloadIdentityPoolProvider": {
    ...v1(
      "iam",
      "projects/{project}/locations/global/workloadIdentityPools/{workloadIdentityPoolId}/providers/" +
        "{workloadIdentityPoolProviderId}",
    ),
    there: notDeleted,
  },
  "gcp:kms/keyRing:KeyRing": v1("cloudkms", "projects/{project}/locations/{location}/keyRings/{name}"),
  "gcp:kms/cryptoKey:CryptoKey": v1("cloudkms", "{keyRing}/cryptoKeys/{name}"),
  "gcp:storage/bucket:Bucket": {
    host: "storage.googleapis.com",
    path: "/storage/v1/b/{name}",
    id: "{name}",
  },
  "gcp:pubsub/topic:Topic": v1("pubsub", "projects/{project}/topics/{name}"),
  "gcp:bigquery/dataset:Dataset": {
    host: "bigquery.googleapis.com",
    path: "/bigquery/v2/projects/{project}/datasets/{datasetId}",
    id: "projects/{project}/datasets/{datasetId}",
  },
  "gcp:artifactregistry/repository:Repository": v1(
    "artifactregistry",
    "projects/{project}/locations/{location}/repositories/{repositoryId}",
  ),
  "gcp:cloudfunctionsv2/function:Function": {
    host: "cloudfunctions.googleapis.com",
    path: "/v2/projects/{project}/locations/{location}/functions/{name}",
    id: "projects/{project}/locations/{location}/functions/{name}",
  },
  "gcp:cloudrunv2/service:Service": {
    host: "run.googleapis.com",
    path: "/v2/projects/{project}/locations/{location}/services/{name}",
    id: "projects/{project}/locations/{location}/services/{name}",
  },
  "gcp:cloudscheduler/job:Job": v1("cloudscheduler", "projects/{project}/locations/{region}/jobs/{name}"),
  "gcp:organizations/iAMCustomRole:IAMCustomRole": {
    ...v1("iam", "organizations/{orgId}/roles/{roleId}"),
    // A deleted one is brought back by whoever makes it.
    there: ({ deleted }) => deleted !== true,
  },
  "gcp:logging/projectBucketConfig:ProjectBucketConfig": {
    host: "logging.googleapis.com",
    path: "/v2/projects/{project}/locations/{location}/buckets/{bucketId}",
    id: "projects/{project}/locations/{location}/buckets/{bucketId}",
  },
  "gcp:logging/projectSink:ProjectSink": {
    host: "logging.googleapis.com",
    path: "/v2/projects/{project}/sinks/{name}",
    id: "projects/{project}/sinks/{name}",
  },
  "gcp:logging/organizationSink:OrganizationSink": {
    host: "logging.googleapis.com",
    path: "/v2/organizations/{orgId}/sinks/{name}",
    id: "organizations/{orgId}/sinks/{name}",
  },
  "gcp:compute/network:Network": compute("global/networks"),
  "gcp:compute/firewall:Firewall": compute("global/firewalls"),
  "gcp:compute/subnetwork:Subnetwork": compute("regions/{region}/subnetworks"),
  "gcp:compute/router:Router": compute("regions/{region}/routers"),
  "gcp:compute/address:Address": compute("regions/{region}/addresses"),
  "gcp:compute/disk:Disk": compute("zones/{zone}/disks"),
  "gcp:compute/instance:Instance": compute("zones/{zone}/instances"),
  "gcp:compute/instanceTemplate:InstanceTemplate": compute("global/instanceTemplates"),
  "gcp:compute/regionAutoscaler:RegionAutoscaler": compute("regions/{region}/autoscalers"),
  "gcp:compute/regionInstanceGroupManager:RegionInstanceGroupManager": compute(
    "regions/{region}/instanceGroupManagers",
  ),
  "gcp:compute/resourcePolicy:ResourcePolicy": compute("regions/{region}/resourcePolicies"),
  "gcp:compute/globalAddress:GlobalAddress": compute("global/addresses"),
  "gcp:compute/managedSslCertificate:ManagedSslCertificate": compute("global/sslCertificates"),
  "gcp:container/cluster:Cluster": v1("container", "projects/{project}/locations/{location}/clusters/{name}"),
  "gcp:container/nodePool:NodePool": v1(
    "container",
    "projects/{project}/locations/{location}/clusters/{cluster}/nodePools/{name}",
    "{project}/{location}/{cluster}/{name}",
  ),
  "gcp:dns/managedZone:ManagedZone": {
    host: "dns.googleapis.com",
    path: "/dns/v1/projects/{project}/managedZones/{name}",
    id: "projects/{project}/managedZones/{name}",
  },
  "gcp:secretmanager/secret:Secret": v1("secretmanager", "projects/{project}/secrets/{secretId}"),
  "gcp:compute/routerNat:RouterNat": {
    host: "compute.googleapis.com",
    path: "/compute/v1/projects/{project}/regions/{region}/routers/{router}",
    id: "{project}/{region}/{router}/{name}",
    there: ({ nats }, { name }) => Array.isArray(nats) && nats.some((nat: Item) => nat.name === name),
  },
};
