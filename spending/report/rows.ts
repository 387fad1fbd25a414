import type { Micros } from "../money.ts";
import { forecast, together } from "./forecast.ts";
import type { Planned } from "./planned.ts";
import type { Facts, Sums } from "./read.ts";
import type { By, ReportRow } from "./report.ts";

/** Where nothing says what something belongs to. */
const unknown = "(none)";

/** What a key is of: the folder, team or kind of a project, or the folder that it is shown in. */
function placeOf(id: string, { by }: By, { projects }: Facts, planned: Planned): string | undefined {
  const known = planned.projects.get(id);
  const found = projects.get(id);
  if (by === "project" || by === "folder") return known?.folder ?? (found?.folders || undefined);
  if (by === "team") return known?.owner ?? found?.owner ?? unknown;
  if (by === "kind") return known?.kind ?? found?.kind ?? unknown;
  return undefined;
}

const part = (amount: Micros, of: Micros | undefined): number | undefined =>
  of === undefined || of === 0 ? undefined : amount / of;

/** The row of a key. In a report by folder, team or kind, `folder` is that of which the row becomes part. */
export function projectRow(
  sums: Sums,
  by: By,
  facts: Facts,
  planned: Planned,
  estimates: ReadonlyMap<string, Micros>,
): ReportRow {
  const key = sums.name!;
  const isProject = by.by !== "service" && by.by !== "label";
  const budget = isProject ? planned.projects.get(key)?.budget : undefined;
  const name = planned.projects.get(key)?.title ?? facts.projects.get(key)?.name ?? undefined;
  return {
    ...amounts(sums),
    key,
    title: isProject && name !== key ? name : undefined,
    folder: placeOf(key, by, facts, planned) ?? (by.by === "folder" ? "(no folder)" : undefined),
    budget,
    estimate: isProject ? estimates.get(key) : undefined,
    ...derived(sums, facts, budget, isProject ? estimates.get(key) : undefined),
    topService: by.by === "service" ? undefined : topService([key], sums.toDate, facts),
  };
}

const amounts = ({ toDate, credits, complete, sameDays, lastMonth }: Sums) => ({
  toDate,
  credits,
  complete,
  sameDays,
  delta: complete - sameDays,
  lastMonth,
});

function derived(sums: Sums, { period }: Facts, budget: Micros | undefined, estimate: Micros | undefined) {
  const expected = forecast(sums, period);
  return {
    forecast: expected,
    budgetUsed: part(sums.toDate, budget),
    overEstimate: expected && estimate !== undefined ? expected.amount - estimate : undefined,
  };
}

/** The service that cost the most of several keys. */
function topService(keys: (string | undefined)[], toDate: Micros, { services }: Facts): ReportRow["topService"] {
  const costs = new Map<string, number>();
  for (const key of keys) {
    for (const { service, cost } of services.get(key) ?? []) costs.set(service, (costs.get(service) ?? 0) + cost);
  }
  const [top] = [...costs].toSorted(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  return top && { name: top[0], share: toDate > 0 ? Math.min(1, top[1] / 1000 / toDate) : 1 };
}

/** The row of what the export attributes to nothing. */
export function unattributed(sums: Sums[], facts: Facts): ReportRow {
  const rows = sums.map(
    (each): ReportRow => ({
      ...amounts(each),
      ...derived(each, facts, undefined, undefined),
      key: undefined,
      title: undefined,
      folder: undefined,
      budget: undefined,
      estimate: undefined,
      topService: undefined,
    }),
  );
  return { ...rollUp(undefined, rows), topService: undefined };
}

/** Several rows together. A budget or an estimate is that of all, if all have one. */
export function rollUp(key: string | undefined, rows: readonly ReportRow[]): ReportRow {
  const sum = (of: (row: ReportRow) => Micros) => rows.reduce((total, row) => total + of(row), 0);
  const all = (of: (row: ReportRow) => Micros | undefined) =>
    rows.length > 0 && rows.every((row) => of(row) !== undefined) ? sum((row) => of(row)!) : undefined;
  const [toDate, budget] = [sum((row) => row.toDate), all((row) => row.budget)];
  return {
    key,
    title: undefined,
    folder: undefined,
    toDate,
    credits: sum((row) => row.credits),
    complete: sum((row) => row.complete),
    sameDays: sum((row) => row.sameDays),
    delta: sum((row) => row.delta),
    lastMonth: sum((row) => row.lastMonth),
    forecast: together(rows.map((row) => row.forecast)),
    budget,
    budgetUsed: part(toDate, budget),
    estimate: all((row) => row.estimate),
    overEstimate: all((row) => row.overEstimate),
    topService: undefined,
  };
}

/** What projects belong to, as one row. The budget of a folder is its own. */
export function folderRow(name: string, rows: ReportRow[], by: By["by"], facts: Facts, planned: Planned): ReportRow {
  const row = rollUp(name, rows);
  const budget = by === "folder" ? planned.folders.get(name) : row.budget;
  return {
    ...row,
    title: by === "team" ? planned.teams.get(name) : undefined,
    budget,
    budgetUsed: part(row.toDate, budget),
    topService: topService(
      rows.map(({ key }) => key),
      row.toDate,
      facts,
    ),
  };
}
