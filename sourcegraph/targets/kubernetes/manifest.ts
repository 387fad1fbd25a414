import type { DaemonSet, Deployment as DeploymentObject, StatefulSet } from "kubernetes-types/apps/v1.js";
import type { Job } from "kubernetes-types/batch/v1.js";
import type {
  ConfigMap,
  Namespace,
  PersistentVolumeClaim,
  ServiceAccount,
  Service as ServiceObject,
} from "kubernetes-types/core/v1.js";
import type { Ingress, NetworkPolicy } from "kubernetes-types/networking/v1.js";
import type { PodDisruptionBudget } from "kubernetes-types/policy/v1.js";
import type { Role, RoleBinding } from "kubernetes-types/rbac/v1.js";
import type { Service } from "../../model/service.ts";

/** What only GKE has: how its load balancer treats a Service or an Ingress. */
export interface GkeConfiguration {
  readonly apiVersion: "cloud.google.com/v1" | "networking.gke.io/v1beta1";
  readonly kind: "BackendConfig" | "FrontendConfig";
  readonly metadata: { name: string; namespace: string; labels: Record<string, string> };
  readonly spec: object;
}

type Named<T> = T & { metadata: { name: string; namespace?: string } };

/** An object of Kubernetes, as plain data. */
export type Manifest = Named<
  | Namespace
  | ServiceAccount
  | Role
  | RoleBinding
  | ConfigMap
  | PersistentVolumeClaim
  | ServiceObject
  | DeploymentObject
  | StatefulSet
  | DaemonSet
  | Job
  | PodDisruptionBudget
  | NetworkPolicy
  | Ingress
  | GkeConfiguration
>;

/** The kinds of object that a deployment is made of. */
export type Kind = NonNullable<Manifest["kind"]>;

/** An object, with what a reader must know of it besides what holds for all of its kind. */
export interface Commented {
  readonly comment?: string;
  readonly manifest: Manifest;
}

/** Objects that belong together, in the order in which they are made. */
export interface Group {
  /** The service's name, or what they are. */
  readonly name: string;
  /** For a reader, at the head of the file. */
  readonly comment: string;
  readonly objects: readonly Commented[];
  /** The names of groups that must be ready first. */
  readonly after: readonly string[];
}

/** The label by which everything of an installation is found. */
export const installationLabel = { deploy: "sourcegraph" } as const;

/** The label by which a service's pods are selected. Selectors can't be changed, so it stays as it is. */
export const selectorOf = ({ name }: Service): Record<string, string> => ({ app: name });

/** The labels of a service's objects. */
export const labelsOf = ({ name }: Service): Record<string, string> => ({
  app: name,
  "app.kubernetes.io/component": name,
  ...installationLabel,
});
