import type { Micros } from "../../../spending/money.ts";
import type { Store } from "../core/store.ts";
import type { Allowances, Credit } from "./charges.ts";
import { hour } from "./pacific.ts";

/** How far the meter is. Times are ends of hours, in milliseconds since the epoch. */
export interface State extends Allowances {
  /** Usage is metered until here. */
  metered: number;
  /** What was due until here is exported, and budgets have told of it. */
  exported: number;
  /** The Pacific month that `layers` and `freeClusters` are of. */
  month: string;
  /** What rounding to micros left over of each series, in micros: it goes into the next row. */
  carried: number[];
}

/** An hour of a series, to be exported. */
export interface Entry {
  series: number;
  /** In the unit of the price. */
  amount: number;
  cost: Micros;
  credits: Credit[];
  /** It puts right what an earlier row said. */
  correction?: true;
}

const stateName = "meter/state";
const exportedName = "meter/exported";

export function readState(store: Store): State | undefined {
  const state = store.get<Omit<State, "exported">>(stateName);
  const exported = store.get<{ until: number }>(exportedName)?.until;
  return state && { ...state, exported: exported ?? state.metered };
}

/** Keeps all but how far the export is. */
export const writeState = (store: Store, { exported: _, ...state }: State): void => store.put(stateName, state);

/** Keeps how far the export is. */
export const writeExported = (store: Store, until: number): void => store.put(exportedName, { until });

const pendingPrefix = "meter/pending/";
const numbered = (time: number) => String(time / hour).padStart(8, "0");

/** Keeps what is to be exported at a time, as part of the transaction at hand. `start`: of the hour that it is of. */
export function keepPending(store: Store, exportTime: number, start: number, entries: Entry[]): void {
  store.put(`${pendingPrefix}${numbered(exportTime)}/${numbered(start)}`, entries);
}

/** What is to be exported at a time, or ever, by the hours that it is of. */
export function pendingAt(
  store: Store,
  exportTime?: number,
): { name: string; exportTime: number; start: number; entries: Entry[] }[] {
  const prefix = exportTime === undefined ? pendingPrefix : `${pendingPrefix}${numbered(exportTime)}/`;
  return store.list<Entry[]>(prefix).map(({ name, document }) => {
    const [due, start] = name.slice(pendingPrefix.length).split("/").map(Number) as [number, number];
    return { name, exportTime: due * hour, start: start * hour, entries: document };
  });
}

/** Whether anything is still to be exported. */
export const hasPending = (store: Store): boolean => store.any(pendingPrefix);

/** What was metered in a month, by project: cost and credits. */
export type Metered = Record<string, [cost: Micros, credits: Micros]>;

const meteredPrefix = "meter/metered/";

export const readMetered = (store: Store, month: string): Metered => store.get<Metered>(meteredPrefix + month) ?? {};

export const writeMetered = (store: Store, month: string, metered: Metered): void =>
  store.put(meteredPrefix + month, metered);

/** The months of which anything was metered. */
export const meteredMonths = (store: Store): string[] =>
  store.list(meteredPrefix).map(({ name }) => name.slice(meteredPrefix.length));
