import { stateKey } from "../../plan/names.ts";
import { loadSpecification } from "../../spec/load.ts";
import type { TestProject } from "./project.ts";
import { today } from "./specification.ts";

const seed = "tst-seed-k7m2";
const spending = "tst-spending-h3vq";

/** Google's own agents, whose calls the local cloud doesn't check. */
export const isGoogles = (member: string) => /@(system|gs-project-accounts|gcp-sa-.*)\./.test(member);

/**
 * The roles that nothing here needs, and why they are given. With the local cloud, states are on this machine; nothing is
 * built; machines run nothing. The controller is tried in a month in the life of an organisation.
 */
export const neededElsewhere: Record<string, string[]> = {
  // Messages and builds come from Google's own services.
  "budget-trigger": [
    `roles/eventarc.eventReceiver on project ${spending}`,
    "roles/run.invoker on function budget-message",
  ],
  builder: [
    "roles/artifactregistry.reader on registry docker-hub",
    "roles/artifactregistry.writer on registry sourcegraph",
  ],
  "deployer-nonproduction": [
    // The trial of dogfood needs it.
    "roles/artifactregistry.reader on registry sourcegraph",
    `roles/cloudkms.cryptoKeyEncrypterDecrypter on key ${stateKey("tst-keys-w4xr", "us-central1", "nonproduction")}`,
    // There is no cluster, and nothing protected, in this tier here: the other one needs the same roles for them.
    "roles/container.admin on folder testing",
    "roles/resourcemanager.lienModifier on folder testing",
    `roles/storage.objectAdmin on gs://${seed}-state-nonproduction`,
  ],
  "deployer-production": [
    `roles/cloudkms.cryptoKeyEncrypterDecrypter on key ${stateKey("tst-keys-w4xr", "us-central1", "production")}`,
    // There is no machine in this tier here, and nothing is taken down: the other one needs the same roles for it.
    "roles/compute.instanceAdmin.v1 on folder production",
    "roles/resourcemanager.projectDeleter on the organisation",
  ],
  founder: [
    // What only the stack `organization` needs, which the deployer brought up here.
    "roles/logging.configWriter on the organisation",
    "roles/orgpolicy.policyAdmin on the organisation",
    "roles/resourcemanager.tagAdmin on the organisation",
    "roles/resourcemanager.tagUser on the organisation",
  ],
  "functions-builder": [
    "roles/artifactregistry.writer on registry functions",
    `roles/logging.logWriter on project ${spending}`,
    `roles/storage.objectViewer on project ${spending}`,
  ],
  "guard-caller": ["roles/run.invoker on function guard"],
  "watcher-production": [
    // The local cloud doesn't decide about what is in clusters.
    "organizations/419083752617/roles/clusterSecretReader on folder production",
    `roles/cloudkms.cryptoKeyEncrypterDecrypter on key ${stateKey("tst-keys-w4xr", "us-central1", "production")}`,
  ],
  "sourcegraph-nodes": ["roles/container.defaultNodeServiceAccount on project tst-live-t5wk"],
};

/** Where a role was given, as the plan says it. */
export async function placeOf(project: TestProject, on: string): Promise<string> {
  const [, host = "", path = ""] = /^\/\/([^./]+)\.googleapis\.com\/(.*)$/.exec(on)!;
  const last = path.split("/").at(-1)!;
  const [kind] = path.split("/");
  if (host === "storage") return `gs://${last}`;
  if (host === "cloudkms") return `key ${path}`;
  if (host === "cloudbilling") return "the billing account";
  if (host === "cloudresourcemanager" && kind === "organizations") return "the organisation";
  if (host === "cloudresourcemanager" && kind === "folders") {
    const { displayName } = await project.ask("cloudresourcemanager", `/v3/${path}`);
    const { folders } = loadSpecification(project.root, today).organization;
    return `folder ${Object.keys(folders).find((key) => folders[key]!.name === displayName)}`;
  }
  const names: Record<string, string> = {
    artifactregistry: "registry",
    dns: "zone",
    pubsub: "topic",
    run: "function",
  };
  return `${names[host] ?? "project"} ${last}`;
}
