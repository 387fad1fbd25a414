import { type Call, projectOf } from "../../core/call.ts";
import type { Cloud } from "../../core/cloud.ts";
import { digits } from "../../core/identifiers.ts";
import type { Route } from "../../core/router.ts";
import type { Document } from "../../core/store.ts";
import { nodeDocuments } from "../container/node-instances.ts";
import { diskTypes } from "./catalogue.ts";
import {
  type Base,
  documentOf,
  everyOne,
  labelled,
  nameIn,
  newName,
  patched,
  picked,
  referenced,
} from "./documents.ts";
import { invalidValue, taken } from "./errors.ts";
import { imageOf } from "./images.ts";
import { isBeta, link, relative, shortName, stored, timestamp } from "./links.ts";
import type { Place } from "./places.ts";
import { policyLinks } from "./resource-policies.ts";
import { type Kind, kindRoutes } from "./resources.ts";

/** What a disk is asked to be; a body of `disks.insert` and the `initializeParams` of an instance name some differently. */
export interface Wanted {
  sizeGb?: unknown;
  type?: unknown;
  image?: unknown;
  snapshot?: unknown;
  sourceDisk?: unknown;
  labels?: Document;
  /** Members that are taken over as they are. */
  more: Document;
}

/** The names of the fields that a refusal is about. */
interface Fields {
  sizeGb: string;
  type: string;
  image: string;
}

const kind = { singular: "disk", collection: "disks" };

/** The link of a type of disk in a place, by whatever reference. */
function typeOf(field: string, text: unknown, at: Place): { link: string; usual: number; smallest: number } {
  const name = shortName(text);
  const type = diskTypes.find((each) => each.name === name);
  if (!type) throw invalidValue(field, text, "The referenced diskType resource cannot be found.");
  return { ...type, link: link(`${at.path}/diskTypes/${name}`) };
}

/** The members of a disk that doesn't exist yet. */
export function diskMembers(call: Call, at: Place, wanted: Wanted, fields: Fields): Document {
  const image = wanted.image === undefined ? undefined : imageOf(fields.image, wanted.image, at.project);
  const source = wanted.sourceDisk === undefined ? undefined : sourceOf(call, wanted.sourceDisk);
  if (wanted.snapshot) {
    throw invalidValue("resource.sourceSnapshot", wanted.snapshot, "The referenced snapshot resource cannot be found.");
  }
  const type = typeOf(fields.type, wanted.type ?? "pd-standard", at);
  const least = Number(image?.diskSizeGb ?? source?.sizeGb ?? 0);
  const sizeGb = wanted.sizeGb === undefined ? least || type.usual : Number(wanted.sizeGb);
  if (!Number.isInteger(sizeGb) || sizeGb < 1) throw invalidValue(fields.sizeGb, wanted.sizeGb, "Must be a number.");
  if (sizeGb < least) {
    const what = image ? "image" : "source disk";
    const why = `Requested disk size cannot be smaller than the ${what} size (${least} GB)`;
    throw invalidValue(fields.sizeGb, wanted.sizeGb, why);
  }
  if (sizeGb < type.smallest && !image) {
    const why = `Disk size: '${sizeGb} GB' must be at least ${type.smallest} GB.`;
    throw invalidValue(fields.sizeGb, wanted.sizeGb, why);
  }
  const members = {
    sizeGb: String(sizeGb),
    status: "READY",
    ...(image && { sourceImage: image.selfLink, sourceImageId: image.id }),
    ...(source && { sourceDisk: source.selfLink, sourceDiskId: source.id }),
    type: type.link,
    ...picked(image ?? source ?? {}, ["licenses", "guestOsFeatures", "licenseCodes", "architecture"]),
    physicalBlockSizeBytes: "4096",
    multiWriter: false,
    satisfiesPzi: false,
    enableConfidentialCompute: false,
    locked: false,
    ...wanted.more,
  };
  return labelled(members, wanted.labels);
}

const sourceOf = (call: Call, text: unknown) => referenced(call, "resource.sourceDisk", text, kind).document;

/** A new disk beside an instance, as a document by its name. */
export function newDisk(call: Call, at: Place, id: string, wanted: Wanted, fields: Fields): [string, Document] {
  const name = `${at.path}/disks/${newName({ name: id }, "resource.disks.initializeParams.diskName")}`;
  if (call.cloud.store.get(stored(name))) throw taken(name);
  const base: Base = { at, name, id: digits(19) };
  const members = diskMembers(call, at, wanted, fields);
  return [stored(name), { ...documentOf(call.cloud, kind, base, members), lastAttachTimestamp: timestamp(call.cloud) }];
}

/** The instances that a disk is attached to. */
export function usersOf(cloud: Cloud, disk: Document): Document[] {
  const project = nameIn(disk).split("/")[1]!;
  return everyOne(cloud, project, "instances").filter((instance) =>
    ((instance.disks ?? []) as Document[]).some(({ source }) => source === disk.selfLink),
  );
}

