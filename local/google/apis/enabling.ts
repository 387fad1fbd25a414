import type { Call } from "../core/call.ts";
import type { Project } from "../core/projects.ts";
import { computeEnabled } from "./compute/defaults.ts";

/** What comes into being in a project when an API is enabled in it for the first time, by the API's host. */
export const firstEnabled: Record<string, (call: Call, project: Project) => void> = {
  "compute.googleapis.com": computeEnabled,
};
