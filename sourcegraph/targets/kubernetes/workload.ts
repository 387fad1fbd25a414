import type { DeploymentStrategy } from "kubernetes-types/apps/v1.js";
import type { JobSpec } from "kubernetes-types/batch/v1.js";
import type { PodTemplateSpec } from "kubernetes-types/core/v1.js";
import { type Deployment, replicasOf } from "../../deployment.ts";
import { fingerprint, nodeNamespace } from "../../derive/configuration.ts";
import type { Service, Workload } from "../../model/service.ts";
import { claimTemplatesOf } from "./claims.ts";
import { labelsOf, type Manifest, selectorOf } from "./manifest.ts";
import { podOf } from "./pod.ts";

/** The namespace of a service's objects. */
export const namespaceOf = (deployment: Deployment, service: Service): string =>
  service.node ? nodeNamespace(deployment) : deployment.namespace;

const strategyOf = ({ update }: Workload & { kind: "deployment" }): DeploymentStrategy =>
  update === "apart"
    ? { type: "Recreate" }
    : { type: "RollingUpdate", rollingUpdate: { maxSurge: update.surge, maxUnavailable: update.unavailable } };

/** How often a Job tries, and what doesn't count as a try. */
const jobSpecOf = (template: PodTemplateSpec): JobSpec => ({
  // With the pauses between them, which double from ten seconds on, the attempts take more than ten minutes.
  backoffLimit: 6,
  // A pod that goes with its node has failed at nothing.
  podFailurePolicy: {
    rules: [{ action: "Ignore", onPodConditions: [{ type: "DisruptionTarget", status: "True" }] }],
  },
  template,
});

/** The name of what runs once: a Job can't be changed, so whatever would change it makes another one. */
const jobName = ({ version }: Deployment, { name }: Service, spec: JobSpec): string =>
  `${name}-${version.version.replaceAll(".", "-")}-${fingerprint(spec, 8)}`;

/** What keeps the replicas of a service running. */
export function workloadOf(deployment: Deployment, service: Service): Manifest {
  const metadata = { name: service.name, namespace: namespaceOf(deployment, service), labels: labelsOf(service) };
  const selector = { matchLabels: selectorOf(service) };
  const template = podOf(deployment, service);
  const replicas = replicasOf(deployment, service, "kubernetes");
  const { workload } = service;
  switch (workload.kind) {
    case "deployment":
      return {
        apiVersion: "apps/v1",
        kind: "Deployment",
        metadata,
        spec: {
          replicas,
          revisionHistoryLimit: 10,
          minReadySeconds: 10,
          selector,
          strategy: strategyOf(workload),
          template,
        },
      };
    case "statefulset": {
      const volumeClaimTemplates = claimTemplatesOf(deployment, service);
      return {
        apiVersion: "apps/v1",
        kind: "StatefulSet",
        metadata,
        spec: {
          replicas,
          revisionHistoryLimit: 10,
          selector,
          serviceName: service.name,
          updateStrategy: { type: "RollingUpdate" },
          template,
          ...(volumeClaimTemplates.length > 0 && { volumeClaimTemplates }),
        },
      };
    }
    case "daemonset":
      return {
        apiVersion: "apps/v1",
        kind: "DaemonSet",
        metadata,
        spec: { revisionHistoryLimit: 10, selector, template },
      };
    case "job": {
      const spec = jobSpecOf(template);
      return {
        apiVersion: "batch/v1",
        kind: "Job",
        metadata: { ...metadata, name: jobName(deployment, service, spec) },
        spec,
      };
    }
  }
}