const insertable = [
  "description",
  "physicalBlockSizeBytes",
  "multiWriter",
  "provisionedIops",
  "provisionedThroughput",
  "accessMode",
  "enableConfidentialCompute",
  "guestOsFeatures",
  "licenses",
  "architecture",
  "storagePool",
  "diskEncryptionKey",
  "asyncPrimaryDisk",
];

function links(member: string, values: unknown): Document {
  return Array.isArray(values) && values.length > 0 ? { [member]: values.map((each) => link(relative(each))) } : {};
}

/** The policies of a disk, for what asks for any. */
function withPolicies(call: Call, at: Place, field: string, asked: unknown, before: string[] = []): Document {
  const resourcePolicies = policyLinks(call, field, asked, at.location!, before);
  return resourcePolicies.length > 0 ? { resourcePolicies } : {};
}

/** A larger disk. */
function resized(current: Document, asked: unknown): Document {
  const sizeGb = Number(asked);
  if (!Number.isInteger(sizeGb) || sizeGb <= Number(current.sizeGb)) {
    const why = `Disk size: '${asked} GB' must be larger than current size '${current.sizeGb} GB'.`;
    throw invalidValue("sizeGb", asked, why);
  }
  return { ...current, sizeGb: String(sizeGb) };
}

const policiesOf = (disk: Document) => (disk.resourcePolicies ?? []) as string[];

/** Disks of zones and regions. */
export const diskKind: Kind = {
  ...kind,
  scopes: ["zones", "regions"],
  others: (call) => nodeDocuments(call.cloud, projectOf(call).projectId, "disks"),
  ids: { regions: "regionDisks" },
  making: { status: "CREATING" },
  deleting: { status: "DELETING" },
  labels: true,
  policies: true,
  create(call, { at }) {
    const { body } = call;
    const wanted: Wanted = {
      sizeGb: body.sizeGb,
      type: body.type,
      image: body.sourceImage ?? call.query.get("sourceImage") ?? undefined,
      snapshot: body.sourceSnapshot,
      sourceDisk: body.sourceDisk,
      labels: body.labels,
      more: {
        ...picked(body, insertable),
        ...withPolicies(call, at, "resource.resourcePolicies", body.resourcePolicies),
        ...links("replicaZones", body.replicaZones),
      },
    };
    const fields = { sizeGb: "resource.sizeGb", type: "resource.type", image: "resource.sourceImage" };
    return { members: diskMembers(call, at, wanted, fields) };
  },
  user(cloud, document) {
    const [first] = usersOf(cloud, document);
    return first && nameIn(first);
  },
  patch(call, current) {
    const { sizeGb } = call.body;
    const next = patched(current, call.body, ["provisionedIops", "provisionedThroughput", "accessMode", "description"]);
    return sizeGb === undefined || String(sizeGb) === current.sizeGb ? next : resized(next, sizeGb);
  },
  view(call, document) {
    const users = usersOf(call.cloud, document).map(({ selfLink }) => selfLink);
    const { enableConfidentialCompute, ...rest } = document;
    return {
      ...rest,
      // The beta is imitated as of the spring of 2024, when it mentioned this only of disks that are for it.
      ...((enableConfidentialCompute || !isBeta(call)) && { enableConfidentialCompute }),
      ...(users.length > 0 && { users }),
    };
  },
  methods: [
    {
      verb: "addResourcePolicies",
      handle: (call, current, at) => ({
        document: {
          ...current,
          ...withPolicies(call, at, "resourcePolicies", call.body.resourcePolicies, policiesOf(current)),
        },
      }),
    },
    {
      verb: "removeResourcePolicies",
      handle(call, current) {
        const gone = ((call.body.resourcePolicies ?? []) as string[]).map((each) => link(relative(each)));
        const absent = gone.find((each) => !policiesOf(current).includes(each));
        if (absent) throw invalidValue("resourcePolicies", absent, "The resource policy is not attached to the disk.");
        const left = policiesOf(current).filter((each) => !gone.includes(each));
        const { resourcePolicies: _, ...rest } = current;
        return { document: { ...rest, ...(left.length > 0 && { resourcePolicies: left }) } };
      },
    },
    {
      verb: "resize",
      handle(call, current) {
        const document = resized(current, call.body.sizeGb);
        // The machines that it is attached to see the new size at once.
        const put = usersOf(call.cloud, current).map((instance): [string, object] => {
          const disks = (instance.disks as Document[]).map((each) =>
            each.source === current.selfLink ? { ...each, diskSizeGb: document.sizeGb } : each,
          );
          return [stored(nameIn(instance)), { ...instance, disks }];
        });
        return { document, put };
      },
    },
  ],
};

/** The methods of disks. */
export const diskRoutes: Route[] = kindRoutes(diskKind);
