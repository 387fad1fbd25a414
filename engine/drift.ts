import type { StackPlan } from "../plan/stacks.ts";
import { applicationStatuses } from "./applications.ts";
import type { Workspace } from "./workspace.ts";

/**
 * The workloads of an application that somebody deleted or made smaller in its cluster: the engine's state doesn't know.
 * Nothing where the cluster can't be asked, as what works on the stack then says why.
 */
export async function lostWorkloads(workspace: Workspace, stack: StackPlan): Promise<string[]> {
  if (stack.kind !== "application") return [];
  const [status] = await applicationStatuses(workspace, [stack]);
  if (status?.type !== "kubernetes") return [];
  return status.services.filter(({ missing, reduced }) => missing || reduced).map(({ name }) => name);
}
