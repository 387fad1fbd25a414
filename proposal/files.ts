import { settingsFile } from "../policies/settings/load.ts";
import {
  environmentsFolder,
  type Files,
  isEnvironmentFile,
  ledgerFile,
  mostBytes,
  nameProblems,
  organizationFile,
} from "../spec/load.ts";
import type { Problem } from "../spec/problem.ts";
import type { GitReader, TreeEntry } from "./git.ts";

const roots = [organizationFile, ledgerFile, settingsFile, environmentsFolder];

/** The most that is read of a proposal: a hundred times of what a large organisation has. */
const limits = { files: 20_000, bytes: mostBytes, together: 64 * 2 ** 20 };

/** What a file is to whoever looks at a proposal. */
export type Role = "data" | "program" | "text";

/** Whether a path holds data that the program reads, is the program, or is only read by people. */
export function roleOf(path: string): Role {
  if ([organizationFile, ledgerFile, settingsFile].includes(path)) return "data";
  if (isEnvironmentFile(path)) return "data";
  // Only these: what else is named .md may be read by the program.
  if (/^(docs\/[^/]+\.md|[A-Z]+\.md|LICENSE)$/.test(path)) return "text";
  return "program";
}

/** What can't be read of a tree's files, before any is. */
function problemsOf(entries: readonly TreeEntry[]): Problem[] {
  const problems = entries.flatMap(({ path, mode, bytes }): Problem[] => {
    if (mode !== "100644" && mode !== "100755") return [{ file: path, found: "a link or the like", allowed: "a file" }];
    if (bytes > limits.bytes) return [{ file: path, found: `${bytes} bytes`, allowed: `at most ${limits.bytes}` }];
    return nameProblems([path]);
  });
  const together = entries.reduce((sum, { bytes }) => sum + bytes, 0);
  const whole = [
    ...(entries.length > limits.files
      ? [{ found: `${entries.length} files`, allowed: `at most ${limits.files}` }]
      : []),
    ...(together > limits.together ? [{ found: `${together} bytes`, allowed: `at most ${limits.together}` }] : []),
  ];
  return [...problems, ...whole.map((each) => ({ file: environmentsFolder, ...each }))];
}

/** Reads the data of a tree: nothing but plain files of bounded size, never by way of the file system. */
export async function readData(git: GitReader, tree: string): Promise<{ files: Files; problems: Problem[] }> {
  const entries = (await git.list(tree, roots)).filter(({ path }) => roleOf(path) === "data");
  const problems = problemsOf(entries);
  if (problems.length > 0) return { files: new Map(), problems };
  const contents = await git.contents(entries.map(({ object }) => object));
  const decoder = new TextDecoder("utf-8", { fatal: true });
  const files = new Map<string, string>();
  entries.forEach(({ path }, index) => {
    try {
      files.set(path, decoder.decode(contents[index]));
    } catch {
      problems.push({ file: path, found: "bytes that are no text", allowed: "UTF-8" });
    }
  });
  return { files, problems };
}
