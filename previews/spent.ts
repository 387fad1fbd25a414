import type { Sums } from "../spending/report/read.ts";

const million = 1_000_000;

/**
 * What each project cost so far this month, in whole units rounded up, by its ID. What was given back more than it cost
 * counts as nothing. Google's figures are some hours to a day late.
 */
export const spentByProject = (sums: readonly Pick<Sums, "name" | "toDate">[]): ReadonlyMap<string, number> =>
  new Map(
    sums.flatMap(({ name, toDate }): [string, number][] =>
      name === undefined ? [] : [[name, Math.max(0, Math.ceil(Number(toDate) / million))]],
    ),
  );
