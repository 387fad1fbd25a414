import { parseSpecification } from "../../spec/load.ts";
import type { Specification } from "../../spec/specification.ts";
import { goodFiles, replace, today } from "./specification.ts";

export const runnersText = "{ machine: e2-standard-8, minimum: 1, maximum: 4, spot: true, disk: 100 }";

/** The good specification's files with a pool of runners. */
export const runnerFiles = (runners = runnersText): Map<string, string> =>
  replace(goodFiles(), "organization.yaml", "kinds:\n", `ci:\n  runners: ${runners}\nkinds:\n`);

export const runnerSpecification = (): Specification => parseSpecification(runnerFiles(), today);
