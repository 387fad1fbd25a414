import assert from "node:assert/strict";
import { isAlive } from "../../system/processes.mjs";
import { enginePid, until } from "./processes.ts";
import type { TestProject } from "./project.ts";

/** The roles that docs/getting-started-real.md asks for. */
export const founderRoles = [
  "roles/iam.organizationRoleAdmin",
  "roles/resourcemanager.folderAdmin",
  "roles/resourcemanager.organizationAdmin",
  "roles/resourcemanager.projectCreator",
];

/** The roles on the folder of the shared projects that it has a second administrator given. */
export const readerRoles = [
  "roles/viewer",
  "roles/iam.securityReviewer",
  "roles/storage.bucketViewer",
  "roles/bigquery.metadataViewer",
];

/** What stands in the way at first. */
export const policies: [constraint: string, rule: object][] = [
  ["iam.allowedPolicyMemberDomains", { values: { allowedValues: ["is:C0other00"] } }],
  ["iam.managed.disableServiceAccountCreation", { enforce: true }],
  ["gcp.resourceLocations", { values: { allowedValues: ["in:eu-locations"] } }],
  ["essentialcontacts.allowedContactDomains", { values: { allowedValues: ["@other.example"] } }],
  ["iam.workloadIdentityPoolProviders", { denyAll: true }],
  ["gcp.restrictServiceUsage", { values: { deniedValues: ["cloudkms.googleapis.com"] } }],
];

/** The calls during which everything is killed: at least one of each step, and one of the move of the state. */
export const moments: [api: string, method: string][] = [
  ["cloudresourcemanager", "projects.create"],
  ["cloudbilling", "projects.updateBillingInfo"],
  ["cloudkms", "projects.locations.keyRings.create"],
  ["storage", "buckets.insert"],
  ["cloudresourcemanager", "organizations.setIamPolicy"],
  ["pubsub", "projects.topics.create"],
  ["storage", "objects.insert"],
];

/** Runs it again and again, killed each time that another of these calls is made. Returns how often that was. */
export async function killAt(
  project: TestProject,
  environment: Record<string, string>,
  calls: [api: string, method: string][],
): Promise<number> {
  const cloud = await project.cloud();
  for (const [api, method] of calls) await cloud.addFault({ api, method, delay: 6000, times: 1 });
  const struck = async () => (await cloud.status()).faults.filter(({ struck }) => struck > 0).length;
  let kills = 0;
  for (let seen = 0; seen < calls.length; seen = await struck()) {
    const run = project.start(["bootstrap", "--yes"], environment);
    let over = false;
    const ended = run.ended.then((result) => {
      over = true;
      return result;
    });
    await until("another of the calls", async () => over || (await struck()) > seen, 1200);
    if (over) assert.fail((await ended).stdout + (await ended).stderr);
    const engine = enginePid(project, "bootstrap");
    process.kill(run.pid, "SIGKILL");
    if (engine !== undefined && isAlive(engine)) process.kill(engine, "SIGKILL");
    kills++;
    await until("the end of both", () => !isAlive(run.pid) && (engine === undefined || !isAlive(engine)));
  }
  await cloud.clearFaults();
  return kills;
}
