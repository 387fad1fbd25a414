import { isKnown, type Maybe, unknown } from "./maybe.ts";
import type { Landscape, Parent, ProjectFacts } from "./types.ts";

/** The environment of the nearest folder that says one: "production"; undefined where none does. */
export function environmentAround({ folders }: Landscape, parent: Maybe<Parent>): Maybe<string | undefined> {
  const seen = new Set<string>();
  let at = parent;
  while (isKnown(at) && at.kind === "folder" && !seen.has(at.folder)) {
    seen.add(at.folder);
    const folder = folders.get(at.folder);
    if (!folder) return unknown;
    if (folder.environment !== undefined) return folder.environment;
    at = folder.parent;
  }
  return isKnown(at) ? undefined : unknown;
}

/** The environment that a project belongs to: its label's, or else its folder's. */
export function environmentOfProject(landscape: Landscape, project: ProjectFacts): Maybe<string | undefined> {
  if (isKnown(project.labels) && project.labels.environment !== undefined) return project.labels.environment;
  const around = environmentAround(landscape, project.parent);
  if (isKnown(around) && around !== undefined) return around;
  return isKnown(project.labels) ? around : unknown;
}

/** The project of a service account: "serviceAccount:a@p.iam.gserviceaccount.com" is of p. */
export function projectOfMember(member: string): string | undefined {
  return /^(?:deleted:)?serviceAccount:[^@]+@([a-z0-9-]+)\.iam\.gserviceaccount\.com/.exec(member)?.[1];
}
