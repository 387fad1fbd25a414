import type { Container, ContainerPort, EnvVar, PodSpec, Probe, VolumeMount } from "kubernetes-types/core/v1.js";
import type { Tree } from "./facts.ts";

/** Names for facts; those that are undefined or hold nothing are left out. */
export function facts(given: Readonly<Record<string, Tree | undefined>>): { [name: string]: Tree } {
  const holds = (tree: Tree | undefined) =>
    tree !== undefined && (typeof tree !== "object" || Object.keys(tree).length > 0);
  return Object.fromEntries(Object.entries(given).filter(([, tree]) => holds(tree))) as { [name: string]: Tree };
}

/** Whether something is so, in a word. */
export const yes = (is: boolean | undefined): string => (is ? "yes" : "no");

/** Arguments by name: "--config=file" and "--config file" alike, "run" for itself. */
export function argumentsByName(list: readonly string[]): Record<string, string> {
  const named: Record<string, string> = {};
  for (let at = 0; at < list.length; at++) {
    const [, name, value] = /^(--?[^=]+)=(.*)$/.exec(list[at]!) ?? [];
    const next = list[at + 1];
    if (name !== undefined) named[name] = value!;
    else if (list[at]!.startsWith("--") && next !== undefined && !next.startsWith("--")) named[list[at++]!] = next;
    else named[list[at]!] = "yes";
  }
  return named;
}

/** Names of ports as their numbers. */
export type PortNumbers = Readonly<Record<string, number>>;

/** The names that a pod gives its ports. */
export const portNumbers = (spec: PodSpec): PortNumbers =>
  Object.fromEntries(
    spec.containers.flatMap(({ ports = [] }) => ports.map(({ name = "", containerPort }) => [name, containerPort])),
  );

const number = (port: number | string, numbers: PortNumbers) => String(numbers[port] ?? port);

function checkOf({ httpGet, tcpSocket, exec }: Probe, numbers: PortNumbers): string {
  if (httpGet) return `GET ${httpGet.path ?? "/"} at ${number(httpGet.port, numbers)}`;
  if (tcpSocket) return `connection to ${number(tcpSocket.port, numbers)}`;
  return exec!.command!.join(" ");
}

// The cluster's own defaults, as what is left out means them.
const probeFacts = (probe: Probe | undefined, numbers: PortNumbers) =>
  probe && {
    check: checkOf(probe, numbers),
    delay: `${probe.initialDelaySeconds ?? 0}s`,
    period: `${probe.periodSeconds ?? 10}s`,
    timeout: `${probe.timeoutSeconds ?? 1}s`,
    failures: String(probe.failureThreshold ?? 3),
  };

function variable({ value, valueFrom }: EnvVar): string {
  if (valueFrom?.secretKeyRef) return `(Secret ${valueFrom.secretKeyRef.name}, ${valueFrom.secretKeyRef.key})`;
  if (valueFrom?.fieldRef) return `(field ${valueFrom.fieldRef.fieldPath})`;
  return value ?? "";
}

/** A list of services to look into as facts by name; any other value as it is. */
export function lookedInto(value: string): Tree {
  if (!value.startsWith("[{")) return value;
  const list = JSON.parse(value) as { name: string; host: string; defaultPath?: string }[];
  return Object.fromEntries(
    list.map(({ name, host, defaultPath }) => [name, facts({ host, path: defaultPath })] as const),
  );
}

const amounts = (given: Readonly<Record<string, unknown>> = {}): Record<string, string> =>
  Object.fromEntries(Object.entries(given).map(([name, value]) => [name.replace("-", " "), String(value)]));

const octal = (mode: number) => `0${mode.toString(8)}`;

/** What is mounted, which says more than the name that the pod has for it. */
function mountFacts(spec: PodSpec, templates: readonly string[], mount: VolumeMount): Tree {
  const volume = spec.volumes?.find(({ name }) => name === mount.name);
  const what = templates.includes(mount.name)
    ? `claim template ${mount.name}`
    : volume?.persistentVolumeClaim
      ? `claim ${volume.persistentVolumeClaim.claimName}`
      : volume?.configMap
        ? `ConfigMap ${volume.configMap.name}`
        : volume?.hostPath
          ? `the node's ${volume.hostPath.path}`
          : volume?.emptyDir?.medium === "Memory"
            ? "memory"
            : "scratch";
  return facts({
    volume: what,
    "read only": yes(mount.readOnly),
    mode: volume?.configMap && octal(volume.configMap.defaultMode ?? 0o644),
    size: volume?.emptyDir?.sizeLimit,
    propagation: mount.mountPropagation ?? "None",
  });
}

const portFacts = (ports: readonly ContainerPort[] = []) =>
  Object.fromEntries(ports.map(({ name, containerPort }) => [name ?? "none", String(containerPort)]));

/** What is known of a container. `templates`: the names of its pod's claim templates. */
export function containerFacts(spec: PodSpec, templates: readonly string[], container: Container): Tree {
  const numbers = portNumbers(spec);
  const own = container.securityContext;
  const user = own?.runAsUser ?? spec.securityContext?.runAsUser;
  const group = own?.runAsGroup ?? spec.securityContext?.runAsGroup;
  return facts({
    image: container.image,
    command: container.command?.join(" "),
    args: container.args && argumentsByName(container.args),
    ports: portFacts(container.ports),
    env: Object.fromEntries((container.env ?? []).map((each) => [each.name, lookedInto(variable(each))])),
    "env from": container.envFrom?.map(({ configMapRef }) => `ConfigMap ${configMapRef?.name}`).join(", "),
    requests: amounts(container.resources?.requests),
    limits: amounts(container.resources?.limits),
    startup: probeFacts(container.startupProbe, numbers),
    readiness: probeFacts(container.readinessProbe, numbers),
    liveness: probeFacts(container.livenessProbe, numbers),
    user: String(user ?? "the image's"),
    group: String(group ?? "the image's"),
    security: {
      "privilege escalation": yes(own?.allowPrivilegeEscalation ?? true),
      "capabilities dropped": own?.capabilities?.drop?.join(", ") ?? "none",
      "read-only root": yes(own?.readOnlyRootFilesystem),
    },
    "termination message": container.terminationMessagePolicy ?? "File",
    "termination path": container.terminationMessagePath ?? "/dev/termination-log",
    mounts: Object.fromEntries(
      (container.volumeMounts ?? []).map((mount) => [mount.mountPath, mountFacts(spec, templates, mount)]),
    ),
  });
}
