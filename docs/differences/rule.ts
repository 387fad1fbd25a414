import type { ServiceTarget } from "../../sourcegraph/derive/environment.ts";
import { type Size, sizes } from "../../sourcegraph/model/size.ts";
import type { Field } from "./compare.ts";
import { same } from "./quantities.ts";

/** A difference in one size. */
export interface Cell {
  readonly size: Size;
  readonly today: string | undefined;
  readonly here: string | undefined;
  /** All of it, for what depends on other sizes. */
  readonly difference: Field;
}

/** Which differences a reason is for. What is left out doesn't matter. */
export interface Match {
  readonly target?: ServiceTarget;
  readonly service?: string | RegExp;
  readonly field: string | RegExp;
  /** Whether the values are such as the reason speaks of. */
  readonly when?: (cell: Cell) => boolean;
}

/** Why something is otherwise. */
export interface Reason {
  /** A few words that stand for it in tables. */
  readonly name: string;
  /** One or two sentences. */
  readonly text: string;
  readonly matches: readonly Match[];
}

const fits = (pattern: string | RegExp | undefined, text: string) =>
  pattern === undefined || (typeof pattern === "string" ? pattern === text : pattern.test(text));

const matching = ({ target, service, field, when }: Match, cell: Cell) =>
  (target === undefined || target === cell.difference.target) &&
  fits(service, cell.difference.service) &&
  fits(field, cell.difference.field) &&
  (when === undefined || when(cell));

/** A difference with the reasons for it, in the order of the sizes that need them. */
export interface Explained extends Field {
  readonly reasons: readonly Reason[];
}

/** What becomes of differences and reasons when they are brought together. */
export interface Explanation {
  readonly explained: readonly Explained[];
  /** Differences for which there is no reason, with the sizes where there is none. */
  readonly unexplained: readonly { readonly field: Field; readonly sizes: readonly Size[] }[];
  /** What no difference needs: the reason's name and which of its matches, from 1. */
  readonly unused: readonly { readonly reason: Reason; readonly match: number }[];
}

/** Where a difference is one, size by size. */
const cellsOf = (difference: Field): Cell[] =>
  sizes.flatMap((size) => {
    const { [size]: today } = difference.today;
    const { [size]: here } = difference.here;
    return same(difference.target, difference.field, today, here) ? [] : [{ size, today, here, difference }];
  });

/** Finds the reason for every difference, size by size: the first that fits. */
export function explain(differences: readonly Field[], reasons: readonly Reason[]): Explanation {
  const matches = reasons.flatMap((reason) => reason.matches.map((match, index) => ({ reason, match, index })));
  const used = new Set<Match>();
  const unexplained: { field: Field; sizes: Size[] }[] = [];
  const explained = differences.map((difference): Explained => {
    const first = cellsOf(difference).map((cell) => ({
      size: cell.size,
      found: matches.find(({ match }) => matching(match, cell)),
    }));
    for (const { found } of first) if (found) used.add(found.match);
    const missing = first.filter(({ found }) => !found).map(({ size }) => size);
    if (missing.length > 0) unexplained.push({ field: difference, sizes: missing });
    return { ...difference, reasons: [...new Set(first.flatMap(({ found }) => found?.reason ?? []))] };
  });
  const unused = matches.filter(({ match }) => !used.has(match));
  return { explained, unexplained, unused: unused.map(({ reason, index }) => ({ reason, match: index + 1 })) };
}
