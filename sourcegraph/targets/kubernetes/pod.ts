import type { PodSpec, PodTemplateSpec, Volume as VolumeSpec } from "kubernetes-types/core/v1.js";
import { type Deployment, isScalable } from "../../deployment.ts";
import { checksumsOf } from "../../derive/configuration.ts";
import { kubernetesMemory } from "../../model/quantity.ts";
import type { Service } from "../../model/service.ts";
import type { Volume } from "../../model/volume.ts";
import { claimNames } from "./claims.ts";
import { containerOf } from "./container.ts";
import { labelsOf, selectorOf } from "./manifest.ts";

/** A volume of a pod; undefined for those that a StatefulSet gives each of its pods. */
function volumeOf(service: Service, name: string, volume: Volume): VolumeSpec | undefined {
  switch (volume.kind) {
    case "claim":
      if (volume.perReplica && service.workload.kind === "statefulset") return undefined;
      return { name, persistentVolumeClaim: { claimName: claimNames(service, volume, 1)[0]! } };
    case "configuration":
      return { name, configMap: { name: volume.name, defaultMode: 0o444 } };
    case "scratch":
      return { name, emptyDir: volume.memory ? { medium: "Memory", sizeLimit: kubernetesMemory(volume.memory) } : {} };
    case "host":
      return { name, hostPath: { path: volume.path } };
  }
}

/**
 * Replicas keep apart, as far as there is room: from the same node first, then from the same zone. Said of a single one
 * too, so that a second one doesn't change, and so restart, the first.
 */
function spreadOf(service: Service): Pick<PodSpec, "topologySpreadConstraints"> {
  if (!isScalable(service)) return {};
  return {
    topologySpreadConstraints: ["kubernetes.io/hostname", "topology.kubernetes.io/zone"].map((topologyKey) => ({
      maxSkew: 1,
      topologyKey,
      whenUnsatisfiable: "ScheduleAnyway",
      labelSelector: { matchLabels: selectorOf(service) },
    })),
  };
}

/** What every pod of a service is made from. */
export function podOf(deployment: Deployment, service: Service): PodTemplateSpec {
  const annotations = Object.fromEntries(
    checksumsOf(deployment, "kubernetes", service, Object.values(service.volumes ?? {})).map(([name, checksum]) => [
      `checksum/${name}`,
      checksum,
    ]),
  );
  const { user, group, volumes: owner = group } = service.identity;
  const containers = (map: Service["containers"] | NonNullable<Service["first"]>) =>
    Object.entries(map).map(([name, container]) => containerOf(deployment, service, name, container));
  const volumes = Object.entries((service.volumes ?? {}) as Record<string, Volume>).flatMap(
    ([name, volume]) => volumeOf(service, name, volume) ?? [],
  );
  const watcher = service.name === "prometheus";
  return {
    metadata: {
      labels: { ...labelsOf(service), ...service.labels },
      ...(Object.keys(annotations).length > 0 && { annotations }),
    },
    spec: {
      // Nothing but Prometheus asks the API server anything.
      ...(watcher ? { serviceAccountName: service.name } : { automountServiceAccountToken: false }),
      securityContext: {
        runAsNonRoot: true,
        runAsUser: user,
        runAsGroup: group,
        fsGroup: owner,
        fsGroupChangePolicy: "OnRootMismatch",
        seccompProfile: { type: "RuntimeDefault" },
      },
      ...(service.node?.processes && { hostPID: true }),
      // Each attempt has a pod of its own, so that the logs of one that failed are still there.
      ...(service.workload.kind === "job" && { restartPolicy: "Never" }),
      ...(service.graceSeconds && { terminationGracePeriodSeconds: service.graceSeconds }),
      ...spreadOf(service),
      ...(service.first && { initContainers: containers(service.first) }),
      containers: containers(service.containers),
      ...(volumes.length > 0 && { volumes }),
    },
  };
}
