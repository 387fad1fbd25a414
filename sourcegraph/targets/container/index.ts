import type { Deployment } from "../../deployment.ts";
import { containerMemory, machineCpus } from "../../derive/machine.ts";
import { composeCpu, dockerMemory } from "../../model/quantity.ts";
import { imageReference } from "../../versions/version.ts";
import { comment } from "../../yaml.ts";
import type { RenderedFile, Target } from "../target.ts";

/** The one container that holds every service, as plain data. */
export interface ContainerUnit {
  readonly name: string;
  readonly image: string;
  /** Ports of the machine, each with the address it is served at, by the container's port. */
  readonly ports: readonly { address: string; published: number; target: number; what: string }[];
  /** Volumes by name, with where they are mounted. */
  readonly volumes: readonly { name: string; path: string; what: string }[];
  readonly cpus: string;
  readonly memory: string;
  /** Seconds that its databases are given to end. */
  readonly graceSeconds: number;
  /** What tells whether it is well, and the seconds that it may take to start. */
  readonly health: { readonly command: string; readonly startSeconds: number };
}

/** The single container of a version. */
export const containerUnit = ({ version, size, registry }: Deployment): ContainerUnit => ({
  name: "sourcegraph",
  image: imageReference(version, "server", registry),
  ports: [
    { address: "0.0.0.0", published: 7080, target: 7080, what: "people, over HTTP" },
    { address: "127.0.0.1", published: 3370, target: 3370, what: "dashboards, for this machine only" },
  ],
  volumes: [
    { name: "sourcegraph-config", path: "/etc/sourcegraph", what: "configuration: keys for code hosts and the like" },
    { name: "sourcegraph-data", path: "/var/opt/sourcegraph", what: "all data: repositories, databases, indexes" },
  ],
  cpus: composeCpu(machineCpus[size]),
  memory: dockerMemory(containerMemory[size]),
  graceSeconds: 120,
  health: { command: "wget -q http://127.0.0.1:7080/healthz -O /dev/null || exit 1", startSeconds: 600 },
});

/** The arguments of `docker run`, one thing to a line. `cpus`: the variable that says how many processors it may use. */
function runLines(unit: ContainerUnit, cpus: string): string[] {
  return [
    `--name ${unit.name}`,
    `--cpus ${cpus}`,
    `--memory ${unit.memory}`,
    `--stop-timeout ${unit.graceSeconds}`,
    "--security-opt no-new-privileges:true",
    `--health-cmd '${unit.health.command}'`,
    `--health-start-period ${unit.health.startSeconds}s`,
    ...unit.ports.map(({ address, published, target }) => `--publish ${address}:${published}:${target}`),
    ...unit.volumes.map(({ name, path }) => `--volume ${name}:${path}`),
    unit.image,
  ];
}

const explained = (unit: ContainerUnit): string =>
  [
    ...unit.ports.map(({ published, what }) => `#   port ${published}: ${what}\n`),
    ...unit.volumes.map(({ name, what }) => `#   volume ${name}: ${what}\n`),
    ...(unit.image.includes("@") ? [] : [comment(byTagAlone)]),
  ].join("");

/** Why an image may have no digest: the catalogue has those that Sourcegraph's own deployments name. */
const byTagAlone =
  "The image is known by its tag alone. Digests come from Sourcegraph's deployments for Kubernetes and Compose, which " +
  "don't name it; nothing notices should the registry serve another under the same tag.";

/** Fetches the image unless it is there: a registry that can't be reached is no reason not to start. */
const fetched = (docker: string, image: string) =>
  `${docker} image inspect ${image} >/dev/null 2>&1 || ${docker} pull ${image}`;

/** Sets `cpus` to what the container may use: the size's processors, or the machine's where those are fewer. */
const cappedCpus = ({ cpus }: ContainerUnit) =>
  `cpus=$(nproc 2>/dev/null || echo ${cpus}); [ "$cpus" -le ${cpus} ] || cpus=${cpus}`;

const cappedCpusNote = "Docker refuses to start a container that may use more processors than the machine has.";

function script(deployment: Deployment, unit: ContainerUnit): string {
  return `#!/bin/sh
# Sourcegraph ${deployment.version.version} in one container, size ${deployment.size}. For trying it, not for production.
${explained(unit)}# The container is made anew each time; the volumes keep the data.
set -eu
# Before the old one is stopped: without the image it goes on.
${fetched("docker", unit.image)}
if docker container inspect ${unit.name} >/dev/null 2>&1; then
  docker stop -t ${unit.graceSeconds} ${unit.name} >/dev/null
  # One that systemd started is removed by Docker itself.
  docker rm ${unit.name} >/dev/null 2>&1 || true
fi
# ${cappedCpusNote}
${cappedCpus(unit)}
exec docker run --detach --restart always \\
  ${runLines(unit, '"$cpus"').join(" \\\n  ")}
`;
}

/** Where the unit keeps what it finds out before it starts: it can't calculate. */
const unitFile = "/run/sourcegraph-container.env";

/** Text for a command line of systemd, where a dollar begins a variable of systemd's own. */
const escaped = (command: string) => command.replaceAll("$", "$$$$");

/** `systemctl restart` stops before anything of the unit can fetch. */
const unitNote = ({ image }: ContainerUnit) =>
  `Before a restart into another version, fetch its image, so that the old one ends only when the new one can start: docker pull ${image}`;

function systemdUnit(deployment: Deployment, unit: ContainerUnit): string {
  return `# Sourcegraph ${deployment.version.version} in one container, size ${deployment.size}.
${explained(unit)}${comment(unitNote(unit))}[Unit]
Description=Sourcegraph in one container
Wants=network-online.target
After=docker.service network-online.target
Requires=docker.service

[Service]
Restart=always
RestartSec=10
TimeoutStartSec=0
TimeoutStopSec=${unit.graceSeconds + 30}
ExecStartPre=/bin/sh -c '${fetched("/usr/bin/docker", unit.image)}'
ExecStartPre=-/usr/bin/docker stop -t ${unit.graceSeconds} ${unit.name}
ExecStartPre=-/usr/bin/docker rm ${unit.name}
# ${cappedCpusNote}
ExecStartPre=/bin/sh -c '${escaped(cappedCpus(unit))}; echo "CPUS=$$cpus" >${unitFile}'
EnvironmentFile=-${unitFile}
ExecStart=/usr/bin/docker run --rm \\
  ${runLines(unit, "$CPUS").join(" \\\n  ")}
ExecStop=/usr/bin/docker stop -t ${unit.graceSeconds} ${unit.name}

[Install]
WantedBy=multi-user.target
`;
}

/** Everything in one container. */
export const container: Target = {
  name: "container",
  summary: "One container with everything in it, as a docker run and as a systemd unit.",
  render(deployment): RenderedFile[] {
    const unit = containerUnit(deployment);
    return [
      { path: "run.sh", content: script(deployment, unit), mode: 0o755 },
      { path: "sourcegraph.service", content: systemdUnit(deployment, unit) },
    ];
  },
};
