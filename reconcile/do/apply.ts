import { AppliedStore, unitOf } from "../../engine/applied.ts";
import { readCheckpoint } from "../../engine/checkpoint.ts";
import { operate } from "../../engine/operations.ts";
import type { Workspace } from "../../engine/workspace.ts";
import { environmentPlan } from "../../plan/environment.ts";
import { type Reach, reachOf } from "../../plan/reach.ts";
import type { StackPlan } from "../../plan/stacks.ts";
import type { Action } from "../action.ts";
import { dayOf } from "../clock.ts";
import type { Doer, Done } from "./doer.ts";

type Apply = Action & { do: "apply" };

/** An environment whose state has another project than its file would lose that one: only a person may want that. */
async function refuseOtherProject(workspace: Workspace, stack: StackPlan, project: string): Promise<void> {
  if (stack.kind !== "environment") return;
  const checkpoint = await readCheckpoint(workspace.storeOf(stack), stack.name);
  const made = checkpoint?.resources.find(({ type }) => type === "gcp:organizations/project:Project");
  const found = made?.outputs?.projectId ?? made?.inputs?.projectId;
  if (found === undefined || found === project) return;
  throw new Error(
    `${stack.name} has the project ${found}, and its file says ${project}: it would be replaced with all that is in it. ` +
      "Write the old ID back, or remove the file first, so that the environment is destroyed by its rules.",
  );
}

/** Brings stacks up, one after the other. What they were brought up with is only known once all of them are. */
export async function apply(doer: Doer, action: Apply): Promise<Done> {
  const { workspace, watch } = doer;
  const stacks = action.stacks.map((name) => workspace.stacks.find((stack) => stack.name === name));
  if (stacks.includes(undefined)) throw new Error(`no file names ${action.environment}`);
  for (const stack of stacks as StackPlan[]) {
    await refuseOtherProject(workspace, stack, action.project);
    await operate(workspace, stack, "up", watch);
  }
  const at = new Date(doer.now()).toISOString();
  const { commit } = doer;
  const first = stacks[0]!;
  await new AppliedStore(workspace.storeOf(first)).record(unitOf(first), action.fingerprint, {
    version: 1,
    at,
    ...(commit && { commit }),
  });
  const reach = reachIn(doer, action);
  return { outcome: "done", ...(reach && { reach }) };
}

function reachIn({ specification, now }: Doer, { environment: name }: Apply): Reach | undefined {
  const environment = specification.environments.get(name);
  return environment && reachOf(environmentPlan(specification, environment, dayOf(now())));
}
