import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

/** A recorded case: a workload, where a platform engineer would put it, and why. */
export interface AdviceCase {
  readonly describes: string;
  readonly workload: Readonly<Record<string, unknown>>;
  readonly advice: {
    readonly answer: "new-project" | "existing-project";
    readonly project?: string;
    readonly folder: string;
    readonly kind?: string;
    /** The guidelines that decide, at least. */
    readonly because: readonly string[];
  };
  readonly why: string;
}

/** The recorded cases, which the adviser is tested with. */
export const adviceCases = (): AdviceCase[] =>
  parse(readFileSync(join(import.meta.dirname, "..", "advice.yaml"), "utf8")) as AdviceCase[];

const introduction = `# Where does it belong? Ten answers

What platform engineers were asked, what they said, and why. \`sgdist guideline advise\` gives the same advice for each: CI checks
that. Each can be tried with \`sgdist guideline advise --from FILE\`, with the description as JSON.
`;

function section({ describes, workload, advice, why }: AdviceCase, index: number): string {
  const { answer, project, folder, kind, because } = advice;
  const place =
    answer === "existing-project"
      ? `in the project \`${project}\`, which is there already`
      : `in a project of its own under the folder \`${folder}\`${kind ? `, as an environment of the kind \`${kind}\`` : ""}`;
  return [
    `## ${index + 1}. ${describes}`,
    `\`\`\`json\n${JSON.stringify(workload, null, 2)}\n\`\`\``,
    `**It belongs ${place}.** ${why.trim()}`,
    ...(because.length > 0
      ? [`Decided by ${because.map((id) => `[${id}](guidelines.md#${id})`).join(", ")}.`]
      : ["No guideline keeps the two apart."]),
  ].join("\n\n");
}

/** The page of recorded cases. */
export const advicePage = (): string => `${[introduction.trimEnd(), ...adviceCases().map(section)].join("\n\n")}\n`;
