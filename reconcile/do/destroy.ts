import { setTimeout as sleep } from "node:timers/promises";
import { readCheckpoint } from "../../engine/checkpoint.ts";
import { newRunState } from "../../engine/events.ts";
import { forgetProject, removeStack } from "../../engine/forget.ts";
import { operate } from "../../engine/operations.ts";
import type { Workspace } from "../../engine/workspace.ts";
import { get } from "../../google/inventory/answer.ts";
import type { StackPlan } from "../../plan/stacks.ts";
import type { Action } from "../action.ts";
import { dayOf } from "../clock.ts";
import { linesOf, productionFolders, whyNotOurs } from "../ours.ts";
import { askProject } from "../read/projects.ts";
import { stackNamed } from "../read/stacks.ts";
import type { ProjectFound } from "../world.ts";
import { type Doer, type Done, note } from "./doer.ts";

type Destroy = Action & { do: "destroy" };

/** Pauses between looks whether Google has begun to delete a project, in milliseconds: half a minute in all. */
const pauses = [100, 200, 500, 1000, 2000, 4000, 8000, 16_000];

/**
 * Looks again at what a plan was made of, which may be minutes old.
 * @throws Error when the environment may no longer be destroyed.
 */
async function lookAgain(doer: Doer, action: Destroy): Promise<ProjectFound | undefined> {
  const { specification, workspace } = doer;
  const project = await askProject(workspace.google, action.project);
  const line = linesOf(specification).find((each) => each.project === action.project);
  const refuse = (why: string) => new Error(`${action.environment} is not destroyed: ${why}`);
  if (!line) throw refuse("the ledger doesn't know it");
  const foreign = project && whyNotOurs(line, project, productionFolders(specification.organization));
  if (foreign !== undefined) throw refuse(foreign);
  if (project?.state !== "ACTIVE") {
    if (action.alive && !project) throw refuse(`its project ${action.project} can't be seen any more`);
    return project;
  }
  if (!action.alive) throw refuse("its project was being deleted, and somebody has brought it back");
  const last = project.labels.expires;
  if (action.cause === "expired" && last !== undefined && last >= dayOf(doer.now())) {
    throw refuse(`it lives until ${last} now`);
  }
  return project;
}

/** Has Google delete a project with all that is in it, and waits until that has begun. */
async function deleteProject({ workspace: { google } }: Doer, id: string): Promise<void> {
  await google.request("cloudresourcemanager.googleapis.com", `/v3/projects/${id}`, { method: "DELETE" });
  for (const pause of pauses) {
    if ((await askProject(google, id))?.state !== "ACTIVE") return;
    await sleep(pause);
  }
  throw new Error(`Google was asked to delete the project ${id}, and it is still active`);
}

/** Whether Google still answers for what is in a project: without billing, its services refuse. */
async function isPaid({ workspace }: Doer, id: string): Promise<boolean> {
  const { billingEnabled } = await get(
    workspace.google,
    "cloudbilling.googleapis.com",
    `/v1/projects/${id}/billingInfo`,
  );
  return billingEnabled !== false;
}

/** Whether a stack holds anything. */
async function isEmpty(workspace: Workspace, stack: StackPlan): Promise<boolean> {
  const checkpoint = await readCheckpoint(workspace.storeOf(stack), stack.name);
  const made = (checkpoint?.resources ?? []).filter(({ custom, type }) => custom && !type.startsWith("pulumi:"));
  return made.length === 0 && (checkpoint?.pending.length ?? 0) === 0;
}

/** Destroys a stack and removes it. That somebody else was quicker is no failure. */
async function takeDown({ watch }: Doer, workspace: Workspace, stack: StackPlan): Promise<void> {
  try {
    await operate(workspace, stack, "destroy", watch);
  } catch (error) {
    if (!(await isEmpty(workspace, stack))) throw error;
  }
  await removeStack(workspace, stack);
}

/**
 * Destroys an environment: what runs in it, then itself, then what its states didn't know of it. Can be killed at any
 * moment: what is there tells the next run what is left to do.
 */
export async function destroy(doer: Doer, action: Destroy): Promise<Done> {
  let project = await lookAgain(doer, action);
  await note(doer, action, "destroying");
  // With its project goes all that is in a cluster, so nobody need wait for one that doesn't answer.
  const workspace = doer.workspace.withEnvironment({ PULUMI_K8S_DELETE_UNREACHABLE: "true" });
  if (project?.state === "ACTIVE" && !(await isPaid(doer, project.id))) {
    await deleteProject(doer, project.id);
    project = { ...project, state: "DELETE_REQUESTED" };
  }
  for (const name of action.stacks) {
    const stack = stackNamed(name);
    if (project?.state !== "ACTIVE") {
      const gone = { id: action.project, ...(project && { number: project.number }) };
      await forgetProject(workspace, stack, gone, (text) => doer.watch(name, newRunState(), text));
    }
    await takeDown(doer, workspace, stack);
  }
  if ((await askProject(workspace.google, action.project))?.state === "ACTIVE") {
    await deleteProject(doer, action.project);
  }
  return note(doer, action, "destroyed");
}
