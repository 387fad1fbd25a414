import { type Call, param, projectOf } from "../../core/call.ts";
import type { Route } from "../../core/router.ts";
import type { Document } from "../../core/store.ts";
import {
  cpuPlatforms,
  type DiskType,
  diskTypes,
  type MachineType,
  machineType,
  machineTypes,
  regions,
  zones,
  zonesOf,
} from "./catalogue.ts";
import { everyOne } from "./documents.ts";
import { missing } from "./errors.ts";
import { link, stableId, versions } from "./links.ts";
import { aggregated, type Listed, listed } from "./lists.ts";
import { placeOf, regionOf, scopePaths, zonalPlace } from "./places.ts";

/** When Google says that its locations and types were made: the beginning of its own time. */
const created = "1969-12-31T16:00:00.000-08:00";

/** What a project may have in a region. */
const limits: Record<string, number> = {
  CPUS: 200,
  DISKS_TOTAL_GB: 40960,
  SSD_TOTAL_GB: 20480,
  STATIC_ADDRESSES: 64,
  IN_USE_ADDRESSES: 64,
  INSTANCES: 2000,
};

/** What a project has in a region of what it may have. */
function quotas(call: Call, region: string): Document[] {
  const { projectId } = projectOf(call);
  const within = (collection: string) =>
    everyOne(call.cloud, projectId, collection).filter((each) =>
      String(each.selfLink).includes(each.zone ? `/zones/${region}-` : `/regions/${region}/`),
    );
  const instances = within("instances");
  const cpus = instances.map(({ machineType: type }) => machineType(String(type).split("/").at(-1)!)?.cpus ?? 0);
  const disks = within("disks").map((disk) => ({
    ssd: !/pd-standard$/.test(String(disk.type)),
    gb: Number(disk.sizeGb),
  }));
  const sum = (numbers: number[]) => numbers.reduce((total, each) => total + each, 0);
  const usage: Record<string, number> = {
    CPUS: sum(cpus),
    DISKS_TOTAL_GB: sum(disks.filter(({ ssd }) => !ssd).map(({ gb }) => gb)),
    SSD_TOTAL_GB: sum(disks.filter(({ ssd }) => ssd).map(({ gb }) => gb)),
    STATIC_ADDRESSES: within("addresses").length,
    INSTANCES: instances.length,
  };
  return Object.entries(limits).map(([metric, limit]) => ({ metric, limit, usage: usage[metric] ?? 0 }));
}

/** A resource of Google's own, with a name and an ID that never change. */
const fixed = (kind: string, path: string, members: Document): Document => ({
  kind: `compute#${kind}`,
  id: stableId(path.replace(/^projects\/[^/]+\//, "")),
  creationTimestamp: created,
  name: path.split("/").at(-1),
  description: path.split("/").at(-1),
  ...members,
  selfLink: link(path),
});

function regionView(call: Call, region: (typeof regions)[number]): Document {
  const project = `projects/${projectOf(call).projectId}`;
  return fixed("region", `${project}/regions/${region.name}`, {
    status: "UP",
    zones: zonesOf(region).map((zone) => link(`${project}/zones/${zone}`)),
    quotas: quotas(call, region.name),
    supportsPzs: false,
  });
}

function zoneView(call: Call, zone: string): Document {
  const project = `projects/${projectOf(call).projectId}`;
  return fixed("zone", `${project}/zones/${zone}`, {
    status: "UP",
    region: link(`${project}/regions/${regionOf(zone)}`),
    availableCpuPlatforms: cpuPlatforms,
    supportsPzs: false,
  });
}

function machineTypeView(at: string, zone: string, type: MachineType): Document {
  const memory = `${type.memoryMb / 1024} GB RAM`;
  return fixed("machineType", `${at}/machineTypes/${type.name}`, {
    description: `${type.cpus} vCPU${type.cpus > 1 ? "s" : ""}, ${memory}`,
    guestCpus: type.cpus,
    memoryMb: type.memoryMb,
    imageSpaceGb: 0,
    maximumPersistentDisks: type.shared ? 16 : 128,
    maximumPersistentDisksSizeGb: type.shared ? "3072" : "263168",
    zone,
    isSharedCpu: type.shared,
    architecture: type.arm ? "ARM64" : "X86_64",
  });
}

const diskTypeView = (at: string, zone: string, type: DiskType): Document =>
  fixed("diskType", `${at}/diskTypes/${type.name}`, {
    description: type.description,
    validDiskSize: `${type.smallest}GB-${type.largest}GB`,
    zone: link(at).replace(/[^/]+$/, zone),
    defaultDiskSizeGb: String(type.usual),
  });

/** The routes of something that every zone has. */
function everywhere<T extends { name: string }>(
  kind: Listed,
  all: T[],
  find: (name: string) => T | undefined,
  show: (at: string, zone: string, each: T) => Document,
): Route[] {
  const { collection } = kind;
  const path = `${scopePaths.zones}/${collection}`;
  return [
    ...versions(`${collection}.list`, "GET", path, (call) => {
      const at = placeOf(call);
      return listed(
        call,
        kind,
        at,
        all.map((each) => show(at.path, at.location!, each)),
      );
    }),
    ...versions(`${collection}.get`, "GET", `${path}/{type}`, (call) => {
      const at = placeOf(call);
      const found = find(param(call, "type"));
      if (!found) throw missing(`${at.path}/${collection}/${param(call, "type")}`);
      return show(at.path, at.location!, found);
    }),
    ...versions(`${collection}.aggregatedList`, "GET", `/projects/{project}/aggregated/${collection}`, (call) => {
      const { projectId } = projectOf(call);
      const items = zones.flatMap((zone) => all.map((each) => show(zonalPlace(projectId, zone).path, zone, each)));
      return aggregated(call, kind, ["zones"], items);
    }),
  ];
}

const regionKind = { singular: "region", collection: "regions" };
const zoneKind = { singular: "zone", collection: "zones" };

/** The methods of regions and zones, and of the types of machines and disks there. */
export const locationRoutes: Route[] = [
  ...versions("regions.list", "GET", "/projects/{project}/regions", (call) =>
    listed(
      call,
      regionKind,
      `projects/${projectOf(call).projectId}`,
      regions.map((each) => regionView(call, each)),
    ),
  ),
  ...versions("regions.get", "GET", "/projects/{project}/regions/{name}", (call) => {
    const region = regions.find(({ name }) => name === param(call, "name"));
    if (!region) throw missing(`projects/${projectOf(call).projectId}/regions/${param(call, "name")}`);
    return regionView(call, region);
  }),
  ...versions("zones.list", "GET", "/projects/{project}/zones", (call) =>
    listed(
      call,
      zoneKind,
      `projects/${projectOf(call).projectId}`,
      zones.map((each) => zoneView(call, each)),
    ),
  ),
  ...versions("zones.get", "GET", "/projects/{project}/zones/{name}", (call) => {
    const zone = param(call, "name");
    if (!zones.includes(zone)) throw missing(`projects/${projectOf(call).projectId}/zones/${zone}`);
    return zoneView(call, zone);
  }),
  ...everywhere({ singular: "machineType", collection: "machineTypes" }, machineTypes, machineType, machineTypeView),
  ...everywhere(
    { singular: "diskType", collection: "diskTypes" },
    diskTypes,
    (name) => diskTypes.find((type) => type.name === name),
    diskTypeView,
  ),
];
