/** A region: the second number of its range in networks with automatic subnetworks, and its zones if unusual. */
interface Region {
  name: string;
  octet: number;
  zones?: string;
}

/** Google's regions. */
export const regions: Region[] = [
  { name: "africa-south1", octet: 218 },
  { name: "asia-east1", octet: 140 },
  { name: "asia-east2", octet: 170 },
  { name: "asia-northeast1", octet: 146 },
  { name: "asia-northeast2", octet: 174 },
  { name: "asia-northeast3", octet: 178 },
  { name: "asia-south1", octet: 160 },
  { name: "asia-south2", octet: 190 },
  { name: "asia-southeast1", octet: 148 },
  { name: "asia-southeast2", octet: 184 },
  { name: "australia-southeast1", octet: 152 },
  { name: "australia-southeast2", octet: 192 },
  { name: "europe-central2", octet: 186 },
  { name: "europe-north1", octet: 166 },
  { name: "europe-north2", octet: 226 },
  { name: "europe-southwest1", octet: 204 },
  { name: "europe-west1", octet: 132, zones: "bcd" },
  { name: "europe-west10", octet: 214 },
  { name: "europe-west12", octet: 210 },
  { name: "europe-west2", octet: 154 },
  { name: "europe-west3", octet: 156 },
  { name: "europe-west4", octet: 164 },
  { name: "europe-west6", octet: 172 },
  { name: "europe-west8", octet: 198 },
  { name: "europe-west9", octet: 200 },
  { name: "me-central1", octet: 212 },
  { name: "me-central2", octet: 216 },
  { name: "me-west1", octet: 208 },
  { name: "northamerica-northeast1", octet: 162 },
  { name: "northamerica-northeast2", octet: 188 },
  { name: "northamerica-south1", octet: 224 },
  { name: "southamerica-east1", octet: 158 },
  { name: "southamerica-west1", octet: 194 },
  { name: "us-central1", octet: 128, zones: "abcf" },
  { name: "us-east1", octet: 142, zones: "bcd" },
  { name: "us-east4", octet: 150 },
  { name: "us-east5", octet: 202 },
  { name: "us-south1", octet: 206 },
  { name: "us-west1", octet: 138 },
  { name: "us-west2", octet: 168 },
  { name: "us-west3", octet: 180 },
  { name: "us-west4", octet: 182 },
];

/** The zones of a region. */
export const zonesOf = ({ name, zones = "abc" }: Region): string[] => [...zones].map((letter) => `${name}-${letter}`);

/** Every zone by its name. */
export const zones: string[] = regions.flatMap(zonesOf);

/** A size of virtual machine. */
export interface MachineType {
  name: string;
  cpus: number;
  memoryMb: number;
  shared: boolean;
  arm: boolean;
}

/** Series by name: gigabytes of memory for each CPU of each kind, and the numbers of CPUs. */
const series: { name: string; kinds: Record<string, number>; cpus: number[]; arm?: boolean }[] = [
  { name: "n1", kinds: { standard: 3.75 }, cpus: [1, 2, 4, 8, 16, 32, 64, 96] },
  { name: "n1", kinds: { highmem: 6.5, highcpu: 0.9 }, cpus: [2, 4, 8, 16, 32, 64, 96] },
  { name: "e2", kinds: { standard: 4 }, cpus: [2, 4, 8, 16, 32] },
  { name: "e2", kinds: { highmem: 8 }, cpus: [2, 4, 8, 16] },
  { name: "e2", kinds: { highcpu: 1 }, cpus: [2, 4, 8, 16, 32] },
  { name: "n2", kinds: { standard: 4, highmem: 8, highcpu: 1 }, cpus: [2, 4, 8, 16, 32, 48, 64, 80] },
  { name: "n2d", kinds: { standard: 4, highmem: 8, highcpu: 1 }, cpus: [2, 4, 8, 16, 32, 48, 64, 80] },
  { name: "n4", kinds: { standard: 4, highmem: 8, highcpu: 2 }, cpus: [2, 4, 8, 16, 32, 48, 64, 80] },
  { name: "c2", kinds: { standard: 4 }, cpus: [4, 8, 16, 30, 60] },
  { name: "c2d", kinds: { standard: 4, highmem: 8, highcpu: 2 }, cpus: [2, 4, 8, 16, 32, 56, 112] },
  { name: "c3", kinds: { standard: 4, highmem: 8, highcpu: 2 }, cpus: [4, 8, 22, 44, 88, 176] },
  { name: "c3d", kinds: { standard: 4, highmem: 8, highcpu: 2 }, cpus: [4, 8, 16, 30, 60, 90, 180] },
  { name: "c4", kinds: { standard: 3.75, highmem: 7.75, highcpu: 2 }, cpus: [2, 4, 8, 16, 32, 48, 96, 192] },
  { name: "t2d", kinds: { standard: 4 }, cpus: [1, 2, 4, 8, 16, 32, 48, 60] },
  { name: "t2a", kinds: { standard: 4 }, cpus: [1, 2, 4, 8, 16, 32, 48], arm: true },
];

