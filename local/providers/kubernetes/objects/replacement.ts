import type { Properties } from "../../grpc/values.ts";
import { isOn } from "./annotations.ts";
import type { Change } from "./difference.ts";
import { metadataOf } from "./identity.ts";
import { type Path, readPath, valueAt, writePath } from "./paths.ts";

/** What the provider's configuration says about objects that are replaced when their data change. */
export interface Mutability {
  configMaps: boolean;
  secrets: boolean;
}

/** Of a container, everything but its name replaces the pod. */
const containerMembers = [
  ..."args command env image imagePullPolicy lifecycle livenessProbe ports readinessProbe resources".split(" "),
  ..."securityContext stdin stdinOnce terminationMessagePath terminationMessagePolicy tty volumeDevices".split(" "),
  ..."volumeMounts workingDir".split(" "),
];

const podMembers = [
  ..."affinity automountServiceAccountToken dnsConfig dnsPolicy enableServiceLinks hostAliases hostIPC".split(" "),
  ..."hostNetwork hostPID hostname imagePullSecrets nodeName nodeSelector overhead preemptionPolicy".split(" "),
  ..."priority priorityClassName readinessGates restartPolicy runtimeClassName schedulerName".split(" "),
  ..."securityContext serviceAccount serviceAccountName shareProcessNamespace subdomain".split(" "),
  ..."terminationGracePeriodSeconds volumes".split(" "),
];

const volumeSources = [
  ..."awsElasticBlockStore azureDisk azureFile cephfs cinder csi fc flexVolume flocker".split(" "),
  ..."gcePersistentDisk glusterfs hostPath iscsi local nfs photonPersistentDisk portworxVolume".split(" "),
  ..."quobyte rbd scaleIO storageos vsphereVolume".split(" "),
];

const inSpec = (members: string[]) => members.map((member) => `spec.${member}`);
const statefulSetMembers = "podManagementPolicy revisionHistoryLimit selector serviceName volumeClaimTemplates";

/** What can't be changed in an object, as the official provider has it (provider/pkg/provider/diff.go). */
const fixed: Record<string, string[]> = {
  "apps/v1 DaemonSet": ["spec.selector"],
  "apps/v1 Deployment": ["spec.selector"],
  "apps/v1 StatefulSet": inSpec(statefulSetMembers.split(" ")),
  "batch/v1 Job": inSpec(["completions", "parallelism", "selector", "template"]),
  "policy/v1beta1 PodDisruptionBudget": ["spec"],
  "rbac.authorization.k8s.io/v1 ClusterRoleBinding": ["roleRef"],
  "rbac.authorization.k8s.io/v1 RoleBinding": ["roleRef"],
  "storage.k8s.io/v1 StorageClass": ["parameters", "provisioner"],
  "v1 PersistentVolume": inSpec(volumeSources),
  "v1 PersistentVolumeClaim": inSpec(["accessModes", "selector", "storageClassName", "volumeName"]),
  "v1 Pod": [
    ...inSpec(podMembers),
    ...["containers", "initContainers"].flatMap((list) => containerMembers.map((each) => `spec.${list}[*].${each}`)),
  ],
  "v1 ResourceQuota": ["spec.scopes"],
  "v1 Secret": ["type"],
  "v1 Service": ["spec.clusterIP"],
};

/** Where a change of an object needs a new one. */
function fixedPaths(object: Properties, mutability: Mutability): Path[] {
  const type = `${object.apiVersion} ${object.kind}`;
  const always = ["metadata.name", "metadata.namespace"];
  const immutable = object.immutable === true;
  const data =
    type === "v1 ConfigMap" && (immutable || !mutability.configMaps)
      ? ["binaryData", "data"]
      : type === "v1 Secret" && (immutable || !mutability.secrets)
        ? ["data", "stringData"]
        : [];
  return [...always, ...data, ...(fixed[type] ?? [])].map(readPath);
}

const meets = (part: string | number, other: string | number) => part === other || part === "*" || other === "*";

/** Whether a change is at, below or around a path. Around it counts if what is added or removed reaches it. */
function touches(change: Change, path: Path): boolean {
  const shared = Math.min(change.path.length, path.length);
  for (let index = 0; index < shared; index++) if (!meets(change.path[index]!, path[index]!)) return false;
  const rest = path.slice(change.path.length);
  return rest.length === 0 || reaches(change.before, rest) || reaches(change.after, rest);
}

function reaches(value: unknown, path: Path): boolean {
  const [part, ...rest] = path;
  if (part === undefined) return value !== undefined;
  if (part === "*") return Array.isArray(value) && value.some((each) => reaches(each, rest));
  return reaches(valueAt(value, [part]), rest);
}

/** The changes that need a new object. `object`: the inputs now. */
export function replacing(changes: Change[], object: Properties, mutability: Mutability): Change[] {
  const paths = fixedPaths(object, mutability);
  return changes.filter((change) => paths.some((path) => touches(change, path)));
}

/**
 * Whether a replacement must wait until the old object is gone: the new one has the same place and a name that was given.
 * `live`: the old object.
 */
export function deletesFirst(inputs: Properties, live: Properties): boolean {
  const [wanted, there] = [metadataOf(inputs), metadataOf(live)];
  const named = wanted.name !== undefined && !isOn(inputs, "autonamed");
  return named && wanted.name === there.name && (wanted.namespace ?? "") === (there.namespace ?? "");
}

/** A change as the engine takes it. */
export const written = (change: Change, replace: boolean) => ({
  path: writePath(change.path),
  kind: change.kind,
  replace,
});
