import { credentialNames, credentialsFile } from "../../sourcegraph/targets/credentials.ts";
import { targets } from "../../sourcegraph/targets/index.ts";
import type { RenderedFile, Target } from "../../sourcegraph/targets/target.ts";
import { comment } from "../../sourcegraph/yaml.ts";
import type { RenderOptions } from "../definitions/render-options.ts";
import { marks, paint } from "../output/style.ts";
import { type RenderRequest, renderRequest } from "./render-arguments.ts";
import { type Written, writeFolder } from "./render-folder.ts";

/** The command render: Sourcegraph as files. */
export function render(options: RenderOptions): void {
  const { out, json } = options;
  const request = renderRequest(options);
  const files = targets[request.type].render(request.installation);
  if (out === undefined) {
    if (json) console.log(JSON.stringify({ files, credentials: neededBy(request) ?? null }, null, 2));
    else console.log(printed(request, files));
    return;
  }
  const written = writeFolder(request, files, out, options);
  if (json) console.log(JSON.stringify(forMachines(out, written), null, 2));
  else console.log(told(request, files.length, out, written));
}

/** The credentials that must be there before it can run, where nothing is made. */
function neededBy({ type, installation }: RenderRequest): { file: string; needed: string[] } | undefined {
  const file = credentialsFile[type];
  return file === undefined ? undefined : { file, needed: credentialNames(type, installation) };
}

/** What isn't made by printing, for the head of what is printed. */
function needsNote(request: RenderRequest): string {
  const { type, installation } = request;
  const { needed = [] } = neededBy(request) ?? {};
  switch (type) {
    case "kubernetes": {
      const { namespace, tlsSecret } = installation;
      const names = [...needed.map((name) => name.replace("/", ", key ")), ...(tlsSecret ? [tlsSecret] : [])];
      return comment(
        `Not in here: these Secrets, which must be in the namespace ${namespace}: ${names.join("; ")}. ` +
          "With --out sgdist render makes the databases' ones once, and keeps them.",
      );
    }
    case "compose":
      return comment(
        `Not in here: these variables, which must be in .env beside compose.yaml: ${needed.join(", ")}. ` +
          "With --out sgdist render makes them once, and keeps them.",
      );
    case "container":
      return "";
  }
}

/** Everything as one text: objects for `kubectl apply -f -`, other files with their names between them. */
function printed(request: RenderRequest, files: readonly RenderedFile[]): string {
  const note = needsNote(request);
  if (request.type === "kubernetes") {
    const objects = files.filter(({ path }) => path !== "kustomization.yaml");
    return note + objects.map(({ content }) => content).join("---\n");
  }
  return note + files.map(({ path, content }) => `# ==> ${path} <==\n${content}`).join("\n");
}

const forMachines = (folder: string, { credentials, ...written }: Written) => ({
  folder,
  ...written,
  credentials: credentials ? { file: credentials.path, kept: credentials.kept, made: credentials.made } : null,
});

function credentialsLine({ path, kept, made }: NonNullable<Written["credentials"]>): string {
  if (made.length === 0) return `  credentials: ${path}, kept`;
  if (kept.length === 0) return `  credentials: ${path}, made now and kept from here on`;
  return `  credentials: ${path}, kept; made now: ${made.join(", ")}`;
}

/** What became of a folder, for people. */
function told({ type, installation }: RenderRequest, count: number, folder: string, written: Written): string {
  const { version, size } = installation;
  const { removed, permissions, credentials, notes, forced, leftovers } = written;
  const counts = `${written.written.length} of ${count} files written${removed.length > 0 ? `, ${removed.length} removed` : ""}`;
  return [
    `${paint("green", marks.done)} Sourcegraph ${version.version}, size ${size}, for ${type} in ${folder}: ${counts}`,
    ...(credentials ? [credentialsLine(credentials)] : []),
    ...(permissions.length > 0 ? [`  permissions mended: ${permissions.join(", ")}`] : []),
    ...forced.map((text) => `  forced, though: ${text.split("\n")[0]}`),
    ...notes.map((note) => `  Before you go on: ${note}`),
    ...(leftovers.commands.length > 0
      ? [
          "  No longer part of it. Once what is rendered now runs, delete from the cluster:",
          ...leftovers.commands.map((command) => `    ${command}`),
        ]
      : []),
    ...(leftovers.stays.length > 0 ? [`  No longer part of it, but with data: ${leftovers.stays.join(", ")}`] : []),
    `  Next: ${nextStep(type, folder)}`,
  ].join("\n");
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
