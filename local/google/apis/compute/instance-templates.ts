import type { Route } from "../../core/router.ts";
import type { Document } from "../../core/store.ts";
import { everyOne, labelled, linked, nameIn, picked } from "./documents.ts";
import { invalidValue, requiredField } from "./errors.ts";
import { scheduling, shielded, tags } from "./instance-members.ts";
import { metadata } from "./projects.ts";
import { type Kind, kindRoutes } from "./resources.ts";

const kept = [
  "description",
  "machineType",
  "canIpForward",
  "minCpuPlatform",
  "serviceAccounts",
  "guestAccelerators",
  "resourcePolicies",
  "advancedMachineFeatures",
  "confidentialInstanceConfig",
  "reservationAffinity",
];

function diskOf(asked: Document, index: number): Document {
  const field = `resource.properties.disks[${index}]`;
  if (!asked.source && !asked.initializeParams) throw invalidValue(field, "", "A disk must have a source specified.");
  return {
    kind: "compute#attachedDisk",
    type: "PERSISTENT",
    mode: "READ_WRITE",
    deviceName: `persistent-disk-${index}`,
    interface: "SCSI",
    autoDelete: false,
    ...asked,
    index,
    boot: asked.boot === true,
  };
}

/** What machines of a template are to be, with what Google fills in. */
function properties(asked: Document): Document {
  const disks = (asked.disks ?? []) as Document[];
  if (!asked.machineType) throw requiredField("resource.properties.machineType");
  if (String(asked.machineType).includes("/")) {
    throw invalidValue("resource.properties.machineType", asked.machineType, "Must be a name without a zone.");
  }
  if (!disks.some(({ boot }) => boot === true)) {
    throw invalidValue("resource.properties.disks", "", "A boot disk must be specified.");
  }
  const { shieldedInstanceConfig } = shielded((asked.shieldedInstanceConfig ?? {}) as Document);
  const nics = (asked.networkInterfaces ?? []) as Document[];
  const its = {
    canIpForward: false,
    ...picked(asked, kept),
    disks: disks.map(diskOf),
    networkInterfaces: nics.map((nic, index) => ({ kind: "compute#networkInterface", ...nic, name: `nic${index}` })),
    metadata: metadata((asked.metadata as Document | undefined)?.items as Parameters<typeof metadata>[0]),
    tags: tags((asked.tags as { items?: string[] } | undefined)?.items),
    scheduling: scheduling((asked.scheduling ?? {}) as Document),
    shieldedInstanceConfig,
  };
  const { labelFingerprint: _, ...members } = labelled(its, asked.labels as Document | undefined);
  return members;
}

/** Templates of machines. No machine is made from them here. */
export const instanceTemplateKind: Kind = {
  singular: "instanceTemplate",
  collection: "instanceTemplates",
  scopes: ["global"],
  policies: true,
  create({ body }) {
    if (!body.properties) throw requiredField("resource.properties");
    return { members: { ...picked(body, ["description"]), properties: properties(body.properties as Document) } };
  },
  user(cloud, document) {
    const name = nameIn(document);
    const using = everyOne(cloud, name.split("/")[1]!, "instanceGroupManagers").find(({ versions }) =>
      (versions as Document[]).some(({ instanceTemplate }) => linked(cloud, instanceTemplate)?.id === document.id),
    );
    return using && nameIn(using);
  },
};

/** The methods of templates of machines. */
export const instanceTemplateRoutes: Route[] = kindRoutes(instanceTemplateKind);
