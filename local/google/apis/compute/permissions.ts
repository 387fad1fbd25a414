import { actAs, type Need, type Needs, needs, type Permissions } from "../../access/needs.ts";
import type { Call } from "../../core/call.ts";
import { findProject } from "../../core/projects.ts";
import { host, relative } from "./links.ts";

/** Some methods of a kind, which need more on what a request refers to. */
const also = (base: Record<string, string>, ids: string, ...others: Need[]): Permissions =>
  Object.fromEntries(ids.split(" ").map((id): [string, Needs] => [id, [base[id]!, ...others]]));

const full = (link: unknown) => (typeof link === "string" && link !== "" ? `//${host}/${relative(link)}` : undefined);

/** A link that may leave out what the path says already. */
const linked = (call: Call, link: unknown) => {
  const name = typeof link === "string" ? relative(link) : "";
  if (name === "" || name.startsWith("projects/")) return full(name);
  return full(`projects/${call.params.project}/${name.replace(/^\/+/, "")}`);
};

const on = (permission: string, links: (call: Call) => unknown[]): Need => ({
  permission,
  on: (call) => links(call).map((link) => linked(call, link)),
});

/** The network that a rule or range is in, as its stored resource says where a request doesn't. */
const network = (call: Call): unknown => {
  const own = `//${host}/${call.path.replace(/^\/compute\/[^/]+\//, "").replace(/^\//, "")}`;
  return call.body.network ?? call.cloud.store.get<{ network?: string }>(own)?.network;
};

const policyOfNetwork = on("compute.networks.updatePolicy", (call) => [network(call)]);

interface Interface {
  subnetwork?: string;
  network?: string;
  accessConfigs?: object[];
}

const interfaces = ({ body }: Pick<Call, "body">): Interface[] => body.networkInterfaces ?? [];

/** What a template says of machines. */
const propertiesOf = ({ body }: Call) => ({ body: body.properties ?? {} });
const external = (call: Call) => interfaces(call).filter(({ accessConfigs }) => accessConfigs?.length);

/** What a new machine does besides being made. */
const machine = (permission: string, when: (call: Call) => boolean): Need => ({
  permission,
  on: (call) => [when(call) ? full(`projects/${call.params.project}/zones/${call.params.zone}`) : undefined],
});

interface Disk {
  source?: string;
  initializeParams?: { sourceImage?: string };
}

const disks = (call: Call): Disk[] => call.body.disks ?? [];

/** The images of projects of Google's are there for all. */
const image = (permission: string): Need => ({
  permission,
  on: ({ cloud, params }) => [findProject(cloud, params.owner!) ? full(`projects/${params.owner}`) : undefined],
});

/** Where an image is: those of Google's projects are there for all. */
const ownImage = (call: Call, image: unknown) => {
  const name = typeof image === "string" ? relative(image) : "";
  return name.startsWith(`projects/${call.params.project}/`) ? name : undefined;
};

const instance = needs(
  "instances",
  "compute.instances",
  "insert=create list aggregatedList=list get delete update attachDisk detachDisk addAccessConfig deleteAccessConfig " +
    "updateAccessConfig addResourcePolicies removeResourcePolicies getGuestAttributes reset resume start " +
    "startWithEncryptionKey stop suspend setDeletionProtection setDiskAutoDelete setLabels setMachineType setMetadata " +
    "setMinCpuPlatform setScheduling setServiceAccount setShieldedInstanceIntegrityPolicy setTags " +
    "updateDisplayDevice updateNetworkInterface updateShieldedInstanceConfig getIamPolicy setIamPolicy",
);

const disk =
  "insert=create list get delete patch=update resize setLabels addResourcePolicies removeResourcePolicies " +
  "getIamPolicy setIamPolicy";

const firewall = needs("firewalls", "compute.firewalls", "insert=create list get patch=update update delete");
const route = needs("routes", "compute.routes", "insert=create list get delete");
const router = needs(
  "routers",
  "compute.routers",
  "insert=create list aggregatedList=list get getRouterStatus=get patch=update update delete",
);
const subnetwork = needs(
  "subnetworks",
  "compute.subnetworks",
  "insert=create list aggregatedList=list get patch=update delete expandIpCidrRange setPrivateIpGoogleAccess " +
    "getIamPolicy setIamPolicy",
);

const template = needs(
  "instanceTemplates",
  "compute.instanceTemplates",
  "insert=create list get delete getIamPolicy setIamPolicy",
);
const group = needs(
  "regionInstanceGroupManagers",
  "compute.instanceGroupManagers",
  "insert=create list get patch=update resize=update delete",
);
const scaler = needs("regionAutoscalers", "compute.autoscalers", "insert=create list get patch=update update delete");

