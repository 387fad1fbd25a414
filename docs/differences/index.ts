import { readFileSync } from "node:fs";
import { join } from "node:path";
import { deployment, servicesOf } from "../../sourcegraph/deployment.ts";
import type { ServiceTarget } from "../../sourcegraph/derive/environment.ts";
import { UserError } from "../../spec/problem.ts";
import { type Comparison, compareTarget } from "./compare.ts";
import { composeFacts } from "./compose.ts";
import { everySize, type Facts, flatten, joinSizes, type Side } from "./facts.ts";
import { kubernetesFacts } from "./kubernetes.ts";
import { differencesPage, type Section } from "./page.ts";
import { reasons as ownReasons } from "./reasons.ts";
import { explain, type Reason } from "./rule.ts";
import { unaskedPart } from "./unasked.ts";
import { showValues } from "./values.ts";

/** The version whose deployments are compared. */
export const comparedVersion = "7.2.1943";

/** Sourcegraph's own deployments of the version, as they are today. */
const todaysFacts = (): Side =>
  JSON.parse(readFileSync(join(import.meta.dirname, `${comparedVersion}.json`), "utf8")) as Side;

const factsOf = { kubernetes: kubernetesFacts, compose: composeFacts };

/** What the model makes of the version, in every size. */
function modelsFacts(target: ServiceTarget): Map<string, Facts> {
  const bySize = everySize((size) => factsOf[target](deployment(comparedVersion, { size })));
  const names = new Set(Object.values(bySize).flatMap((services) => Object.keys(services)));
  return new Map([...names].map((name) => [name, joinSizes(everySize((size) => bySize[size][name]))]));
}

/** Compares every service of a target with today's, field by field. */
export function compareWithToday(target: ServiceTarget): Comparison {
  const today = Object.entries(todaysFacts()[target]).map(([name, tree]): [string, Facts] => [name, flatten(tree)]);
  return compareTarget(target, new Map(today), modelsFacts(target));
}

/**
 * The page about all differences.
 * @throws UserError naming every difference that has no reason, and every reason that no difference has.
 */
export function differences(
  comparisons: Readonly<Record<ServiceTarget, Comparison>> = {
    kubernetes: compareWithToday("kubernetes"),
    compose: compareWithToday("compose"),
  },
  reasons: readonly Reason[] = ownReasons,
): string {
  const targets = Object.entries(comparisons) as [ServiceTarget, Comparison][];
  const all = targets.flatMap(([, { different }]) => different);
  const { explained, unexplained, unused } = explain(all, reasons);
  const problems = [
    ...unexplained.map(
      ({ field: { target, service, field, today, here }, sizes }) =>
        `${target}, ${service}, ${field}: today ${showValues(today)}, here ${showValues(here)}: no reason for ${sizes.join(", ")}.`,
    ),
    ...unused.map(({ reason, match }) => `the reason "${reason.name}": its match ${match} fits no difference.`),
  ];
  if (problems.length > 0) {
    throw new UserError(
      `${problems.length} of the differences from ${comparedVersion} and the reasons for them don't fit together:\n` +
        `${problems.join("\n")}\n→ Mend the model, or docs/differences/reasons.`,
    );
  }
  const sections = targets.map(
    ([target, comparison]): Section => ({
      target,
      comparison,
      explained: explained.filter((each) => each.target === target),
    }),
  );
  return differencesPage(
    comparedVersion,
    sections,
    reasons,
    unaskedPart(servicesOf(deployment(comparedVersion), "compose")),
  );
}
