import { UserError } from "../../spec/problem.ts";
import { type GoogleClient, GoogleError } from "../client.ts";
import { get, list } from "./answer.ts";
import { resourcesOf } from "./assets.ts";
import type { ResourceAsset } from "./types.ts";

const host = "cloudasset.googleapis.com";

/** A project with all that is in it. */
export interface ProjectContents {
  number: string;
  resources: ResourceAsset[];
}

/**
 * Lists all that is in a project, of every type.
 * @throws UserError when there is no such project, or nobody may see what is in it; UnreadableAnswer when an answer isn't as
 * documented.
 */
export async function listProject(
  client: GoogleClient,
  id: string,
  report?: (count: number) => void,
): Promise<ProjectContents> {
  try {
    const project = await get(client, "cloudresourcemanager.googleapis.com", `/v3/projects/${encodeURIComponent(id)}`);
    const number = String(project.name).replace("projects/", "");
    const path = `/v1/projects/${number}/assets?contentType=RESOURCE&pageSize=1000`;
    const found = await list(client, host, path, "assets", report);
    return { number, resources: resourcesOf(`GET ${host}${path}`, found) };
  } catch (error) {
    if (!(error instanceof GoogleError) || ![401, 403, 404].includes(error.code)) throw error;
    throw new UserError(
      `${error.message}\nThere is no project ${id}, or you may not see what is in it: that takes roles/cloudasset.viewer ` +
        "and roles/browser on it.",
      [],
      { cause: error },
    );
  }
}
