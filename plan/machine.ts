import type { Size } from "../spec/schema/environment.ts";

/** A virtual machine with a disk that outlives it, as plain data. */
export interface MachinePlan {
  name: string;
  zone: string;
  machineType: string;
  /** The image of its boot disk: a family, so that a new machine gets the newest. */
  image: string;
  bootDiskGigabytes: number;
  /** The disk for Sourcegraph's data. */
  dataDisk: { name: string; gigabytes: number; type: string };
  /** The service account that it acts as, without the project. */
  serviceAccount: string;
}

const shapes: Record<Size, { machineType: string; gigabytes: number }> = {
  xs: { machineType: "e2-standard-4", gigabytes: 100 },
  s: { machineType: "e2-standard-8", gigabytes: 250 },
  m: { machineType: "e2-standard-16", gigabytes: 500 },
  l: { machineType: "e2-standard-32", gigabytes: 1000 },
  xl: { machineType: "n2-standard-64", gigabytes: 2000 },
};

/** The machine for a deployment of a size. */
export function machinePlan(name: string, region: string, size: Size): MachinePlan {
  const { machineType, gigabytes } = shapes[size];
  return {
    name: "sourcegraph",
    zone: `${region}-b`,
    machineType,
    image: "projects/cos-cloud/global/images/family/cos-stable",
    bootDiskGigabytes: 20,
    dataDisk: { name: `sourcegraph-data-${name}`, gigabytes, type: "pd-balanced" },
    serviceAccount: "sourcegraph-machine",
  };
}
