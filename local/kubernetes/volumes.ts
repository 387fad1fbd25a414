import type { KubernetesClient, KubernetesObject } from "./client.ts";
import { say } from "./events.ts";
import { Follower } from "./follow.ts";
import type { Node } from "./node-objects.ts";
import { bytesOf } from "./quantity.ts";

/** The driver of Google's persistent disks. */
const driver = "pd.csi.storage.gke.io";
const zoneLabel = "topology.gke.io/zone";
const gibibyte = 2 ** 30;

/** The type of a disk whose class doesn't say. */
const usualType = "pd-standard";

/** Where the disks of volumes are: in Compute Engine. `handle`: "projects/P/zones/Z/disks/D". */
export interface Disks {
  /** Makes a disk of a cluster, or grows it, unless it is so already. `type`: "pd-balanced". */
  keep(handle: string, cluster: string, type: string, gigabytes: number): void;
  remove(handle: string): void;
}

interface Claim extends KubernetesObject {
  spec: {
    accessModes: string[];
    resources: { requests: { storage: string } };
    storageClassName?: string;
    volumeName?: string;
    volumeMode?: string;
  };
  status?: { phase?: string; capacity?: { storage: string } };
}

interface Volume extends KubernetesObject {
  spec: {
    capacity: { storage: string };
    csi?: { driver: string; volumeHandle: string };
    storageClassName?: string;
    claimRef?: { namespace: string; name: string; uid: string };
    persistentVolumeReclaimPolicy: string;
  };
  status?: { phase?: string };
}

interface StorageClass extends KubernetesObject {
  provisioner: string;
  parameters?: Record<string, string>;
  reclaimPolicy: string;
  volumeBindingMode: string;
  mountOptions?: string[];
}

/**
 * Makes persistent disks for claims, grows them and removes them, as the driver of GKE does. A claim gets its disk when
 * the scheduler has chosen a node, in the zone of that node.
 */
export class Volumes {
  readonly #client: KubernetesClient;
  readonly #id: string;
  readonly #disks: Disks | undefined;
  readonly #claims: Follower<Claim>;
  readonly #volumes: Follower<Volume>;

  /** `id`: projects/P/locations/L/clusters/C. Without `disks`, there is nothing behind the volumes. */
  constructor(client: KubernetesClient, id: string, disks?: Disks) {
    this.#client = client;
    this.#id = id;
    this.#disks = disks;
    this.#claims = new Follower<Claim>(client, "/api/v1/persistentvolumeclaims", (claim) => this.#lookAtClaim(claim));
    this.#volumes = new Follower<Volume>(client, "/api/v1/persistentvolumes", (volume) => this.#lookAtVolume(volume));
  }

  stop(): void {
    this.#claims.stop();
    this.#volumes.stop();
  }

