import type { RolePlan } from "./spending-roles.ts";

/*
 * What the watcher may do: it looks each day for what somebody changed by hand in production, by the program as it stands
 * on the deployed branch, without a reviewer. So it reads what the deployer of production keeps, and can change nothing.
 */

/** What no role of Google's holds without also letting logs be read. */
export const logStorageReader: RolePlan = {
  id: "logStorageReader",
  title: "Watcher: sees where logs are kept",
  description: "Sees where logs are sent and kept, and for how long.",
  permissions: ["logging.buckets.get", "logging.sinks.get"],
};

/** What no role of Google's holds without also letting secrets in clusters be changed. */
export const clusterSecretReader: RolePlan = {
  id: "clusterSecretReader",
  title: "Watcher: reads secrets in clusters",
  description: "Reads the secrets that the program keeps in clusters.",
  permissions: ["container.secrets.get", "container.secrets.list"],
};

/** What the watcher may do everywhere: see the shape of all that the deployer of production keeps. */
export const watcherRoles: readonly [role: string, why: string][] = [
  ["roles/artifactregistry.reader", "sees registries"],
  ["roles/bigquery.metadataViewer", "sees the dataset of the billing export"],
  ["roles/browser", "sees folders and projects"],
  ["roles/cloudfunctions.viewer", "sees the functions that limit spending"],
  ["roles/cloudkms.viewer", "sees the keys of states"],
  ["roles/cloudscheduler.viewer", "sees the schedule of the guard"],
  ["roles/compute.viewer", "sees networks, machines and disks"],
  ["roles/container.viewer", "sees clusters, and what runs in them"],
  ["roles/dns.reader", "sees the zones of public environments"],
  ["roles/essentialcontacts.viewer", "sees the contacts of projects"],
  ["roles/iam.securityReviewer", "sees identities, and who may do what"],
  ["roles/iam.workloadIdentityPoolViewer", "sees how workflows become identities"],
  ["roles/monitoring.notificationChannelViewer", "sees who is told about budgets"],
  ["roles/orgpolicy.policyViewer", "sees the policies of the organisation"],
  ["roles/pubsub.viewer", "sees the topics of budgets and of notices"],
  ["roles/resourcemanager.tagViewer", "sees tags"],
  ["roles/secretmanager.viewer", "sees which secrets there are"],
  ["roles/storage.bucketViewer", "sees buckets"],
];

/** What it may do in the folders of production's environments: read what the deployer wrote there. */
export const watcherProductionRoles: readonly [role: string, why: string][] = [
  ["roles/secretmanager.secretAccessor", "sees whether secrets are still what was written"],
  ["roles/storage.objectViewer", "sees whether objects are still what was written"],
];
