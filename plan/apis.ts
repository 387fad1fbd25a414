import type { DeploymentType } from "../spec/schema/environment.ts";

/** The APIs that every project needs: to be watched, and for its budget's recipients. */
const commonApis = [
  "cloudresourcemanager.googleapis.com",
  "essentialcontacts.googleapis.com",
  "iam.googleapis.com",
  "logging.googleapis.com",
  "monitoring.googleapis.com",
  "serviceusage.googleapis.com",
];

/** The APIs of a project: those of all, and its own. */
export function apisOf(own: readonly string[]): string[] {
  return [...new Set([...commonApis, ...own])].toSorted();
}

/** The APIs that every deployment needs, and those that a type needs besides. */
const deploymentApis = ["compute.googleapis.com", "secretmanager.googleapis.com", "storage.googleapis.com"];
export const apisByType: Record<DeploymentType, string[]> = {
  kubernetes: [...deploymentApis, "container.googleapis.com"],
  compose: deploymentApis,
  container: deploymentApis,
};

/** The APIs that an environment may use, whatever is deployed in it. `own`: those that its kind allows besides. */
export const environmentApis = (own: readonly string[]): string[] =>
  apisOf([...Object.values(apisByType).flat(), ...own]);
