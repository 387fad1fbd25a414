import { exampleYaml } from "../../policies/examples/text.ts";
import { type Guideline, type Topic, topics } from "../../policies/guideline.ts";
import { guidelines } from "../../policies/index.ts";
import { type Answer, questions } from "./tree.ts";

const introduction = `# When to split a project, and what holds of every one

A project is the line around rights, quotas, costs and deletion. What is on the same side of it shares all four. So the question
is never whether two things could live together, but whether anybody would want one of these without the other: give somebody
access, see the cost, use up a quota, delete.

Ask in this order, or let \`sgdist guideline advise\` ask:
`;

const afterTree = `
Each rule below is data (\`policies/guidelines\`), from which this page, the check inside every \`pulumi up\`, the policy pack and
\`sgdist guideline audit\` are made. They can't differ. \`policies.yaml\` sets levels and parameters by stack, and holds exceptions:
each has an owner, a reason and a last day, is told of in every run, and is refused after that day.
`;

/** A line of the picture: where an answer leads. */
function edge(from: string, label: string, answer: Answer, index: number): string {
  if ("question" in answer) return `  ${from} -- ${label} --> ${answer.question}`;
  return `  ${from} -- ${label} --> ${from}_${index}(["${answer.place}"])`;
}

/** The decision tree as a picture that GitHub draws. */
function picture(): string {
  const lines = questions.flatMap(({ id, text, yes, no }) => [
    `  ${id}{"${text}"}`,
    edge(id, "yes", yes, 1),
    edge(id, "no", no, 2),
  ]);
  return ["```mermaid", "flowchart TD", ...lines, "```"].join("\n");
}

/** @throws Error where the tree speaks of a guideline that there is not. */
function link(id: string): string {
  if (!guidelines.some((each) => each.id === id))
    throw new Error(`docs/guidelines/tree.ts: there is no guideline ${id}`);
  return `[${id}](#${id})`;
}

const answerText = (answer: Answer): string => ("question" in answer ? "ask on" : answer.place);

/** The same as a table, with the guidelines behind each question. */
function table(): string {
  const rows = questions.map(
    ({ text, yes, no, guidelines: ids }) =>
      `| ${text} | ${answerText(yes)} | ${answerText(no)} | ${ids.map(link).join(", ")} |`,
  );
  return ["| question | yes | no | because of |", "| --- | --- | --- | --- |", ...rows].join("\n");
}

const block = (text: string): string => `\`\`\`yaml\n${text.trimEnd()}\n\`\`\``;

/** What may be set of a guideline, with its defaults. */
function parameters({ parameters: schema }: Guideline): string[] {
  if (!schema) return [];
  const defaults = Object.entries(schema.parse({}) as Record<string, unknown>);
  return [`Parameters: ${defaults.map(([name, value]) => `\`${name}: ${JSON.stringify(value)}\``).join(", ")}.`];
}

function rule(guideline: Guideline): string {
  const { id, title, why, level = "mandatory", appliesTo, remedy, sources, good, bad } = guideline;
  return [
    `### ${id}`,
    `**${title}.** ${why}`,
    `Looks at ${appliesTo}. What breaks it is ${level === "mandatory" ? "refused" : "told"}.`,
    `To mend it: ${remedy}`,
    ...parameters(guideline),
    `<details><summary>Good and bad</summary>\n\n${good.says}:\n\n${block(exampleYaml(good))}\n\n${bad.says}:\n\n${block(exampleYaml(bad))}\n\n</details>`,
    `Source: ${sources.map((source) => `[${source.title}](${source.url})`).join(", ")}`,
  ].join("\n\n");
}

/** The guide to the guidelines: how to decide, then every rule with its reason. */
export function guidelinesPage(): string {
  const chapters = (Object.keys(topics) as Topic[]).map((topic) => {
    const rules = guidelines.filter((guideline) => guideline.topic === topic);
    return `## ${topics[topic]}\n\n${rules.map(rule).join("\n\n")}`;
  });
  const contents = (Object.keys(topics) as Topic[]).map((topic) => {
    const ids = guidelines.filter((guideline) => guideline.topic === topic).map(({ id }) => link(id));
    return `| ${topics[topic]} | ${ids.join(", ")} |`;
  });
  const index = ["| chapter | rules |", "| --- | --- |", ...contents].join("\n");
  return `${[introduction.trimEnd(), picture(), table(), afterTree.trim(), index, ...chapters].join("\n\n")}\n`;
}
