import { isKnown, type Maybe, unknown } from "../maybe.ts";
import { nameAt, placeOf, type StackResource, textAt } from "./resource.ts";
import type { Stack } from "./stack.ts";
import type { Survey } from "./survey.ts";

/** Where things say which service account they run as; what says none runs as its project's default account. */
const places: Readonly<Record<string, readonly string[]>> = {
  "gcp:cloudbuild/trigger:Trigger": ["serviceAccount"],
  "gcp:cloudfunctions/function:Function": ["serviceAccountEmail"],
  "gcp:cloudfunctionsv2/function:Function": ["serviceConfig.serviceAccountEmail", "buildConfig.serviceAccount"],
  "gcp:cloudrun/service:Service": ["template.spec.serviceAccountName"],
  "gcp:cloudrunv2/job:Job": ["template.template.serviceAccount"],
  "gcp:cloudrunv2/service:Service": ["template.serviceAccount"],
  "gcp:cloudrunv2/workerPool:WorkerPool": ["template.serviceAccount"],
  "gcp:cloudscheduler/job:Job": [
    "httpTarget.oidcToken.serviceAccountEmail",
    "httpTarget.oauthToken.serviceAccountEmail",
  ],
  "gcp:composer/environment:Environment": ["config.nodeConfig.serviceAccount"],
  "gcp:compute/instance:Instance": ["serviceAccount.email"],
  "gcp:compute/instanceTemplate:InstanceTemplate": ["serviceAccount.email"],
  "gcp:compute/regionInstanceTemplate:RegionInstanceTemplate": ["serviceAccount.email"],
  "gcp:container/cluster:Cluster": [
    "nodeConfig.serviceAccount",
    "clusterAutoscaling.autoProvisioningDefaults.serviceAccount",
  ],
  "gcp:container/nodePool:NodePool": ["nodeConfig.serviceAccount"],
  "gcp:dataflow/job:Job": ["serviceAccountEmail"],
  "gcp:dataproc/cluster:Cluster": ["clusterConfig.gceClusterConfig.serviceAccount"],
  "gcp:notebooks/instance:Instance": ["serviceAccount"],
  "gcp:pubsub/subscription:Subscription": ["pushConfig.oidcToken.serviceAccountEmail"],
  "gcp:workflows/workflow:Workflow": ["serviceAccount"],
};

/** The types of what runs as a service account. */
export const runningTypes: ReadonlySet<string> = new Set(Object.keys(places));

/** The address of the account that something runs as; undefined where it says none. */
function accountAt(resource: StackResource, path: string, stack: Stack): Maybe<string> | undefined {
  const account = textAt(resource, path);
  if (account === undefined || account === "" || account === "default") return undefined;
  if (isKnown(account)) return account.split("/").at(-1)!;
  // Google makes the address of what the program says.
  const made = stack.originsOf(resource, path.split(".")[0]!, "gcp:serviceaccount/account:Account");
  const [origin, ...others] = made;
  if (!origin || others.length > 0) return unknown;
  const id = nameAt(origin, "accountId");
  const project = stack.projectOf(origin);
  return isKnown(id) && project !== undefined && isKnown(project)
    ? `${id}@${project}.iam.gserviceaccount.com`
    : unknown;
}

/** Tells what runs as which account. */
export function findRuns(resource: StackResource, survey: Survey): void {
  for (const path of places[resource.type] ?? []) {
    const account = accountAt(resource, path, survey.stack);
    if (account !== undefined) {
      survey.runs.push({ place: placeOf(resource), project: survey.projectOf(resource).id, account });
    }
  }
}
