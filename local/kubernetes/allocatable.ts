const mebibyte = 2 ** 20;
const gibibyte = 2 ** 30;

/** What a node has, and what of it pods can get. CPU in thousandths of a core, the rest in bytes. */
export interface NodeResources {
  capacity: { milliCpu: number; memory: number; storage: number };
  allocatable: { milliCpu: number; memory: number; storage: number };
}

/** How much is reserved of a slice of what there is. `size`: where the next slice begins, counted from this one. */
interface Slice {
  size: number;
  share: number;
}

const memorySlices: Slice[] = [
  { size: 4 * gibibyte, share: 0.25 },
  { size: 4 * gibibyte, share: 0.2 },
  { size: 8 * gibibyte, share: 0.1 },
  { size: 112 * gibibyte, share: 0.06 },
  { size: Number.POSITIVE_INFINITY, share: 0.02 },
];
const milliCpuSlices: Slice[] = [
  { size: 1000, share: 0.06 },
  { size: 1000, share: 0.01 },
  { size: 2000, share: 0.005 },
  { size: Number.POSITIVE_INFINITY, share: 0.0025 },
];

/** What is reserved of machines that are too small for slices. */
const smallest = { memory: 255 * mebibyte, milliCpuOfSharedCore: 1060 };
/** What a node keeps free by evicting pods. */
const evictionThreshold = { memory: 100 * mebibyte, shareOfDisk: 0.1 };

const sharedCore = new Set(["e2-micro", "e2-small", "e2-medium"]);

/** Whether a machine type has parts of cores only. */
export const isSharedCore = (machineType: string): boolean => sharedCore.has(machineType);

function reserved(amount: number, slices: Slice[]): number {
  let [left, sum] = [amount, 0];
  for (const { size, share } of slices) {
    const part = Math.min(left, size);
    sum += part * share;
    left -= part;
  }
  return sum;
}

/** What pods can get of a machine, by the reservations that Google documents for nodes of GKE Standard. */
export function nodeResources(machineType: string, cpus: number, memory: number, diskGigabytes: number): NodeResources {
  const milliCpu = cpus * 1000;
  const storage = diskGigabytes * gibibyte;
  const reservedMemory = memory < gibibyte ? smallest.memory : reserved(memory, memorySlices);
  const reservedCpu = isSharedCore(machineType) ? smallest.milliCpuOfSharedCore : reserved(milliCpu, milliCpuSlices);
  const reservedDisk = Math.min(storage * 0.5, 6 * gibibyte + storage * 0.35, 100 * gibibyte);
  return {
    capacity: { milliCpu, memory, storage },
    allocatable: {
      milliCpu: Math.floor(milliCpu - reservedCpu),
      memory: Math.floor(memory - reservedMemory - evictionThreshold.memory),
      storage: Math.floor(storage - reservedDisk - storage * evictionThreshold.shareOfDisk),
    },
  };
}
