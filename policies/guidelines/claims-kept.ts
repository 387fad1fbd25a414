import { guideline } from "../guideline.ts";

const claim = {
  type: "kubernetes:core/v1:PersistentVolumeClaim",
  properties: {
    metadata: { name: "data", namespace: "default" },
    spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "10Gi" } } },
  },
} as const;

/** A claim is the data behind it. */
export const claimsKept = guideline({
  id: "claims-kept",
  title: "A claim of a cluster can't be deleted or replaced by an update",
  topic: "update",
  why: "Kubernetes deletes a disk with the claim on it: an update that renames a claim would bring an empty disk and lose the full one.",
  sources: [
    {
      title: "Kubernetes: persistent volumes",
      url: "https://kubernetes.io/docs/concepts/storage/persistent-volumes/",
    },
    { title: "Pulumi: resource option protect", url: "https://www.pulumi.com/docs/iac/concepts/options/protect/" },
  ],
  appliesTo: "persistent volume claims of environments that neither end nor were retired",
  remedy: "Set protect: true on the claim. To make it larger, change its size: that is done in place.",
  check: ({ claims }) =>
    claims
      .filter(({ protected: kept, disposable }) => !kept && !disposable)
      .map(({ place }) => ({
        place,
        found: "a claim that an update may delete",
        allowed: "protect: true, unless the environment ends or was retired",
      })),
  good: {
    says: "A claim that is protected",
    base: "non-production",
    resources: { claim: { ...claim, options: { protect: true } } },
  },
  bad: {
    says: "A claim that an update may replace",
    base: "non-production",
    resources: { claim },
  },
});
