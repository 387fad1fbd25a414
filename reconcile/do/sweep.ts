import { removeStack } from "../../engine/forget.ts";
import { type GoogleClient, GoogleError } from "../../google/client.ts";
import type { Action, Leftover } from "../action.ts";
import { askProject } from "../read/projects.ts";
import { stackNamed } from "../read/stacks.ts";
import { type Doer, type Done, note } from "./doer.ts";
import { removeMember } from "./policy.ts";

/** Deletes something. Returns whether it was there. */
async function remove(client: GoogleClient, host: string, path: string): Promise<boolean> {
  return ifThere(client.request(host, path, { method: "DELETE" }));
}

async function ifThere(request: Promise<unknown>): Promise<boolean> {
  try {
    await request;
    return true;
  } catch (error) {
    if (error instanceof GoogleError && error.code === 404) return false;
    throw error;
  }
}

/** Takes one thing away. Returns whether it was there. */
async function take({ workspace, limits }: Doer, action: Action, leftover: Leftover): Promise<boolean> {
  const { google } = workspace;
  switch (leftover.kind) {
    case "budget":
      return remove(google, "billingbudgets.googleapis.com", `/v1/${leftover.budget.name}`);
    case "lien":
      return remove(google, "cloudresourcemanager.googleapis.com", `/v3/${leftover.lien.name}`);
    case "grant":
      return removeMember(google, leftover.grant);
    case "record": {
      const { zone, name, type, ttl, data } = leftover.record;
      // As a change, which is refused when the record isn't as it was any more.
      const path = `/dns/v1/projects/${zone.project}/managedZones/${zone.name}/changes`;
      const body = { deletions: [{ name, type, ttl, rrdatas: data }] };
      return ifThere(google.request("dns.googleapis.com", path, { method: "POST", body }));
    }
    case "object": {
      const { bucket, name } = leftover.object;
      return remove(google, "storage.googleapis.com", `/storage/v1/b/${bucket}/o/${encodeURIComponent(name)}`);
    }
    case "limit":
      await limits.forget(action.environment, action.project);
      return true;
    case "stack":
      await removeStack(workspace, stackNamed(leftover.stack));
      return true;
  }
}

/**
 * Takes away what was left behind, after a last look whether what it belongs to is really gone.
 * @throws Error when the project is there.
 */
export async function sweep(doer: Doer, action: Action & { do: "sweep" }): Promise<Done> {
  const { leftover } = action;
  // A lien goes before its project can.
  if (leftover.kind !== "lien") {
    const project = await askProject(doer.workspace.google, action.project);
    if (project?.state === "ACTIVE")
      throw new Error(`the project ${action.project} is there, so nothing of it is swept`);
  }
  const what = action.id.replace(/^sweep /, "");
  await note(doer, action, "sweeping", { what });
  return (await take(doer, action, leftover)) ? note(doer, action, "swept", { what }) : { outcome: "needless" };
}
