/** Kinds of Kubernetes itself that live in no namespace; for when the cluster can't be asked. */
const clusterWide = new Set([
  "APIService",
  "CSIDriver",
  "CSINode",
  "CertificateSigningRequest",
  "ClusterRole",
  "ClusterRoleBinding",
  "ClusterTrustBundle",
  "CustomResourceDefinition",
  "DeviceClass",
  "FlowSchema",
  "IPAddress",
  "IngressClass",
  "MutatingAdmissionPolicy",
  "MutatingAdmissionPolicyBinding",
  "MutatingWebhookConfiguration",
  "Namespace",
  "Node",
  "PersistentVolume",
  "PriorityClass",
  "PriorityLevelConfiguration",
  "ResourceSlice",
  "RuntimeClass",
  "ServiceCIDR",
  "StorageClass",
  "ValidatingAdmissionPolicy",
  "ValidatingAdmissionPolicyBinding",
  "ValidatingWebhookConfiguration",
  "VolumeAttachment",
  "VolumeAttributesClass",
]);

/** API groups of Kubernetes itself, besides those without a dot. Projects around it use k8s.io for theirs, too. */
const builtIn = [
  ..."admissionregistration apiextensions apiregistration authentication authorization certificates".split(" "),
  ..."coordination discovery events flowcontrol.apiserver internal.apiserver networking node".split(" "),
  ..."rbac.authorization resource scheduling storage storagemigration".split(" "),
];

/** Whether an API version belongs to Kubernetes itself, so that no program can add a kind to it. */
export function isBuiltIn(apiVersion: string): boolean {
  const [group = "", version] = apiVersion.split("/");
  return version === undefined || !group.includes(".") || builtIn.some((each) => group === `${each}.k8s.io`);
}

/** Whether objects of a kind live in a namespace, where the cluster can't be asked. Custom ones mostly do. */
export const isNamespaced = (apiVersion: string, kind: string): boolean =>
  !isBuiltIn(apiVersion) || !clusterWide.has(kind);
