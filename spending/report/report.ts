import type { Micros } from "../money.ts";
import type { Change } from "./change.ts";
import { type Forecast, forecast } from "./forecast.ts";
import { dateOf, type Period } from "./period.ts";
import type { Planned } from "./planned.ts";
import type { Key } from "./query/lines.ts";
import type { Facts, Sums } from "./read.ts";
import { folderRow, projectRow, rollUp, unattributed } from "./rows.ts";

/** What a report has a row for. */
export type By =
  | { by: "project" | "folder" | "team" | "kind" | "service" }
  | {
      by: "label";
      label: string;
    };

/** A row of a report. Amounts are net of credits. */
export interface ReportRow {
  /** What it is of: a project's ID, the path of a folder, a team's key, … None where nothing is attributed. */
  key: string | undefined;
  /** What people call it, where that differs. */
  title: string | undefined;
  /** The path of the folder that it is in; of a project only. */
  folder: string | undefined;
  toDate: Micros;
  /** What was given back, of that: 0 or less. */
  credits: Micros;
  /** Of the complete days of the month, and of the same days of last month. */
  complete: Micros;
  sameDays: Micros;
  /** How much more the complete days cost than the same of last month. */
  delta: Micros;
  lastMonth: Micros;
  /** None where there is too little to go by. */
  forecast: Forecast | undefined;
  /** A month. */
  budget: Micros | undefined;
  /** How much of the budget is spent: 1 is all of it. */
  budgetUsed: number | undefined;
  /** A month, by the price book. */
  estimate: Micros | undefined;
  /** How much more the month will cost than was estimated. */
  overEstimate: Micros | undefined;
  topService: { name: string; share: number } | undefined;
}

/** Rows that belong together: those of a folder, where they are projects. */
export interface ReportGroup {
  name: string | undefined;
  rows: ReportRow[];
  /** All of them together. */
  sum: ReportRow;
}

/** A project of which nobody says whose it is. */
export interface Orphan {
  project: string;
  name: string | undefined;
  toDate: Micros;
  /** What its label says, if there is one: no team of the organisation. */
  label: string | undefined;
}

/** What everything cost in a month, and why it is more or less than in the last. */
export interface Report {
  by: By;
  period: Period;
  currency: string;
  source: string;
  /** How many rows of the export it was made of, and of how many billing accounts. */
  lines: number;
  accounts: number;
  groups: ReportGroup[];
  total: ReportRow;
  /** Of the total, what is of each type of cost: "tax", "adjustment", … */
  types: Record<string, Micros>;
  /** What each day cost, and the same day of last month, if it had one. */
  days: { date: string; amount: Micros; last: Micros | undefined; complete: boolean }[];
  changes: Change[];
  /** Empty unless rows come of projects. */
  orphans: Orphan[];
}

/** What to ask the export for, so that rows of a kind can be made of it. */
export const keyFor = (by: By): Key =>
  by.by === "service" ? { by: "service" } : by.by === "label" ? by : { by: "project" };

/** Makes a report of what was read. `estimates`: what projects are estimated to cost a month, by ID. */
export function report(
  facts: Facts,
  by: By,
  planned: Planned,
  source: string,
  estimates: ReadonlyMap<string, Micros> = new Map(),
): Report {
  const { period } = facts;
  const attributed = facts.keys.filter(({ name }) => name !== undefined && name !== "");
  const rows = attributed.map((sums) => projectRow(sums, by, facts, planned, estimates));
  const lost = facts.keys.filter(({ name }) => name === undefined || name === "");
  const grouped = groupsOf(rows, by, facts, planned);
  const groups = lost.length === 0 ? grouped : [...grouped, groupOf(undefined, [unattributed(lost, facts)])];
  const total = totalOf(groups, facts);
  return {
    by,
    period,
    currency: facts.currency,
    source,
    lines: facts.lines,
    accounts: facts.accounts,
    groups,
    total,
    types: Object.fromEntries(facts.types.map(({ name, toDate }) => [name!, toDate]).toSorted()),
    days: daysOf(facts),
    changes: facts.changes,
    orphans: keyFor(by).by === "project" ? orphansOf(facts, planned) : [],
  };
}

