// The resources of the environment `acme`, written as Pulumi's template for Google Cloud suggests.
import * as gcp from "@pulumi/gcp";
import * as pulumi from "@pulumi/pulumi";

const labels = {
  application: "sourcegraph",
  "cost-code": "3010",
  environment: "non-production",
  "environment-kind": "customer-replica",
  "environment-name": "acme",
  "managed-by": "sourcegraph-distribution",
  owner: "customer-success",
  stack: "env-acme",
};
const region = "us-central1";
const zone = "us-central1-b";
const billingAccount = "01C0DE-5EED00-CAFE42";

const project = new gcp.organizations.Project("acme", {
  projectId: "sgd-acme-d9hc",
  name: "Sourcegraph acme",
  folderId: "123456789012",
  billingAccount,
  labels,
  deletionPolicy: "PREVENT",
});

const services: Record<string, gcp.projects.Service> = {};
for (const name of [
  "cloudresourcemanager",
  "compute",
  "essentialcontacts",
  "iam",
  "logging",
  "monitoring",
  "secretmanager",
  "serviceusage",
]) {
  services[name] = new gcp.projects.Service(name, {
    project: project.projectId,
    service: `${name}.googleapis.com`,
    disableOnDestroy: false,
  });
}

for (const [name, email] of [
  ["owner", "customer-success@sourcegraph-distribution.example"],
  ["platform", "platform@sourcegraph-distribution.example"],
]) {
  new gcp.essentialcontacts.Contact(
    name,
    {
      parent: pulumi.interpolate`projects/${project.number}`,
      email,
      languageTag: "en",
      notificationCategorySubscriptions: ["BILLING", "SUSPENSION", "TECHNICAL"],
    },
    { dependsOn: services.essentialcontacts },
  );
}

const channels = ["customer-success", "platform"].map(
  (team) =>
    new gcp.monitoring.NotificationChannel(
      team,
      {
        project: project.projectId,
        displayName: `Budget: ${team}`,
        type: "email",
        labels: { email_address: `${team}@sourcegraph-distribution.example` },
      },
      { dependsOn: services.monitoring },
    ),
);

new gcp.billing.Budget("acme", {
  billingAccount,
  displayName: "Project sgd-acme-d9hc",
  amount: { specifiedAmount: { currencyCode: "USD", units: "900" } },
  budgetFilter: { projects: [pulumi.interpolate`projects/${project.number}`] },
  thresholdRules: [
    { thresholdPercent: 0.5 },
    { thresholdPercent: 0.8 },
    { thresholdPercent: 1 },
    { thresholdPercent: 1, spendBasis: "FORECASTED_SPEND" },
    { thresholdPercent: 1.2, spendBasis: "FORECASTED_SPEND" },
  ],
  allUpdatesRule: { monitoringNotificationChannels: channels.map((channel) => channel.name) },
});

new gcp.projects.DefaultServiceAccounts(
  "default-accounts",
  { project: project.projectId, action: "DEPRIVILEGE", restorePolicy: "NONE" },
  { dependsOn: services.compute },
);

for (const role of ["logging.viewer", "monitoring.viewer", "compute.viewer"]) {
  new gcp.projects.IAMMember(role, {
    project: project.projectId,
    role: `roles/${role}`,
    member: "group:gcp-customer-success@sourcegraph-distribution.example",
  });
}

const network = new gcp.compute.Network(
  "network",
  { project: project.projectId, name: "main", autoCreateSubnetworks: false, routingMode: "REGIONAL" },
  { dependsOn: services.compute },
);
const subnetwork = new gcp.compute.Subnetwork("subnetwork", {
  project: project.projectId,
  name: `main-${region}`,
  region,
  network: network.id,
  ipCidrRange: "10.0.0.0/20",
  privateIpGoogleAccess: true,
});
const router = new gcp.compute.Router("router", {
  project: project.projectId,
  name: `main-${region}`,
  region,
  network: network.id,
  bgp: { asn: 64514 },
});
new gcp.compute.RouterNat("nat", {
  project: project.projectId,
  name: `main-${region}`,
  region,
  router: router.name,
  natIpAllocateOption: "AUTO_ONLY",
  sourceSubnetworkIpRangesToNat: "ALL_SUBNETWORKS_ALL_IP_RANGES",
});
for (const [name, sourceRanges, allows] of [
  ["allow-internal", ["10.0.0.0/20"], [{ protocol: "tcp" }, { protocol: "udp" }, { protocol: "icmp" }]],
  ["allow-proxied-ssh", ["35.235.240.0/20"], [{ protocol: "tcp", ports: ["22"] }]],
  ["allow-health-checks", ["35.191.0.0/16", "130.211.0.0/22"], [{ protocol: "tcp", ports: ["3080", "7080"] }]],
] as const) {
  new gcp.compute.Firewall(name, {
    project: project.projectId,
    name: `main-${name}`,
    network: network.id,
    sourceRanges: [...sourceRanges],
    allows: allows.map((allow) => ({
      protocol: allow.protocol,
      ports: "ports" in allow ? [...allow.ports] : undefined,
    })),
  });
}

const account = new gcp.serviceaccount.Account(
  "account",
  { project: project.projectId, accountId: "sourcegraph-machine", displayName: "Runs Sourcegraph" },
  { dependsOn: services.iam },
);
for (const role of ["logging.logWriter", "monitoring.metricWriter"]) {
  new gcp.projects.IAMMember(role, {
    project: project.projectId,
    role: `roles/${role}`,
    member: pulumi.interpolate`serviceAccount:${account.email}`,
  });
}
const disk = new gcp.compute.Disk("data", {
  project: project.projectId,
  name: "sourcegraph-data-acme",
  zone,
  size: 250,
  type: "pd-balanced",
  labels,
});
const address = new gcp.compute.Address("address", {
  project: project.projectId,
  name: "sourcegraph",
  region,
  addressType: "INTERNAL",
  subnetwork: subnetwork.id,
});
new gcp.compute.Instance("instance", {
  project: project.projectId,
  name: "sourcegraph",
  zone,
  machineType: "e2-standard-8",
  labels,
  bootDisk: {
    initializeParams: { image: "projects/cos-cloud/global/images/family/cos-stable", size: 20, type: "pd-balanced" },
  },
  attachedDisks: [{ source: disk.id, deviceName: "data" }],
  networkInterfaces: [{ subnetwork: subnetwork.id, networkIp: address.address }],
  serviceAccount: { email: account.email, scopes: ["https://www.googleapis.com/auth/cloud-platform"] },
});

export const projectNumber = project.number;
