import type { StackPlan } from "../plan/stacks.ts";
import { type Checkpoint, lastUpdate, readCheckpoint } from "./checkpoint.ts";
import { isDead, readLocks } from "./locks.ts";
import { locate } from "./operations.ts";
import type { Workspace } from "./workspace.ts";

/** How a stack is. */
export interface StackStatus {
  name: string;
  tier: string;
  /**
   * `absent`: never made, or destroyed; `up`; `changing`: somebody works on it; `interrupted`: a run was killed; `failed`:
   * the last run didn't end well.
   */
  state: "absent" | "up" | "changing" | "interrupted" | "failed";
  /** When it was last changed, RFC 3339. */
  updated?: string;
  /** How many resources Google has of it. */
  resources: number;
  backend: string;
}

/** What a stack's state says of it. */
async function stackStatus(
  workspace: Workspace,
  stack: StackPlan,
): Promise<{ status: StackStatus; checkpoint?: Checkpoint }> {
  await locate(workspace, stack);
  const store = workspace.storeOf(stack);
  const [checkpoint, locks, last] = await Promise.all([
    readCheckpoint(store, stack.name),
    readLocks(store, stack.name),
    lastUpdate(store, stack.name),
  ]);
  const made = (checkpoint?.resources ?? []).filter(({ custom, type }) => custom && !type.startsWith("pulumi:"));
  const alive = locks.some(({ owner }) => !isDead(owner));
  const state = alive
    ? "changing"
    : locks.length > 0 || (checkpoint?.pending.length ?? 0) > 0
      ? "interrupted"
      : last?.result === "failed"
        ? "failed"
        : made.length > 0
          ? "up"
          : "absent";
  return {
    status: {
      name: stack.name,
      tier: stack.tier,
      state,
      ...(checkpoint?.time && made.length > 0 && { updated: checkpoint.time }),
      resources: made.length,
      backend: workspace.backendOf(stack),
    },
    ...(checkpoint && { checkpoint }),
  };
}

/** What the states say of everything. */
export interface WorkspaceStatus {
  stacks: Map<string, StackStatus>;
  /** The IDs of the projects that are there. */
  projects: Set<string>;
  /** Of the budgets that are there. */
  currency?: string;
}

interface BudgetOutputs {
  amount?: { specifiedAmount?: { currencyCode?: string } };
}

/** Reads how all stacks are, from their states alone. */
export async function workspaceStatus(workspace: Workspace, stacks: readonly StackPlan[]): Promise<WorkspaceStatus> {
  const all = await Promise.all(stacks.map((stack) => stackStatus(workspace, stack)));
  const resources = all.flatMap(({ checkpoint }) => checkpoint?.resources ?? []);
  const projects = resources.filter(({ type }) => type === "gcp:organizations/project:Project");
  const budget = resources.find(({ type }) => type === "gcp:billing/budget:Budget")?.outputs as
    | BudgetOutputs
    | undefined;
  const currency = budget?.amount?.specifiedAmount?.currencyCode;
  return {
    stacks: new Map(all.map(({ status }) => [status.name, status])),
    projects: new Set(projects.map(({ outputs }) => String(outputs?.projectId))),
    ...(currency && { currency }),
  };
}