/** The reference of each method, under "IAM Permissions": https://cloud.google.com/compute/docs/reference/rest/v1 */
export const permissions: Permissions = {
  ...needs("projects", "compute.projects", "get setCommonInstanceMetadata"),
  ...needs("regions", "compute.regions", "get list"),
  ...needs("zones", "compute.zones", "get list"),
  ...needs("machineTypes", "compute.machineTypes", "get list aggregatedList=list"),
  ...needs("diskTypes", "compute.diskTypes", "get list aggregatedList=list"),
  "images.get": [image("compute.images.get")],
  "images.getFromFamily": [image("compute.images.getFromFamily")],
  "images.list": [image("compute.images.list")],
  "imageFamilyViews.get": [image("compute.images.getFromFamily")],
  ...needs("networks", "compute.networks", "insert=create list get patch=update switchToCustomMode delete"),
  ...subnetwork,
  ...also(subnetwork, "subnetworks.insert subnetworks.patch subnetworks.delete", policyOfNetwork),
  ...firewall,
  ...also(firewall, "firewalls.insert firewalls.patch firewalls.update firewalls.delete", policyOfNetwork),
  ...route,
  ...also(route, "routes.insert routes.delete", policyOfNetwork),
  ...router,
  ...also(router, "routers.insert routers.patch routers.update routers.delete", policyOfNetwork),
  ...needs("addresses", "compute.addresses", "insert=create list aggregatedList=list get delete setLabels"),
  ...needs("globalAddresses", "compute.globalAddresses", "insert=create list get delete setLabels"),
  ...needs("forwardingRules", "compute.forwardingRules", "list aggregatedList=list get delete setLabels"),
  ...needs("globalForwardingRules", "compute.globalForwardingRules", "list get delete setLabels"),
  ...needs("disks", "compute.disks", `${disk} aggregatedList=list`),
  ...needs("regionDisks", "compute.disks", disk),
  ...needs(
    "resourcePolicies",
    "compute.resourcePolicies",
    "insert=create list aggregatedList=list get patch=update delete getIamPolicy setIamPolicy",
  ),
  ...also(
    needs("disks", "compute.disks", "insert=create addResourcePolicies"),
    "disks.insert disks.addResourcePolicies",
    on("compute.resourcePolicies.use", ({ body }) => body.resourcePolicies ?? []),
  ),
  ...needs("sslCertificates", "compute.sslCertificates", "insert=create list get delete"),
  ...instance,
  ...also(
    instance,
    "instances.insert",
    machine("compute.disks.create", (call) => disks(call).some(({ initializeParams }) => initializeParams)),
    on("compute.disks.use", (call) => disks(call).map(({ source }) => source)),
    on("compute.images.useReadOnly", (call) =>
      disks(call).map(({ initializeParams }) => ownImage(call, initializeParams?.sourceImage)),
    ),
    on("compute.subnetworks.use", (call) => interfaces(call).map(({ subnetwork }) => subnetwork)),
    on("compute.subnetworks.useExternalIp", (call) => external(call).map(({ subnetwork }) => subnetwork)),
    machine("compute.instances.setMetadata", ({ body }) => (body.metadata?.items?.length ?? 0) > 0),
    machine("compute.instances.setTags", ({ body }) => (body.tags?.items?.length ?? 0) > 0),
    machine("compute.instances.setLabels", ({ body }) => Object.keys(body.labels ?? {}).length > 0),
    machine("compute.instances.setServiceAccount", ({ body }) => (body.serviceAccounts?.length ?? 0) > 0),
    actAs(({ body }) => (body.serviceAccounts ?? []).map(({ email }: { email?: string }) => email)),
  ),
  ...also(
    instance,
    "instances.attachDisk",
    on("compute.disks.use", ({ body }) => [body.source]),
  ),
  ...also(
    instance,
    "instances.setServiceAccount",
    actAs(({ body }) => [body.email]),
  ),
  ...template,
  ...also(
    template,
    "instanceTemplates.insert",
    on("compute.subnetworks.use", (call) => interfaces(propertiesOf(call)).map(({ subnetwork }) => subnetwork)),
    actAs(({ body }) => (body.properties?.serviceAccounts ?? []).map(({ email }: { email?: string }) => email)),
  ),
  ...needs("instanceGroupManagers", "compute.instanceGroupManagers", "get list aggregatedList=list"),
  ...group,
  ...also(
    group,
    "regionInstanceGroupManagers.insert",
    {
      permission: "compute.instances.create",
      on: ({ params }) => [full(`projects/${params.project}`)],
    },
    on("compute.instanceTemplates.useReadOnly", ({ body }) => [
      body.instanceTemplate ?? body.versions?.[0]?.instanceTemplate,
    ]),
  ),
  ...also(
    group,
    "regionInstanceGroupManagers.patch",
    on("compute.instanceTemplates.useReadOnly", ({ body }) => [
      body.instanceTemplate ?? body.versions?.[0]?.instanceTemplate,
    ]),
  ),
  ...needs("autoscalers", "compute.autoscalers", "aggregatedList=list"),
  ...scaler,
  ...also(
    scaler,
    "regionAutoscalers.insert",
    on("compute.instanceGroupManagers.use", ({ body }) => [body.target]),
  ),
  ...needs("globalOperations", "compute.globalOperations", "aggregatedList=list delete get list wait=get"),
  ...needs("regionOperations", "compute.regionOperations", "delete get list wait=get"),
  ...needs("zoneOperations", "compute.zoneOperations", "delete get list wait=get"),
};