const sized = (name: string, cpus: number, memoryMb: number, more: Partial<MachineType> = {}): MachineType => ({
  name,
  cpus,
  memoryMb,
  shared: false,
  arm: false,
  ...more,
});

/** The predefined machine types, the same in every zone. */
export const machineTypes: MachineType[] = [
  sized("e2-micro", 2, 1024, { shared: true }),
  sized("e2-small", 2, 2048, { shared: true }),
  sized("e2-medium", 2, 4096, { shared: true }),
  sized("f1-micro", 1, 614, { shared: true }),
  sized("g1-small", 1, 1740, { shared: true }),
  ...series.flatMap(({ name, kinds, cpus, arm = false }) =>
    Object.entries(kinds).flatMap(([kind, gigabytes]) =>
      cpus.map((count) => sized(`${name}-${kind}-${count}`, count, Math.round(count * gigabytes * 1024), { arm })),
    ),
  ),
].toSorted((a, b) => (a.name < b.name ? -1 : 1));

/** A machine type by name, custom ones ("e2-custom-4-8192") included. */
export function machineType(name: string): MachineType | undefined {
  const custom = /^(?:\w+-)?custom-(?:(?:micro|small|medium)-)?(\d+)-(\d+)(?:-ext)?$/.exec(name);
  if (custom) return sized(name, Number(custom[1]), Number(custom[2]));
  return machineTypes.find((type) => type.name === name);
}

const platforms: Record<string, string> = {
  e2: "Intel Broadwell",
  n2: "Intel Cascade Lake",
  n2d: "AMD Milan",
  n4: "Intel Emerald Rapids",
  c2: "Intel Cascade Lake",
  c2d: "AMD Milan",
  c3: "Intel Sapphire Rapids",
  c3d: "AMD Genoa",
  c4: "Intel Emerald Rapids",
  t2d: "AMD Milan",
  t2a: "Ampere Altra",
};

/** The processor that a machine of a type gets. */
export const cpuPlatform = (type: string): string => platforms[type.split("-")[0]!] ?? "Intel Haswell";

/** Every processor, as zones list them. */
export const cpuPlatforms: string[] = [...new Set(["Intel Haswell", ...Object.values(platforms)])].toSorted();

/** A type of disk: its smallest, largest and usual size in gigabytes. */
export interface DiskType {
  name: string;
  description: string;
  smallest: number;
  largest: number;
  usual: number;
}

/** The types of disks, the same in every zone. */
export const diskTypes: DiskType[] = [
  { name: "hyperdisk-balanced", description: "Hyperdisk Balanced", smallest: 4, largest: 65536, usual: 100 },
  { name: "hyperdisk-extreme", description: "Hyperdisk Extreme", smallest: 64, largest: 65536, usual: 1000 },
  { name: "hyperdisk-throughput", description: "Hyperdisk Throughput", smallest: 2048, largest: 32768, usual: 2048 },
  { name: "local-ssd", description: "Local SSD", smallest: 375, largest: 375, usual: 375 },
  { name: "pd-balanced", description: "Balanced Persistent Disk", smallest: 10, largest: 65536, usual: 100 },
  { name: "pd-extreme", description: "Extreme Persistent Disk", smallest: 500, largest: 65536, usual: 1000 },
  { name: "pd-ssd", description: "SSD Persistent Disk", smallest: 10, largest: 65536, usual: 100 },
  { name: "pd-standard", description: "Standard Persistent Disk", smallest: 10, largest: 65536, usual: 500 },
];
