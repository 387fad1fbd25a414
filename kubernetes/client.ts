import { AppsV1Api, BatchV1Api, CoreV1Api, KubeConfig } from "@kubernetes/client-node";
import { stuckPods } from "./stuck-pods.ts";
import {
  type LiveObject,
  type LivePod,
  type WantedWorkload,
  type WorkloadStatus,
  workloadStatuses,
} from "./workloads.ts";

/** The label by which everything of an installation is found. */
const selector = "deploy=sourcegraph";

/** How a cluster is reached: a kubeconfig as text, and the context in it where it isn't the current one. */
export interface ClusterAccess {
  kubeconfig: string;
  context?: string;
}

/**
 * The configuration of a client. Programs that fetch credentials are looked up on the environment's PATH, and its
 * SSL_CERT_FILE names the authorities that are trusted, as for kubectl.
 */
export function clientConfiguration(
  { kubeconfig, context }: ClusterAccess,
  environment: NodeJS.ProcessEnv,
): KubeConfig {
  const config = new KubeConfig();
  config.loadFromString(kubeconfig);
  if (context) config.setCurrentContext(context);
  const variables = Object.entries(environment).map(([name, value]) => ({ name, value: value ?? "" }));
  for (const user of config.users) {
    if (user.exec) Object.assign(user.exec, { env: [...variables, ...(user.exec.env ?? [])] });
  }
  const { SSL_CERT_FILE: authorities } = environment;
  if (authorities) {
    config.clusters = config.clusters.map((cluster) =>
      cluster.caData || cluster.caFile ? cluster : { ...cluster, caFile: authorities },
    );
  }
  return config;
}

/** A cluster didn't answer, or not in time. */
export class Unreachable extends Error {
  constructor(why: string, cause: unknown) {
    super(why, { cause });
    this.name = "Unreachable";
  }
}

/** Gives up after a while: a network that swallows everything answers never. `seconds`: how long. */
async function within<T>(seconds: number, promise: Promise<T>): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`no answer in ${seconds} s`)), seconds * 1000);
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * How the workloads of an installation are. `wanted`: those that there should be.
 * @throws Unreachable when the cluster doesn't answer within 10 seconds.
 */
export async function installationStatus(
  access: ClusterAccess,
  namespaces: readonly string[],
  wanted: readonly WantedWorkload[],
  environment: NodeJS.ProcessEnv,
): Promise<WorkloadStatus[]> {
  try {
    const config = clientConfiguration(access, environment);
    const [apps, batch, core] = [AppsV1Api, BatchV1Api, CoreV1Api].map((api) => config.makeApiClient(api as never)) as [
      AppsV1Api,
      BatchV1Api,
      CoreV1Api,
    ];
    const all = namespaces.map(async (namespace) => {
      const asked = { namespace, labelSelector: selector };
      const [deployments, statefulSets, daemonSets, jobs, pods] = await Promise.all([
        apps.listNamespacedDeployment(asked),
        apps.listNamespacedStatefulSet(asked),
        apps.listNamespacedDaemonSet(asked),
        batch.listNamespacedJob(asked),
        core.listNamespacedPod(asked),
      ]);
      const kinds = { Deployment: deployments, StatefulSet: statefulSets, DaemonSet: daemonSets, Job: jobs };
      const objects = Object.entries(kinds).flatMap(([kind, { items }]) =>
        (items as LiveObject[]).map((item) => ({ ...item, kind })),
      );
      return { objects, pods: pods.items as LivePod[] };
    });
    const found = await within(10, Promise.all(all));
    return workloadStatuses(
      found.flatMap(({ objects }) => objects),
      found.flatMap(({ pods }) => pods),
      wanted,
    );
  } catch (error) {
    throw new Unreachable((error as Error).message.split("\n")[0]!, error);
  }
}

/**
 * Takes away the pods of an installation that hold up their StatefulSet, and returns their names.
 * @throws Unreachable when the cluster doesn't answer within 10 seconds.
 */
export async function freeStuckPods(
  access: ClusterAccess,
  namespace: string,
  environment: NodeJS.ProcessEnv,
): Promise<string[]> {
  try {
    const config = clientConfiguration(access, environment);
    const [apps, core] = [config.makeApiClient(AppsV1Api), config.makeApiClient(CoreV1Api)];
    const free = async () => {
      const asked = { namespace, labelSelector: selector };
      const [sets, pods] = await Promise.all([apps.listNamespacedStatefulSet(asked), core.listNamespacedPod(asked)]);
      const names = stuckPods(sets.items as LiveObject[], pods.items as LivePod[]);
      for (const name of names) await core.deleteNamespacedPod({ namespace, name });
      return names;
    };
    return await within(10, free());
  } catch (error) {
    throw new Unreachable((error as Error).message.split("\n")[0]!, error);
  }
}
