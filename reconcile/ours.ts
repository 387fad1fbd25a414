import { labelValue } from "../plan/labels.ts";
import { ancestry, environmentOf } from "../spec/check/folders.ts";
import type { Environment } from "../spec/schema/environment.ts";
import type { DeletionClass, Organization } from "../spec/schema/organization.ts";
import type { Specification } from "../spec/specification.ts";
import type { ProjectFound } from "./world.ts";

/** A project ID that the ledger says was taken for an environment. */
export interface Line {
  readonly project: string;
  readonly environment: string;
  /** What the kind says; protected where it is not known. */
  readonly deletion: DeletionClass;
  /** Whether it belongs to production, or might. */
  readonly production: boolean;
  /** When it was taken: "2026-11-22". */
  readonly since: string;
  /** Whether the ledger says that its project was destroyed. */
  readonly retired: boolean;
  /** What its file says, as long as there is one. */
  readonly file?: Environment;
}

/** The project IDs that were ever taken for environments. */
export function linesOf({ organization, environments, ledger }: Specification): Line[] {
  const files = new Map([...environments.values()].map((each) => [each.project, each]));
  return Object.entries(ledger).flatMap(([project, entry]): Line[] => {
    const [what, environment] = entry.for.split("/") as [string, string];
    if (what !== "environment") return [];
    const file = files.get(project);
    const kind = organization.kinds[file?.kind ?? entry.kind ?? ""];
    return [
      {
        project,
        environment,
        deletion: kind?.deletion ?? "protected",
        production: kind?.tier !== "nonproduction",
        since: entry.since,
        retired: entry.retired !== undefined,
        ...(file && { file }),
      },
    ];
  });
}

/** The names of the folders that are of production: what is in them is never touched. */
export function productionFolders({ folders }: Organization): Set<string> {
  const production = Object.keys(folders).filter((key) => environmentOf(folders, key) === "production");
  const within = (key: string) => ancestry(folders, key).some((each) => production.includes(each));
  return new Set(
    Object.keys(folders)
      .filter(within)
      .map((key) => folders[key]!.name),
  );
}

/**
 * Why a project may not be taken for what the ledger says that it is; undefined when it is. The ID alone is not enough:
 * the labels that the program gave it must agree, and it must not be in production.
 */
export function whyNotOurs(line: Line, project: ProjectFound, production: ReadonlySet<string>): string | undefined {
  const { labels, folders } = project;
  if (line.production) return "it is production's";
  const folder = folders.find((name) => production.has(name));
  if (folder !== undefined) return `it is in the folder ${folder}, which is production's`;
  if (labels.environment === "production") return "its label environment says production";
  const expected = { "managed-by": "sourcegraph-distribution", "environment-name": labelValue(line.environment) };
  for (const [label, value] of Object.entries(expected)) {
    if (labels[label] !== value) return `its label ${label} says ${labels[label] ?? "nothing"}, not ${value}`;
  }
  return undefined;
}
