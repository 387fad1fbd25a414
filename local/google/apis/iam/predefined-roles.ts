import type { Document } from "../../core/store.ts";

const crud = "create delete get list update";
const policies = "getIamPolicy setIamPolicy";

/** The permissions that roles are made of, by service and resource: a part of Google's, for what is in use here. */
const resources: Record<string, string> = {
  "artifactregistry.repositories": `${crud} ${policies} downloadArtifacts uploadArtifacts deleteArtifacts`,
  "bigquery.datasets": `create delete get update ${policies}`,
  "bigquery.tables": `${crud} getData updateData`,
  "bigquery.jobs": "create list",
  "billing.accounts": "get list update getIamPolicy setIamPolicy getSpendingInformation",
  "billing.budgets": crud,
  "billing.resourceAssociations": "create delete list",
  "cloudkms.keyRings": `create get list ${policies}`,
  "cloudkms.cryptoKeys": `create get list update ${policies}`,
  "cloudkms.cryptoKeyVersions": "create destroy get list restore update useToDecrypt useToEncrypt",
  "compute.instances": `${crud} start stop setMetadata setServiceAccount`,
  "compute.networks": `${crud} use`,
  "compute.subnetworks": `${crud} use`,
  "compute.firewalls": crud,
  "compute.disks": `${crud} use`,
  "container.clusters": `${crud} getCredentials`,
  "iam.roles": `${crud} undelete`,
  "iam.serviceAccounts": `${crud} ${policies} actAs disable enable getAccessToken signBlob signJwt undelete`,
  "iam.workloadIdentityPools": `${crud} undelete`,
  "logging.logEntries": "create list",
  "logging.sinks": crud,
  "logging.buckets": crud,
  "monitoring.alertPolicies": crud,
  "monitoring.notificationChannels": crud,
  "monitoring.timeSeries": "create list",
  "orgpolicy.policies": crud,
  "pubsub.subscriptions": `${crud} ${policies} consume`,
  "pubsub.topics": `${crud} ${policies} attachSubscription publish`,
  "resourcemanager.folders": `${crud} ${policies} move undelete`,
  "resourcemanager.organizations": `get ${policies}`,
  "resourcemanager.projects": `${crud} ${policies} createBillingAssignment deleteBillingAssignment move undelete`,
  "secretmanager.secrets": `${crud} ${policies}`,
  "secretmanager.versions": "access add destroy disable enable get list",
  "serviceusage.services": "disable enable get list use",
  "storage.buckets": `${crud} ${policies}`,
  "storage.objects": crud,
};

const permissions = Object.entries(resources).flatMap(([resource, verbs]) =>
  verbs.split(" ").map((verb) => `${resource}.${verb}`),
);

/** The permissions that patterns such as "pubsub.topics.*" or "*.get" name. */
function matching(patterns: string): string[] {
  const tests = patterns.split(" ").map((pattern) => {
    const source = pattern.split("*").map(RegExp.escape).join(".*");
    return new RegExp(`^${source}$`);
  });
  return permissions.filter((permission) => tests.some((test) => test.test(permission))).toSorted();
}

const reading = "*.get *.list";
const readingOf = (service: string) => `${service}.*.get ${service}.*.list`;

