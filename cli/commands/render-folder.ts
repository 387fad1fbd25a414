import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { lostCredentials, objectionsTo, placeOf } from "../../sourcegraph/targets/change.ts";
import { type Credentials, credentials, credentialsFile } from "../../sourcegraph/targets/credentials.ts";
import { changeFolder } from "../../sourcegraph/targets/folder.ts";
import { type Leftovers, leftovers } from "../../sourcegraph/targets/kubernetes/leftovers.ts";
import { parseRecord, type RenderRecord, recordFile } from "../../sourcegraph/targets/record.ts";
import type { RenderedFile } from "../../sourcegraph/targets/target.ts";
import { UserError } from "../../spec/problem.ts";
import type { RenderOptions } from "../definitions/render-options.ts";
import type { RenderRequest } from "./render-arguments.ts";

/** What became of a folder. */
export interface Written {
  readonly written: readonly string[];
  readonly removed: readonly string[];
  /** Files that were as they should be, but for who may read or run them. */
  readonly permissions: readonly string[];
  readonly credentials: Credentials | undefined;
  /** What people must know before they go to this version. */
  readonly notes: readonly string[];
  /** What would have been refused without --force, besides files that were written over. */
  readonly forced: readonly string[];
  readonly leftovers: Leftovers;
}

const generate = () => randomBytes(24).toString("base64url");

/** What a folder was rendered to before. */
function readRecord(folder: string): RenderRecord {
  const file = join(folder, recordFile);
  if (!existsSync(file)) return { files: {} };
  const record = parseRecord(readFileSync(file, "utf8"));
  if (record) return record;
  throw new UserError(
    `${file}: found something that sgdist did not write; allowed: the checksums of what was rendered.\n` +
      "Remove it, and say --force if the files beside it are to be written over.",
  );
}

const readIfThere = (file: string): string | undefined => (existsSync(file) ? readFileSync(file, "utf8") : undefined);

function foreignProblem(foreign: readonly string[], folder: string): string[] {
  if (foreign.length === 0) return [];
  return [
    `These files in ${folder} were not rendered, or were changed since:\n` +
      `${foreign.map((path) => `  ${path}`).join("\n")}\n` +
      "They would be lost. Move your changes into an overlay beside them, render into another folder, or say --force.",
  ];
}

/**
 * Makes a folder hold what is rendered.
 * @throws UserError with everything that stands against it, before anything is changed.
 */
export function writeFolder(
  { type, installation }: RenderRequest,
  files: readonly RenderedFile[],
  folder: string,
  { force = false, newCredentials = false }: RenderOptions,
): Written {
  if (folder === "") throw new UserError("--out: found nothing; allowed: a folder, which may still be to be made.");
  if (existsSync(folder) && !statSync(folder).isDirectory()) {
    throw new UserError(`--out ${folder}: found a file; allowed: a folder, which may still be to be made.`);
  }
  const before = readRecord(folder);
  const paths = new Set([...files.map(({ path }) => path), ...Object.keys(before.files)]);
  const there = new Map(
    [...paths].flatMap((path) => {
      const content = readIfThere(join(folder, path));
      return content === undefined ? [] : [[path, content] as const];
    }),
  );
  const change = changeFolder(files, before.files, there);
  const kept = credentialsFile[type];
  const existing = (kept && readIfThere(join(folder, kept))) ?? "";
  const secrets = credentials(type, installation, existing, generate);
  const { refused, notes } = objectionsTo(before, type, installation, folder);
  const objections = [...refused, ...foreignProblem(change.foreign, folder)];
  const lost =
    secrets && !newCredentials
      ? lostCredentials(before, type, installation, join(folder, secrets.path), secrets.made)
      : [];
  const problems = [...(force ? [] : objections), ...lost];
  if (problems.length > 0) throw new UserError(problems.join("\n"));

  const write = [...change.write, ...(secrets && secrets.content !== existing ? [secrets] : [])];
  for (const file of write) writeFile(folder, file);
  for (const path of change.remove) rmSync(join(folder, path));
  const record: RenderRecord = {
    type,
    version: installation.version.version,
    size: installation.size,
    place: placeOf(type, installation),
    credentials: [...new Set([...(before.credentials ?? []), ...(secrets?.kept ?? []), ...(secrets?.made ?? [])])],
    files: change.checksums,
  };
  writeFile(folder, { path: recordFile, content: `${JSON.stringify(record, null, 2)}\n` });
  const contents = Object.keys(before.files).flatMap((path) => there.get(path) ?? []);
  return {
    written: change.write.map(({ path }) => path),
    removed: change.remove,
    permissions: mendModes(folder, [...files, ...(secrets ? [secrets] : [])]),
    credentials: secrets,
    notes,
    forced: force ? refused : [],
    leftovers:
      before.type === "kubernetes"
        ? leftovers(contents, type === "kubernetes" ? files.map(({ content }) => content) : [])
        : { commands: [], stays: [] },
  };
}

/** Gives files their permissions again, where somebody has changed them; returns which. */
function mendModes(folder: string, files: readonly RenderedFile[]): string[] {
  return files.flatMap(({ path, mode }) => {
    const file = join(folder, path);
    if (mode === undefined || (statSync(file).mode & 0o777) === mode) return [];
    chmodSync(file, mode);
    return [path];
  });
}

/** Makes a folder and those above it, one by one: where none can be made, Node's own way would go on for ever. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder));
  try {
    mkdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return;
    throw new UserError(`The folder ${folder} can't be made: ${(error as Error).message}. Choose another with --out.`);
  }
}

/** Writes a file, moved into place whole. */
function writeFile(folder: string, { path, content, mode = 0o644 }: RenderedFile): void {
  const target = join(folder, path);
  makeFolder(dirname(target));
  writeFileSync(`${target}.new`, content, { mode });
  chmodSync(`${target}.new`, mode);
  renameSync(`${target}.new`, target);
}
