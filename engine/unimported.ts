import type { StackPlan } from "../plan/stacks.ts";
import { UserError } from "../spec/problem.ts";
import type { Specification } from "../spec/specification.ts";
import { readCheckpoint } from "./checkpoint.ts";
import type { Workspace } from "./workspace.ts";

/** The ID of the project that a stack is made around; undefined for those that make none or several. */
export function projectOf({ organization, environments }: Specification, stack: StackPlan): string | undefined {
  if (stack.kind === "foreign") return organization.foreign?.[stack.foreign!]?.id;
  if (stack.kind === "ci") return organization.projects.ci.id;
  return stack.kind === "environment" ? environments.get(stack.environment!)?.project : undefined;
}

/**
 * Refuses to bring up a stack around a project that somebody else had made, as long as the state doesn't know that: the
 * engine would try to make it.
 * @throws UserError with the command that imports it.
 */
export async function refuseUnimported(workspace: Workspace, stack: StackPlan): Promise<void> {
  const id = projectOf(workspace.specification, stack);
  if (id === undefined || !workspace.specification.ledger[id]?.adopted) return;
  const checkpoint = await readCheckpoint(workspace.storeOf(stack), stack.name);
  const known = checkpoint?.resources.some(
    ({ type, inputs }) => type === "gcp:organizations/project:Project" && inputs?.projectId === id,
  );
  if (known) return;
  throw new UserError(
    `${stack.name}: ledger.yaml says that ${id} was taken over, but the state doesn't know it yet, so it would be made ` +
      `anew. Import it first: sgdist adopt import ${stack.name}`,
  );
}
