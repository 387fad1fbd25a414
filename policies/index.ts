import type { Guideline } from "./guideline.ts";
import { budgetForEachProject } from "./guidelines/budget-for-each-project.ts";
import { noBasicRoles } from "./guidelines/no-basic-roles.ts";
import { oneApplicationPerProject } from "./guidelines/one-application-per-project.ts";
import { underFolderOfItsEnvironment } from "./guidelines/under-folder-of-its-environment.ts";

/** Every guideline, in the order of the guide. */
export const guidelines: readonly Guideline[] = [
  oneApplicationPerProject,
  underFolderOfItsEnvironment,
  budgetForEachProject,
  noBasicRoles,
];
