import type { Base, ExampleResource } from "./example.ts";

/** Resources by name; those that others name come first. */
export type Resources = Readonly<Record<string, ExampleResource>>;

/** What makes one base differ from the others. */
interface Kind {
  readonly projectId: string;
  readonly folder: string;
  readonly environment: string;
  readonly amount: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly deletion: "protected" | "disposable";
}

const organization = "419083752617";
const billingAccount = "01C0DE-5EED00-CAFE42";

const apis = ["cloudresourcemanager", "compute", "essentialcontacts", "iam", "logging", "monitoring", "storage"];

/** In the project; what needs an API takes the ID from its service, and so waits for that. */
const inProject = { project: "${project.projectId}" };

const services: Resources = Object.fromEntries(
  apis.map((api) => [
    `service-${api}`,
    {
      type: "gcp:projects/service:Service",
      properties: { ...inProject, service: `${api}.googleapis.com`, disableOnDestroy: false },
    },
  ]),
);

const folderOf = ({ folder, environment }: Kind): Resources => ({
  folder: {
    type: "gcp:organizations/folder:Folder",
    properties: { displayName: folder, parent: `organizations/${organization}`, deletionProtection: true },
  },
  tagKey: {
    type: "gcp:tags/tagKey:TagKey",
    properties: { parent: `organizations/${organization}`, shortName: "environment" },
  },
  tagValue: {
    type: "gcp:tags/tagValue:TagValue",
    properties: { parent: "${tagKey.id}", shortName: environment },
  },
  tagBinding: {
    type: "gcp:tags/tagBinding:TagBinding",
    properties: {
      parent: "//cloudresourcemanager.googleapis.com/folders/${folder.folderId}",
      tagValue: "${tagValue.id}",
    },
  },
});

const projectOf = ({ projectId, environment, labels, deletion }: Kind): Resources => ({
  project: {
    type: "gcp:organizations/project:Project",
    properties: {
      projectId,
      name: "Example",
      folderId: "${folder.folderId}",
      billingAccount,
      labels: {
        application: "sourcegraph",
        "cost-code": "2010",
        environment,
        "managed-by": "sourcegraph-distribution",
        owner: "search",
        ...labels,
      },
      deletionPolicy: deletion === "disposable" ? "DELETE" : "PREVENT",
    },
    ...(deletion === "protected" && { options: { protect: true } }),
  },
  ...services,
  ...(deletion === "protected" && {
    lien: {
      type: "gcp:resourcemanager/lien:Lien",
      properties: {
        parent: "projects/${project.number}",
        origin: "sourcegraph-distribution",
        reason: "This project is protected. Retire it first.",
        restrictions: ["resourcemanager.projects.delete"],
      },
    },
  }),
});

/** Whom Google tells about it, and its budget. */
const tellingOf = ({ amount, projectId }: Kind): Resources => ({
  contact: {
    type: "gcp:essentialcontacts/contact:Contact",
    properties: {
      parent: "projects/${service-essentialcontacts.project}",
      email: "search@sourcegraph-distribution.example",
      languageTag: "en",
      notificationCategorySubscriptions: ["BILLING", "SECURITY", "SUSPENSION", "TECHNICAL"],
    },
  },
  recipient: {
    type: "gcp:monitoring/notificationChannel:NotificationChannel",
    properties: {
      project: "${service-monitoring.project}",
      displayName: "Budget: owner",
      type: "email",
      labels: { email_address: "search@sourcegraph-distribution.example" },
    },
  },
  budget: {
    type: "gcp:billing/budget:Budget",
    properties: {
      billingAccount,
      displayName: `Project ${projectId}`,
      amount: { specifiedAmount: { currencyCode: "USD", units: amount } },
      budgetFilter: { projects: ["projects/${project.number}"] },
      thresholdRules: [
        { thresholdPercent: 0.8, spendBasis: "CURRENT_SPEND" },
        { thresholdPercent: 1, spendBasis: "FORECASTED_SPEND" },
      ],
      allUpdatesRule: { monitoringNotificationChannels: ["${recipient.name}"] },
    },
  },
});

/** Who has access, and what is in it. */
const contentsOf = ({ projectId }: Kind): Resources => ({
  access: {
    type: "gcp:projects/iAMMember:IAMMember",
    properties: {
      ...inProject,
      role: "roles/logging.viewer",
      member: "group:gcp-search@sourcegraph-distribution.example",
    },
  },
  defaultAccounts: {
    type: "gcp:projects/defaultServiceAccounts:DefaultServiceAccounts",
    properties: { project: "${service-compute.project}", action: "DEPRIVILEGE", restorePolicy: "NONE" },
  },
  network: {
    type: "gcp:compute/network:Network",
    properties: { project: "${service-compute.project}", name: "network", autoCreateSubnetworks: false },
  },
  bucket: {
    type: "gcp:storage/bucket:Bucket",
    properties: {
      project: "${service-storage.project}",
      name: `${projectId}-files`,
      location: "US-CENTRAL1",
      uniformBucketLevelAccess: true,
      publicAccessPrevention: "enforced",
      labels: { application: "sourcegraph" },
    },
  },
});

const kinds: Readonly<Record<Base, Kind>> = {
  "non-production": {
    projectId: "sgd-example-n4v2",
    folder: "Examples of non-production",
    environment: "non-production",
    amount: "500",
    labels: {},
    deletion: "protected",
  },
  production: {
    projectId: "sgd-example-p7x3",
    folder: "Examples of production",
    environment: "production",
    amount: "5000",
    labels: {},
    deletion: "protected",
  },
  dynamic: {
    projectId: "sgd-example-d5k8",
    folder: "Examples of dynamic",
    environment: "dynamic",
    amount: "200",
    labels: { "environment-kind": "dynamic", expires: "2026-12-01" },
    deletion: "disposable",
  },
};

/** A well-made project with all that belongs to it, for each kind of environment. */
export const bases: Readonly<Record<Base, Resources>> = Object.fromEntries(
  Object.entries(kinds).map(([base, kind]) => [
    base,
    { ...folderOf(kind), ...projectOf(kind), ...tellingOf(kind), ...contentsOf(kind) },
  ]),
) as Record<Base, Resources>;
