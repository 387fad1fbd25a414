import { z } from "zod";
import type { Example } from "../../policies/examples/example.ts";
import { exampleYaml } from "../../policies/examples/text.ts";
import { type Guideline, topics } from "../../policies/guideline.ts";
import { paint } from "./style.ts";
import { table } from "./table.ts";
import { wrap } from "./wrap.ts";

/** How strictly a guideline is held unless policies.yaml says otherwise. */
const levelOf = ({ level = "mandatory" }: Guideline) => level;

/** The guidelines by topic. */
export function guidelineTable(guidelines: readonly Guideline[]): string {
  const groups = Object.entries(topics).map(([topic, title]) => ({
    title,
    members: guidelines.filter((guideline) => guideline.topic === topic),
  }));
  // One table for all, so that columns line up; a topic is a row of its own.
  const longest = Math.max(...guidelines.map(({ id }) => id.length));
  return groups
    .filter(({ members }) => members.length > 0)
    .map(({ title, members }) => {
      const rows = members.map((each) => [each.id.padEnd(longest), levelOf(each).padEnd(9), each.title]);
      return `${paint("bold", title)}\n${table(["ID", "LEVEL", "TITLE"], rows)}`;
    })
    .join("\n\n");
}

/** A parameter that policies.yaml may set. */
export interface ParameterFacts {
  readonly name: string;
  readonly default: unknown;
  readonly description?: string;
}

/** The parameters of a guideline, with what they are when nobody sets them. */
export function parametersOf({ parameters }: Guideline): ParameterFacts[] {
  if (!parameters) return [];
  const { properties = {} } = z.toJSONSchema(parameters, { io: "input", unrepresentable: "any" });
  return Object.entries((parameters.parse({}) ?? {}) as object).map(([name, value]) => {
    const property = properties[name];
    const description = typeof property === "object" ? property.description : undefined;
    return { name, default: value, ...(description !== undefined && { description }) };
  });
}

/** An example as it is written in YAML: the changes to a well-made project. */
function exampleText(title: string, example: Example): string {
  const { says, base } = example;
  const yaml = exampleYaml(example).trimEnd();
  return [
    wrap(`${title}: ${says}`),
    `  # a well-made project of ${base} with these changes (null takes away)`,
    ...yaml.split("\n").map((line) => `  ${line}`),
  ].join("\n");
}

/** Everything that there is to say of a guideline. */
export function guidelineText(guideline: Guideline): string {
  const { id, title, topic, why, sources, appliesTo, remedy, good, bad } = guideline;
  const parameters = parametersOf(guideline).map(({ name, default: value, description }) =>
    wrap(
      `${name}: ${JSON.stringify(value).replaceAll(",", ", ")}${description ? `, ${description}` : ""}`,
      "  ",
      "    ",
    ),
  );
  return [
    `${paint("bold", wrap(`${title}.`))}\n${paint("dim", `${id} · ${topics[topic]} · ${levelOf(guideline)}`)}`,
    wrap(why),
    wrap(`It looks at ${appliesTo}.`),
    ...(parameters.length > 0 ? [`Parameters in policies.yaml, with their defaults:\n${parameters.join("\n")}`] : []),
    wrap(remedy, "→ "),
    exampleText("Good", good),
    exampleText("Bad", bad),
    ["Sources:", ...sources.map((source) => `  ${source.title}\n  ${source.url}`)].join("\n"),
  ].join("\n\n");
}
