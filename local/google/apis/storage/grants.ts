import type { Call } from "../../core/call.ts";
import { denied } from "../../core/errors.ts";
import { readPolicy, writePolicy } from "../../core/policies.ts";
import { findProject, type Project, projectName } from "../../core/projects.ts";
import { bucketName } from "./stored-buckets.ts";

/** Refuses a key that the project's storage account may not use. */
export function checkKey(call: Call, project: Project, key: string | undefined): void {
  if (!key) return;
  const [ring = ""] = key.split("/cryptoKeys/");
  const owner = "//cloudkms.googleapis.com/";
  const [, keyProject = ""] = /^projects\/([^/]+)\//.exec(key) ?? [];
  const agent = `serviceAccount:${serviceAgent(project)}`;
  const resources = [owner + key, owner + ring, projectName(findProject(call.cloud, keyProject)?.projectId ?? "")];
  const granted = resources.some((resource) =>
    readPolicy(call.cloud.store, resource).bindings?.some(({ members }) => members.includes(agent)),
  );
  if (call.cloud.store.get(owner + key) && granted) return;
  throw denied(
    "Permission denied on Cloud KMS key. Please ensure that your Cloud Storage service account has been authorized " +
      "to use this key.",
  );
}

/** The account with which Cloud Storage acts for a project. */
export const serviceAgent = (project: Project) =>
  `service-${project.number}@gs-project-accounts.iam.gserviceaccount.com`;

/** The roles that a new bucket gives to those who have basic roles in its project. */
export function grant(call: Call, name: string, uniform: boolean, { projectId }: Project): void {
  const [owners, viewers] = [["projectEditor", "projectOwner"], ["projectViewer"]].map((kinds) =>
    kinds.map((kind) => `${kind}:${projectId}`),
  ) as [string[], string[]];
  const bindings = [
    { role: "roles/storage.legacyBucketOwner", members: owners },
    { role: "roles/storage.legacyBucketReader", members: viewers },
    ...(uniform ? [{ role: "roles/storage.legacyObjectOwner", members: owners }] : []),
    ...(uniform ? [{ role: "roles/storage.legacyObjectReader", members: viewers }] : []),
  ];
  writePolicy(call.cloud.store, bucketName(name), { bindings });
}
