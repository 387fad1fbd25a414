import { type Deployment, replicasOf, serviceNamed } from "../../deployment.ts";
import { composeName } from "../../derive/addressing.ts";
import { checksumsOf } from "../../derive/configuration.ts";
import { environmentOf, ordinalsOf } from "../../derive/environment.ts";
import { cpusOnMachine } from "../../derive/machine.ts";
import type { Container, Mount } from "../../model/container.ts";
import type { Check, Probe } from "../../model/probe.ts";
import { composeCpu, dockerMemory } from "../../model/quantity.ts";
import type { Service } from "../../model/service.ts";
import { type Secret, secretVariable } from "../../model/value.ts";
import type { Volume } from "../../model/volume.ts";
import { imageReference } from "../../versions/version.ts";

/** A service of a Compose file, as plain data. */
export interface ComposeService {
  image: string;
  [key: string]: unknown;
}

// In a Compose file a dollar sign begins a variable unless it is doubled.
const literal = (text: string) => text.replaceAll("$", "$$$$");

/** How a missing credential is reported, before anything is started. */
export const missing = "run sgdist render, which makes the credentials once and keeps them in .env";

const variableOf = (value: string | Secret): string =>
  typeof value === "string" ? literal(value) : `\${${secretVariable(value)}:?${missing}}`;

/** A check that Docker makes inside the container, with what Sourcegraph's images have. */
function testOf(container: Container, check: Check): string[] {
  if (check.kind === "command") return ["CMD", ...check.command.map(literal)];
  const number = (container.ports as Record<string, number>)[check.port]!;
  if (check.kind === "tcp") return ["CMD-SHELL", `nc -z 127.0.0.1 ${number} || exit 1`];
  return ["CMD-SHELL", `wget -q 'http://127.0.0.1:${number}${check.path}' -O /dev/null || exit 1`];
}

function healthOf(container: Container): Record<string, unknown> | undefined {
  const { probes = {}, compose = {} } = container;
  const probe: Probe | undefined = probes.readiness ?? probes.liveness;
  const { health } = compose;
  if ((health && "none" in health) || (!probe && !health)) return undefined;
  const { period = 10, timeout = 5, failures = 3 } = probe ?? {};
  const { startup } = probes;
  return {
    test: health ? [...health] : testOf(container, probe!.check),
    interval: `${period}s`,
    timeout: `${timeout}s`,
    retries: failures,
    ...(startup && { start_period: `${(startup.period ?? 10) * (startup.failures ?? 3)}s` }),
  };
}

function mountOf(ordinal: number, volume: Volume, given: string | Mount): Record<string, unknown> | undefined {
  const { path, composePath, readOnly }: Mount = typeof given === "string" ? { path: given } : given;
  const target = composePath ?? path;
  switch (volume.kind) {
    case "claim":
      return { type: "volume", source: volume.compose(ordinal), target };
    case "configuration":
      return { type: "bind", source: `./${volume.name}`, target, read_only: true, bind: { create_host_path: false } };
    case "host":
      return {
        type: "bind",
        source: volume.path,
        target,
        ...(readOnly && { read_only: true }),
        ...(volume.file && { bind: { create_host_path: false } }),
      };
    case "scratch":
      // Shared memory is a setting of its own.
      return volume.memory ? undefined : { type: "tmpfs", target };
  }
}

/** Whether a service is waited for until it is well, or until it has ended well. */
const conditionOf = ({ workload }: Service) =>
  workload.kind === "job" ? "service_completed_successfully" : "service_healthy";

function dependenciesOf(deployment: Deployment, service: Service): Record<string, { condition: string }> {
  return Object.fromEntries(
    (service.after ?? []).flatMap((name) => {
      const other = serviceNamed(deployment, name);
      const [container, spec] = Object.entries(other.containers)[0]!;
      return ordinalsOf(deployment, other, "compose").map((ordinal) => [
        composeName(container, spec, ordinal),
        { condition: conditionOf(other) },
      ]);
    }),
  );
}