  async #lookAtClaim(claim: Claim | undefined): Promise<void> {
    if (!claim || claim.metadata.deletionTimestamp) return;
    if (claim.spec.volumeName) await this.#grow(claim);
    else await this.#provision(claim);
  }

  async #provision(claim: Claim): Promise<void> {
    const className = claim.spec.storageClassName;
    // Who asks for no class wants no disk made. Kubernetes itself tells whoever asks for a class that isn't there.
    if (!className) return;
    const type = await this.#client.find<StorageClass>(`/apis/storage.k8s.io/v1/storageclasses/${className}`);
    if (type?.provisioner !== driver) return;
    const selected = claim.metadata.annotations?.["volume.kubernetes.io/selected-node"];
    if (!selected && type.volumeBindingMode === "WaitForFirstConsumer") return;
    const zone = await this.#zone(selected);
    if (!zone) return;
    const { name, namespace, uid } = claim.metadata;
    const volume = `pvc-${uid}`;
    const tell = (kind: "Normal" | "Warning", reason: string, message: string) =>
      say(this.#client, { ...claim, apiVersion: "v1", kind: "PersistentVolumeClaim" }, driver, kind, reason, message);
    if (claim.spec.accessModes.includes("ReadWriteMany") && claim.spec.volumeMode !== "Block") {
      const why = "VolumeCapabilities is invalid: specified multi writer with mount access type";
      const message = `failed to provision volume with StorageClass "${className}": rpc error: code = InvalidArgument desc = ${why}`;
      return tell("Warning", "ProvisioningFailed", message);
    }
    if (await this.#client.find(`/api/v1/persistentvolumes/${volume}`)) return;
    await tell(
      "Normal",
      "Provisioning",
      `External provisioner is provisioning volume for claim "${namespace}/${name}"`,
    );
    await this.#client.create("/api/v1/persistentvolumes", this.#volumeFor(claim, type, zone, volume));
    await tell("Normal", "ProvisioningSucceeded", `Successfully provisioned volume ${volume}`);
  }

  #volumeFor(claim: Claim, type: StorageClass, zone: string, name: string): object {
    const { uid, resourceVersion, namespace } = claim.metadata;
    return {
      apiVersion: "v1",
      kind: "PersistentVolume",
      metadata: { name, annotations: { "pv.kubernetes.io/provisioned-by": driver } },
      spec: {
        accessModes: claim.spec.accessModes,
        capacity: { storage: wholeGibibytes(claim.spec.resources.requests.storage) },
        claimRef: {
          apiVersion: "v1",
          kind: "PersistentVolumeClaim",
          name: claim.metadata.name,
          namespace,
          uid,
          resourceVersion,
        },
        csi: {
          driver,
          fsType: type.parameters?.["csi.storage.k8s.io/fstype"] ?? "ext4",
          volumeHandle: `projects/${this.#id.split("/")[1]}/zones/${zone}/disks/${name}`,
        },
        ...(type.mountOptions && { mountOptions: type.mountOptions }),
        nodeAffinity: {
          required: {
            nodeSelectorTerms: [{ matchExpressions: [{ key: zoneLabel, operator: "In", values: [zone] }] }],
          },
        },
        persistentVolumeReclaimPolicy: type.reclaimPolicy,
        storageClassName: type.metadata.name,
        volumeMode: claim.spec.volumeMode ?? "Filesystem",
      },
    };
  }

  /** The zone of a node; of any, when none was chosen. */
  async #zone(node: string | undefined): Promise<string | undefined> {
    const chosen = node
      ? await this.#client.find<Node>(`/api/v1/nodes/${node}`)
      : (await this.#client.get<{ items: Node[] }>("/api/v1/nodes?limit=1")).items[0];
    return chosen?.metadata.labels?.[zoneLabel];
  }

  /** Kubernetes lets only those claims ask for more whose class allows it. */
  async #grow(claim: Claim): Promise<void> {
    const volume = await this.#client.find<Volume>(`/api/v1/persistentvolumes/${claim.spec.volumeName}`);
    if (volume?.spec.csi?.driver !== driver || claim.status?.phase !== "Bound") return;
    const wanted = bytesOf(claim.spec.resources.requests.storage);
    if (wanted > bytesOf(volume.spec.capacity.storage)) {
      volume.spec.capacity.storage = wholeGibibytes(claim.spec.resources.requests.storage);
      await this.#client.patch(`/api/v1/persistentvolumes/${volume.metadata.name}`, {
        spec: { capacity: volume.spec.capacity },
      });
    }
    const { capacity } = volume.spec;
    if (bytesOf(claim.status.capacity?.storage ?? "0") >= bytesOf(capacity.storage)) return;
    const { namespace, name } = claim.metadata;
    await this.#client.patch(`/api/v1/namespaces/${namespace}/persistentvolumeclaims/${name}/status`, {
      status: { capacity },
    });
    const object = { ...claim, apiVersion: "v1", kind: "PersistentVolumeClaim" };
    const message = "MountVolume.NodeExpandVolume succeeded for volume";
    await say(
      this.#client,
      object,
      "kubelet",
      "Normal",
      "FileSystemResizeSuccessful",
      `${message} "${volume.metadata.name}"`,
    );
  }

  async #lookAtVolume(volume: Volume | undefined): Promise<void> {
    const { csi } = volume?.spec ?? {};
    if (!volume || csi?.driver !== driver || volume.metadata.deletionTimestamp) return;
    if (volume.status?.phase === "Released" && volume.spec.persistentVolumeReclaimPolicy === "Delete") {
      this.#disks?.remove(csi.volumeHandle);
      await this.#client.remove(`/api/v1/persistentvolumes/${volume.metadata.name}`);
      return;
    }
    if (!this.#disks) return;
    const path = `/apis/storage.k8s.io/v1/storageclasses/${volume.spec.storageClassName}`;
    const type = (await this.#client.find<StorageClass>(path))?.parameters?.type ?? usualType;
    this.#disks.keep(csi.volumeHandle, this.#id, type, bytesOf(volume.spec.capacity.storage) / gibibyte);
  }
}

/** Disks have whole gibibytes. */
const wholeGibibytes = (quantity: string): string => `${Math.max(1, Math.ceil(bytesOf(quantity) / gibibyte))}Gi`;
