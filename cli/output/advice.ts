import type { Advice } from "../../policies/advise/advise.ts";
import { paint } from "./style.ts";
import { table } from "./table.ts";

/** What the answer is, in a sentence. */
function answer({ answer, project, folder, kind }: Advice): string {
  if (answer === "existing-project") return `It belongs in a project that there is: ${project.name} (${project.id}).`;
  const what = kind ? ` as an environment of the kind ${kind.name}` : "";
  return `It needs a project of its own under ${folder.path}${what}.`;
}

const section = (title: string, rows: [string, string][]): string[] =>
  rows.length === 0 ? [] : [`\n${paint("bold", title)}`, table(["", ""], rows)];

/** Advice as people read it. */
export function adviceText(advice: Advice): string {
  const { answer: kindOfAnswer, project, folder, kind, because, against, files, next } = advice;
  const nearest = `${project.name} (${project.id})`;
  const why =
    kindOfAnswer === "new-project" ? `Why not in the nearest one, ${nearest}` : `Why not in the next nearest one`;
  return [
    paint("bold", answer(advice)),
    ...(kindOfAnswer === "existing-project" ? [`Folder: ${folder.path}`] : []),
    ...(kind && kind.others.length > 0 ? [`Kinds that are of this environment too: ${kind.others.join(", ")}.`] : []),
    ...section(
      why,
      because.map(({ guideline, reason }) => [guideline, reason]),
    ),
    ...section(
      "What pulls the other way",
      against.map(({ guideline, reason }) => ["–", guideline ? `${reason} (${guideline})` : reason]),
    ),
    ...files.map(({ file, text }) => `\n${paint("bold", file)}\n${text.trimEnd()}`),
    `\nNext: ${next}`,
  ].join("\n");
}
