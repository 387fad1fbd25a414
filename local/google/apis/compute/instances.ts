import { type Call, projectOf } from "../../core/call.ts";
import type { Route } from "../../core/router.ts";
import type { Document } from "../../core/store.ts";
import { nodeDocuments } from "../container/node-instances.ts";
import { cpuPlatform } from "./catalogue.ts";
import { diskKind, newDisk } from "./disks.ts";
import { type Base, labelled, linked, nameIn, picked, referenced } from "./documents.ts";
import { invalidUsage, invalidValue, requirePaid, unreferenced } from "./errors.ts";
import {
  attachedDisk,
  machineTypeLink,
  policies,
  scheduling,
  serviceAccounts,
  shielded,
  tags,
} from "./instance-members.ts";
import { instanceMethods } from "./instance-methods.ts";
import { type Interface, lent, networkInterface } from "./interfaces.ts";
import { freshFingerprint, link, relative, shortName, stored, timestamp } from "./links.ts";
import { metadata } from "./projects.ts";
import { type Kind, kindRoutes } from "./resources.ts";

/** Machines of a template are made as if it said only this: templates aren't kept here. */
const template: Document = { machineType: "n1-standard-1", networkInterfaces: [{}] };

const deleteProtected = "Resource cannot be deleted if it's protected against deletion.";

/** The disk of an instance, by what was asked: a new one, a scratch one or one that is there. */
function attached(
  call: Call,
  base: Base,
  asked: Document,
  index: number,
): { disk: Document; made?: [string, Document] } {
  const field = `resource.disks[${index}]`;
  const { at } = base;
  const params = (asked.initializeParams ?? {}) as Document;
  if (asked.type === "SCRATCH" || shortName(params.diskType) === "local-ssd") {
    const size = { diskSizeGb: String(asked.diskSizeGb ?? 375) };
    const disk = { ...picked(asked, ["deviceName"]), type: "SCRATCH", mode: "READ_WRITE", ...size, autoDelete: true };
    const common = { kind: "compute#attachedDisk", index, boot: false, interface: asked.interface ?? "SCSI" };
    return { disk: { ...common, deviceName: `local-ssd-${index}`, ...disk } };
  }
  if (asked.source) {
    const found = referenced(call, `${field}.source`, asked.source, diskKind, () =>
      unreferenced(`${field}.source`, asked.source, "disk"),
    );
    return { disk: attachedDisk(call, found.document, asked, index) };
  }
  if (!asked.initializeParams) throw invalidValue(field, "", "Boot disk must have a source specified");
  const id = String(params.diskName ?? (asked.boot ? shortName(base.name) : `${shortName(base.name)}-${index}`));
  const more = [
    "description",
    "provisionedIops",
    "provisionedThroughput",
    "enableConfidentialCompute",
    "architecture",
    "storagePool",
  ];
  const wanted = {
    sizeGb: params.diskSizeGb ?? asked.diskSizeGb,
    type: params.diskType,
    image: params.sourceImage,
    snapshot: params.sourceSnapshot,
    labels: params.labels as Document | undefined,
    more: { ...picked(params, more), ...policies(params.resourcePolicies) },
  };
  const made = newDisk(call, at, id, wanted, {
    sizeGb: `${field}.initializeParams.diskSizeGb`,
    type: `${field}.initializeParams.diskType`,
    image: `${field}.initializeParams.sourceImage`,
  });
  return { disk: attachedDisk(call, made[1], asked, index), made };
}

const insertable = [
  "description",
  "hostname",
  "canIpForward",
  "minCpuPlatform",
  "displayDevice",
  "confidentialInstanceConfig",
  "advancedMachineFeatures",
  "reservationAffinity",
  "keyRevocationActionType",
  "networkPerformanceConfig",
  "privateIpv6GoogleAccess",
  "partnerMetadata",
];

