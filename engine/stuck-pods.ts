import { setTimeout as sleep } from "node:timers/promises";
import type { StackPlan } from "../plan/stacks.ts";
import { clusterOf } from "./cluster-access.ts";
import type { Workspace } from "./workspace.ts";

/** Milliseconds between two looks. */
const pause = 5_000;

/**
 * Works on an application, and meanwhile takes away pods that hold up their StatefulSet: those that an earlier version
 * left, and that can't start. Kubernetes leaves that to people.
 */
export async function whileFreeingPods<T>(
  workspace: Workspace,
  stack: StackPlan,
  note: (text: string) => void,
  work: () => Promise<T>,
): Promise<T> {
  const environment = workspace.specification.environments.get(stack.environment ?? "");
  if (environment?.deployment.type !== "kubernetes") return work();
  const ended = new AbortController();
  const looking = look(workspace, stack, note, ended.signal);
  try {
    return await work();
  } finally {
    ended.abort();
    await looking;
  }
}

async function look(
  workspace: Workspace,
  stack: StackPlan,
  note: (text: string) => void,
  ended: AbortSignal,
): Promise<void> {
  const waited = () => sleep(pause, undefined, { signal: ended }).catch(() => undefined);
  for (await waited(); !ended.aborted; await waited()) {
    try {
      const environment = workspace.stacks.find(({ name }) => stack.dependsOn.includes(name));
      const cluster = await clusterOf(workspace, stack, environment);
      if (!cluster) continue;
      const { freeStuckPods } = await import("../kubernetes/client.ts");
      const freed = await freeStuckPods(cluster.access, cluster.namespaces[0]!, workspace.environment);
      if (freed.length > 0) note(`took away ${freed.join(", ")}, which held up the update`);
    } catch (error) {
      // The engine asks the same cluster, and fails if that goes on.
      note(`the cluster doesn't say how its pods are: ${(error as Error).message}`);
    }
  }
}
