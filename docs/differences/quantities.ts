import type { ServiceTarget } from "../../sourcegraph/derive/environment.ts";
import { step } from "./facts.ts";

const powers = (base: number, names: readonly string[]) =>
  Object.fromEntries(names.map((name, index) => [name, base ** (index + 1)]));

/** What the units of each system stand for. The same letter is 2^30 to Docker and 10^9 to Kubernetes. */
const units = {
  kubernetes: { "": 1, m: 1e-3, ...powers(1000, ["k", "M", "G", "T"]), ...powers(1024, ["Ki", "Mi", "Gi", "Ti"]) },
  docker: { "": 1, b: 1, ...powers(1024, ["k", "m", "g", "t"]) },
  postgres: { "": 1, B: 1, ...powers(1024, ["kB", "MB", "GB", "TB"]), ms: 1e-3, s: 1, min: 60, h: 3600 },
  time: { ms: 1e-3, s: 1, m: 60, h: 3600 },
} as const;

/** Whose units a quantity is written in. */
export type System = keyof typeof units;

/** A quantity as a number of its smallest whole: bytes, cores or seconds; undefined when it is none. */
export function quantity(text: string, system: System): number | undefined {
  const match = /^(\d+(?:\.\d+)?)([A-Za-z]*)$/.exec(text);
  if (!match) return undefined;
  const unit = (units[system] as Record<string, number>)[match[2]!];
  return unit === undefined ? undefined : Number(match[1]) * unit;
}

const amounts: Record<ServiceTarget, readonly string[]> = {
  kubernetes: ["cpu", "memory", "ephemeral storage", "size"],
  compose: ["cpus", "memory", "shared memory"],
};
const times = ["delay", "period", "timeout", "grace", "interval", "start period", "ready after", "progress deadline"];

/** The system that a field's values are written in; undefined for those that are no quantities. */
export function systemOf(target: ServiceTarget, field: string): System | undefined {
  const names = field.split(step);
  const last = names.at(-1)!;
  if (names[0] === "postgresql.conf") return "postgres";
  if (times.includes(last)) return "time";
  if (!amounts[target].includes(last)) return undefined;
  return target === "kubernetes" ? "kubernetes" : "docker";
}

/** Whether two values of a field mean the same: quantities by what they amount to, all else by its text. */
export function same(target: ServiceTarget, field: string, one?: string, other?: string): boolean {
  if (one === other) return true;
  const system = systemOf(target, field);
  if (system === undefined || one === undefined || other === undefined) return false;
  const amount = quantity(one, system);
  return amount !== undefined && amount === quantity(other, system);
}
