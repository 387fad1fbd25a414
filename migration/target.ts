import { closest } from "fastest-levenshtein";
import { UserError } from "../spec/problem.ts";
import type { Specification } from "../spec/specification.ts";

/**
 * The ID of the project that is meant: by its ID, or by the name of a shared project, a foreign one or an environment.
 * @throws UserError for one that the specification doesn't have, and for the source itself.
 */
export function targetProject({ organization, environments }: Specification, asked: string, source: string): string {
  const known = new Map<string, string>([
    ...Object.entries(organization.projects).map(([name, { id }]): [string, string] => [name, id]),
    ...Object.entries(organization.foreign ?? {}).map(([name, { id }]): [string, string] => [name, id]),
    ...[...environments.values()].map(({ name, project }): [string, string] => [name, project]),
  ]);
  const id = known.get(asked) ?? [...known.values()].find((each) => each === asked);
  const names = [...known.keys()];
  if (id === undefined) {
    throw new UserError(
      `--to ${asked}: no project of the specification is called that; allowed: ${names.join(", ")}, or the ID of one. ` +
        `Did you mean ${closest(asked, [...names, ...known.values()])}?`,
    );
  }
  if (id === source) throw new UserError(`--to ${asked}: that is ${source} itself; choose another project.`);
  return id;
}
