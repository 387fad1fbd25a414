import { type LimitPlan, limitText } from "../../plan/limits.ts";
import type { JournalRecord } from "../../spending/limits/journal.ts";
import { effective } from "../../spending/limits/state.ts";
import { micros, units } from "../../spending/money.ts";
import type { KnownLimit } from "../commands/limits.ts";
import { cut, marks, paint } from "./style.ts";
import { facts, table } from "./table.ts";
import { wrap } from "./wrap.ts";

type Plans = ReadonlyMap<string, LimitPlan>;

/** What each step is called for people. */
const words = {
  none: "nothing",
  notify: "told",
  freeze: "frozen",
  scaleDown: "scaled down",
  unlinkBilling: "no billing",
} as const;

/** Colours what shouldn't be overlooked. */
const shown = ({ step }: LimitPlan, text: string): string =>
  step === "none" ? paint("dim", text) : paint(step === "notify" ? "yellow" : "red", text);

const percent = ({ estimate, budget }: KnownLimit): string =>
  estimate ? `${Math.floor((estimate.spent / micros(budget)) * 100)} %` : "";

/** What was only rehearsed, and what couldn't be done yet, is said beside what was. */
function note({ state, estimate }: KnownLimit): string {
  if (state?.pending?.failure) return `${words[state.pending.step]} fails`;
  if (state?.pending) return `${words[state.pending.step]} under way`;
  if (state?.dryRun && state.step !== effective(state)) return `rehearsed: ${words[state.step]}`;
  if (state?.lifted) return `lifted by ${state.lifted.by}`;
  return estimate?.failure ? "can't be read" : "";
}

/** A line for each environment. */
export function limitTable(limits: readonly KnownLimit[], plans: Plans): string {
  const rows = limits.map((limit) => {
    const plan = plans.get(limit.name)!;
    const { name, kind, budget, state } = limit;
    const since = plan.step === "none" ? "" : (state?.since.slice(0, 10) ?? "");
    return [
      name,
      cut(kind, 16),
      String(budget),
      percent(limit),
      shown(plan, words[plan.step]),
      since,
      cut(note(limit), 22),
    ];
  });
  return table(["NAME", "KIND", "BUDGET", "ESTIMATE", "LIMIT", "SINCE", ""], rows, [2, 3]);
}

const who = ({ kind, result, step, dryRun }: JournalRecord): string => {
  const what = step ? words[step] : "";
  if (kind === "intent") return `${dryRun ? "would be" : "is to be"} ${what}`;
  if (kind === "outcome") return result === "done" ? what : `${result}: ${what}`;
  if (kind === "failure") return `${what} failed`;
  if (kind === "lift") return `lifted: ${what}`;
  return `${kind}${what && `: ${what}`}`;
};

/** What happened to one environment. */
export function limitDetails(limit: KnownLimit, plan: LimitPlan, journal: readonly JournalRecord[]): string {
  const { name, kind, budget, state, estimate } = limit;
  const rows: [string, string][] = [
    ["kind", kind],
    ["budget", `${budget} a month`],
    ...(estimate
      ? [["estimate", `${units(estimate.spent).toFixed(2)} by the guard, ${percent(limit)}`] as [string, string]]
      : []),
    ["limit", shown(plan, words[plan.step])],
    ...(state?.dryRun
      ? [["dry run", paint("yellow", `${words[state.step]} was only rehearsed`)] as [string, string]]
      : []),
    ...(state?.pending
      ? [["now", `${note(limit)}${state.pending.failure ? `: ${state.pending.failure}` : ""}`] as [string, string]]
      : []),
    ...(state?.lifted ? [["lifted", `by ${state.lifted.by}: ${state.lifted.reason}`] as [string, string]] : []),
    ...(estimate?.assumed ? [["no price", estimate.assumed.join(", ")] as [string, string]] : []),
  ];
  const text = limitText(name, plan);
  const lines = journal.map((record) => [
    record.at.slice(0, 16).replace("T", " "),
    who(record),
    record.kind === "lift" ? `${record.who}: ${record.why}` : record.why,
  ]);
  return [
    `${plan.step === "none" ? paint("green", marks.done) : paint("red", marks.failed)} ${paint("bold", name)}`,
    facts(rows),
    ...(text ? ["", wrap(text, "")] : []),
    ...(lines.length > 0 ? ["", table(["WHEN (UTC)", "WHAT", "WHY"], lines)] : []),
  ].join("\n");
}

/** All that is known, for machines. */
export const limitsForMachines = (limits: readonly KnownLimit[], plans: Plans, journal: readonly JournalRecord[]) => ({
  environments: limits.map(({ name, kind, budget, state, estimate }) => ({
    name,
    kind,
    budget,
    step: plans.get(name)!.step,
    ...(estimate && { estimate: { spent: units(estimate.spent), at: new Date(estimate.at).toISOString() } }),
    ...(state && { state }),
  })),
  journal,
});