const byCost = (a: { toDate: Micros; key?: string | undefined }, b: typeof a): number =>
  b.toDate - a.toDate || ((a.key ?? "") < (b.key ?? "") ? -1 : 1);

function groupOf(name: string | undefined, rows: ReportRow[]): ReportGroup {
  return { name, rows: rows.toSorted(byCost), sum: rollUp(name, rows) };
}

/** Projects in their folders; or what they belong to, each once. */
function groupsOf(rows: ReportRow[], { by }: By, facts: Facts, planned: Planned): ReportGroup[] {
  const grouped = (of: (row: ReportRow) => string) => [...Map.groupBy(rows, of)];
  if (by === "project") {
    const groups = grouped((row) => row.folder ?? "(no folder)").map(([name, members]) => groupOf(name, members));
    return groups.toSorted((a, b) => byCost(a.sum, b.sum));
  }
  if (by === "service" || by === "label") return rows.length === 0 ? [] : [groupOf(undefined, rows)];
  const merged = grouped((row) => row.folder!).map(([name, members]) => folderRow(name, members, by, facts, planned));
  return merged.length === 0 ? [] : [groupOf(undefined, merged)];
}

/** Whether two sums are the same; where they are too large to be exact, as sums of rupiahs are, as far as they are. */
const same = (a: Micros, b: Micros): boolean =>
  a === b || (!Number.isSafeInteger(a) && Math.abs(a - b) <= Math.abs(a) * 1e-12);

/** All rows together. Its forecast comes of its own days, in which what moves together is seen. */
function totalOf(groups: ReportGroup[], { days, types, period }: Facts): ReportRow {
  const total = rollUp(
    undefined,
    groups.flatMap(({ rows }) => rows),
  );
  const whole = days.reduce((sum, each) => sum + each.toDate, 0);
  const split = types.reduce((sum, each) => sum + each.toDate, 0);
  if (!same(total.toDate, whole) || !same(total.toDate, split)) {
    throw new Error(`the report adds up to ${total.toDate}, its days to ${whole}, its types of cost to ${split}`);
  }
  const end = period.last.days + period.complete;
  const recent = days.filter(({ recent }) => recent !== 0);
  const history = {
    ...total,
    recent: recent.reduce((sum, each) => sum + each.recent, 0),
    recentSquares: recent.reduce((sum, each) => sum + each.recent ** 2, 0),
    firstDay: Math.min(end, ...days.map(({ firstDay }) => firstDay)),
    lastDay: Math.max(-1, ...recent.map(({ firstDay }) => firstDay)),
  };
  return { ...total, forecast: forecast(history, period) };
}

function daysOf({ days, period }: Facts): Report["days"] {
  const amounts = new Map(days.map((day) => [day.firstDay, day]));
  return Array.from({ length: period.days }, (_, day) => ({
    date: dateOf(period.month, day),
    amount: amounts.get(period.last.days + day)?.toDate ?? 0,
    last: day < period.last.days ? (amounts.get(day)?.lastMonth ?? 0) : undefined,
    complete: day < period.complete,
  }));
}

function orphansOf({ keys, projects }: Facts, planned: Planned): Orphan[] {
  const orphan = ({ name, toDate }: Sums): Orphan[] => {
    if (!name || planned.projects.has(name)) return [];
    const { owner, name: title } = projects.get(name) ?? {};
    if (owner && planned.teams.has(owner)) return [];
    return [{ project: name, name: title ?? undefined, toDate, label: owner || undefined }];
  };
  return keys.flatMap(orphan).toSorted((a, b) => b.toDate - a.toDate || (a.project < b.project ? -1 : 1));
}
