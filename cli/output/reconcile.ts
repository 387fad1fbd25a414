import { StackFailure } from "../../engine/operations.ts";
import type { Outcome } from "../../engine/schedule.ts";
import type { Action, Finding } from "../../reconcile/action.ts";
import { dayOf } from "../../reconcile/clock.ts";
import type { Done } from "../../reconcile/do/doer.ts";
import type { Entry } from "../../reconcile/journal.ts";
import type { ReconcilePlan } from "../../reconcile/plan.ts";
import { printable, UserError } from "../../spec/problem.ts";
import { marks, paint } from "./style.ts";
import { table } from "./table.ts";
import { wrap } from "./wrap.ts";

/** What a run of reconcile came to. */
export interface Reconciled {
  plan: ReconcilePlan;
  /** How each action went; absent where nothing was to be done but shown. */
  outcomes: readonly Outcome<Done>[] | undefined;
  /** Milliseconds since the epoch, by the clock that days were judged by. */
  now: number;
  /** The journal as it was before. */
  before: readonly Entry[];
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** What somebody is to be told of: how environments come to their end, and what went wrong. */
const telling: ReadonlySet<Entry["deed"]> = new Set([
  "warned",
  "ended",
  "scaledDown",
  "restored",
  "destroyed",
  "failed",
]);

function outcomeFacts(outcome: Outcome<Done> | undefined): object {
  if (!outcome) return { outcome: "planned" };
  if (outcome.status === "skipped") return { outcome: "skipped", because: outcome.because };
  if (outcome.status === "done") {
    const { outcome: how, reach } = outcome.result;
    return { outcome: how, ...(reach && { reach }) };
  }
  const { error } = outcome;
  const more = error instanceof StackFailure ? { errors: error.errors, remedies: error.remedies } : {};
  return { outcome: "failed", error: messageOf(error), ...more };
}

/** What a run came to, for machines: notices have IDs, by which whoever sends them knows which were sent. */
export function reconcileFacts({ plan, outcomes, now, before }: Reconciled): object {
  const byName = new Map(outcomes?.map((outcome) => [outcome.name, outcome]));
  const written = (outcomes ?? []).flatMap((outcome) =>
    outcome.status === "done" && outcome.result.entry ? [outcome.result.entry] : [],
  );
  const notices = (entries: readonly Entry[], isNew: boolean) =>
    entries.filter(({ deed }) => telling.has(deed)).map((entry) => ({ ...entry, new: isNew }));
  return {
    at: new Date(now).toISOString(),
    today: dayOf(now),
    dryRun: outcomes === undefined,
    actions: plan.actions.map((action) => ({ ...action, ...outcomeFacts(byName.get(action.id)) })),
    withheld: plan.withheld,
    findings: plan.findings,
    unread: plan.unread,
    notices: [...notices(before, false), ...notices(written, true)],
  };
}

/** What an action does, in a word or two. */
const verbs: Record<Action["do"], [planned: string, done: string]> = {
  apply: ["bring up", "brought up"],
  warn: ["warn", "warned"],
  end: ["end", "ended"],
  scaleDown: ["scale down", "scaled down"],
  restore: ["bring back", "brought back"],
  destroy: ["destroy", "destroyed"],
  sweep: ["sweep", "swept"],
};

function rowOf(action: Action, outcome: Outcome<Done> | undefined): string[] {
  const [planned, done] = verbs[action.do];
  const why = printable(action.reason);
  const row = (mark: string, what: string, more = why) => [mark, action.environment, what, more];
  if (!outcome) return row(paint("yellow", marks.change), planned);
  if (outcome.status === "done") {
    const told = outcome.result.outcome === "done" ? why : `${why} (done already)`;
    return row(paint("green", marks.done), done, told);
  }
  if (outcome.status === "skipped") return row(paint("dim", marks.skipped), planned, `waits for: ${outcome.because}`);
  return row(paint("red", marks.failed), planned, `failed: ${why}`);
}

/** A part of the report, unless there is nothing in it. */
const chapter = (title: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : [`${paint("bold", title)}\n${lines.join("\n")}`];

const item = (text: string): string => wrap(printable(text), "  ", "    ");

const findingLines = (findings: readonly Finding[], kind: Finding["kind"]): string[] =>
  findings
    .filter((finding) => finding.kind === kind)
    .flatMap(({ what, reason, remedy }) => [
      item(`${what}: ${reason}.`),
      ...(remedy ? [wrap(printable(remedy), "    → ", "      ")] : []),
    ]);

function failureLines(outcomes: readonly Outcome<Done>[]): string[] {
  return outcomes.flatMap((outcome) => {
    if (outcome.status !== "failed") return [];
    const { error } = outcome;
    const text = error instanceof UserError ? error.message : messageOf(error);
    return [`  ${outcome.name}:`, text.replaceAll(/^/gm, "    ")];
  });
}

function summary({ plan, outcomes }: Reconciled): string {
  const { actions, withheld, unread } = plan;
  if (unread.length > 0) {
    const count = withheld.length === 0 ? "Nothing" : `${withheld.length} to do, but nothing`;
    return `${paint("red", marks.failed)} ${count} is deleted before everything can be read.`;
  }
  const failed = outcomes?.filter(({ status }) => status !== "done").length ?? 0;
  if (failed > 0) return `${paint("red", marks.failed)} ${failed} of ${actions.length} failed. The next run goes on.`;
  if (actions.length === 0) return `${paint("green", marks.done)} Nothing is to be done.`;
  return outcomes ? `${paint("green", marks.done)} All is done.` : `${actions.length} to do. Nothing was changed.`;
}

/** What a run came to, within 80 columns. */
export function reconcileText(result: Reconciled): string {
  const { plan, outcomes } = result;
  const byName = new Map(outcomes?.map((outcome) => [outcome.name, outcome]));
  const rows = plan.actions.map((action) => rowOf(action, byName.get(action.id)));
  return [
    ...(rows.length > 0 ? [table(["", "ENVIRONMENT", "WHAT", "WHY"], rows)] : []),
    ...chapter("Failed", failureLines(outcomes ?? [])),
    ...chapter(
      "Could not be read",
      plan.unread.map(({ what, why }) => item(`${what}: ${why}`)),
    ),
    ...chapter(
      "Held back until all can be read",
      plan.withheld.map((action) => item(`${verbs[action.do][0]} ${action.environment}: ${action.reason}`)),
    ),
    ...chapter("Left alone", findingLines(plan.findings, "refused")),
    ...chapter("Left behind, but perhaps not ours or still of use", findingLines(plan.findings, "leak")),
    ...chapter("Notes", findingLines(plan.findings, "note")),
    summary(result),
  ].join("\n\n");
}
