import { UserError } from "../spec/problem.ts";
import type { DeploymentType, Size } from "../spec/schema/environment.ts";
import type { DeletionClass } from "../spec/schema/organization.ts";
import { deploymentBucket } from "./names.ts";
import { type Amount, type MachineType, machineTypes } from "./nodes.ts";

/** A virtual machine with a disk that outlives it, as plain data. */
export interface MachinePlan {
  name: string;
  zone: string;
  machineType: string;
  /** The image of its boot disk: a family, so that a new machine gets the newest. */
  image: string;
  bootDiskGigabytes: number;
  /** Whether a limit on spending holds it stopped. */
  stopped?: boolean;
  /** The disk for Sourcegraph's data. */
  dataDisk: { name: string; gigabytes: number; type: string };
  /** The daily snapshots of that disk. */
  snapshots: { name: string; startTime: string; days: number; keptWithoutDisk: boolean };
  /** The service account that it acts as, without the project. */
  serviceAccount: string;
  /** Where it finds what it is to run. */
  deployment: { bucket: string; prefix: string };
  /** The network tags by which firewall rules know it. */
  tags: readonly string[];
  /** The name under which it serves the internet, and takes HTTPS for what can't do so itself. */
  web?: { host: string; upstream: string };
}

/** What the machine of an environment depends on. */
export interface MachineFacts {
  name: string;
  projectId: string;
  region: string;
  type: Exclude<DeploymentType, "kubernetes">;
  size: Size;
  deletion: DeletionClass;
  /** What it must have for what runs on it. */
  needs: Amount;
  /** Days for which snapshots are kept. Default: by the class of deletion. */
  snapshotDays?: number;
  /** The public name. Default: it is reached from inside only. */
  host?: string;
}

const dataGigabytes: Record<Size, number> = { xs: 100, s: 250, m: 500, l: 1000, xl: 2000 };

/** The share of a machine's memory that the kernel and the system leave to what runs on it. */
const usableMemory = 0.94;

/** Whether a machine of a type has what is needed. */
export const holds = ({ cpus, memoryGibibytes }: MachineType, { milliCpu, memoryBytes }: Amount): boolean =>
  cpus * 1000 >= milliCpu && memoryGibibytes * 2 ** 30 * usableMemory >= memoryBytes;

/** The cheapest machine that has what is needed. @throws UserError when none is large enough. */
export function machineTypeFor(needs: Amount): string {
  const [cheapest] = machineTypes.filter((type) => holds(type, needs)).toSorted((a, b) => a.price - b.price);
  if (cheapest) return cheapest.name;
  const { milliCpu, memoryBytes } = needs;
  throw new UserError(
    `No machine has ${milliCpu / 1000} CPUs and ${Math.ceil(memoryBytes / 2 ** 30)} GiB of memory, which one machine would ` +
      "need for this size and these replicas. Ask for less, or for the type kubernetes.",
  );
}

const snapshotDays: Record<DeletionClass, number> = { protected: 30, guarded: 14, disposable: 3 };

/** The tag of machines that serve the internet. */
export const webTag = "web";

/** Where the single container answers on its machine. Compose has a door of its own. */
const containerAddress = "127.0.0.1:7080";

/** The machine for a deployment of a size. */
export function machinePlan(facts: MachineFacts): MachinePlan {
  const { name, projectId, region, type, size, deletion, host, needs } = facts;
  return {
    name: "sourcegraph",
    zone: `${region}-b`,
    machineType: machineTypeFor(needs),
    image: "projects/ubuntu-os-cloud/global/images/family/ubuntu-2404-lts-amd64",
    bootDiskGigabytes: 30,
    dataDisk: { name: `sourcegraph-data-${name}`, gigabytes: dataGigabytes[size], type: "pd-balanced" },
    snapshots: {
      name: "sourcegraph-daily",
      startTime: "04:00",
      days: facts.snapshotDays ?? snapshotDays[deletion],
      keptWithoutDisk: deletion !== "disposable",
    },
    serviceAccount: "sourcegraph-machine",
    deployment: { bucket: deploymentBucket(projectId), prefix: "current" },
    tags: host === undefined ? [] : [webTag],
    ...(host !== undefined && type === "container" && { web: { host, upstream: containerAddress } }),
  };
}
