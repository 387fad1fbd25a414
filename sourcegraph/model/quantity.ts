declare const unit: unique symbol;

/** An amount of processor time, in thousandths of a core. Made by `cores` and `millicores` only. */
export type Cpu = number & { readonly [unit]: "cpu" };

/** An amount of memory, in bytes, always whole mebibytes. Made by `mebibytes` and `gibibytes` only. */
export type Memory = number & { readonly [unit]: "memory" };

/** An amount of disk, in bytes. Made by `disk` and `decimalDisk` only. */
export type Disk = number & { readonly [unit]: "disk" };

const mebibyte = 2 ** 20;
const gibibyte = 2 ** 30;
const gigabyte = 10 ** 9;

function positive(value: number, what: string): number {
  if (Number.isFinite(value) && value > 0 && Number.isSafeInteger(value)) return value;
  throw new RangeError(`${what} must be a whole number above 0, not ${value}`);
}

/** Thousandths of a core. @throws RangeError unless whole and above 0. */
export const millicores = (value: number) => positive(value, "millicores") as Cpu;

/** Cores: 0.5 is half of one. @throws RangeError unless whole thousandths above 0. */
export const cores = (value: number) => millicores(Math.round(value * 1e6) / 1e3);

/** Mebibytes, 2^20 bytes. @throws RangeError unless whole and above 0. */
export const mebibytes = (value: number) => (positive(value, "mebibytes") * mebibyte) as Memory;

/** Gibibytes, 2^30 bytes: 0.5 is 512 mebibytes. @throws RangeError unless whole mebibytes above 0. */
export const gibibytes = (value: number) => mebibytes(value * 1024);

/** Gibibytes of disk. @throws RangeError unless whole and above 0. */
export const disk = (value: number) => (positive(value, "gibibytes of disk") * gibibyte) as Disk;

/**
 * Gigabytes of disk, 10^9 bytes: for claims that exist with such a size and can't be given another.
 * @throws RangeError unless whole and above 0.
 */
export const decimalDisk = (value: number) => (positive(value, "gigabytes of disk") * gigabyte) as Disk;

/** As Kubernetes writes it: "2", "500m". */
export const kubernetesCpu = (cpu: Cpu): string => (cpu % 1000 === 0 ? `${cpu / 1000}` : `${cpu}m`);

/** As Kubernetes writes it, in binary units only: "4Gi", "100Mi". */
export const kubernetesMemory = (memory: Memory): string =>
  memory % gibibyte === 0 ? `${memory / gibibyte}Gi` : `${memory / mebibyte}Mi`;

/** As Kubernetes writes it: "200Gi", or "30G" for the decimal ones. */
export const kubernetesDisk = (size: Disk): string =>
  size % gibibyte === 0 ? `${size / gibibyte}Gi` : `${size / gigabyte}G`;

/** As Compose writes it: a number of cores. */
export const composeCpu = (cpu: Cpu): string => String(cpu / 1000);

/** For people, who reckon in whole gibibytes: at least as much as it is. */
export const gibibytesOf = (memory: Memory): number => Math.ceil(memory / gibibyte);

/** As Docker writes it, whose `g` and `m` are binary: "4g", "100m". */
export const dockerMemory = (memory: Memory): string =>
  memory % gibibyte === 0 ? `${memory / gibibyte}g` : `${memory / mebibyte}m`;
