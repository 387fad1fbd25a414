import { CustomResource } from "@pulumi/kubernetes/apiextensions/customResource.js";
import { DaemonSet } from "@pulumi/kubernetes/apps/v1/daemonSet.js";
import { Deployment } from "@pulumi/kubernetes/apps/v1/deployment.js";
import { StatefulSet } from "@pulumi/kubernetes/apps/v1/statefulSet.js";
import { Job } from "@pulumi/kubernetes/batch/v1/job.js";
import { ConfigMap } from "@pulumi/kubernetes/core/v1/configMap.js";
import { Namespace } from "@pulumi/kubernetes/core/v1/namespace.js";
import { PersistentVolumeClaim } from "@pulumi/kubernetes/core/v1/persistentVolumeClaim.js";
import { Service } from "@pulumi/kubernetes/core/v1/service.js";
import { ServiceAccount } from "@pulumi/kubernetes/core/v1/serviceAccount.js";
import { Ingress } from "@pulumi/kubernetes/networking/v1/ingress.js";
import { NetworkPolicy } from "@pulumi/kubernetes/networking/v1/networkPolicy.js";
import { PodDisruptionBudget } from "@pulumi/kubernetes/policy/v1/podDisruptionBudget.js";
import { Role } from "@pulumi/kubernetes/rbac/v1/role.js";
import { RoleBinding } from "@pulumi/kubernetes/rbac/v1/roleBinding.js";
import type { CustomResourceOptions, Resource } from "@pulumi/pulumi";
import type { Kind, Manifest } from "../sourcegraph/targets/kubernetes/manifest.ts";

type Constructor = new (name: string, args: never, options: CustomResourceOptions) => Resource;

/** The resource of each kind of object. */
const resources: Readonly<Record<Kind, Constructor>> = {
  BackendConfig: CustomResource,
  ConfigMap,
  DaemonSet,
  Deployment,
  FrontendConfig: CustomResource,
  Ingress,
  Job,
  Namespace,
  NetworkPolicy,
  PersistentVolumeClaim,
  PodDisruptionBudget,
  Role,
  RoleBinding,
  Service,
  ServiceAccount,
  StatefulSet,
};

/** Told to the provider: a Service is there before the pods behind it are, and is not to wait for them. */
const notWaitedFor = { "pulumi.com/skipAwait": "true" };

/** Makes an object of Kubernetes a resource. */
export function objectResource(name: string, manifest: Manifest, options: CustomResourceOptions): Resource {
  const { kind, metadata } = manifest;
  const object =
    kind === "Service"
      ? { ...manifest, metadata: { ...metadata, annotations: { ...metadata.annotations, ...notWaitedFor } } }
      : manifest;
  return new resources[kind!](name, object as never, options);
}
