import type { DaemonSet, Deployment, StatefulSet } from "kubernetes-types/apps/v1.js";
import type { Job } from "kubernetes-types/batch/v1.js";
import type { PersistentVolumeClaim, PodTemplateSpec } from "kubernetes-types/core/v1.js";
import type { Manifest } from "../../sourcegraph/targets/kubernetes/manifest.ts";
import { containerFacts, facts, yes } from "./container.ts";
import type { Tree } from "./facts.ts";

type Workload = (Deployment | StatefulSet | DaemonSet | Job) & Manifest;

/** The claims that a StatefulSet gives each of its pods. */
const templatesOf = (workload: Workload): PersistentVolumeClaim[] =>
  workload.kind === "StatefulSet" ? (workload.spec?.volumeClaimTemplates ?? []) : [];

/** What is known of a claim, or of a template of claims. */
export const claimFacts = ({ metadata, spec }: PersistentVolumeClaim): Tree =>
  facts({
    size: spec?.resources?.requests?.storage,
    access: spec?.accessModes?.join(", "),
    // Of its labels only the one by which a tool might choose what to delete.
    labels: facts({ deploy: metadata?.labels?.deploy }),
    annotations: metadata?.annotations,
  });

function podFacts(template: PodTemplateSpec, templates: readonly string[]): Record<string, Tree | undefined> {
  const spec = template.spec!;
  const { fsGroup, fsGroupChangePolicy, runAsNonRoot, seccompProfile } = spec.securityContext ?? {};
  const named = (kind: string, containers = spec.containers) =>
    Object.fromEntries(containers.map((each) => [`${kind} ${each.name}`, containerFacts(spec, templates, each)]));
  const checksums = Object.keys(template.metadata?.annotations ?? {});
  return {
    "pod labels": template.metadata?.labels,
    "pod annotations": Object.fromEntries(checksums.map((name) => [name, "of its files"])),
    grace: `${spec.terminationGracePeriodSeconds ?? 30}s`,
    account: spec.serviceAccountName ?? "default",
    "account's token": yes(spec.automountServiceAccountToken ?? true),
    "node's processes": yes(spec.hostPID),
    "file group": fsGroup === undefined ? undefined : String(fsGroup),
    "file group set": fsGroupChangePolicy,
    "not root": yes(runAsNonRoot),
    seccomp: seccompProfile?.type ?? "none",
    "kept apart": spec.topologySpreadConstraints?.map(({ topologyKey }) => topologyKey.split("/")[1]).join(", "),
    "volume names": [...templates, ...(spec.volumes ?? []).map(({ name }) => name)].sort().join(", ") || undefined,
    restart: spec.restartPolicy,
    ...named("init container", spec.initContainers ?? []),
    ...named("container"),
  };
}

function updateFacts(workload: Workload): Record<string, string | undefined> {
  switch (workload.kind) {
    case "Deployment": {
      const { type, rollingUpdate } = workload.spec!.strategy!;
      return {
        "ready after": `${workload.spec!.minReadySeconds ?? 0}s`,
        "progress deadline": `${workload.spec!.progressDeadlineSeconds ?? 600}s`,
        update: type,
        surge: rollingUpdate && String(rollingUpdate.maxSurge),
        unavailable: rollingUpdate && String(rollingUpdate.maxUnavailable),
      };
    }
    case "StatefulSet":
      return { "ready after": `${workload.spec!.minReadySeconds ?? 0}s`, update: workload.spec!.updateStrategy!.type };
    case "DaemonSet":
      return { update: workload.spec!.updateStrategy?.type ?? "RollingUpdate" };
    default:
      return {};
  }
}

const retryFacts = ({ spec }: Job): Record<string, string | undefined> => ({
  retries: String(spec!.backoffLimit),
  "not counted as retries": spec!.podFailurePolicy?.rules
    .flatMap(({ action, onPodConditions = [] }) => (action === "Ignore" ? onPodConditions.map(({ type }) => type) : []))
    .join(", "),
});

function replicasOf(workload: Workload): string | undefined {
  if (workload.kind === "Job") return undefined;
  return workload.kind === "DaemonSet" ? "one on each node" : String((workload as StatefulSet).spec?.replicas);
}

/** What is known of a workload. `home`: the namespace of those that need no rights on nodes. */
export function workloadFacts(workload: Workload, home: string): Record<string, Tree | undefined> {
  const templates = templatesOf(workload);
  const spec = workload.spec!;
  return {
    workload: `${workload.kind} ${workload.metadata.name}`,
    installed: "always",
    namespace: workload.metadata.namespace === home ? "everyone's" : "one for what reads nodes",
    replicas: replicasOf(workload),
    ...(workload.kind === "Job" && retryFacts(workload)),
    revisions: "revisionHistoryLimit" in spec ? String(spec.revisionHistoryLimit) : undefined,
    ...updateFacts(workload),
    "service name": workload.kind === "StatefulSet" ? workload.spec!.serviceName : undefined,
    selector: spec.selector?.matchLabels,
    ...podFacts(
      spec.template!,
      templates.map(({ metadata }) => metadata!.name!),
    ),
    ...Object.fromEntries(templates.map((each) => [`claim template ${each.metadata!.name}`, claimFacts(each)])),
  };
}
