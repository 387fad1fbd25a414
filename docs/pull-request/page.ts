import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { settingsFile } from "../../policies/settings/load.ts";
import { planParts } from "../../proposal/comment/plan.ts";
import { examine } from "../../proposal/examine.ts";
import type { StackPreview } from "../../proposal/preview.ts";
import { environmentsFolder, ledgerFile, organizationFile } from "../../spec/load.ts";
import { loadBook } from "../../spending/prices/load.ts";

const root = join(import.meta.dirname, "..", "..");
const read = (file: string) => readFileSync(join(root, file), "utf8");

/** The day on which it was proposed. */
const today = "2026-11-23";

const file = `${environmentsFolder}/search-demo.yaml`;
const line = 'sgd-search-demo-4hz4: { for: environment/search-demo, kind: dynamic, since: "2026-11-23" }\n';

/**
 * What a pull request is told that adds an environment to this repository's own. What the engine said of it was recorded
 * (previews.json, by `sgdist ci plan --json`); all else is made anew.
 */
export function pullRequestPage(): string {
  const environments = readdirSync(join(root, environmentsFolder)).map((name) => `${environmentsFolder}/${name}`);
  const names = [organizationFile, ledgerFile, settingsFile, ...environments].filter((name) => {
    return name !== settingsFile || readdirSync(root).includes(settingsFile);
  });
  const base = new Map(names.map((name) => [name, read(name)]));
  const head = new Map([
    ...base,
    [file, read("docs/pull-request/search-demo.yaml")] as const,
    [ledgerFile, base.get(ledgerFile)! + line] as const,
  ]);
  const parts = planParts({
    base: "4be2c1d09a7d3a5efc1b7a5d1f9d0a3c6b8e7f10",
    head: "9f1c44e27b80d6a0c5f3be6d2a1907e4d5c3b2a1",
    examination: examine({ base, head, today, book: loadBook(root) }),
    program: [],
    ranProposed: false,
    where: "google",
    previews: JSON.parse(read("docs/pull-request/previews.json")) as StackPreview[],
    left: [],
  });
  return `${introduction}\n${parts.map(({ text }) => text).join("\n\n")}\n`;
}

const introduction = `# What a pull request is told

A pull request that adds this file, and its line in \`ledger.yaml\`, gets the comment below. Each push changes the same comment.

\`\`\`yaml
${read("docs/pull-request/search-demo.yaml").trim()}
\`\`\`

---
`;
