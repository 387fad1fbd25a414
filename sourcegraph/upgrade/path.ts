import { compareVersions, numbersOf } from "../versions/version.ts";

/** The last minor version of each major one that has a successor. */
const lastMinor: Readonly<Record<number, number>> = { 3: 43, 4: 5, 5: 11, 6: 12 };

/** A minor version: "7.2". */
export const minorOf = (version: string): string => numbersOf(version).slice(0, 2).join(".");

/** The minor version that follows. */
export function nextMinor(version: string): string {
  const [major, minor] = numbersOf(version);
  return lastMinor[major] === minor ? `${major + 1}.0` : `${major}.${minor + 1}`;
}

/** A step of an upgrade: a version that is known, or a minor version of which the newest patch is to be taken. */
export interface Step {
  readonly version: string;
  readonly known: boolean;
}

/**
 * The steps from one version to a newer one: the newest known patch of each minor version on the way, and then that
 * version itself. `known`: the versions that there are catalogues of.
 */
export function stepsBetween(from: string, to: string, known: readonly string[]): Step[] {
  const steps: Step[] = [];
  let at = minorOf(from);
  for (;;) {
    at = nextMinor(`${at}.0`);
    // Also for a minor version that never was.
    if (at === minorOf(to) || compareVersions(`${at}.0`, to) > 0) break;
    const newest = known
      .filter((version) => minorOf(version) === at)
      .sort(compareVersions)
      .at(-1);
    steps.push(newest ? { version: newest, known: true } : { version: at, known: false });
  }
  return [...steps, { version: to, known: true }];
}

/** A way for people: "7.1.2426, then 7.2.1943". */
export const describeSteps = (steps: readonly Step[]): string =>
  steps.map(({ version, known }) => (known ? version : `the newest patch of ${version}`)).join(", then ");
