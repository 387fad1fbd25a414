import { createHash } from "node:crypto";
import type { ResourceAsset } from "../../google/inventory/types.ts";
import { command } from "../shell.ts";
import type { Kind } from "../types.ts";
import { described } from "./describe.ts";
import { after, field, pathOf, placeOf, shortName } from "./names.ts";

/** How long a name in Compute Engine may be. https://cloud.google.com/compute/docs/naming-resources */
const longest = 63;

/** A name that no other of its kind gets: the digest of all of a path keeps apart what is called the same, or is cut off. */
function unique(asset: ResourceAsset, ending: string): string {
  const end = `-${createHash("sha256").update(pathOf(asset.name)).digest("hex").slice(0, 8)}-${ending}`;
  return `${shortName(asset).slice(0, longest - end.length)}${end}`;
}

/** The name of what is only there for the move: those of two zones may be called the same. */
const transit = (asset: ResourceAsset): string => unique(asset, "move");

/** The name of the image that is made of a snapshot: there may be an image of the snapshot's own name. */
function imageOf(asset: ResourceAsset): string {
  const name = `${shortName(asset)}-snapshot`;
  return name.length <= longest ? name : unique(asset, "snapshot");
}

const labelsOf = ({ data }: ResourceAsset): Record<string, unknown> => (data.labels ?? {}) as Record<string, unknown>;

/** Whether a cluster made it for its nodes. */
const isClusters = (asset: ResourceAsset): boolean =>
  Object.keys(labelsOf(asset)).some((label) => label.startsWith("goog-gke-")) || shortName(asset).startsWith("gke-");

export const machine: Kind = {
  label: "machine",
  stage: "what runs",
  step(asset, { source, target }) {
    if (isClusters(asset)) return undefined;
    const name = shortName(asset);
    const zone = placeOf(asset);
    const at = [`--zone=${zone}`, `--project=${source.id}`];
    const image = transit(asset);
    return {
      way: "copy",
      downtime: "from its stop until the new one is ready: about a minute for each 10 GB on its disks",
      actions: [
        command("gcloud", "compute", "instances", "stop", name, ...at),
        command(
          "gcloud",
          "compute",
          "machine-images",
          "create",
          image,
          `--source-instance=${name}`,
          `--source-instance-zone=${zone}`,
          `--project=${source.id}`,
        ),
        command(
          "gcloud",
          "compute",
          "instances",
          "create",
          name,
          `--zone=${zone}`,
          `--project=${target}`,
          `--source-machine-image=projects/${source.id}/global/machineImages/${image}`,
          "--network=NETWORK",
          "--subnet=SUBNET",
          "--service-account=NEW_ACCOUNT",
          "--scopes=cloud-platform",
        ),
        { do: "Let what reached it by its old address reach the new one." },
      ],
      checks: [
        command(
          "gcloud",
          "compute",
          "instances",
          "get-serial-port-output",
          name,
          `--zone=${zone}`,
          `--project=${target}`,
        ),
      ],
      back: `Stop the new one and start the old one: what was written since is lost, unless it is copied back.`,
      why: "Its attached disks come with the image. Inner and outer addresses are others.",
    };
  },
};

export const disk: Kind = {
  label: "disk",
  stage: "data, while the old is in use",
  step(asset, { source, target, attached }) {
    // What is attached comes with its machine, or belongs to a cluster.
    if (isClusters(asset) || attached.has(pathOf(asset.name))) return undefined;
    const name = shortName(asset);
    const place = placeOf(asset);
    const regional = after(asset, "zones") === "";
    const where = regional ? `--region=${place}` : `--zone=${place}`;
    const type = field(asset, "type").split("/").at(-1) || "pd-balanced";
    return {
      way: "copy",
      downtime: "none: nothing has it attached",
      actions: [
        command(
          "gcloud",
          "compute",
          "snapshots",
          "create",
          transit(asset),
          `--source-disk=${name}`,
          `--source-disk-${regional ? "region" : "zone"}=${place}`,
          `--project=${source.id}`,
        ),
        command(
          "gcloud",
          "compute",
          "disks",
          "create",
          name,
          where,
          `--project=${target}`,
          `--type=${type}`,
          `--source-snapshot=projects/${source.id}/global/snapshots/${transit(asset)}`,
        ),
      ],
      checks: [
        command(
          "gcloud",
          "compute",
          "disks",
          "describe",
          name,
          where,
          `--project=${target}`,
          "--format=value(sizeGb,status)",
        ),
      ],
      back: "The old one stays, and the snapshot, until you delete them.",
    };
  },
};

export const image: Kind = {
  label: "image",
  stage: "what others need",
  step(asset, { source, target }) {
    const name = shortName(asset);
    return {
      way: "copy",
      downtime: "none",
      actions: [
        command(
          "gcloud",
          "compute",
          "images",
          "create",
          name,
          `--project=${target}`,
          `--source-image=${name}`,
          `--source-image-project=${source.id}`,
        ),
      ],
      checks: [
        command("gcloud", "compute", "images", "describe", name, `--project=${target}`, "--format=value(status)"),
      ],
      back: "The old one stays until you delete it.",
    };
  },
};

export const snapshot: Kind = {
  label: "snapshot",
  stage: "what others need",
  step(asset, { source, target }) {
    const name = shortName(asset);
    return {
      way: "copy",
      downtime: "none",
      actions: [
        { do: "Leave it, where it is only a backup that comes to its end: the new disks have schedules of their own." },
        command(
          "gcloud",
          "compute",
          "images",
          "create",
          imageOf(asset),
          `--project=${target}`,
          `--source-snapshot=projects/${source.id}/global/snapshots/${name}`,
        ),
      ],
      checks: [
        command(
          "gcloud",
          "compute",
          "images",
          "describe",
          imageOf(asset),
          `--project=${target}`,
          "--format=value(status)",
        ),
      ],
      back: "The old one stays until you delete it.",
      why: "A snapshot stays in its project; an image can be made of it in another.",
    };
  },
};

export const template: Kind = {
  label: "template of machines",
  stage: "what runs",
  step(asset, { source, target }) {
    const name = shortName(asset);
    return {
      way: "make anew",
      downtime: "none",
      actions: [
        described("instance-templates", name, [], source.id),
        {
          do: `Make it anew in ${target}: its network, subnetwork, account and images are others. For runners, the stack ci can.`,
        },
      ],
      checks: [described("instance-templates", name, [], target)],
      back: "The old one stays.",
    };
  },
};

export const group: Kind = {
  label: "group of machines",
  stage: "what runs",
  step(asset, { source, target }) {
    if (isClusters(asset)) return undefined;
    const name = shortName(asset);
    const regional = after(asset, "zones") === "";
    const where = [regional ? `--region=${placeOf(asset)}` : `--zone=${placeOf(asset)}`];
    return {
      way: "make anew",
      downtime: "none, where the new one takes work before the old one ends",
      actions: [
        described("instance-groups managed", name, where, source.id),
        { do: `Make it anew in ${target}, let it take work, then make the old one smaller step by step.` },
      ],
      checks: [
        command(
          "gcloud",
          "compute",
          "instance-groups",
          "managed",
          "list-instances",
          name,
          ...where,
          `--project=${target}`,
        ),
      ],
      back: "Make the old one as large as it was.",
    };
  },
};
