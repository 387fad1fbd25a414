import type { Landscape } from "../types.ts";
import { accessRows, selfAccess } from "./access.ts";
import { claimRows } from "./claims.ts";
import { bindEnvironments, folderRows, leaveTagsOpen } from "./folders.ts";
import { grantRow } from "./grants.ts";
import { holdingRows } from "./holdings.ts";
import { connectNetworks, networkRows } from "./networks.ts";
import { findObstacles } from "./obstacles.ts";
import { compareWithPlan, meetProjects } from "./others.ts";
import type { Planned } from "./planned.ts";
import { defaultAccountOf, projectRows, shareUndecidedBudgets } from "./projects.ts";
import type { StackResource } from "./resource.ts";
import { findRuns, runningTypes } from "./runs.ts";
import { findLogs } from "./sinks.ts";
import { Stack } from "./stack.ts";
import { type Row, Survey } from "./survey.ts";

/** What each type of resource tells of a landscape; a type that isn't here tells nothing. */
const rows: ReadonlyMap<string, Row> = new Map(
  Object.entries({ ...projectRows, ...folderRows, ...holdingRows, ...networkRows, ...claimRows, ...accessRows }),
);

function survey(resources: readonly StackResource[], planned: Planned): Survey {
  const found = new Survey(new Stack(resources, planned));
  for (const resource of resources) {
    (rows.get(resource.type) ?? grantRow(resource.type))?.(resource, found);
    selfAccess[resource.type]?.(resource, found);
    findRuns(resource, found);
    findObstacles(resource, found);
  }
  bindEnvironments(found);
  findLogs(found);
  connectNetworks(found);
  meetProjects(found);
  compareWithPlan(found);
  return found;
}

/** The landscape of a stack's resources. `planned`: what is planned, for folders and projects that other stacks make. */
export function resourcesLandscape(resources: readonly StackResource[], planned: Planned): Landscape {
  const found = survey(resources, planned);
  shareUndecidedBudgets(found);
  for (const project of found.projects.values()) project.defaultAccount = defaultAccountOf(project);
  return found.landscape();
}

/** Whether a type of resource tells anything of a landscape. */
export const isTelling = (type: string): boolean =>
  rows.has(type) || runningTypes.has(type) || grantRow(type) !== undefined;

/** What a resource shows by itself: it says nothing of what may be beside it, so nothing is missing. */
export function landscapeOfOne(resource: StackResource, planned: Planned): Landscape {
  const found = survey([resource], planned);
  leaveTagsOpen(found);
  for (const project of found.projects.values()) project.declared = false;
  return { ...found.landscape(), alone: true };
}
