import type { DeploymentStrategy } from "kubernetes-types/apps/v1.js";
import { type Deployment, replicasOf } from "../../deployment.ts";
import { nodeNamespace } from "../../derive/configuration.ts";
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

/** The name of what runs once for each version: a Job can't be changed, so each version has its own. */
const jobName = ({ version }: Deployment, { name }: Service): string =>
  `${name}-${version.version.replaceAll(".", "-")}`;

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
    case "job":
      return {
        apiVersion: "batch/v1",
        kind: "Job",
        metadata: { ...metadata, name: jobName(deployment, service) },
        spec: { backoffLimit: 10, template },
      };
  }
}
