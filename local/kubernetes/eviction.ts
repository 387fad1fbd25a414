import { setTimeout as sleep } from "node:timers/promises";
import { isEnding, type KubernetesClient, KubernetesError, type KubernetesObject } from "./client.ts";

/** Milliseconds for which disruption budgets are kept to. GKE waits an hour. */
const patience = 5_000;

const pathOf = ({ metadata }: KubernetesObject): string =>
  `/api/v1/namespaces/${metadata.namespace}/pods/${metadata.name}`;

/** The pods that a node runs. */
export async function podsOn(client: KubernetesClient, node: string): Promise<KubernetesObject[]> {
  const selector = encodeURIComponent(`spec.nodeName=${node}`);
  return (await client.get<{ items: KubernetesObject[] }>(`/api/v1/pods?fieldSelector=${selector}`)).items;
}

export const deleteAtOnce = (client: KubernetesClient, pod: KubernetesObject): Promise<void> =>
  client.remove(pathOf(pod), { gracePeriodSeconds: 0 });

/** Evicts a node's pods, and returns when they are gone. Those of DaemonSets stay, as they do with GKE. */
export async function evictPods(client: KubernetesClient, node: string): Promise<void> {
  const end = Date.now() + patience;
  for (;;) {
    const pods = (await podsOn(client, node)).filter(
      ({ metadata }) => !metadata.ownerReferences?.some(({ kind }) => kind === "DaemonSet"),
    );
    if (pods.length === 0) return;
    for (const pod of pods) {
      if (Date.now() > end) await deleteAtOnce(client, pod);
      else await evict(client, pod);
    }
    await sleep(50);
  }
}

async function evict(client: KubernetesClient, pod: KubernetesObject): Promise<void> {
  const { name, namespace } = pod.metadata;
  try {
    const eviction = { apiVersion: "policy/v1", kind: "Eviction", metadata: { name, namespace } };
    await client.create(`${pathOf(pod)}/eviction`, eviction);
  } catch (error) {
    // It goes with its namespace.
    if (isEnding(error)) return;
    // Gone already, or its budget allows no more at the moment.
    if (!(error instanceof KubernetesError) || ![404, 429].includes(error.code)) throw error;
  }
}
