import { block, code, folded, markdownTable, plain } from "../../github/markdown.ts";
import { isRefused } from "../../policies/evaluate.ts";
import { describeProblem } from "../../spec/problem.ts";
import type { EnvironmentEstimate } from "../../spending/estimate/environment.ts";
import { money, range } from "../../spending/estimate/text.ts";
import type { EnvironmentChange, ProposedVerdict } from "../examine.ts";
import type { StackPreview } from "../preview.ts";
import { isGood, type Proposal } from "../proposal.ts";
import type { ResourceDifference } from "../resources.ts";
import type { Part } from "./parts.ts";

const short = (commit: string): string => code(commit.slice(0, 10));

const marks = { added: "+", changed: "!", replaced: "!", removed: "-" } as const;

const counted = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;

/** "2 environments: 1 added, 1 removed" */
function headline({ examination: { environments }, program }: Proposal): string {
  const kinds = ["added", "changed", "reached", "removed"] as const;
  const counts = kinds.flatMap((kind) => {
    const count = environments.filter(({ change }) => change === kind).length;
    return count > 0 ? [`${count} ${kind}`] : [];
  });
  const what = counts.length > 0 ? [`${counted(environments.length, "environment")}: ${counts.join(", ")}`] : [];
  const files = program.length > 0 ? [`${counted(program.length, "file")} of the program`] : [];
  return [...what, ...files].join("; ") || "nothing that is deployed";
}

const cost = (estimate: EnvironmentEstimate | undefined): string => (estimate ? range(estimate.estimate.monthly) : "");

/** What a month costs more or less, by the middle of what is estimated. */
function difference({ before, after }: EnvironmentChange): string {
  const middle = (estimate?: EnvironmentEstimate) =>
    estimate ? (estimate.estimate.monthly.low + estimate.estimate.monthly.high) / 2 : 0;
  const more = Math.round(middle(after) - middle(before));
  return more === 0 ? "" : `${more > 0 ? "+" : "−"}${money(Math.abs(more))}`;
}

function environmentTable(environments: readonly EnvironmentChange[]): string {
  const rows = environments.map((each) => {
    const { change, environment, after } = each;
    const { name, kind, owner, project, deployment, expires } = environment;
    return [
      `**${change}**`,
      code(name),
      `${plain(kind)}, ${plain(owner)}`,
      code(project),
      `${deployment.type} ${plain(deployment.version)}, ${deployment.size}`,
      expires ?? "",
      change === "removed" ? "" : cost(after),
      difference(each),
      after ? String(after.budget) : "",
    ];
  });
  return markdownTable(
    ["", "environment", "kind, owner", "project", "deployment", "until", "a month", "difference", "budget"],
    rows,
    [6, 7, 8],
  );
}

function verdictLine({ verdict, isNew }: ProposedVerdict): string {
  const { guideline, finding, level, status } = verdict;
  const mark = isRefused(verdict) ? "❌" : "⚠️";
  const notes = [...(isNew ? ["new"] : []), level, ...(status === "broken" ? [] : [status])].join(", ");
  const remedy = finding.remedy ?? guideline.remedy;
  return `- ${mark} ${code(guideline.id)} (${notes}): ${plain(finding.place.name)}: ${plain(finding.found)}. ${plain(remedy)}`;
}

function guidelinesText(verdicts: readonly ProposedVerdict[], notes: readonly string[]): string {
  const told = verdicts.filter(({ verdict }) => verdict.status !== "undecided");
  const refused = told.filter(({ verdict }) => isRefused(verdict)).length;
  const fresh = told.filter(({ isNew }) => isNew);
  const old = told.filter(({ isNew }) => !isNew);
  const verdict =
    refused > 0
      ? `❌ ${counted(refused, "violation")} of mandatory guidelines.`
      : `✅ Nothing mandatory is broken${told.length > 0 ? `; ${counted(told.length, "remark")}` : ""}.`;
  return [
    `**Guidelines.** ${verdict}`,
    ...(fresh.length > 0 ? [fresh.map(verdictLine).join("\n")] : []),
    ...(old.length > 0
      ? [folded(`${counted(old.length, "remark")} on what was so before`, old.map(verdictLine).join("\n"))]
      : []),
    ...(notes.length > 0 ? [notes.map((note) => `- ⚠️ ${plain(note)}`).join("\n")] : []),
  ].join("\n\n");
}

/** The name in a type: "gcp:organizations/project:Project" is "organizations/Project". */
const typeName = (type: string): string => type.replace(/^gcp:/, "").replace(/\/[^:]+:/, "/");

function resourceLines({ change, type, name, properties, because = [] }: ResourceDifference): string[] {
  const values = properties.map(({ path, before, after }) => {
    if (before === undefined) return `+     ${path}: ${after}`;
    return after === undefined ? `-     ${path}: ${before}` : `!     ${path}: ${before} → ${after}`;
  });
  const anew = because.length > 0 ? [`-     deleted and made anew, because of ${because.join(", ")}`] : [];
  return [`${marks[change]} ${typeName(type)} ${name}`, ...anew, ...values];
}

