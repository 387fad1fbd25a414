import "../../../stacks/lazy-tools.ts";
import { guideline } from "../../../policies/guideline.ts";
import { noBasicRoles } from "../../../policies/guidelines/no-basic-roles.ts";
import { startPack } from "../../../policies/pack/start.ts";

/** A guideline whose check fails once there is a project. */
const failing = guideline({
  ...noBasicRoles,
  id: "never-checked",
  check: ({ projects }) => {
    if (projects.some(({ declared }) => declared)) throw new Error("the check is broken");
    return [];
  },
});

startPack([failing], process.env.SGDIST_ROOT!);
