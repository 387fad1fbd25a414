import type { Guideline, Workload } from "./guideline.ts";
import { about, judge, type Verdict } from "./judge.ts";
import { isKnown } from "./landscape/maybe.ts";
import type { Holding, HoldingKind, Landscape, ProjectFacts } from "./landscape/types.ts";

/** The value of a label, where it is known. */
const known = ({ labels }: Pick<Holding, "labels">, key: string): string | undefined =>
  isKnown(labels) ? labels[key] : undefined;

/** What is said of a thing whose label differs from that of its project. */
type Say = (holding: Holding, found: string, usual: string, project: ProjectFacts) => Verdict;

/**
 * Finds things whose label is another than that of what they are with: of their project, or of the first thing in it
 * where the project has none.
 */
export const differingLabels = ({ projects }: Landscape, key: string, allowed: string, say: Say) =>
  projects.flatMap((project) => {
    const first = project.holdings.map((holding) => known(holding, key)).find((value) => value !== undefined);
    const usual = known(project, key) ?? first;
    return project.holdings.flatMap((holding) => {
      const label = known(holding, key);
      const subject = { ...about(project), place: holding.place };
      // Two that differ can't both be like their project, whatever that is.
      if (label !== undefined && usual !== undefined && label !== usual) {
        return judge(subject, [], allowed, () => [say(holding, label, usual, project)]);
      }
      return label === undefined && isKnown(holding.labels)
        ? []
        : judge(subject, [holding.labels, project.labels], allowed, () => []);
    });
  });

/** Finds things with a label that their project doesn't have with the same value: it says what all in a project is. */
export const unsharedLabels = (
  { projects }: Landscape,
  key: string,
  allowed: string,
  say: (holding: Holding, found: string, own: string | undefined, project: ProjectFacts) => Verdict,
) =>
  projects.flatMap((project) =>
    project.holdings.flatMap((holding) => {
      if (isKnown(holding.labels) && holding.labels[key] === undefined) return [];
      const subject = { ...about(project), place: holding.place };
      return judge(subject, [holding.labels, project.labels], allowed, (labels, own) =>
        labels[key] === undefined || labels[key] === own[key] ? [] : [say(holding, labels[key], own[key], project)],
      );
    }),
  );

/** Finds what is in a project with things of a kind, and isn't among the kinds that may be there. */
export const besides = (
  { projects }: Landscape,
  kind: HoldingKind,
  companions: readonly HoldingKind[],
  { what, allowed }: { what: string; allowed: string },
) =>
  projects
    .filter(({ holdings }) => holdings.some((holding) => holding.kind === kind))
    .flatMap((project) =>
      project.holdings
        .filter((holding) => holding.kind !== kind && !companions.includes(holding.kind))
        .flatMap(({ kind: other, place }) =>
          judge({ ...about(project), place }, [], allowed, () => [
            { found: `a ${other} in ${project.id}, which holds ${what}`, allowed },
          ]),
        ),
    );

/** Keeps workloads of a purpose apart from all others. `because`: why, as a sentence without a full stop. */
export const purposeApart =
  (purpose: NonNullable<Workload["purpose"]>, because: string): NonNullable<Guideline["apart"]> =>
  (one, other) =>
    (one.purpose === purpose) === (other.purpose === purpose) ? undefined : because;