/** Role, title, description, and patterns of the permissions it has. */
const table = `
owner | Owner | Full access to most Google Cloud resources. | *
editor | Editor | View, create, update, and delete most Google Cloud resources. | *
viewer | Viewer | View most Google Cloud resources. | ${reading}
browser | Browser | Access to browse Google Cloud resources. | ${readingOf("resourcemanager")}
artifactregistry.admin | Artifact Registry Administrator | Manages repositories. | artifactregistry.*
artifactregistry.reader | Artifact Registry Reader | Reads artifacts. | artifactregistry.*.get* *.downloadArtifacts
artifactregistry.writer | Artifact Registry Writer | Reads and writes artifacts. | *.downloadArtifacts *.uploadArtifacts
bigquery.admin | BigQuery Admin | Administers all BigQuery resources and data. | bigquery.*
bigquery.dataEditor | BigQuery Data Editor | Edits the contents of datasets. | bigquery.tables.* bigquery.datasets.get
bigquery.dataViewer | BigQuery Data Viewer | Views data. | ${readingOf("bigquery")} bigquery.tables.getData
bigquery.jobUser | BigQuery Job User | Runs jobs. | bigquery.jobs.create
billing.admin | Billing Account Administrator | Sees and manages all of a billing account. | billing.*
billing.costsManager | Billing Account Costs Manager | Manages budgets. | billing.budgets.* billing.accounts.get*
billing.user | Billing Account User | Links projects. | billing.*Associations.create billing.accounts.get*
billing.viewer | Billing Account Viewer | Views a billing account. | ${readingOf("billing")}
billing.projectManager | Project Billing Manager | Changes who pays. | resourcemanager.projects.*BillingAssignment
cloudkms.admin | Cloud KMS Admin | Manages keys, without using them. | cloudkms.keyRings.* cloudkms.cryptoKeys.*
cloudkms.cryptoKeyDecrypter | Cloud KMS CryptoKey Decrypter | Decrypts. | cloudkms.cryptoKeyVersions.useToDecrypt
cloudkms.cryptoKeyEncrypter | Cloud KMS CryptoKey Encrypter | Encrypts. | cloudkms.cryptoKeyVersions.useToEncrypt
cloudkms.cryptoKeyEncrypterDecrypter | Cloud KMS CryptoKey Encrypter/Decrypter | Uses keys. | cloudkms.*.useTo*
compute.admin | Compute Admin | Full control of all Compute Engine resources. | compute.*
compute.networkAdmin | Compute Network Admin | Controls networks. | compute.*networks.* compute.firewalls.get
compute.viewer | Compute Viewer | Reads Compute Engine resources. | ${readingOf("compute")}
container.admin | Kubernetes Engine Admin | Manages clusters and their objects. | container.*
container.developer | Kubernetes Engine Developer | Works with the objects in clusters. | container.clusters.get*
iam.organizationRoleAdmin | Organization Role Administrator | Manages the custom roles of an organization. | iam.roles.*
iam.roleAdmin | Role Administrator | Manages the custom roles of a project. | iam.roles.*
iam.serviceAccountAdmin | Service Account Admin | Creates and manages service accounts. | iam.serviceAccounts.*
iam.serviceAccountTokenCreator | Service Account Token Creator | Signs as them. | iam.*.getAccessToken iam.*.sign*
iam.serviceAccountUser | Service Account User | Runs as them. | iam.*.actAs iam.serviceAccounts.get
iam.workloadIdentityPoolAdmin | IAM Workload Identity Pool Admin | Full rights over pools. | iam.workloadIdentityPools.*
iam.workloadIdentityUser | Workload Identity User | Acts as service accounts. | iam.serviceAccounts.getAccessToken
logging.admin | Logging Admin | All of Cloud Logging. | logging.*
logging.logWriter | Logs Writer | Writes log entries. | logging.logEntries.create
logging.viewer | Logs Viewer | Views logs. | ${readingOf("logging")}
monitoring.admin | Monitoring Admin | All of Cloud Monitoring. | monitoring.*
monitoring.metricWriter | Monitoring Metric Writer | Writes metrics. | monitoring.timeSeries.create
monitoring.viewer | Monitoring Viewer | Reads monitoring data and configuration. | ${readingOf("monitoring")}
orgpolicy.policyAdmin | Organization Policy Administrator | Sets organization policies. | orgpolicy.*
pubsub.admin | Pub/Sub Admin | Full access to topics and subscriptions. | pubsub.*
pubsub.editor | Pub/Sub Editor | Modifies topics and subscriptions, publishes and consumes messages. | pubsub.*
pubsub.publisher | Pub/Sub Publisher | Publishes messages to topics. | pubsub.topics.publish
pubsub.subscriber | Pub/Sub Subscriber | Consumes messages. | pubsub.*.consume pubsub.*.attachSubscription
pubsub.viewer | Pub/Sub Viewer | Views topics and subscriptions. | ${readingOf("pubsub")}
resourcemanager.folderAdmin | Folder Admin | All rights over folders. | resourcemanager.folders.*
resourcemanager.folderViewer | Folder Viewer | Views folders. | resourcemanager.folders.get resourcemanager.folders.list
resourcemanager.organizationAdmin | Organization Administrator | Manages policies. | resourcemanager.*.*Policy
resourcemanager.projectCreator | Project Creator | Creates projects. | resourcemanager.projects.create
resourcemanager.projectDeleter | Project Deleter | Deletes projects. | resourcemanager.projects.delete
resourcemanager.projectIamAdmin | Project IAM Admin | Manages policies of projects. | resourcemanager.projects.*Policy
secretmanager.admin | Secret Manager Admin | Full access to secrets. | secretmanager.*
secretmanager.secretAccessor | Secret Manager Secret Accessor | Reads payloads. | secretmanager.versions.access
secretmanager.viewer | Secret Manager Viewer | Views metadata of secrets. | ${readingOf("secretmanager")}
serviceusage.serviceUsageAdmin | Service Usage Admin | Enables, disables and inspects services. | serviceusage.*
serviceusage.serviceUsageConsumer | Service Usage Consumer | Uses services. | serviceusage.*.get serviceusage.*.use
storage.admin | Storage Admin | Full control of buckets and objects. | storage.*
storage.objectAdmin | Storage Object Admin | Full control of objects. | storage.objects.*
storage.objectCreator | Storage Object Creator | Creates objects. | storage.objects.create
storage.objectUser | Storage Object User | Creates, reads, updates and deletes objects. | storage.objects.*
storage.objectViewer | Storage Object Viewer | Views objects. | storage.objects.get storage.objects.list
`;

const withoutPolicies = (granted: string[]) => granted.filter((permission) => !permission.endsWith("setIamPolicy"));

/** A part of Google's predefined roles, by name: "roles/pubsub.publisher". */
export const predefinedRoles: ReadonlyMap<string, Document> = new Map(
  table
    .trim()
    .split("\n")
    .map((line) => {
      const [id, title, description, patterns] = line.split(" | ") as [string, string, string, string];
      const name = `roles/${id}`;
      const granted = matching(patterns);
      const includedPermissions = id.endsWith("editor") ? withoutPolicies(granted) : granted;
      return [name, { name, title, description, includedPermissions, stage: "GA", etag: "AA==" }];
    }),
);
