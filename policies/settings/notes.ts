import { isDeepStrictEqual } from "node:util";
import type { Verdict } from "../evaluate.ts";
import type { Guideline } from "../guideline.ts";
import type { GuidelineException } from "./schema.ts";
import type { Settings } from "./settings.ts";

/** Where settings are written down, for people. */
const file = "policies.yaml";

/**
 * What settings make of guidelines otherwise than these do themselves: whoever looks at a run sees what it wasn't held to. A
 * sentence for each. `stack`: undefined for what holds for all.
 */
export function weakened(guidelines: readonly Guideline[], settings: Settings, stack?: string): string[] {
  return guidelines.flatMap((guideline) => {
    const { id, level: usual = "mandatory", parameters: schema } = guideline;
    const { level, parameters } = settings.of(guideline, stack);
    if (level === "disabled") return [`${file}: the guideline ${id} is disabled, so nothing is held to it.`];
    return [
      ...(level === "advisory" && usual === "mandatory"
        ? [`${file}: the guideline ${id} is advisory, so what breaks it is only told.`]
        : []),
      ...(schema && !isDeepStrictEqual(parameters, schema.parse({}))
        ? [`${file}: the guideline ${id} has parameters of its own: ${JSON.stringify(parameters)}.`]
        : []),
    ];
  });
}

const nameOf = ({ guideline, project, owner, until }: GuidelineException): string =>
  `the exception of ${project} from ${guideline} (${owner}, until ${until})`;

/**
 * Exceptions of projects that were looked at, and which cover nothing there. What nobody can decide yet may be what they are
 * for, and what is disabled says nothing. `verdicts`: all that was found of these. `held`: whether a guideline is.
 */
export function unused(
  settings: Settings,
  projects: ReadonlySet<string>,
  verdicts: readonly Verdict[],
  held: (guideline: string, project: string) => boolean = () => true,
): string[] {
  const anywhere = "anywhere";
  const used = new Set(verdicts.map(({ exception }) => exception));
  const open = new Set(
    verdicts
      .filter(({ status }) => status === "undecided")
      .map(({ guideline, finding }) => `${guideline.id} ${finding.project ?? anywhere}`),
  );
  return settings.exceptions
    .filter((exception) => projects.has(exception.project) && !used.has(exception))
    .filter(({ guideline, project }) => ![project, anywhere].some((each) => open.has(`${guideline} ${each}`)))
    .filter(({ guideline, project }) => held(guideline, project))
    .map((exception) => `${file}: ${nameOf(exception)} covers nothing that is seen here. Is it needed still?`);
}

/** Exceptions of projects that nobody knows. `known`: the IDs of those that there are, or that are planned. */
export const unknownProjects = (settings: Settings, known: ReadonlySet<string>): string[] =>
  settings.exceptions
    .filter(({ project }) => !known.has(project))
    .map((exception) => `${file}: ${nameOf(exception)} is for a project that isn't there and that no file names.`);

/** What is to be known of settings as a whole: for all stacks, and what single stacks have besides. */
export function notesOnAll(guidelines: readonly Guideline[], settings: Settings, known: ReadonlySet<string>): string[] {
  const all = weakened(guidelines, settings);
  const own = settings.stacks.flatMap((stack) =>
    weakened(guidelines, settings, stack)
      .filter((note) => !all.includes(note))
      .map((note) => note.replace(`${file}: `, `${file}: in ${stack}, `)),
  );
  return [...all, ...own, ...unknownProjects(settings, known)];
}
