import type {
  Container as ContainerSpec,
  EnvVar,
  Probe as ProbeSpec,
  SecurityContext,
  VolumeMount,
} from "kubernetes-types/core/v1.js";
import type { Deployment } from "../../deployment.ts";
import { environmentOf, podNameReference } from "../../derive/environment.ts";
import type { Container, Mount } from "../../model/container.ts";
import type { Check, Probe } from "../../model/probe.ts";
import { kubernetesCpu, kubernetesMemory } from "../../model/quantity.ts";
import type { Service } from "../../model/service.ts";
import type { Secret } from "../../model/value.ts";
import { imageReference } from "../../versions/version.ts";

/** What the restricted Pod Security Standard asks of every container. */
const restricted: SecurityContext = { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } };

function checkOf(check: Check): Pick<ProbeSpec, "httpGet" | "tcpSocket" | "exec"> {
  switch (check.kind) {
    case "http":
      return { httpGet: { path: check.path, port: check.port } };
    case "tcp":
      return { tcpSocket: { port: check.port } };
    case "command":
      return { exec: { command: [...check.command] } };
  }
}

const probeOf = ({ check, period = 10, timeout = 5, failures = 3 }: Probe): ProbeSpec => ({
  ...checkOf(check),
  periodSeconds: period,
  timeoutSeconds: timeout,
  failureThreshold: failures,
});

const variableOf = ([name, value]: [string, string | Secret]): EnvVar =>
  typeof value === "string"
    ? { name, value }
    : { name, valueFrom: { secretKeyRef: { name: value.name, key: value.key } } };

/** What the reference to the pod's name resolves to; it must come before whatever refers to it. */
const podName: EnvVar = { name: "POD_NAME", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } };

function mountOf([name, mount]: [string, string | Mount]): VolumeMount {
  if (typeof mount === "string") return { name, mountPath: mount };
  return { name, mountPath: mount.path, ...(mount.readOnly && { readOnly: true }) };
}

/** A container of a pod. */
export function containerOf(
  deployment: Deployment,
  service: Service,
  name: string,
  container: Container,
): ContainerSpec {
  const { size, version, registry } = deployment;
  const { cpu, memory, scratch } = container.resources;
  const variables = environmentOf(deployment, "kubernetes", service, container);
  const named = Object.values(variables).some((value) => typeof value === "string" && value.includes(podNameReference));
  const environment = [...(named ? [podName] : []), ...Object.entries(variables).map(variableOf)];
  const ports = Object.entries(container.ports as Record<string, number>);
  const mounts = Object.entries((container.mounts ?? {}) as Record<string, string | Mount>).map(mountOf);
  const amounts = (which: "request" | "limit") => ({
    cpu: kubernetesCpu(cpu[which][size]),
    memory: kubernetesMemory(memory[which][size]),
    ...(scratch && { "ephemeral-storage": kubernetesMemory(scratch[which][size]) }),
  });
  return {
    name,
    image: imageReference(version, container.image, registry),
    ...(container.command && { command: [...container.command] }),
    ...(container.arguments && { args: [...container.arguments] }),
    ...(environment.length > 0 && { env: environment }),
    ...(ports.length > 0 && { ports: ports.map(([port, number]) => ({ name: port, containerPort: number })) }),
    resources: { requests: amounts("request"), limits: amounts("limit") },
    ...(container.probes?.startup && { startupProbe: probeOf(container.probes.startup) }),
    ...(container.probes?.readiness && { readinessProbe: probeOf(container.probes.readiness) }),
    ...(container.probes?.liveness && { livenessProbe: probeOf(container.probes.liveness) }),
    securityContext: service.node ? { ...restricted, readOnlyRootFilesystem: true } : restricted,
    terminationMessagePolicy: "FallbackToLogsOnError",
    ...(mounts.length > 0 && { volumeMounts: mounts }),
  };
}
