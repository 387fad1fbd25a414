import type { Properties } from "../../grpc/values.ts";
import { claim, volume } from "./claims.ts";
import { definition, resourceQuota, secret, waitsFor } from "./others.ts";
import { pod } from "./pods.ts";
import { ingress, service } from "./traffic.ts";
import type { Neighbours, Readiness } from "./verdict.ts";
import { daemonSet, deployment, job, namespace, replicationController, statefulSet } from "./workloads.ts";

/** The kinds whose readiness is awaited, as the official provider does; all others are ready when they are there. */
const kinds: Record<string, Readiness> = {
  "apiextensions.k8s.io/v1 CustomResourceDefinition": definition,
  "apps/v1 DaemonSet": daemonSet,
  "apps/v1 Deployment": deployment,
  "apps/v1 StatefulSet": statefulSet,
  "batch/v1 Job": job,
  "networking.k8s.io/v1 Ingress": ingress,
  "v1 Namespace": namespace,
  "v1 PersistentVolume": volume,
  "v1 PersistentVolumeClaim": claim,
  "v1 Pod": pod,
  "v1 ReplicationController": replicationController,
  "v1 ResourceQuota": resourceQuota,
  "v1 Secret": secret,
  "v1 Service": service,
};

/** How it is told whether an object is ready, or undefined if nothing is to be waited for. */
export const readinessOf = (object: Properties): Readiness | undefined =>
  waitsFor(object) ?? kinds[`${object.apiVersion} ${object.kind}`];

/** Where the neighbours of an object are found. */
export const neighbourTypes: Record<Neighbours, { apiVersion: string; plural: string; namespaced: boolean }> = {
  claims: { apiVersion: "v1", plural: "persistentvolumeclaims", namespaced: true },
  endpointSlices: { apiVersion: "discovery.k8s.io/v1", plural: "endpointslices", namespaced: true },
  events: { apiVersion: "v1", plural: "events", namespaced: true },
  pods: { apiVersion: "v1", plural: "pods", namespaced: true },
  replicaSets: { apiVersion: "apps/v1", plural: "replicasets", namespaced: true },
  services: { apiVersion: "v1", plural: "services", namespaced: true },
  storageClasses: { apiVersion: "storage.k8s.io/v1", plural: "storageclasses", namespaced: false },
};
