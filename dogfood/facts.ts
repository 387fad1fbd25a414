import { applicationStatuses } from "../engine/applications.ts";
import { workspaceStatus } from "../engine/status.ts";
import type { Workspace } from "../engine/workspace.ts";
import { type GoogleClient, GoogleError } from "../google/client.ts";
import { deployedObject, environmentOutputsBucket } from "../plan/names.ts";
import type { StackPlan } from "../plan/stacks.ts";
import type { Attempt, Facts } from "./health.ts";

const host = "storage.googleapis.com";

/** What was deployed last in a project, or was about to be; undefined where nothing was. */
async function attemptIn(google: GoogleClient, project: string): Promise<Attempt | undefined> {
  const path = `/storage/v1/b/${environmentOutputsBucket(project)}/o/${encodeURIComponent(deployedObject)}`;
  try {
    const { generation, timeCreated } = await google.request<{ generation: string; timeCreated: string }>(host, path);
    // Of that very generation, whose time is known.
    const read = `${path}?alt=media&generation=${generation}`;
    const { commit } = await google.request<{ commit?: string }>(host, read);
    return { ...(commit !== undefined && { commit }), at: Date.parse(timeCreated) };
  } catch (error) {
    if (error instanceof GoogleError && error.code === 404) return undefined;
    throw error;
  }
}

/** Asks how what runs in an environment is. `stack`: that of its application. */
export async function factsOf(workspace: Workspace, stack: StackPlan, project: string): Promise<Facts> {
  const [attempt, { stacks }, [application]] = await Promise.all([
    attemptIn(workspace.google, project),
    workspaceStatus(workspace, [stack]),
    applicationStatuses(workspace, [stack]),
  ]);
  return {
    ...(attempt && { attempt }),
    stack: stacks.get(stack.name)?.state ?? "absent",
    ...(application && { application }),
  };
}
