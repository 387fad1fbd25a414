import type { PersistentVolumeClaim } from "kubernetes-types/core/v1.js";
import type { Deployment } from "../../deployment.ts";
import { kubernetesDisk } from "../../model/quantity.ts";
import type { Service } from "../../model/service.ts";
import type { Claim } from "../../model/volume.ts";
import type { Manifest } from "./manifest.ts";

/** The names of a claim's objects, which depend on nothing that an update may change. */
export const claimNames = (service: Service, claim: Claim, replicas: number): string[] =>
  claim.perReplica
    ? Array.from({ length: replicas }, (_, ordinal) => `${claim.name}-${service.name}-${ordinal}`)
    : [claim.name];

/** Tells the tools that delete what is no longer listed to leave it: by name, as they have no word in common. */
const kept = {
  "argocd.argoproj.io/sync-options": "Prune=false,Delete=false",
  "helm.sh/resource-policy": "keep",
  "kustomize.toolkit.fluxcd.io/prune": "disabled",
};

const specOf = ({ storageClass }: Deployment, { size }: Claim) => ({
  accessModes: ["ReadWriteOnce"],
  ...(storageClass && { storageClassName: storageClass }),
  resources: { requests: { storage: kubernetesDisk(size) } },
});

// Without the label by which `kubectl apply --prune` selects: a claim that is no longer listed stays.
const labelsOfClaim = ({ name }: Service) => ({ app: name, "app.kubernetes.io/component": name });

/** The claims of a service that are objects of their own. */
export function claimsOf(deployment: Deployment, service: Service): Manifest[] {
  return Object.values(service.volumes ?? {}).flatMap((volume) => {
    if (volume.kind !== "claim" || (volume.perReplica && service.workload.kind === "statefulset")) return [];
    return claimNames(service, volume, 1).map(
      (name): Manifest => ({
        apiVersion: "v1",
        kind: "PersistentVolumeClaim",
        metadata: { name, namespace: deployment.namespace, labels: labelsOfClaim(service), annotations: kept },
        spec: specOf(deployment, volume),
      }),
    );
  });
}

/** What a StatefulSet makes the claims of its pods from. It can't be changed once the StatefulSet is there. */
export function claimTemplatesOf(deployment: Deployment, service: Service): PersistentVolumeClaim[] {
  return Object.values(service.volumes ?? {}).flatMap((volume) =>
    volume.kind === "claim" && volume.perReplica
      ? [
          {
            apiVersion: "v1" as const,
            kind: "PersistentVolumeClaim" as const,
            metadata: { name: volume.name, ...(volume.templateLabels && { labels: { ...volume.templateLabels } }) },
            spec: specOf(deployment, volume),
          },
        ]
      : [],
  );
}