/** The names by which all replicas of a service are found together, where they aren't the container's own. */
function aliasesOf(service: Service, name: string, container: Container, ordinal: number): string[] {
  // Without numbers the others answer to the first one's name as well.
  if (!container.compose?.numbered) return ordinal > 0 ? [composeName(name, container, 0)] : [];
  return Object.entries(service.entrances ?? {}).flatMap(([entrance, { ports }]) =>
    Object.keys(ports).some((port) => port in container.ports) ? [entrance] : [],
  );
}

/** A container of a replica, as Compose runs it. */
export function composeServiceOf(
  deployment: Deployment,
  service: Service,
  name: string,
  container: Container,
  ordinal: number,
): ComposeService {
  const { size, version, registry } = deployment;
  const { memory } = container.resources;
  const variables = environmentOf(deployment, "compose", service, container, ordinal);
  const volumes = (service.volumes ?? {}) as Record<string, Volume>;
  const mounts = Object.entries((container.mounts ?? {}) as Record<string, string | Mount>);
  const shared = mounts
    .map(([volume]) => volumes[volume]!)
    .find((volume) => volume.kind === "scratch" && volume.memory);
  const bound = mounts.flatMap(([volume, mount]) => mountOf(ordinal, volumes[volume]!, mount) ?? []);
  const checksums = checksumsOf(
    deployment,
    "compose",
    service,
    mounts.map(([volume]) => volumes[volume]!),
  );
  const main = Object.keys(service.containers)[0] === name;
  const dependencies = main ? dependenciesOf(deployment, service) : {};
  const health = healthOf(container);
  const ports = Object.entries((main ? (service.published ?? {}) : {}) as Record<string, readonly number[]>);
  const aliases = aliasesOf(service, name, container, ordinal);
  return {
    image: imageReference(version, container.image, registry),
    ...(container.command && { entrypoint: container.command.map(literal) }),
    ...(container.arguments && { command: container.arguments.map(literal) }),
    hostname: composeName(name, container, ordinal),
    restart: service.workload.kind === "job" ? "on-failure" : "always",
    cpus: Number(composeCpu(cpusOnMachine(container, size))),
    mem_limit: dockerMemory(memory.limit[size]),
    ...(shared?.kind === "scratch" && { shm_size: dockerMemory(shared.memory!) }),
    ...(service.graceSeconds && main && { stop_grace_period: `${service.graceSeconds}s` }),
    ...(service.node?.processes && { pid: "host" }),
    security_opt: ["no-new-privileges:true"],
    ...(Object.keys(variables).length > 0 && {
      environment: Object.fromEntries(Object.entries(variables).map(([key, value]) => [key, variableOf(value)])),
    }),
    ...(ports.length > 0 && {
      ports: ports.flatMap(([port, numbers]) =>
        numbers.map((published) => ({
          target: (container.ports as Record<string, number>)[port]!,
          published: String(published),
        })),
      ),
    }),
    ...(bound.length > 0 && { volumes: bound }),
    // Compose looks at no file that is mounted, but replaces a container whose labels change.
    ...(checksums.length > 0 && {
      labels: Object.fromEntries(checksums.map(([each, sum]) => [`com.sourcegraph.configuration.${each}`, sum])),
    }),
    ...(health && { healthcheck: health }),
    ...(Object.keys(dependencies).length > 0 && { depends_on: dependencies }),
    networks: { sourcegraph: aliases.length > 0 ? { aliases } : {} },
  };
}

/** The named volumes of a service. */
export const volumesOf = (deployment: Deployment, service: Service): string[] =>
  Object.values(service.volumes ?? {}).flatMap((volume) =>
    volume.kind === "claim"
      ? Array.from({ length: volume.perReplica ? replicasOf(deployment, service, "compose") : 1 }, (_, ordinal) =>
          volume.compose(ordinal),
        )
      : [],
  );
