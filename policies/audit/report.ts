import type { Specification } from "../../spec/specification.ts";
import { evaluateByStack, stacksOf } from "../by-stack.ts";
import { isRefused, type Verdict } from "../evaluate.ts";
import type { Guideline, Level } from "../guideline.ts";
import { isKnown } from "../landscape/maybe.ts";
import type { Landscape, ProjectFacts } from "../landscape/types.ts";
import { notesOnAll, unused } from "../settings/notes.ts";
import type { Settings } from "../settings/settings.ts";
import { folderRows, isWithin } from "./scope.ts";
import { type Judgement, judgements, score } from "./score.ts";

/** What an audit found of one project. */
export interface ProjectReport {
  readonly id: string;
  readonly number?: string;
  /** The key or number of its folder; undefined right under the organisation. */
  readonly folder?: string;
  /** Whether the program makes it; else somebody did by hand. */
  readonly planned: boolean;
  readonly score: number | undefined;
  readonly verdicts: readonly Verdict[];
}

/** How far a folder is, with all below it. */
export interface FolderReport {
  readonly id: string;
  readonly name: string;
  readonly depth: number;
  readonly projects: number;
  readonly score: number | undefined;
}

/** What an audit found. */
export interface AuditReport {
  readonly score: number | undefined;
  readonly folders: readonly FolderReport[];
  readonly projects: readonly ProjectReport[];
  /** What is broken, but in no single project: on folders, the organisation, the billing account. */
  readonly elsewhere: readonly Verdict[];
  /** What nobody can say, because something was refused. */
  readonly undecided: readonly Verdict[];
  /** What is to be known of how guidelines are held, and of exceptions that cover nothing. */
  readonly notes: readonly string[];
  /** Whether something mandatory is broken. */
  readonly refused: boolean;
}

/** What is audited, and by what. */
export interface Audit {
  readonly guidelines: readonly Guideline[];
  readonly settings: Settings;
  readonly specification: Specification;
  readonly live: Landscape;
  readonly planned: Landscape;
  /** "2026-11-22" */
  readonly today: string;
  /** Only this folder and what is in it, by key or number. */
  readonly folder?: string;
}

/** How guidelines are held in a stack. */
function levelsIn({ guidelines, settings }: Audit, stack: string | undefined): ReadonlyMap<string, Level> {
  return new Map(
    guidelines.flatMap((guideline) => {
      const { level } = settings.of(guideline, stack);
      return level === "disabled" ? [] : [[guideline.id, level] as const];
    }),
  );
}

/** The places in a folder that belong to no project: grants on it and on folders below it, and their budgets. */
function placesWithin(live: Landscape, folder: string): Set<string> {
  const within = (id: string) => isWithin(live, { kind: "folder", folder: id }, folder);
  const grants = live.grants.filter(({ on }) => on.kind === "folder" && within(on.id));
  const budgets = live.budgets.filter(({ folders }) => isKnown(folders) && folders.some(within));
  return new Set([...grants, ...budgets].map(({ place }) => place.name));
}

const folderOf = ({ parent }: ProjectFacts): string | undefined =>
  isKnown(parent) && parent.kind === "folder" ? parent.folder : undefined;

/** Holds a live organisation against the guidelines, project by project. */
export function auditReport(audit: Audit): AuditReport {
  const { guidelines, settings, specification, live, planned, today, folder } = audit;
  // A project's own label is not believed: anybody could write a lenient stack's name there.
  const stacks = stacksOf(planned);
  const projects = live.projects
    .filter(({ parent }) => isWithin(live, parent, folder))
    .toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const ids = new Set(projects.map(({ id }) => id));
  const places = folder === undefined ? undefined : placesWithin(live, folder);
  const verdicts = evaluateByStack(
    { guidelines, settings, landscape: live, organization: specification.organization, today },
    (project) => stacks.get(project ?? ""),
  ).filter(({ finding: { project, place } }) =>
    project === undefined ? (places?.has(place.name) ?? true) : folder === undefined || ids.has(project),
  );
  const [undecided, decided] = [true, false].map((wanted) =>
    verdicts.filter(({ status }) => (status === "undecided") === wanted),
  ) as [Verdict[], Verdict[]];
  const judged = Map.groupBy(
    judgements([...ids], (project) => levelsIn(audit, stacks.get(project)), verdicts),
    ({ project }) => project,
  );
  const scoreOf = (some: readonly ProjectFacts[]) => score(some.flatMap(({ id }): Judgement[] => judged.get(id) ?? []));
  return {
    score: scoreOf(projects),
    folders: folderRows(live)
      .filter(({ id }) => isWithin(live, { kind: "folder", folder: id }, folder))
      .map((row) => {
        const inside = projects.filter(({ parent }) => isWithin(live, parent, row.id));
        return { ...row, projects: inside.length, score: scoreOf(inside) };
      }),
    projects: projects.map((project) => ({
      id: project.id,
      ...(project.number !== undefined && { number: project.number }),
      ...(folderOf(project) !== undefined && { folder: folderOf(project)! }),
      planned: stacks.has(project.id),
      score: scoreOf([project]),
      verdicts: decided.filter(({ finding }) => finding.project === project.id),
    })),
    elsewhere: decided.filter(({ finding }) => finding.project === undefined || !ids.has(finding.project)),
    undecided,
    notes: [
      ...notesOnAll(guidelines, settings, new Set([...live.projects.map(({ id }) => id), ...stacks.keys()])),
      ...unused(settings, ids, verdicts, (id, project) => levelsIn(audit, stacks.get(project)).has(id)),
    ],
    refused: verdicts.some(isRefused),
  };
}
