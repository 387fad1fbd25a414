import type { Call } from "../../core/call.ts";
import { ApiError, invalid, precondition } from "../../core/errors.ts";
import { type Binding, readPolicy } from "../../core/policies.ts";
import { type Project, projectName, requireService } from "../../core/projects.ts";
import type { Document } from "../../core/store.ts";
import { defaultServiceAccount } from "../compute/projects.ts";
import { contentOf, findObject } from "../storage/contents.ts";
import { titles } from "../titles.ts";

/** What a function is built from, as it is asked for. */
export interface BuildConfig extends Document {
  runtime?: string;
  entryPoint?: string;
  serviceAccount?: string;
  dockerRepository?: string;
  source?: { storageSource?: { bucket?: string; object?: string; generation?: string } };
}

/** The APIs without which a function can't be made, whether it is called or set off by events. */
const needed = ["cloudbuild", "artifactregistry", "run"];
const neededForEvents = ["eventarc", "pubsub"];

/** Refuses a function where an API that Cloud Functions uses isn't enabled. */
export function requireServices(call: Call, project: Project, events: boolean): void {
  for (const api of [...needed, ...(events ? neededForEvents : [])]) {
    const host = `${api}.googleapis.com`;
    requireService(call.cloud, { ...call.api, host, title: titles[host] ?? host }, project);
  }
}

/** The runtimes of Cloud Functions, by language and version. */
const runtimes =
  /^(nodejs(20|22|24)|python3(10|11|12|13|14)|go1(21|22|23|24|25)|java(17|21|25)|ruby3[2-4]|php8[2-4]|dotnet(8|10))$/;

/** What a function is to be built from must be there; returns its bytes, and which version of the object they are. */
export function sourceOf(
  call: Call,
  { runtime = "", entryPoint, source }: BuildConfig,
): { bytes: Buffer; generation: string } {
  if (!runtimes.test(runtime)) {
    throw invalid(
      `Runtime validation errors: [error_code: INVALID_RUNTIME\nmessage: "Runtime \\"${runtime}\\" is not supported on ` +
        'GCF Gen2"\n]',
    );
  }
  if (!entryPoint) throw invalid("The entry point of a function must be given.");
  const { bucket = "", object = "", generation } = source?.storageSource ?? {};
  const found = findObject(call.cloud.store, bucket, object, generation);
  if (!found) throw invalid(`Failed to retrieve function source code: gs://${bucket}/${object} does not exist.`);
  return { bytes: contentOf(call.cloud.store, found), generation: found.generation };
}

const memberOf = (account: string) => `serviceAccount:${account}`;

/** The roles that let an account build by themselves. */
const builders = ["roles/cloudbuild.builds.builder", "roles/editor", "roles/owner"];

/**
 * Why an account can't build a function, as the operation ends with it. Since 2024 that is the default account of Compute
 * Engine unless another is given, which has no rights where the organisation gives default accounts none.
 */
export function whyNotBuilt(call: Call, project: Project, build: BuildConfig): ApiError | undefined {
  const { store } = call.cloud;
  const account = build.serviceAccount?.split("/").at(-1) ?? defaultServiceAccount(project);
  const there = store.get(`//iam.googleapis.com/projects/${project.projectId}/serviceAccounts/${account}`);
  const rolesIn = (bindings: Binding[] = []) =>
    bindings.filter(({ members }) => members.includes(memberOf(account))).map(({ role }) => role);
  const onProject = rolesIn(readPolicy(store, projectName(project.projectId)).bindings);
  const repository = `//artifactregistry.googleapis.com/${build.dockerRepository}`;
  const pushes = [...onProject, ...rolesIn(readPolicy(store, repository).bindings)];
  const may =
    onProject.some((role) => builders.includes(role)) ||
    (pushes.some((role) => /^roles\/artifactregistry\.(writer|repoAdmin|admin)$/.test(role)) &&
      onProject.some((role) => /^roles\/storage\.(objectViewer|objectUser|objectAdmin|admin)$/.test(role)) &&
      onProject.some((role) => /^roles\/logging\.(logWriter|admin)$/.test(role)));
  if (there && may) return undefined;
  return new ApiError(
    "INVALID_ARGUMENT",
    "Build failed with status: FAILURE. Could not build the function due to a missing permission on the build service " +
      "account. If you didn't revoke that permission explicitly, this could be caused by a change in the organization " +
      "policies. Please refer to the following documentation for more details and resolution: " +
      "https://cloud.google.com/functions/docs/troubleshooting#build-service-account",
  );
}

/** Images are pushed to a repository, which must be there if it isn't the one that Cloud Functions makes for itself. */
export function checkRepository(call: Call, name: string | undefined, byDefault: string): void {
  if (name === undefined || name === byDefault) return;
  const repository = call.cloud.store.get(`//artifactregistry.googleapis.com/${name}`);
  if (repository?.format !== "DOCKER") {
    throw precondition(`The repository ${name} must be there, and be one of Docker images.`);
  }
}
