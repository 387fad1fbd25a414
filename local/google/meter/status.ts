import { type Micros, units } from "../../../spending/money.ts";
import type { Cloud } from "../core/cloud.ts";
import type { Meter } from "./meter.ts";
import { meteredMonths, pendingAt, readMetered } from "./state.ts";

/** What was metered of a project in a month, in units of money. */
export interface MeteredProject {
  project: string;
  /** "202611", in Pacific time. */
  month: string;
  cost: number;
  /** What was taken off: below zero. */
  credits: number;
}

/** What the meter says of itself. Times are RFC 3339. */
export interface MeterStatus {
  /** The cloud's time. */
  time: string;
  /** Usage is metered until here. */
  metered: string;
  /** The end of the last batch of the export. */
  exported: string;
  /** Until when the usage of each project is in the export, corrections aside. */
  projects: { project: string; exported: string }[];
  months: MeteredProject[];
  /** Rows that are still to be exported. */
  pending: number;
  /** What is there and has no price: it is not metered. */
  unpriced: string[];
}

const text = (at: number) => `${new Date(at).toISOString().slice(0, 19)}Z`;

/** How far a meter is and what it found. */
export function meterStatus({ store, clock }: Cloud, meter: Meter): MeterStatus {
  const { ledger, state } = meter;
  const waiting = new Map<string, number>();
  let pending = 0;
  for (const { start, entries } of pendingAt(store)) {
    pending += entries.length;
    for (const { series, correction } of entries) {
      const { project } = ledger.series.get(series);
      if (!correction) waiting.set(project, Math.min(waiting.get(project) ?? start, start));
    }
  }
  const months = meteredMonths(store).flatMap((month) =>
    Object.entries(readMetered(store, month)).map(([project, [cost, credits]]) => ({
      project,
      month,
      cost: units(cost),
      credits: units(credits as Micros),
    })),
  );
  const projects = [...new Set(months.map(({ project }) => project))].sort();
  return {
    time: text(clock.now()),
    metered: text(state.metered),
    exported: text(state.exported),
    projects: projects.map((project) => ({ project, exported: text(waiting.get(project) ?? state.metered) })),
    months,
    pending,
    unpriced: unpriced(meter),
  };
}

function unpriced({ ledger, priceOf }: Meter): string[] {
  const found = new Set<string>();
  for (const { unknown, rates } of ledger.usages.values()) {
    for (const name of unknown) found.add(name);
    for (const [number] of rates) {
      const { key, region, project } = ledger.series.get(number);
      if (!priceOf(key, region)) found.add(`projects/${project}: ${key} in ${region}`);
    }
  }
  return [...found].sort();
}
