import { StackFailure } from "../../engine/operations.ts";
import type { Outcome } from "../../engine/schedule.ts";
import { block, code, folded, markdownTable } from "../../github/markdown.ts";
import type { Reach } from "../../plan/reach.ts";
import type { Done } from "../../reconcile/do/doer.ts";
import type { ReconcilePlan } from "../../reconcile/plan.ts";
import { assemble, type Part } from "./parts.ts";

/** What became of an environment by a merge. */
export interface Deployed {
  /** Its name; of what all share, the stack's. */
  readonly environment: string;
  /** Whether it is what all share, which is told of only where it fails: GitHub lists no deployment of it. */
  readonly isShared?: boolean;
  /** In GitHub's words; `queued`: something else has to come first, and the next run goes on. */
  readonly state: "success" | "failure" | "inactive" | "queued";
  /** What was done to it, in a word. */
  readonly did: string;
  readonly reach?: Reach;
  /** What went wrong. */
  readonly error?: string;
}

const shared: ReadonlySet<string> = new Set(["organization", "ci", "spending"]);

/** What became of environments by a run of the reconciler. */
export function deployedOf({ actions }: ReconcilePlan, outcomes: readonly Outcome<Done>[]): Deployed[] {
  const byName = new Map(outcomes.map((outcome) => [outcome.name, outcome]));
  return actions.flatMap((action): Deployed[] => {
    const { environment, do: verb } = action;
    if (verb !== "apply" && verb !== "destroy") return [];
    const outcome = byName.get(action.id);
    const isShared = shared.has(environment);
    if (!outcome || (isShared && outcome.status !== "failed")) return [];
    if (outcome.status === "skipped") return [{ environment, state: "queued", did: `waits for ${outcome.because}` }];
    if (outcome.status === "failed") {
      const { error } = outcome;
      const text =
        error instanceof StackFailure ? error.errors.join("\n\n") : String((error as Error).message ?? error);
      const did = verb === "apply" ? "not brought up" : "not destroyed";
      return [{ environment, ...(isShared && { isShared }), state: "failure", did, error: text }];
    }
    if (verb === "destroy") return [{ environment, state: "inactive", did: "destroyed" }];
    const { reach } = outcome.result;
    return [{ environment, state: "success", did: "up", ...(reach && { reach }) }];
  });
}

const marks: Record<Deployed["state"], string> = { success: "✅", failure: "❌", inactive: "🗑", queued: "⏳" };

/** What a pull request is told once it was merged. */
export function deployedText(all: readonly Deployed[], commit: string, run: string | undefined): string {
  const failed = all.filter(({ state }) => state === "failure");
  const rows = all.map(({ environment, state, did, reach }) => [
    marks[state],
    code(environment),
    did,
    reach ? `<${reach.url}>` : "",
  ]);
  const where = run ? `[The run](${run}) shows all of it.` : "The run shows all of it.";
  const undone = all.filter(({ state }) => state === "failure" || state === "queued");
  const mark = failed.length > 0 ? "❌" : "⏳";
  const headline = undone.length > 0 ? `${mark} ${undone.length} of ${all.length} not deployed` : "✅ Deployed";
  const commands = all.flatMap(({ environment, reach }) =>
    reach?.command ? [`${code(environment)}, as long as this runs:\n\n${block(reach.command, "sh")}`] : [],
  );
  const parts: Part[] = [
    {
      title: "the environments",
      isKept: true,
      text: `### ${headline}\n\n${code(commit.slice(0, 10))} is on the branch. ${where}`,
    },
    { title: "the table", text: markdownTable(["", "environment", "", "reached at"], rows) },
    ...(commands.length > 0 ? [{ title: "how they are reached", text: commands.join("\n\n") }] : []),
    ...failed.map(({ environment, error = "" }) => ({
      title: `what went wrong with ${environment}`,
      text: folded(`What went wrong with <code>${environment}</code>`, block(error)),
    })),
    ...(undone.length > 0
      ? [{ title: "what to do", text: "The next run tries again; nothing that was made is lost." }]
      : []),
  ];
  return assemble(parts, where);
}
