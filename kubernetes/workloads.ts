/** An object as the API server answers it, as far as it matters here. */
export interface LiveObject {
  kind?: string;
  metadata?: { name?: string; namespace?: string; labels?: Record<string, string>; generation?: number };
  spec?: { replicas?: number; completions?: number };
  status?: {
    observedGeneration?: number;
    replicas?: number;
    readyReplicas?: number;
    updatedReplicas?: number;
    currentRevision?: string;
    updateRevision?: string;
    desiredNumberScheduled?: number;
    numberReady?: number;
    updatedNumberScheduled?: number;
    succeeded?: number;
    failed?: number;
  };
}

interface ContainerState {
  name: string;
  ready?: boolean;
  state?: {
    waiting?: { reason?: string; message?: string };
    running?: object;
    terminated?: { reason?: string; exitCode?: number };
  };
}

/** A pod, as far as it matters here. */
export interface LivePod {
  metadata?: { name?: string; labels?: Record<string, string>; deletionTimestamp?: unknown };
  status?: {
    phase?: string;
    conditions?: { type: string; status: string; reason?: string; message?: string }[];
    initContainerStatuses?: ContainerState[];
    containerStatuses?: ContainerState[];
  };
}

/** A workload that an installation should have. */
export interface WantedWorkload {
  /** The service's name. */
  name: string;
  /** As in Kubernetes: "Deployment". */
  kind: string;
  /** How many were asked for; of a DaemonSet, at least. */
  replicas: number;
}

/** How a workload is. */
export interface WorkloadStatus {
  /** The service's name. */
  name: string;
  kind: string;
  ready: number;
  wanted: number;
  /** Set when there is no such workload, though there should be. */
  missing?: true;
  /** Whether somebody set its replicas to fewer than were asked for. */
  reduced?: true;
  /** Why it isn't ready, as far as its pods say. */
  reason?: string;
}

/** How many of a workload's pods are ready and as they were last asked for, and how many should be. */
export function readiness({ kind, spec = {}, status = {}, metadata = {} }: LiveObject): {
  ready: number;
  wanted: number;
} {
  const seen = (status.observedGeneration ?? 0) >= (metadata.generation ?? 0);
  switch (kind) {
    case "DaemonSet": {
      const wanted = status.desiredNumberScheduled ?? 0;
      const ready = Math.min(status.numberReady ?? 0, status.updatedNumberScheduled ?? wanted);
      return { ready: seen ? ready : 0, wanted };
    }
    case "Job":
      return { ready: status.succeeded ?? 0, wanted: spec.completions ?? 1 };
    default: {
      const wanted = spec.replicas ?? 1;
      const updated = status.updatedReplicas ?? (status.currentRevision === status.updateRevision ? wanted : 0);
      const ready = Math.min(status.readyReplicas ?? 0, updated, wanted);
      return { ready: seen ? ready : 0, wanted };
    }
  }
}

const isReady = ({ status }: LivePod) =>
  status?.phase === "Succeeded" ||
  status?.conditions?.some(({ type, status }) => type === "Ready" && status === "True");

/** Why a pod isn't ready: what its containers wait for, which of them the others wait for, or why no node takes it. */
export function podReason({ metadata, status = {} }: LivePod): string {
  const name = metadata?.name ?? "a pod";
  const containers = [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])];
  for (const { name: container, state = {} } of containers) {
    const { waiting, terminated } = state;
    if (waiting?.reason && waiting.reason !== "ContainerCreating" && waiting.reason !== "PodInitializing") {
      return `${name}, ${container}: ${waiting.reason}${waiting.message ? `: ${waiting.message}` : ""}`;
    }
    if (terminated && terminated.exitCode !== 0) {
      return `${name}, ${container}: ended with ${terminated.exitCode}${terminated.reason ? ` (${terminated.reason})` : ""}`;
    }
  }
  const first = status.initContainerStatuses?.find(({ state }) => state?.running);
  if (first) return `${name}, ${first.name}: still running, and the rest comes after it`;
  const unscheduled = status.conditions?.find(({ type, status }) => type === "PodScheduled" && status === "False");
  if (unscheduled) return `${name}: ${unscheduled.reason}: ${unscheduled.message}`;
  return `${name}: ${status.phase ?? "not started"}`;
}

const isReduced = ({ spec }: LiveObject, asked: number): boolean =>
  spec?.replicas !== undefined && spec.replicas < asked;

/** Why a workload isn't ready. `asked`: how many replicas it should have. */
function reasonOf(object: LiveObject, asked: number, waiting: readonly LivePod[]): string {
  if (isReduced(object, asked)) return `its replicas were set to ${object.spec!.replicas}`;
  return waiting.map(podReason)[0] ?? "no pod of it was made yet";
}

/** How a workload that is there is. */
function statusOf(object: LiveObject, pods: readonly LivePod[], all: readonly WantedWorkload[]): WorkloadStatus {
  const name = object.metadata?.labels?.app ?? object.metadata?.name ?? "";
  const live = readiness(object);
  const asked = all.find((each) => each.name === name)?.replicas ?? 0;
  // An update that is under way, or that broke off, may already ask for more.
  const [ready, wanted] = [live.ready, Math.max(live.wanted, asked)];
  const waiting = pods.filter((pod) => pod.metadata?.labels?.app === name && !isReady(pod));
  return {
    name,
    kind: object.kind ?? "",
    ready,
    wanted,
    ...(isReduced(object, asked) && { reduced: true }),
    ...(ready < wanted && { reason: reasonOf(object, asked, waiting) }),
  };
}

/**
 * How each workload is: first those that there should be, in their order, then whatever else there is. What is wanted of one
 * is what was asked for, even if somebody changed or deleted it in the cluster since.
 */
export function workloadStatuses(
  objects: readonly LiveObject[],
  pods: readonly LivePod[],
  wanted: readonly WantedWorkload[] = [],
): WorkloadStatus[] {
  const found = objects
    .map((object) => statusOf(object, pods, wanted))
    .toSorted((one, other) => one.name.localeCompare(other.name));
  const names = wanted.map(({ name }) => name);
  return [
    ...wanted.flatMap(({ name, kind, replicas }): WorkloadStatus[] => {
      const there = found.filter((each) => each.name === name);
      return there.length > 0
        ? there
        : [{ name, kind, ready: 0, wanted: replicas, missing: true, reason: "is not there" }];
    }),
    ...found.filter(({ name }) => !names.includes(name)),
  ];
}
