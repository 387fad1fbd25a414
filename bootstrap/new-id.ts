import { parseDocument, type Scalar } from "yaml";
import { chooseProjectId, type Edits, edited, givenUp, ledgerWith } from "../spec/edit.ts";
import { type Files, ledgerFile, organizationFile, parseSpecification } from "../spec/load.ts";
import type { SharedProjectKey } from "../spec/schema/organization.ts";

/** The shared projects that the bootstrap stack makes. */
export const bootstrapProjects = ["seed", "keys", "billing", "spending"] as const satisfies SharedProjectKey[];
export type BootstrapProject = (typeof bootstrapProjects)[number];

/**
 * The projects whose IDs were refused as taken, by what the engine said. Google tells nobody before it is tried: a foreign
 * ID reads like a free one.
 */
export function takenIds(errors: readonly string[]): BootstrapProject[] {
  const conflict = /\b409\b|alreadyExists|already exists/i;
  return bootstrapProjects.filter((key) =>
    errors.some((error) => error.startsWith(`Project ${key}: `) && conflict.test(error)),
  );
}

/** A new ID in the place of one that is taken. */
export interface NewId {
  key: BootstrapProject;
  from: string;
  to: string;
  edits: Edits;
}

/**
 * Chooses another ID for a shared project, and writes it down: in organization.yaml in the place of the old one, where all
 * else stays as somebody wrote it, and in the ledger, where the old one is given up and stays.
 */
export function newId(files: Files, key: BootstrapProject, today: string, random: (below: number) => number): NewId {
  const specification = parseSpecification(files, today);
  const from = specification.organization.projects[key].id;
  const to = chooseProjectId(specification, key, random);
  const text = files.get(organizationFile)!;
  const node = parseDocument(text).getIn(["projects", key, "id"], true) as Scalar;
  const [start, end] = node.range!;
  const edits = new Map([
    [organizationFile, `${text.slice(0, start)}${to}${text.slice(end)}`],
    [ledgerFile, ledgerWith(givenUp(files.get(ledgerFile)!, from, today), to, { for: `shared/${key}`, since: today })],
  ]);
  parseSpecification(edited(files, edits), today);
  return { key, from, to, edits };
}
