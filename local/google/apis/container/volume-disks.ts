import type { Disks } from "../../../kubernetes/volumes.ts";
import type { Cloud } from "../../core/cloud.ts";
import { digits } from "../../core/identifiers.ts";
import type { Document } from "../../core/store.ts";
import { documentOf, labelled } from "../compute/documents.ts";
import { link, stored } from "../compute/links.ts";
import { zonalPlace } from "../compute/places.ts";
import { clusterNamed } from "./stored.ts";

/** What GKE puts on the disk of a volume, besides the labels of its cluster. */
function labelsFor(cloud: Cloud, cluster: string): Document {
  const [, , , location, , name] = cluster.split("/");
  return {
    ...(clusterNamed(cloud, cluster)?.members.resourceLabels as Document | undefined),
    "goog-gke-volume": "",
    "goog-k8s-cluster-location": location,
    "goog-k8s-cluster-name": name,
  };
}

/** The disks of clusters' volumes. One stays when its cluster goes before its claim does, as on Google. */
export function volumeDisks(cloud: Cloud): Disks {
  return {
    keep(handle, cluster, type, gigabytes) {
      const sizeGb = String(gigabytes);
      const current = cloud.store.get(stored(handle));
      if (current?.sizeGb === sizeGb) return;
      const [, project = "", , zone = ""] = handle.split("/");
      const at = zonalPlace(project, zone);
      const members = {
        sizeGb,
        status: "READY",
        type: link(`${at.path}/diskTypes/${type}`),
        physicalBlockSizeBytes: "4096",
      };
      const made = () =>
        documentOf(
          cloud,
          { singular: "disk", collection: "disks" },
          { at, name: handle, id: digits(19) },
          labelled(members, labelsFor(cloud, cluster)),
        );
      cloud.store.put(stored(handle), current ? { ...current, sizeGb } : made());
    },
    remove: (handle) => cloud.store.delete(stored(handle)),
  };
}
