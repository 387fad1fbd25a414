import type { Problem } from "../problem.ts";
import type { Sources } from "../specification.ts";

/** Families of machines whose processors the runner's software isn't fetched for. */
const arm = ["a4x", "c4a", "n4a", "t2a"];

/** Checks that there can be as many runners as there must be, and that they can run their software. */
export function checkRunners({ organization: { value, document } }: Sources): Problem[] {
  const runners = value.ci?.runners;
  if (!runners) return [];
  const problem = (key: string, found: unknown, allowed: string, remedy: string) =>
    document.problem(["ci", "runners", key], { found: String(found), allowed, remedy });
  const { machine, minimum, maximum } = runners;
  return [
    ...(minimum > maximum
      ? [
          problem(
            "minimum",
            minimum,
            `at most ${maximum}, which is the maximum`,
            "Raise the maximum, or lower the minimum.",
          ),
        ]
      : []),
    ...(arm.includes(machine.split("-")[0]!)
      ? [
          problem(
            "machine",
            machine,
            "a type with processors of Intel or AMD",
            "Runners are set up with the software for x64: choose a type such as e2-standard-8.",
          ),
        ]
      : []),
  ];
}
