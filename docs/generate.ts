import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { triedLocallyPage } from "../doctor/page.ts";
import { settingsSchema } from "../policies/settings/schema.ts";
import { UserError } from "../spec/problem.ts";
import { environmentSchema } from "../spec/schema/environment.ts";
import { ledgerSchema } from "../spec/schema/ledger.ts";
import { organizationSchema } from "../spec/schema/organization.ts";
import { comparedVersion, differences } from "./differences/index.ts";
import { advicePage } from "./guidelines/advice.ts";
import { guidelinesPage } from "./guidelines/page.ts";
import { pullRequestPage } from "./pull-request/page.ts";
import { securityPage } from "./security/page.ts";

/** The schemas that editors check the specification with. */
const schemas = {
  organization: organizationSchema,
  environment: environmentSchema,
  ledger: ledgerSchema,
  policies: settingsSchema,
};

/** What a field is: its own description and that of what it holds. */
function describe(schema: z.ZodType): string {
  let at = schema;
  while (at instanceof z.ZodOptional && !at.description) at = at.unwrap() as z.ZodType;
  return at.description ?? "";
}

/** The fields of a schema, with the path of each: "teams.NAME.email". */
function fieldsOf(schema: z.ZodType, path = ""): { path: string; optional: boolean; what: string }[] {
  let at = schema;
  while (at instanceof z.ZodOptional) at = at.unwrap() as z.ZodType;
  if (at instanceof z.ZodRecord) return fieldsOf(at.valueType as z.ZodType, `${path}${path ? "." : ""}NAME`);
  if (!(at instanceof z.ZodObject)) return [];
  return Object.entries(at.shape as Record<string, z.ZodType>).flatMap(([key, field]) => {
    const here = path ? `${path}.${key}` : key;
    return [{ path: here, optional: field instanceof z.ZodOptional, what: describe(field) }, ...fieldsOf(field, here)];
  });
}

const files = {
  organization: ["organization.yaml", "What exists once."],
  environment: [
    "environments/*.yaml",
    "One environment each. The name of the file is free; the name in it is what counts.",
  ],
  policies: [
    "policies.yaml",
    "How strictly each guideline is held, and who is free of one until when. It may be missing.",
  ],
  ledger: ["ledger.yaml", "Every project ID that was ever taken. `sgdist env new` writes it; no line is ever removed."],
} as const;

/** The page that explains every field. */
function specificationPage(): string {
  const sections = Object.entries(schemas).map(([name, schema]) => {
    const [file, what] = files[name as keyof typeof files];
    const rows = fieldsOf(schema).map((field) => {
      const meaning = field.what.replaceAll("|", "\\|");
      return `| \`${field.path}\` | ${field.optional ? "" : "yes"} | ${meaning} |`;
    });
    return `## ${file}\n\n${what}\n\n| field | required | what it is |\n| --- | --- | --- |\n${rows.join("\n")}\n`;
  });
  return `${introduction}\n${sections.join("\n")}`;
}

const introduction = `# The specification

Every field of the YAML files, generated from the schemas that check them (\`spec/schema\`). An unknown key is a mistake, and
so is anything that doesn't fit together: a team that isn't there, a folder inside itself, a budget over its kind's ceiling, a
folder whose budget is less than what is in it may spend. \`npx sgdist validate\` tells all of it, with file and line.
`;

/** The generated files, by their path from this folder. */
function generated(): Map<string, string> {
  const generatedFiles = new Map<string, string>();
  for (const [name, schema] of Object.entries(schemas)) {
    const json = z.toJSONSchema(schema, { target: "draft-7" });
    generatedFiles.set(`schema/${name}.schema.json`, `${JSON.stringify(json, null, 2)}\n`);
  }
  generatedFiles.set("specification.md", specificationPage());
  generatedFiles.set("guidelines.md", guidelinesPage());
  generatedFiles.set("advice.md", advicePage());
  generatedFiles.set("pull-request-comment.md", pullRequestPage());
  generatedFiles.set("security.md", securityPage());
  generatedFiles.set("tried-locally.md", triedLocallyPage());
  generatedFiles.set(`differences-${comparedVersion}.md`, differences());
  return generatedFiles;
}

/**
 * Writes the files, or with --check says which are not as they should be.
 * @throws UserError for a difference from today's deployments that has no reason, or a reason without one.
 */
function main(check: boolean): void {
  for (const [file, text] of generated()) {
    const path = join(import.meta.dirname, file);
    if (!check) writeFileSync(path, text);
    else if (!existsSync(path) || readFileSync(path, "utf8") !== text) {
      console.error(`docs/${file} is out of date`);
      process.exitCode = 1;
    }
  }
}

try {
  main(process.argv.includes("--check"));
} catch (error) {
  if (!(error instanceof UserError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
