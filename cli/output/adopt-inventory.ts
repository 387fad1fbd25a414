import archy from "archy";
import { type Proposal, targetText } from "../../adoption/proposal.ts";
import type { FoundFolder } from "../../adoption/tree.ts";
import { printable } from "../../spec/problem.ts";
import { cut, paint, width } from "./style.ts";
import { wrap } from "./wrap.ts";

interface Line {
  label: string;
  as: string;
  budget: string;
  score: string;
  children: Line[];
}

const signs = { ours: "✔", adoptable: "→", decide: "?", no: "✘" } as const;
const colours = { ours: "green", adoptable: "green", decide: "yellow", no: "red" } as const;

const percent = (score: number | undefined): string => (score === undefined ? "–" : `${Math.floor(score * 100)} %`);

const projectLine = ({ project, verdict, target, look }: Proposal): Line => ({
  label: printable(project.id),
  as: `${signs[verdict]} ${verdict === "ours" ? "ours" : verdict === "no" ? "can't be" : target ? (target.as === "foreign" ? `foreign · ${look.environment}` : targetText(target)) : look.environment}`,
  budget: project.budget?.amount === undefined ? "–" : String(project.budget.amount),
  score: percent(project.score),
  children: [],
});

const folderLine = (folder: FoundFolder): Line => ({
  label: `${printable(folder.name)}${folder.ours ? "" : " *"}`,
  as: "",
  budget: "",
  score: "",
  children: [...folder.folders.map(folderLine), ...folder.projects.map(projectLine)],
});

const flatten = (lines: Line[]): Line[] => lines.flatMap((line) => [line, ...flatten(line.children)]);
const branch = ({ label, children }: Line): archy.Data => ({ label, nodes: children.map(branch) });

/** The organisation as a tree, with what each project can be taken over as. */
export function inventoryTree(title: string, tree: Pick<FoundFolder, "folders" | "projects">): string {
  const lines = [...tree.folders.map(folderLine), ...tree.projects.map(projectLine)];
  const flat = flatten(lines);
  const drawn = archy({ label: title, nodes: lines.map(branch) })
    .trimEnd()
    .split("\n")
    .slice(1);
  const asWidth = Math.max(2, ...flat.map(({ as }) => as.length));
  const labelWidth = width() - asWidth - 6 - 5 - 6;
  const line = (label: string, as: string, budget: string, score: string) =>
    `${cut(label, labelWidth).padEnd(labelWidth)}  ${as.padEnd(asWidth)}  ${budget.padStart(6)}  ${score.padStart(5)}`.trimEnd();
  const foreign = (folders: readonly FoundFolder[]): boolean =>
    folders.some((folder) => !folder.ours || foreign(folder.folders));
  return [
    paint("bold", title),
    paint("dim", line("", "AS", "BUDGET", "SCORE")),
    ...drawn.map((text, index) => {
      const { as, budget, score } = flat[index]!;
      return line(text, as, budget, score);
    }),
    ...(foreign(tree.folders) ? ["", "* a folder that organization.yaml doesn't have"] : []),
  ].join("\n");
}

/** Why a project can't be taken over, or what is to be decided before. */
function notesOf({ project, verdict, look, notes }: Proposal): string {
  const head = `${paint(colours[verdict], signs[verdict])} ${paint("bold", printable(project.id))}`;
  const looks = `${look.environment} (${look.environmentBy}); ${look.purposeBy}`;
  return [head, wrap(printable(looks), "  "), ...notes.map((note) => wrap(printable(note), "  · "))].join("\n");
}

/** Why projects can't be taken over as they are, and how many there are of each. */
export function inventoryNotes(proposals: readonly Proposal[]): string {
  const count = (verdict: Proposal["verdict"]) => proposals.filter((each) => each.verdict === verdict).length;
  const told = (["no", "decide"] as const).flatMap((verdict) =>
    proposals.filter((each) => each.verdict === verdict).map(notesOf),
  );
  const sum =
    `${proposals.length} projects: ${count("ours")} in the specification, ${count("adoptable")} can be taken over as they ` +
    `are, ${count("decide")} once something is decided, ${count("no")} can't be. \`sgdist adopt plan PROJECT --dry-run\` ` +
    "tells all of one.";
  return [...told, wrap(sum)].join("\n\n");
}
