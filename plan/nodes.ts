/** A size of machine that nodes can have. */
export interface MachineType {
  name: string;
  cpus: number;
  memoryGibibytes: number;
  /** What it costs, in proportion to the others. */
  price: number;
}

/** An amount of both things that pods ask for. */
export interface Amount {
  milliCpu: number;
  memoryBytes: number;
}

const mebibyte = 2 ** 20;
const gibibyte = 2 ** 30;

/** What a core and a gibibyte cost in each family; only the proportions matter, and they are the same in all regions. */
const prices = { e2: { core: 2180, gibibyte: 292 }, n2: { core: 3160, gibibyte: 424 } } as const;
const gibibytesPerCore = { standard: 4, highmem: 8 } as const;

function machineType(family: keyof typeof prices, kind: keyof typeof gibibytesPerCore, cpus: number): MachineType {
  const memoryGibibytes = cpus * gibibytesPerCore[kind];
  const price = cpus * prices[family].core + memoryGibibytes * prices[family].gibibyte;
  return { name: `${family}-${kind}-${cpus}`, cpus, memoryGibibytes, price };
}

/** The machines that nodes are chosen from: E2 as far as it goes, then N2. */
export const machineTypes: readonly MachineType[] = [
  ...[4, 8, 16, 32].map((cpus) => machineType("e2", "standard", cpus)),
  ...[4, 8, 16].map((cpus) => machineType("e2", "highmem", cpus)),
  ...[48, 64].map((cpus) => machineType("n2", "standard", cpus)),
  ...[32, 48, 64].map((cpus) => machineType("n2", "highmem", cpus)),
];

/** A part of a machine that is kept back, up to so much of it. */
type Steps = readonly (readonly [upTo: number, share: number])[];

const cpuSteps: Steps = [
  [1, 0.06],
  [2, 0.01],
  [4, 0.005],
  [Number.POSITIVE_INFINITY, 0.0025],
];
const memorySteps: Steps = [
  [4, 0.25],
  [8, 0.2],
  [16, 0.1],
  [128, 0.06],
  [Number.POSITIVE_INFINITY, 0.02],
];

/** What of a total the steps keep back. */
function kept(total: number, steps: Steps): number {
  const from = (index: number) => (index === 0 ? 0 : steps[index - 1]![0]);
  return steps.reduce((sum, [upTo, share], index) => {
    return sum + Math.max(0, Math.min(total, upTo) - from(index)) * share;
  }, 0);
}

/** Memory that the kernel takes before Kubernetes sees it: a machine of 16 GiB says that it has 15.6. */
const kernelShare = 0.025;

/** Memory below which a node puts pods out. */
const evictionBytes = 100 * mebibyte;

/** What GKE leaves to pods of a node: it keeps back shares that get smaller with its size. */
export function allocatable({ cpus, memoryGibibytes }: MachineType): Amount {
  const seen = memoryGibibytes * (1 - kernelShare);
  return {
    milliCpu: Math.floor((cpus - kept(cpus, cpuSteps)) * 1000),
    memoryBytes: Math.floor((seen - kept(seen, memorySteps)) * gibibyte - evictionBytes),
  };
}
