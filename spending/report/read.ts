import { printable, UserError } from "../../spec/problem.ts";
import type { Micros } from "../money.ts";
import { type Change, changeOf } from "./change.ts";
import { nanos, toMicros } from "./exact.ts";
import type { History } from "./forecast.ts";
import { type Period, period } from "./period.ts";
import { type ChangesRow, changesQuery } from "./query/changes.ts";
import { daysQuery, exportDays, onDays } from "./query/days.ts";
import type { Query } from "./query/dialect.ts";
import type { Key } from "./query/lines.ts";
import { type ProjectRow, projectsQuery } from "./query/projects.ts";
import { type SpanRow, spanQuery } from "./query/span.ts";
import { type SumsRow, sumsQuery } from "./query/sums.ts";
import type { Source } from "./sources/source.ts";

/** The sums of a key, a day or a type of cost. Amounts are net of credits. */
export interface Sums extends History {
  /** None where the export attributes it to none. */
  name: string | undefined;
  /** What is given back, of what is there of the month: 0 or less. */
  credits: Micros;
  /** The days of last month that are beside the complete ones. */
  sameDays: Micros;
  lastMonth: Micros;
}

/** All that was read for a report. */
export interface Facts {
  period: Period;
  currency: string;
  /** How many rows of the export there were in both months, and of how many billing accounts. */
  lines: number;
  accounts: number;
  keys: Sums[];
  days: Sums[];
  types: Sums[];
  changes: Change[];
  /** What each service cost, by key: the dearest first. */
  services: Map<string | undefined, { service: string; cost: number }[]>;
  /** What the export says of projects, by ID; empty unless keys are projects. */
  projects: Map<string, ProjectRow>;
}

/** Reads what a report of a month needs. Throws a UserError where there is nothing, or more than one currency. */
export async function readFacts(
  source: Source,
  asked: { month: string; key: Key; currency?: string; allServices?: boolean },
): Promise<Facts> {
  const { last } = period(asked.month, 0);
  const span = spanQuery(source.dialect, source.table, asked.month, last.month);
  await source.price?.([span]);
  const { currency, line_count, accounts, newest } = chosenSpan(await source.run<SpanRow>(span), source, asked);
  const around = period(asked.month, Number(newest));
  const { dialect, table } = source;
  const days = daysQuery(dialect, table, asked.key, around, currency);
  await source.keep?.(exportDays, days);
  const on = (query: Query) => onDays(source.keep ? undefined : days, query);
  const sums = on(sumsQuery(dialect, around));
  const changes = on(changesQuery(dialect, around, asked.allServices));
  const projects = asked.key.by === "project" ? [projectsQuery(dialect, table, around, currency)] : [];
  await source.price?.([sums, changes, ...projects]);
  const summed = await source.run<SumsRow>(sums);
  const changed = await source.run<ChangesRow>(changes);
  const named = await Promise.all(projects.map((query) => source.run<ProjectRow>(query)));
  const section = (name: SumsRow["section"]) => sumsOf(summed.filter((row) => row.section === name));
  return {
    period: around,
    currency,
    lines: Number(line_count),
    accounts: Number(accounts),
    keys: section("key"),
    days: section("day"),
    types: section("type"),
    changes: changed.filter((row) => row.section === "change").map(changeOf),
    services: servicesOf(changed.filter((row) => row.section === "service")),
    projects: new Map(named.flat().map((row) => [row.id, row])),
  };
}

/** The rows in the currency that was asked for, or in the only one. */
function chosenSpan(
  spans: SpanRow[],
  source: Source,
  { month, currency }: { month: string; currency?: string },
): SpanRow & { currency: string } {
  const known = spans.filter((each): each is SpanRow & { currency: string } => each.currency !== null);
  const names = known.map((each) => printable(each.currency)).join(" and ");
  const found = currency === undefined ? known : known.filter((each) => each.currency === currency);
  if (known.length === 0) {
    throw new UserError(`There is no row of ${month} or the month before in ${printable(source.title)}.`);
  }
  if (found.length === 0) throw new UserError(`--currency: found ${printable(currency!)}; allowed: ${names}.`);
  if (found.length > 1)
    throw new UserError(`There are rows in ${names}, which can't be added. Choose with --currency.`);
  return found[0]!;
}

/** Rows of the query, in micros that add up. */
function sumsOf(rows: SumsRow[]): Sums[] {
  const column = (name: "to_date" | "credits" | "complete" | "same_days" | "last_month" | "recent") =>
    toMicros(rows.map((row) => nanos(row[name])));
  const [toDate, credits, complete] = [column("to_date"), column("credits"), column("complete")];
  const [sameDays, lastMonth, recent] = [column("same_days"), column("last_month"), column("recent")];
  return rows.map((row, index) => ({
    name: row.name ?? undefined,
    firstDay: Number(row.first_day),
    lastDay: row.last_day === null ? undefined : Number(row.last_day),
    toDate: toDate[index]!,
    credits: credits[index]!,
    complete: complete[index]!,
    sameDays: sameDays[index]!,
    lastMonth: lastMonth[index]!,
    recent: recent[index]!,
    recentSquares: row.recent_squares,
  }));
}

function servicesOf(rows: ChangesRow[]): Facts["services"] {
  const services: Facts["services"] = new Map();
  for (const { name, service, now_cost } of rows) {
    const key = name ?? undefined;
    const list = services.get(key) ?? [];
    list.push({ service: service ?? "(no service)", cost: Number(nanos(now_cost)) });
    services.set(key, list);
  }
  return services;
}
