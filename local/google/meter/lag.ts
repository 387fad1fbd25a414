import { hour } from "./pacific.ts";
import { chosen, seeded } from "./seeded.ts";

/** Hours after its end in which an hour of usage shows up in the export, by service. */
const usual: Record<string, [least: number, most: number]> = {
  "Compute Engine": [3, 6],
  "Kubernetes Engine": [4, 8],
  Networking: [5, 10],
  "Cloud Storage": [8, 14],
};
const others: [number, number] = [6, 12];

/** One day of a service in so many is reported much later, and so many hours later. */
const lateOne = 40;
const late: [number, number] = [24, 48];

/** One day of a service in so many is reported too high at first, and corrected so many hours after the day. */
const wrongOne = 30;
const corrected: [number, number] = [72, 144];

/** When an hour's usage is exported: the end of an hour. `day`: the hour's day. */
export function exportedAt(project: string, service: string, start: number, day: string): number {
  const [least, most] = usual[service] ?? others;
  const lag = chosen(`lag/${project}/${service}/${start}`, least, most);
  const isLate = seeded(`late/${project}/${service}/${day}`) % lateOne === 0;
  const more = isLate ? chosen(`later/${project}/${service}/${day}`, ...late) : 0;
  return start + (1 + lag + more) * hour;
}

/** By how much a day's usage is reported too high, and when that is put right; undefined for most days. */
export function mistakeOf(
  project: string,
  service: string,
  day: string,
  endOfDay: number,
): { factor: number; corrected: number } | undefined {
  if (seeded(`wrong/${project}/${service}/${day}`) % wrongOne !== 0) return undefined;
  const factor = chosen(`much/${project}/${service}/${day}`, 3, 12) / 100;
  return { factor, corrected: endOfDay + chosen(`corrected/${project}/${service}/${day}`, ...corrected) * hour };
}
