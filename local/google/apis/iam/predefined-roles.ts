import type { Document } from "../../core/store.ts";
import { matching } from "./permission-catalogue.ts";

const reading = "*.get *.list";
const readingOf = (service: string) => `${service}.*.get ${service}.*.list`;
/** Most roles let see the project that they are given on, and whether APIs are enabled in it. */
const project = "resourcemanager.projects.get resourcemanager.projects.list";
const services = "serviceusage.services.get serviceusage.services.list";
const computed = `compute.projects.get compute.*egions.get compute.*egions.list compute.zones.get compute.zones.list compute.*Operations.get compute.*Operations.list ${project} ${services}`;

/**
 * Role, title, description, and patterns of the permissions it has, as far as they are in the catalogue. Compared with
 * what https://cloud.google.com/iam/docs/roles-permissions lists for each.
 */
const table = `
owner | Owner | Full access to most Google Cloud resources. | *
editor | Editor | View, create, update, and delete most Google Cloud resources. | * !*.setIamPolicy !iam.roles.* !*.updateLiens !resourcemanager.projects.delete !resourcemanager.projects.*BillingAssignment !secretmanager.versions.access !iam.serviceAccounts.getAccessToken !iam.serviceAccounts.sign* !iam.workload* !orgpolicy.*.create !orgpolicy.*.delete !orgpolicy.*.update !orgpolicy.policy.set !storage.objects.*
viewer | Viewer | View most Google Cloud resources. | ${reading} *.getIamPolicy !storage.objects.* !storage.buckets.get !storage.buckets.getIamPolicy !bigquery.tables.getData
browser | Browser | Access to browse Google Cloud resources. | resourcemanager.folders.get resourcemanager.folders.list resourcemanager.organizations.get ${project} resourcemanager.projects.getIamPolicy
artifactregistry.admin | Artifact Registry Administrator | Manages repositories. | artifactregistry.*
artifactregistry.reader | Artifact Registry Reader | Reads artifacts. | ${readingOf("artifactregistry")} *.downloadArtifacts
artifactregistry.writer | Artifact Registry Writer | Reads and writes artifacts. | ${readingOf("artifactregistry")} *.downloadArtifacts *.uploadArtifacts artifactregistry.tags.create artifactregistry.tags.update
bigquery.admin | BigQuery Admin | Administers all BigQuery resources and data. | bigquery.* ${project}
bigquery.dataEditor | BigQuery Data Editor | Edits the contents of datasets. | bigquery.tables.* !bigquery.tables.setIamPolicy bigquery.datasets.create bigquery.datasets.get bigquery.datasets.getIamPolicy ${project}
bigquery.dataViewer | BigQuery Data Viewer | Views data. | ${readingOf("bigquery")} !bigquery.jobs.list bigquery.*.getIamPolicy bigquery.tables.getData ${project}
bigquery.metadataViewer | BigQuery Metadata Viewer | Views metadata. | bigquery.datasets.get bigquery.datasets.getIamPolicy bigquery.tables.get bigquery.tables.list bigquery.tables.getIamPolicy ${project}
bigquery.jobUser | BigQuery Job User | Runs jobs. | bigquery.jobs.create ${project}
billing.admin | Billing Account Administrator | Sees and manages all of a billing account. | billing.* resourcemanager.projects.createBillingAssignment resourcemanager.projects.deleteBillingAssignment ${project}
billing.costsManager | Billing Account Costs Manager | Manages budgets. | billing.budgets.* billing.accounts.get billing.accounts.getIamPolicy billing.accounts.getSpendingInformation billing.accounts.list billing.resourceAssociations.list
billing.user | Billing Account User | Links projects. | billing.resourceAssociations.create billing.accounts.get billing.accounts.getIamPolicy billing.accounts.list
billing.viewer | Billing Account Viewer | Views a billing account. | ${readingOf("billing")} billing.accounts.getIamPolicy billing.accounts.getSpendingInformation
billing.projectManager | Project Billing Manager | Changes who pays. | resourcemanager.projects.createBillingAssignment resourcemanager.projects.deleteBillingAssignment
cloudasset.viewer | Cloud Asset Viewer | Reads metadata of assets. | cloudasset.*
cloudbuild.builds.builder | Cloud Build Service Account | Runs builds. | cloudbuild.builds.* artifactregistry.repositories.downloadArtifacts artifactregistry.repositories.uploadArtifacts ${readingOf("artifactregistry")} logging.logEntries.create pubsub.topics.create pubsub.topics.publish storage.buckets.create storage.buckets.get storage.buckets.list storage.objects.create storage.objects.delete storage.objects.get storage.objects.list storage.objects.update ${project}
cloudfunctions.developer | Cloud Functions Developer | Reads and writes functions. | cloudfunctions.functions.* !cloudfunctions.functions.*IamPolicy ${readingOf("cloudbuild")} eventarc.triggers.* !eventarc.triggers.setIamPolicy run.services.* !run.services.setIamPolicy run.routes.* run.locations.list ${project} ${services}
cloudfunctions.viewer | Cloud Functions Viewer | Views functions. | ${readingOf("cloudfunctions")} ${readingOf("cloudbuild")} ${readingOf("eventarc")} ${readingOf("run")} ${project} ${services}
cloudkms.admin | Cloud KMS Admin | Manages keys, without using them. | cloudkms.* !cloudkms.*.useTo* ${project}
cloudkms.viewer | Cloud KMS Viewer | Views keys. | ${readingOf("cloudkms")} resourcemanager.projects.get
cloudkms.cryptoKeyDecrypter | Cloud KMS CryptoKey Decrypter | Decrypts. | cloudkms.cryptoKeyVersions.useToDecrypt resourcemanager.projects.get
cloudkms.cryptoKeyEncrypter | Cloud KMS CryptoKey Encrypter | Encrypts. | cloudkms.cryptoKeyVersions.useToEncrypt resourcemanager.projects.get
cloudkms.cryptoKeyEncrypterDecrypter | Cloud KMS CryptoKey Encrypter/Decrypter | Uses keys. | cloudkms.*.useTo* resourcemanager.projects.get
cloudscheduler.admin | Cloud Scheduler Admin | Full access to jobs and executions. | cloudscheduler.* ${project} ${services}
cloudscheduler.viewer | Cloud Scheduler Viewer | Views jobs. | ${readingOf("cloudscheduler")} ${project} ${services}
compute.admin | Compute Admin | Full control of all Compute Engine resources. | compute.* ${project} ${services}
compute.instanceAdmin.v1 | Compute Instance Admin (v1) | Full control of instances, disks, snapshots and images. | compute.instances.* compute.disks.* compute.images.* compute.snapshots.* compute.autoscalers.* compute.instanceGroupManagers.* compute.instanceTemplates.* compute.resourcePolicies.* compute.machineTypes.* compute.diskTypes.* compute.*ddresses.get compute.*ddresses.list compute.*ddresses.use* compute.firewalls.get compute.firewalls.list compute.*orwardingRules.get compute.*orwardingRules.list compute.networks.get compute.networks.list compute.networks.use* compute.subnetworks.get compute.subnetworks.list compute.subnetworks.use* compute.rout*.get compute.rout*.list compute.sslCertificates.get compute.sslCertificates.list compute.projects.setCommonInstanceMetadata ${computed}
compute.networkAdmin | Compute Network Admin | Full control of networking resources. | compute.*ddresses.* compute.*orwardingRules.* compute.networks.* compute.subnetworks.* compute.rout*.* compute.firewalls.get compute.firewalls.list compute.sslCertificates.get compute.sslCertificates.list compute.instances.get compute.instances.getGuestAttributes compute.instances.list compute.instances.use compute.instanceGroupManagers.get compute.instanceGroupManagers.list compute.instanceGroupManagers.update compute.machineTypes.* ${computed}
compute.networkViewer | Compute Network Viewer | Reads networking resources. | compute.*ddresses.get compute.*ddresses.list compute.*orwardingRules.get compute.*orwardingRules.list compute.networks.get compute.networks.list compute.subnetworks.get compute.subnetworks.list compute.rout*.get compute.rout*.list compute.firewalls.get compute.firewalls.list compute.sslCertificates.get compute.sslCertificates.list compute.instances.get compute.instances.getGuestAttributes compute.instances.list compute.instanceGroupManagers.get compute.instanceGroupManagers.list compute.machineTypes.* ${computed} !compute.*Operations.*
compute.securityAdmin | Compute Security Admin | Full control of security resources. | compute.firewalls.* compute.sslCertificates.* compute.networks.get compute.networks.list compute.networks.updatePolicy compute.subnetworks.get compute.subnetworks.list compute.rout*.get compute.rout*.list compute.instances.list compute.instances.setShieldedInstanceIntegrityPolicy compute.instances.updateShieldedInstanceConfig ${computed}
compute.storageAdmin | Compute Storage Admin | Full control of disks, images and snapshots. | compute.disks.* compute.diskTypes.* compute.images.* compute.resourcePolicies.* compute.snapshots.* ${computed}
compute.viewer | Compute Viewer | Reads Compute Engine resources. | ${readingOf("compute")} compute.*.getIamPolicy compute.images.getFromFamily compute.instances.getGuestAttributes ${project} ${services}
container.admin | Kubernetes Engine Admin | Manages clusters and their objects. | container.* ${project}
container.clusterViewer | Kubernetes Engine Cluster Viewer | Gets and lists clusters. | container.clusters.get container.clusters.list ${project}
container.defaultNodeServiceAccount | Kubernetes Engine Default Node Service Account | What nodes need. | logging.logEntries.create monitoring.timeSeries.*
container.developer | Kubernetes Engine Developer | Works with the objects in clusters. | container.clusters.connect container.clusters.get container.clusters.list ${project}
container.viewer | Kubernetes Engine Viewer | Reads clusters, and the objects in them but secrets. | container.*.get container.*.list container.clusters.connect !container.secrets.* ${project}
dns.admin | DNS Administrator | Full control of DNS. | dns.* compute.networks.get compute.networks.list ${project}
dns.reader | DNS Reader | Reads DNS resources. | ${readingOf("dns")} compute.networks.get ${project}
essentialcontacts.admin | Essential Contacts Admin | Full access to contacts. | essentialcontacts.*
essentialcontacts.viewer | Essential Contacts Viewer | Views contacts. | ${readingOf("essentialcontacts")}
eventarc.eventReceiver | Eventarc Event Receiver | Receives events. | eventarc.events.receiveEvent
iam.organizationRoleAdmin | Organization Role Administrator | Manages the custom roles of an organization. | iam.roles.* resourcemanager.organizations.get resourcemanager.organizations.getIamPolicy ${project} resourcemanager.projects.getIamPolicy
iam.roleAdmin | Role Administrator | Manages the custom roles of a project. | iam.roles.* resourcemanager.projects.get resourcemanager.projects.getIamPolicy
iam.securityReviewer | Security Reviewer | Lists all resources, and their policies. | *.list *.getIamPolicy iam.roles.get iam.serviceAccounts.get resourcemanager.hierarchyNodes.listTagBindings
iam.serviceAccountAdmin | Service Account Admin | Creates and manages service accounts. | iam.serviceAccounts.* !iam.serviceAccounts.actAs !iam.serviceAccounts.get*Token !iam.serviceAccounts.sign* !iam.serviceAccounts.implicitDelegation ${project}
iam.serviceAccountTokenCreator | Service Account Token Creator | Signs as them. | iam.serviceAccounts.get iam.serviceAccounts.list iam.serviceAccounts.get*Token iam.serviceAccounts.sign* iam.serviceAccounts.implicitDelegation
iam.serviceAccountUser | Service Account User | Runs as them. | iam.serviceAccounts.actAs iam.serviceAccounts.get iam.serviceAccounts.list ${project}
iam.workloadIdentityPoolAdmin | IAM Workload Identity Pool Admin | Full rights over pools. | iam.workloadIdentity* ${project}
iam.workloadIdentityPoolViewer | IAM Workload Identity Pool Viewer | Views pools. | iam.workloadIdentity*.get iam.workloadIdentity*.list ${project}
iam.workloadIdentityUser | Workload Identity User | Acts as service accounts. | iam.serviceAccounts.get iam.serviceAccounts.list iam.serviceAccounts.get*Token
logging.admin | Logging Admin | All of Cloud Logging. | logging.* ${project}
logging.configWriter | Logs Configuration Writer | Configures where logs go. | logging.buckets.* logging.sinks.* logging.operations.* ${project}
logging.logWriter | Logs Writer | Writes log entries. | logging.logEntries.create
logging.viewer | Logs Viewer | Views logs. | ${readingOf("logging")} ${project}
monitoring.admin | Monitoring Admin | All of Cloud Monitoring. | monitoring.* ${project}
monitoring.metricWriter | Monitoring Metric Writer | Writes metrics. | monitoring.timeSeries.create
monitoring.notificationChannelEditor | Monitoring NotificationChannel Editor | Reads and writes notification channels. | monitoring.notificationChannels.*
monitoring.notificationChannelViewer | Monitoring NotificationChannel Viewer | Reads notification channels. | monitoring.notificationChannels.get monitoring.notificationChannels.list
monitoring.viewer | Monitoring Viewer | Reads monitoring data and configuration. | ${readingOf("monitoring")} ${project}
orgpolicy.policyAdmin | Organization Policy Administrator | Sets organization policies. | orgpolicy.*
orgpolicy.policyViewer | Organization Policy Viewer | Views organization policies. | orgpolicy.constraints.list orgpolicy.policies.list orgpolicy.policy.get
pubsub.admin | Pub/Sub Admin | Full access to topics and subscriptions. | pubsub.* ${project}
pubsub.editor | Pub/Sub Editor | Modifies topics and subscriptions, publishes and consumes messages. | pubsub.* !pubsub.*IamPolicy ${project}
pubsub.publisher | Pub/Sub Publisher | Publishes messages to topics. | pubsub.topics.publish
pubsub.subscriber | Pub/Sub Subscriber | Consumes messages. | pubsub.*.consume pubsub.*.attachSubscription
pubsub.viewer | Pub/Sub Viewer | Views topics and subscriptions. | ${readingOf("pubsub")} ${project}
resourcemanager.folderAdmin | Folder Admin | All rights over folders. | resourcemanager.folders.* ${project} resourcemanager.projects.getIamPolicy resourcemanager.projects.move resourcemanager.projects.setIamPolicy orgpolicy.policy.get
resourcemanager.folderViewer | Folder Viewer | Views folders. | resourcemanager.folders.get resourcemanager.folders.list ${project} orgpolicy.policy.get
resourcemanager.lienModifier | Project Lien Modifier | Modifies liens. | resourcemanager.projects.updateLiens
resourcemanager.organizationAdmin | Organization Administrator | Manages policies. | resourcemanager.*.*IamPolicy !resourcemanager.tag* resourcemanager.folders.get resourcemanager.folders.list resourcemanager.organizations.get ${project} orgpolicy.policy.get
resourcemanager.projectCreator | Project Creator | Creates projects. | resourcemanager.projects.create resourcemanager.organizations.get
resourcemanager.projectDeleter | Project Deleter | Deletes projects. | resourcemanager.projects.delete
resourcemanager.projectIamAdmin | Project IAM Admin | Manages policies of projects. | resourcemanager.projects.get resourcemanager.projects.*IamPolicy
resourcemanager.projectMover | Project Mover | Updates and moves projects. | resourcemanager.projects.get resourcemanager.projects.move resourcemanager.projects.update
resourcemanager.tagAdmin | Tag Administrator | Manages tags. | resourcemanager.tagKeys.* resourcemanager.tagValues.*
resourcemanager.tagUser | Tag User | Binds tags to resources. | resourcemanager.hierarchyNodes.* resourcemanager.tagValueBindings.* resourcemanager.tagKeys.get resourcemanager.tagKeys.list resourcemanager.tagValues.get resourcemanager.tagValues.list
resourcemanager.tagViewer | Tag Viewer | Lists tags and where they are bound. | resourcemanager.hierarchyNodes.list* resourcemanager.tagKeys.get resourcemanager.tagKeys.list resourcemanager.tagValues.get resourcemanager.tagValues.list
run.admin | Cloud Run Admin | Full control of Cloud Run. | run.* ${project}
run.invoker | Cloud Run Invoker | Calls services. | run.routes.invoke
run.viewer | Cloud Run Viewer | Views services. | ${readingOf("run")} run.services.getIamPolicy ${project}
secretmanager.admin | Secret Manager Admin | Full access to secrets. | secretmanager.* ${project}
secretmanager.secretAccessor | Secret Manager Secret Accessor | Reads payloads. | secretmanager.versions.access ${project}
secretmanager.viewer | Secret Manager Viewer | Views metadata of secrets. | ${readingOf("secretmanager")} secretmanager.secrets.getIamPolicy ${project}
serviceusage.serviceUsageAdmin | Service Usage Admin | Enables, disables and inspects services. | serviceusage.* monitoring.timeSeries.list
serviceusage.serviceUsageConsumer | Service Usage Consumer | Uses services. | ${services} serviceusage.services.use monitoring.timeSeries.list
serviceusage.serviceUsageViewer | Service Usage Viewer | Inspects services. | ${readingOf("serviceusage")} monitoring.timeSeries.list
storage.admin | Storage Admin | Full control of buckets and objects. | storage.* ${project} orgpolicy.policy.get
storage.bucketViewer | Storage Bucket Viewer | Views buckets. | storage.buckets.get storage.buckets.list
storage.legacyBucketOwner | Storage Legacy Bucket Owner | Manages a bucket. | storage.buckets.get storage.buckets.*IamPolicy storage.buckets.update storage.objects.create storage.objects.delete storage.objects.list
storage.legacyBucketReader | Storage Legacy Bucket Reader | Reads a bucket. | storage.buckets.get storage.objects.list
storage.legacyObjectOwner | Storage Legacy Object Owner | Reads and changes objects. | storage.objects.get storage.objects.*IamPolicy storage.objects.update
storage.legacyObjectReader | Storage Legacy Object Reader | Reads objects. | storage.objects.get
storage.objectAdmin | Storage Object Admin | Full control of objects. | storage.objects.* ${project} orgpolicy.policy.get
storage.objectCreator | Storage Object Creator | Creates objects. | storage.objects.create ${project} orgpolicy.policy.get
storage.objectUser | Storage Object User | Creates, reads, updates and deletes objects. | storage.objects.* !storage.objects.*IamPolicy ${project} orgpolicy.policy.get
storage.objectViewer | Storage Object Viewer | Views objects. | storage.objects.get storage.objects.list ${project}
`;

/** A part of Google's predefined roles, by name: "roles/pubsub.publisher". */
export const predefinedRoles: ReadonlyMap<string, Document> = new Map(
  table
    .trim()
    .split("\n")
    .map((line) => {
      const [id, title, description, patterns] = line.split(" | ") as [string, string, string, string];
      const name = `roles/${id}`;
      const includedPermissions = matching(patterns);
      return [name, { name, title, description, includedPermissions, stage: "GA", etag: "AA==" }];
    }),
);
