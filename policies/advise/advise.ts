import { folderPath } from "../../plan/project.ts";
import { newestVersion } from "../../sourcegraph/versions/index.ts";
import { environmentOf } from "../../spec/check/folders.ts";
import { newEnvironment } from "../../spec/edit.ts";
import { type Files, ledgerFile } from "../../spec/load.ts";
import { UserError } from "../../spec/problem.ts";
import type { Specification } from "../../spec/specification.ts";
import type { Guideline } from "../guideline.ts";
import { guidelines } from "../index.ts";
import { type Counterweight, counterweights } from "./counterweights.ts";
import type { Description } from "./description.ts";
import { environmentAsked, type Occupied, occupiedProjects, workloadOf } from "./occupants.ts";

/** A guideline that decided, with what it says of this workload. */
export interface Reason {
  readonly guideline: string;
  readonly title: string;
  readonly reason: string;
}

/** Where a workload belongs, and why. */
export interface Advice {
  readonly answer: "new-project" | "existing-project";
  /** The project that it joins, or that comes nearest: what keeps it apart from that one decided. */
  readonly project: { readonly id: string; readonly name: string };
  /** The folder by its key, and as people read it. */
  readonly folder: { readonly key: string; readonly path: string };
  /** The kind of a new environment, and those that would do as well. */
  readonly kind?: { readonly name: string; readonly others: readonly string[] };
  readonly because: readonly Reason[];
  /** What pulls the other way. */
  readonly against: readonly Counterweight[];
  /** What to add to the specification's files; nothing where it has no place for it. */
  readonly files: readonly { readonly file: string; readonly text: string }[];
  /** What to do next. */
  readonly next: string;
}

/** What advice needs besides the description. */
export interface Situation {
  readonly specification: Specification;
  readonly files: Files;
  /** "2026-11-22" */
  readonly today: string;
  /** A number from 0 up to below its argument. */
  readonly random: (below: number) => number;
}

/** Why a workload may not join a project, guideline by guideline. */
const apartFrom = (description: Description, occupied: Occupied, specification: Specification): Reason[] =>
  guidelines.flatMap(({ id, title, apart }: Guideline) => {
    const reason = apart?.(workloadOf(description, occupied, specification), occupied.workload);
    return reason === undefined ? [] : [{ guideline: id, title, reason }];
  });

/**
 * The kinds of environment that fit, the one that was asked for first.
 * @throws UserError when what was asked for doesn't fit.
 */
export function kindsFor(
  description: Pick<Description, "environment" | "kind" | "partOf" | "purpose">,
  specification: Specification,
): string[] {
  const { folders, kinds } = specification.organization;
  const environment = environmentAsked(description, specification);
  const fitting = Object.entries(kinds).filter(([, { folder }]) => environmentOf(folders, folder) === environment);
  const names = fitting.map(([name]) => name);
  if (description.kind === undefined) return names;
  if (names.includes(description.kind)) return [description.kind, ...names.filter((name) => name !== description.kind)];
  throw new UserError(
    `kind: found ${description.kind}, which isn't of the environment ${environment}; allowed: ${names.join(", ") || "none: no kind is"}.`,
  );
}

/** The folder of what it is part of, or else the topmost of its environment. */
function folderFor(description: Description, specification: Specification): string {
  const { folders, kinds } = specification.organization;
  const whole = specification.environments.get(description.partOf ?? "");
  const environment = environmentAsked(description, specification);
  if (whole && environmentOf(folders, kinds[whole.kind]!.folder) === environment) return kinds[whole.kind]!.folder;
  const found = Object.keys(folders).find((key) => environmentOf(folders, key) === environment);
  if (found) return found;
  const known = [...new Set(Object.keys(folders).map((key) => environmentOf(folders, key)))];
  throw new UserError(`environment: found ${environment}, which no folder is of; allowed: ${known.join(", ")}.`);
}

