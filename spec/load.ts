import { existsSync, lstatSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { checkBudgets } from "./check/budgets.ts";
import { checkDeployments } from "./check/deployments.ts";
import { checkEnvironments } from "./check/environments.ts";
import { checkExposure } from "./check/exposure.ts";
import { checkFolders } from "./check/folders.ts";
import { checkFollow } from "./check/follow.ts";
import { checkLedger } from "./check/ledger.ts";
import { checkOrganization } from "./check/organization.ts";
import { checkPreviews } from "./check/previews.ts";
import { checkRunners } from "./check/runners.ts";
import { checkSlack } from "./check/slack.ts";
import { SourceDocument } from "./document.ts";
import { type Problem, UserError } from "./problem.ts";
import { environmentSchema } from "./schema/environment.ts";
import { ledgerSchema } from "./schema/ledger.ts";
import { organizationSchema } from "./schema/organization.ts";
import { parseDocument } from "./schema/problems.ts";
import type { Sourced, Sources, Specification } from "./specification.ts";

/** The text of a specification's files, by their path from the specification's folder. */
export type Files = ReadonlyMap<string, string>;

export const organizationFile = "organization.yaml";
export const ledgerFile = "ledger.yaml";
export const environmentsFolder = "environments";

/** The most bytes that a file may have; the longest that people write have a hundredth of it. */
export const mostBytes = 2 ** 20;

/** Whether a path is meant as an environment's file; also where its name isn't one that it may have. */
export const isEnvironmentFile = (path: string): boolean =>
  path.startsWith(`${environmentsFolder}/`) && /\.ya?ml$/i.test(path);

/** What is wrong with the names of environments' files: they end up in shells, in URLs, and on disks that ignore case. */
export const nameProblems = (paths: Iterable<string>): Problem[] =>
  [...paths]
    .filter(
      (path) =>
        isEnvironmentFile(path) && !/^[a-z0-9][a-z0-9-]{0,60}\.ya?ml$/.test(path.slice(environmentsFolder.length + 1)),
    )
    .map((file) => ({
      file,
      found: "a name that isn't plain",
      allowed: "lower-case letters, digits and hyphens, then .yaml",
    }));

/** Reads a file; what isn't one that may be read is a problem. */
function readFile(root: string, file: string): string | Problem {
  try {
    const found = lstatSync(join(root, file));
    // A link could show the contents of any file of this machine in a message.
    if (!found.isFile()) return { file, found: "a folder, a link or the like", allowed: "a file" };
    if (found.size > mostBytes) return { file, found: `${found.size} bytes`, allowed: `at most ${mostBytes}` };
    return readFileSync(join(root, file), "utf8");
  } catch (error) {
    return {
      file,
      found: `a file that can't be read (${(error as Error).message})`,
      allowed: "a file that you may read",
    };
  }
}

/**
 * Reads the files of a specification. `root`: the folder that holds organization.yaml.
 * @throws UserError with every file that can't be read.
 */
export function readFiles(root: string): Files {
  const folder = join(root, environmentsFolder);
  const names = existsSync(folder) ? readdirSync(folder).toSorted() : [];
  const paths = [
    ...[organizationFile, ledgerFile].filter((file) => existsSync(join(root, file))),
    ...names.map((name) => `${environmentsFolder}/${name}`).filter(isEnvironmentFile),
  ];
  const read = paths.map((path) => [path, readFile(root, path)] as const);
  const problems = [...nameProblems(paths), ...read.map(([, text]) => text).filter((text) => typeof text !== "string")];
  if (problems.length > 0) throw UserError.of(problems);
  return new Map(read.map(([path, text]) => [path, text as string]));
}

const missing = (file: string, allowed: string): Problem => ({ file, found: "no such file", allowed });

/** Parses files and checks each by itself. */
function parse(files: Files, today: string): { sources?: Sources; problems: Problem[] } {
  const problems: Problem[] = [];
  const read = <T>(schema: Parameters<typeof parseDocument<T>>[0], file: string): Sourced<T> | undefined => {
    const document = new SourceDocument(file, files.get(file) ?? "");
    const { value, problems: found } = parseDocument(schema, document);
    for (const problem of found) problems.push(problem);
    return value === undefined ? undefined : { value, document };
  };
  for (const [file, what] of [
    [organizationFile, "the file that describes the organisation"],
    [ledgerFile, "the ledger of project IDs"],
  ] as const) {
    if (!files.has(file)) problems.push(missing(file, what));
  }
  if (problems.length > 0) return { problems };
  const organization = read(organizationSchema, organizationFile);
  const ledger = read(ledgerSchema, ledgerFile);
  const environments = [...files.keys()]
    .filter((file) => file.startsWith(`${environmentsFolder}/`))
    .map((file) => read(environmentSchema, file));
  // Files that are well-formed are checked against each other even when others are not.
  if (!organization || !ledger) return { problems };
  const whole = environments.filter((environment) => environment !== undefined);
  return { sources: { organization, environments: whole, ledger, today }, problems };
}

/**
 * Checks files and returns what they say. `today`: the day that dates are held against, "2026-11-22".
 * @throws UserError with every problem of every file.
 */
export function parseSpecification(files: Files, today: string): Specification {
  const { sources, problems } = parse(files, today);
  if (sources) {
    const incomplete = problems.length > 0;
    const tree = checkFolders(sources);
    problems.push(
      ...tree,
      ...checkOrganization(sources),
      ...checkEnvironments(sources),
      ...checkDeployments(sources),
      ...checkExposure(sources),
      ...checkRunners(sources),
      ...checkSlack(sources),
      ...checkPreviews(sources),
      ...checkFollow(sources),
      // Sums mean something only in a tree that is one.
      ...(tree.length > 0 ? [] : checkBudgets(sources)),
      // An environment whose file is not well-formed would look like one that is missing.
      ...(incomplete ? [] : checkLedger(sources)),
    );
  }
  if (!sources || problems.length > 0) throw UserError.of(problems);
  const sorted = sources.environments.map(({ value }) => value).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return {
    organization: sources.organization.value,
    environments: new Map(sorted.map((environment) => [environment.name, environment])),
    ledger: sources.ledger.value,
  };
}

/** Reads and checks the specification in a folder, as of a day (default: today, UTC). */
export function loadSpecification(root: string, today = new Date().toISOString().slice(0, 10)): Specification {
  return parseSpecification(readFiles(root), today);
}
