import type { LiveObject, LivePod } from "./workloads.ts";

/** The label by which a StatefulSet knows which of its revisions a pod is of. */
const revisionLabel = "controller-revision-hash";

/** What a container waits for that does not come by waiting. */
const hopeless = new Set([
  "CrashLoopBackOff",
  "CreateContainerConfigError",
  "CreateContainerError",
  "ErrImageNeverPull",
  "ErrImagePull",
  "ImagePullBackOff",
  "InvalidImageName",
]);

function isHopeless({ status = {} }: LivePod): boolean {
  const containers = [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])];
  const unscheduled = status.conditions?.some(({ type, status: is }) => type === "PodScheduled" && is === "False");
  return Boolean(unscheduled) || containers.some(({ state }) => hopeless.has(state?.waiting?.reason ?? ""));
}

/**
 * The names of pods that hold up a StatefulSet: made from what it no longer asks for, and unable to start. It replaces
 * none as long as one isn't ready, so they must be taken away for it to go on (kubernetes.io: "forced rollback").
 */
export function stuckPods(statefulSets: readonly LiveObject[], pods: readonly LivePod[]): string[] {
  return statefulSets.flatMap(({ metadata, status }) =>
    pods
      .filter((pod) => {
        const { labels = {}, deletionTimestamp } = pod.metadata ?? {};
        const revision = labels[revisionLabel];
        return (
          labels.app === metadata?.labels?.app &&
          deletionTimestamp === undefined &&
          revision !== undefined &&
          status?.updateRevision !== undefined &&
          revision !== status.updateRevision &&
          (status.observedGeneration ?? 0) >= (metadata?.generation ?? 0) &&
          isHopeless(pod)
        );
      })
      .flatMap((pod) => pod.metadata?.name ?? []),
  );
}