function joinProject(occupied: Occupied, others: Reason[], situation: Situation, description: Description): Advice {
  const { organization } = situation.specification;
  return {
    answer: "existing-project",
    project: { id: occupied.project, name: occupied.name },
    folder: { key: occupied.folder, path: folderPath(organization, occupied.folder) },
    because: others,
    against: counterweights("existing-project", description, situation.specification),
    files: [],
    next: `Add it to the stack that makes ${occupied.project}, with that project's labels.`,
  };
}

/** A new environment of Sourcegraph, whose file the program can write. */
function newSourcegraph(description: Description, nearest: Occupied, because: Reason[], situation: Situation): Advice {
  const { specification, files, today, random } = situation;
  const [name, ...others] = kindsFor(description, specification);
  const environment = environmentAsked(description, specification);
  if (name === undefined) throw new UserError(`environment: found ${environment}, which no kind of environment is of.`);
  const { folder, tier } = specification.organization.kinds[name]!;
  const asked = {
    name: description.name,
    kind: name,
    owner: description.owner,
    purpose: description.what,
    // Production runs what was released.
    deployment: { type: description.deployment ?? "compose", ...(tier === "production" && { version: newestVersion }) },
  };
  const { type, version } = asked.deployment;
  const command =
    `sgdist env new ${asked.name} --kind ${name} --owner ${asked.owner} --purpose ${quoted(asked.purpose)} --type ${type}` +
    (version ? ` --sourcegraph ${version}` : "");
  return {
    answer: "new-project",
    project: { id: nearest.project, name: nearest.name },
    folder: { key: folder, path: folderPath(specification.organization, folder) },
    kind: { name, others },
    because,
    against: counterweights("new-project", description, specification),
    ...filesFor(() => additions(newEnvironment(files, asked, today, random)), command),
  };
}

/** What to add, and the command that does; where the specification has no room for it, what to mend before. */
function filesFor(make: () => Advice["files"], command: string): Pick<Advice, "files" | "next"> {
  try {
    return { files: make(), next: command };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { files: [], next: `First mend what stands in its way, then ${command}\n${error.message}` };
  }
}

/** What is new in each file: the whole of the environment's, and the line of the ledger. */
function additions({ environment, file, edits }: ReturnType<typeof newEnvironment>): Advice["files"] {
  const line = edits
    .get(ledgerFile)!
    .split("\n")
    .find((each) => each.startsWith(`${environment.project}:`))!;
  return [
    { file, text: edits.get(file)! },
    { file: ledgerFile, text: `${line}\n` },
  ];
}

/** A word of a shell, whatever is in it. */
const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** Where a workload belongs: in a project that nothing keeps it apart from, or else in a new one. */
export function advise(description: Description, situation: Situation): Advice {
  const { specification, today } = situation;
  const occupied = occupiedProjects(specification, today);
  const apart = occupied
    .map((each) => ({ each, reasons: apartFrom(description, each, specification) }))
    // The nearest is that which least keeps it apart from.
    .toSorted((a, b) => a.reasons.length - b.reasons.length);
  const [first, second] = apart;
  if (first!.reasons.length === 0) {
    return joinProject(first!.each, second?.reasons ?? [], situation, description);
  }
  // What is to be a part of something is told what keeps it apart from that, whatever else comes nearer.
  const nearest = apart.find(({ each }) => each.name === description.partOf) ?? first;
  const reasons = nearest!.reasons;
  const isSourcegraph = (description.application ?? "sourcegraph") === "sourcegraph";
  if (isSourcegraph && description.partOf === undefined && (description.purpose ?? "application") === "application") {
    return newSourcegraph(description, nearest!.each, reasons, situation);
  }
  const folder = folderFor(description, specification);
  const path = folderPath(specification.organization, folder);
  return {
    answer: "new-project",
    project: { id: nearest!.each.project, name: nearest!.each.name },
    folder: { key: folder, path },
    because: reasons,
    against: counterweights("new-project", description, specification),
    files: [],
    next:
      `Make a project under ${path} with the component Project (components/project.ts) in a stack of its own. Environments ` +
      "are for Sourcegraph itself, so there is no file to add to environments/.",
  };
}
