import type { Cloud } from "../../core/cloud.ts";
import type { Project } from "../../core/projects.ts";
import { findConstraint } from "./constraints.ts";
import { effectiveSpec } from "./effective.ts";

/** Whether a boolean constraint holds for all of a project: "compute.skipDefaultNetworkCreation". */
export function isEnforced(cloud: Cloud, { projectId }: Project, id: string): boolean {
  const constraint = findConstraint(cloud, id);
  if (!constraint) throw new Error(`${id} is not a constraint`);
  const { rules = [] } = effectiveSpec(cloud, constraint, `projects/${projectId}`, id);
  return rules.some(({ enforce, condition }) => enforce === true && !condition?.expression);
}