/** The members of a new instance, with the documents of what is made for it. */
function create(call: Call, base: Base) {
  requirePaid(call);
  const { at, name } = base;
  const body = { ...(call.query.get("sourceInstanceTemplate") && template), ...call.body };
  const type = machineTypeLink("resource.machineType", body.machineType, at);
  const asked = (body.disks ?? []) as Document[];
  if (asked.length === 0) throw invalidValue("resource.disks", "", "No disks are specified.");
  if (!asked.some(({ boot }, index) => boot ?? index === 0)) {
    throw invalidValue("resource.disks", "", "A boot disk must be specified.");
  }
  const disks = asked.map((each, index) => attached(call, base, { boot: index === 0, ...each }, index));
  const nets = (body.networkInterfaces?.length ? body.networkInterfaces : [{}]) as Document[];
  const interfaces = nets.map((each, index) => networkInterface(call, at, name, each, index));
  const error = interfaces.find((each) => each.error)?.error;
  const accelerators = ((body.guestAccelerators ?? []) as Document[]).map((each) => ({
    ...each,
    acceleratorType: link(`${at.path}/acceleratorTypes/${shortName(each.acceleratorType)}`),
  }));
  const accounts = serviceAccounts(call, body.serviceAccounts);
  const members: Document = {
    tags: tags(body.tags?.items),
    machineType: type,
    status: "RUNNING",
    networkInterfaces: interfaces.map(({ made }) => made),
    disks: disks.map(({ disk }) => disk),
    metadata: metadata(body.metadata?.items),
    ...(accounts.length > 0 && { serviceAccounts: accounts }),
    scheduling: scheduling(body.scheduling),
    cpuPlatform: body.minCpuPlatform ?? cpuPlatform(shortName(type)),
    ...picked(body, insertable),
    ...(accelerators.length > 0 && { guestAccelerators: accelerators }),
    ...policies(body.resourcePolicies),
    startRestricted: false,
    deletionProtection: body.deletionProtection === true,
    ...shielded(body.shieldedInstanceConfig ?? body.shieldedVmConfig),
    fingerprint: freshFingerprint(),
    lastStartTimestamp: timestamp(call.cloud),
    satisfiesPzi: false,
    resourceStatus: { scheduling: {} },
  };
  const held = lent(call, name, members.networkInterfaces as Interface[]).map((key): [string, Document] => [
    key,
    { holder: name },
  ]);
  const made = disks.flatMap((each) => (each.made ? [each.made] : []));
  return { members: labelled(members, body.labels), others: [...made, ...held], ...(error && { error }) };
}

/** Virtual machines. */
export const instanceKind: Kind = {
  singular: "instance",
  collection: "instances",
  others: (call) => nodeDocuments(call.cloud, projectOf(call).projectId, "instances"),
  scopes: ["zones"],
  making: { status: "PROVISIONING" },
  deleting: { status: "STOPPING" },
  labels: true,
  policies: true,
  create,
  remove(call, document) {
    if (document.deletionProtection === true) throw invalidUsage(deleteProtected);
    const disks = (document.disks as Document[]).filter(({ source }) => source !== undefined);
    const doomed = disks.filter(({ autoDelete }) => autoDelete === true).map(({ source }) => source);
    const kept = disks.filter(({ autoDelete }) => autoDelete !== true).map(({ source }) => linked(call.cloud, source));
    const now = timestamp(call.cloud);
    const name = nameIn(document);
    return {
      remove: [
        ...doomed.map((source) => stored(relative(String(source)))),
        ...lent(call, name, document.networkInterfaces as Interface[]),
      ],
      change: kept
        .filter((disk) => disk !== undefined)
        .map((disk): [string, object] => [stored(nameIn(disk)), { lastDetachTimestamp: now }]),
    };
  },
  methods: instanceMethods,
};

/** The methods of virtual machines. */
export const instanceRoutes: Route[] = kindRoutes(instanceKind);