/** "12 added, 2 changed, 1 replaced" */
export function countOf(differences: readonly ResourceDifference[]): string {
  const counts = (["added", "changed", "replaced", "removed"] as const).flatMap((kind) => {
    const count = differences.filter(({ change }) => change === kind).length;
    return count > 0 ? [`${count} ${kind}`] : [];
  });
  return counts.join(", ") || "no difference";
}

function previewPart({ stack, differences, warnings, errors }: StackPreview): Part {
  const replaced = differences.filter(({ change }) => change === "replaced");
  const anew = replaced.map(
    ({ type, name, because = [] }) =>
      `- ⚠️ ${code(`${typeName(type)} ${name}`)} would be deleted and made anew, because of ${because.map(code).join(", ")}`,
  );
  const told = warnings.map((warning) => `- ⚠️ ${plain(warning)}`);
  if (errors.length > 0) {
    const title = `❌ ${code(stack)}: can't be brought up`;
    return {
      title: `${stack} can't be brought up`,
      text: `**${title}**\n\n${block(errors.join("\n\n"))}`,
      isKept: true,
    };
  }
  const lines = differences.flatMap(resourceLines);
  const body = [...told, ...(lines.length > 0 ? [block(lines.join("\n"), "diff")] : [])].join("\n\n");
  const title = `<code>${stack}</code>: ${countOf(differences)}`;
  const whole = body ? folded(title, body) : `- ${code(stack)}: no difference`;
  return { title: `${stack}: ${countOf(differences)}`, text: [...anew, whole].join("\n") };
}

/** Where the previews come from, in a sentence. */
function whereText({ where, ranProposed, previews, left, because, program }: Proposal): string {
  const how: Record<Proposal["where"], string> = {
    google: "The plan was made by the program on the branch, as an identity that may only read.",
    local: ranProposed
      ? "**This changes the program, so the plan was made on a local Google Cloud**, by the program as it was and as it " +
        "is proposed. No identity of Google's was given to it, and nothing of what really is there was seen."
      : "The plan was made on a local Google Cloud.",
    none: "No plan was made by the engine.",
  };
  const more = [
    ...(because ? [`${plain(because)}.`] : []),
    ...(previews.length > 0
      ? [
          "It compares what stacks would be made of with what they are made of on the branch; what Google really has is not looked at.",
        ]
      : []),
    ...(left.length > 0 ? [`Not planned here: ${left.map(code).join(", ")}.`] : []),
    ...(program.length > 0 && where !== "none" && !ranProposed ? ["Changes of the program are not in it."] : []),
  ];
  return [how[where], ...more].join(" ");
}

/** What people are told of a proposal, in parts that can be left out when there is no room. */
export function planParts(proposal: Proposal): Part[] {
  const { base, head, examination, previews } = proposal;
  const { problems, environments, verdicts, notes } = examination;
  const verdict = isGood(proposal) ? "✅ Can be merged" : "❌ Can't be merged";
  const parts: Part[] = [
    {
      title: "the verdict",
      isKept: true,
      text: `### ${verdict}: ${headline(proposal)}\n\n${short(head)} merged into ${short(base)}. ${whereText(proposal)}`,
    },
  ];
  if (problems.length > 0) {
    const lines = problems.map((problem) => describeProblem(problem));
    parts.push({
      title: counted(problems.length, "problem"),
      isKept: true,
      text: `**${counted(problems.length, "problem")} to mend**\n\n${block(lines.join("\n"))}`,
    });
  }
  if (environments.length > 0) {
    const currency = environments.map(({ before, after }) => (after ?? before)?.estimate.currency).find(Boolean) ?? "";
    const title = `the environments (amounts in ${currency}, estimated from list prices)`;
    parts.push({
      title,
      text: `${environmentTable(environments)}\n\n<sub>Amounts in ${currency}, estimated from list prices.</sub>`,
    });
  }
  if (problems.length === 0) parts.push({ title: "the guidelines", text: guidelinesText(verdicts, notes) });
  parts.push(...previews.map(previewPart));
  if (environments.length > 0 && isGood(proposal))
    parts.push({ title: "what happens next", text: nextText(environments) });
  return parts;
}

function nextText(environments: readonly EnvironmentChange[]): string {
  const removed = environments.filter(({ change }) => change === "removed");
  const up = environments.length > removed.length ? ["Merged, this is brought up, and its address is told here."] : [];
  const down = removed.map(
    ({ environment }) =>
      `${code(environment.name)} is destroyed with all its data, and ${code(environment.project)} is deleted.`,
  );
  return `**Next.** ${[...up, ...down].join(" ")}`;
}
