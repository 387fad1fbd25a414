import { command } from "../shell.ts";
import type { Action } from "../types.ts";

/** Shows a thing of Compute Engine with all that it was made of. `group`: the words of its command. */
export const described = (group: string, name: string, where: readonly string[], project: string): Action =>
  command(
    "gcloud",
    "compute",
    ...group.split(" "),
    "describe",
    name,
    ...where,
    `--project=${project}`,
    "--format=yaml",
  );
