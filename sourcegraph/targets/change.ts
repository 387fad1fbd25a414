import { UserError } from "../../spec/problem.ts";
import type { Deployment } from "../deployment.ts";
import { checkUpgrade } from "../upgrade/check.ts";
import { versions } from "../versions/index.ts";
import { type RenderRecord, recordFile } from "./record.ts";
import type { Target } from "./target.ts";

/** What stands against rendering an installation over what a folder holds, and what is to be known before. */
export interface Objections {
  readonly refused: readonly string[];
  readonly notes: readonly string[];
}

/** Where an installation of a type runs: by this it finds its data again. */
export const placeOf = (type: Target["name"], { namespace, project }: Deployment): string | undefined =>
  ({ kubernetes: namespace, compose: project, container: undefined })[type];

function placeProblems(
  before: RenderRecord,
  type: Target["name"],
  place: string | undefined,
  folder: string,
): string[] {
  if (before.place === undefined || before.place === place) return [];
  const [option, what] = type === "kubernetes" ? ["namespace", "objects"] : ["project", "containers"];
  return [
    `--${option}: found ${place}, and ${folder} was rendered for ${before.place}; allowed: ${before.place}. The ${what} ` +
      `and the data of ${before.place} would stay behind, and ${place} begin with empty databases.\n` +
      "→ Render into another folder, or say --force.",
  ];
}

function upgradeProblems(from: string, to: string, folder: string): Objections {
  try {
    return { refused: [], notes: checkUpgrade(from, to, versions).notes };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const way = `${recordFile} in ${folder} says that ${from} was rendered last. If it never ran, or was taken back, say --force.`;
    return { refused: [`${error.message}\n→ ${way}`], notes: [] };
  }
}

/** Where a credential is to be found that its file has lost. */
const whereabouts = (type: Target["name"], { namespace }: Deployment): string =>
  type === "kubernetes"
    ? `kubectl get secret NAME --namespace ${namespace} --output yaml shows them`
    : "docker inspect shows them as POSTGRES_PASSWORD of the databases' containers";

/**
 * Why credentials that were made before may not be made anew. `made`: the names of those that would be.
 * Where a record doesn't say which there were, all were.
 */
export function lostCredentials(
  before: RenderRecord,
  type: Target["name"],
  installation: Deployment,
  file: string,
  made: readonly string[],
): string[] {
  if (before.type !== type) return [];
  const lost = made.filter((name) => before.credentials?.includes(name) ?? true);
  if (lost.length === 0) return [];
  return [
    `${file}: found no ${lost.join(", ")}, which there were when it was rendered last. The databases keep the old ones, and ` +
      `would let nobody in with new ones.\n→ Put them back from a backup, or from what runs: ${whereabouts(type, installation)}. ` +
      "To make new ones on purpose, where there is no data yet or you change the databases' passwords too, say --new-credentials.",
  ];
}

/** Compares what is to be rendered with what a folder was rendered to before. `folder`: its name, for messages. */
export function objectionsTo(
  before: RenderRecord,
  type: Target["name"],
  installation: Deployment,
  folder: string,
): Objections {
  if (before.type === undefined) return { refused: [], notes: [] };
  if (before.type !== type) {
    const message =
      `--type: found ${type}, and ${folder} was rendered for ${before.type}; allowed: ${before.type}. All its files would ` +
      "be removed.\n→ Render into another folder, or say --force.";
    return { refused: [message], notes: [] };
  }
  const { refused, notes } =
    before.version === undefined
      ? { refused: [], notes: [] }
      : upgradeProblems(before.version, installation.version.version, folder);
  return { refused: [...placeProblems(before, type, placeOf(type, installation), folder), ...refused], notes };
}
