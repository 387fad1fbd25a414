import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, isAbsolute, join } from "node:path";
import type { Deployment } from "../../sourcegraph/deployment.ts";
import { credentials, credentialsFile } from "../../sourcegraph/targets/credentials.ts";
import { changeFolder, type Record as Rendered, recordFile } from "../../sourcegraph/targets/folder.ts";
import { targets } from "../../sourcegraph/targets/index.ts";
import type { RenderedFile, Target } from "../../sourcegraph/targets/target.ts";
import { UserError } from "../../spec/problem.ts";
import type { RenderOptions } from "../definitions/render-options.ts";
import { marks, paint } from "../output/style.ts";
import { renderRequest } from "./render-arguments.ts";

const generate = () => randomBytes(24).toString("base64url");

/** The command render: Sourcegraph as files. */
export function render(options: RenderOptions): void {
  const { out, json } = options;
  const { type, installation } = renderRequest(options);
  const files = targets[type].render(installation);
  if (out !== undefined) writeFolder(type, installation, files, out, options);
  else if (json) console.log(JSON.stringify(files, null, 2));
  else console.log(printed(type, files));
}

/** Everything as one text: objects for `kubectl apply -f -`, other files with their names between them. */
function printed(type: Target["name"], files: RenderedFile[]): string {
  if (type === "kubernetes") {
    const objects = files.filter(({ path }) => path !== "kustomization.yaml");
    return objects.map(({ content }) => content).join("---\n");
  }
  return files.map(({ path, content }) => `# ==> ${path} <==\n${content}`).join("\n");
}

/** What a folder was rendered to before: paths below it, with checksums. */
function readRecord(folder: string): Rendered {
  const file = join(folder, recordFile);
  if (!existsSync(file)) return {};
  try {
    const record = JSON.parse(readFileSync(file, "utf8")) as Rendered;
    const isOurs = ([path, sum]: [string, unknown]) =>
      typeof sum === "string" && !isAbsolute(path) && !path.split(/[/\\]/).includes("..");
    const isMap = record !== null && typeof record === "object" && !Array.isArray(record);
    if (isMap && Object.entries(record).every(isOurs)) return record;
  } catch {
    // Said below.
  }
  throw new UserError(
    `${file}: found something that sgdist did not write; allowed: the checksums of what was rendered.\n` +
      "Remove it, and say --force if the files beside it are to be written over.",
  );
}

function writeFolder(
  type: Target["name"],
  installation: Deployment,
  files: RenderedFile[],
  folder: string,
  { force, json }: RenderOptions,
): void {
  if (folder === "") throw new UserError("--out: found nothing; allowed: a folder, which may still be to be made.");
  if (existsSync(folder) && !statSync(folder).isDirectory()) {
    throw new UserError(`--out ${folder}: found a file; allowed: a folder, which may still be to be made.`);
  }
  const before = readRecord(folder);
  const paths = new Set([...files.map(({ path }) => path), ...Object.keys(before)]);
  const there = new Map(
    [...paths].flatMap((path): [string, string][] =>
      existsSync(join(folder, path)) ? [[path, readFileSync(join(folder, path), "utf8")]] : [],
    ),
  );
  const change = changeFolder(files, before, there);
  if (change.foreign.length > 0 && !force) {
    throw new UserError(
      `These files in ${folder} were not rendered, or were changed since:\n` +
        `${change.foreign.map((path) => `  ${path}`).join("\n")}\n` +
        "They would be lost. Move your changes into an overlay beside them, render into another folder, or say --force.",
    );
  }
  const kept = credentialsFile[type];
  const existing = kept && existsSync(join(folder, kept)) ? readFileSync(join(folder, kept), "utf8") : "";
  const secrets = credentials(type, installation, existing, generate);
  for (const file of change.write) writeFile(folder, file);
  if (secrets && secrets.content !== existing) writeFile(folder, secrets);
  for (const path of change.remove) rmSync(join(folder, path));
  writeFile(folder, { path: recordFile, content: `${JSON.stringify(change.record, null, 2)}\n` });
  if (json) {
    const written = change.write.map(({ path }) => path);
    console.log(JSON.stringify({ folder, written, removed: change.remove, credentials: secrets?.path }, null, 2));
    return;
  }
  const { version, size } = installation;
  const counts = `${change.write.length} of ${files.length} files written${change.remove.length > 0 ? `, ${change.remove.length} removed` : ""}`;
  console.log(
    `${paint("green", marks.done)} Sourcegraph ${version.version}, size ${size}, for ${type} in ${folder}: ${counts}`,
  );
  if (secrets) console.log(`  credentials: ${secrets.path}${existing ? ", kept" : ", made now and kept from here on"}`);
  console.log(`  Next: ${nextStep(type, folder)}`);
}

function nextStep(type: Target["name"], folder: string): string {
  switch (type) {
    case "kubernetes":
      return `kubectl apply --server-side -k ${folder}`;
    case "compose":
      return `docker compose --project-directory ${folder} up --detach --wait --remove-orphans`;
    case "container":
      return `sh ${folder}/run.sh`;
  }
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
