import { environmentStack } from "../../plan/environment.ts";
import { applicationStack } from "../../plan/names.ts";
import type { Action } from "../action.ts";
import { ourOrigin } from "../takedown.ts";
import { orNone } from "../world.ts";
import type { Gone, Left, Looked } from "./leftover.ts";

/** Liens of ours on a project that is being deleted. */
export function leftLiens({ situation: { line, liens, project } }: Gone): Looked {
  if (project?.state === "ACTIVE") return { certain: [], doubtful: [] };
  const own = liens.filter(({ origin }) => origin === ourOrigin);
  const certain = own.map((lien): Left => {
    const reason = `it protects the project of ${line.environment}, which is gone`;
    return { what: `the lien ${lien.name}`, key: lien.name, leftover: { kind: "lien", lien }, reason };
  });
  return { certain, doubtful: [] };
}

/** What its stacks published for others, in the bucket that all share. */
export function leftObjects({ specification, world, situation: { line } }: Gone): Looked {
  // Another environment may have the name by now.
  if (specification.environments.has(line.environment) && !line.file) return { certain: [], doubtful: [] };
  const names = [environmentStack(line.environment), applicationStack(line.environment)].map(
    (stack) => `outputs/${stack}.json`,
  );
  const certain = orNone(world.objects)
    .filter(({ name }) => names.includes(name))
    .map((object): Left => {
      const where = `gs://${object.bucket}/${object.name}`;
      const reason = `it tells what ${line.environment} made, which is gone`;
      return { what: where, key: where, leftover: { kind: "object", object }, reason };
    });
  return { certain, doubtful: [] };
}

/** What limits say of it: a later environment of the same name must not begin with that. */
export function leftLimit({ situation: { line, limit } }: Gone): Looked {
  if (!limit) return { certain: [], doubtful: [] };
  const reason = "it is gone, and a later environment of its name must not begin with its limit";
  const what = `the limit of ${line.environment}`;
  return { certain: [{ what, key: `limit ${line.project}`, leftover: { kind: "limit" }, reason }], doubtful: [] };
}

/** States that hold nothing, of environments that no file names. */
export function leftStacks({ situation: { line, stacks } }: Gone, leaving: Action | undefined): Looked {
  if (leaving || line.file) return { certain: [], doubtful: [] };
  const certain = stacks.map(({ name }): Left => {
    const reason = `it holds nothing, and no file names ${line.environment}`;
    return { what: `the stack ${name}`, key: `stack ${name}`, leftover: { kind: "stack", stack: name }, reason };
  });
  return { certain, doubtful: [] };
}
