import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import type { MachinePlan } from "../plan/machine.ts";

/** The metadata by which the agent is told where its releases are. */
export const deploymentMetadata = ({ deployment: { bucket, prefix } }: MachinePlan): Record<string, string> => ({
  "sourcegraph-deployment": `gs://${bucket}/${prefix}`,
});

/** What cloud-init does when a machine starts for the first time. */
interface CloudConfig {
  apt: { conf: string };
  package_update: boolean;
  packages: string[];
  write_files: { path: string; permissions: string; content: string }[];
  runcmd: string[][];
}

/** Where the files of system/ go; the others are the agent's. */
const places: Record<string, string> = {
  "docker-daemon.json": "/etc/docker/daemon.json",
  "docker-data.conf": "/etc/systemd/system/docker.service.d/data.conf",
  "prepare-disk": "/usr/local/lib/sourcegraph/prepare-disk",
  "sourcegraph-disk.service": "/etc/systemd/system/sourcegraph-disk.service",
  "sourcegraph-sync.service": "/etc/systemd/system/sourcegraph-sync.service",
  "sourcegraph-sync.timer": "/etc/systemd/system/sourcegraph-sync.timer",
  "sourcegraph.service": "/etc/systemd/system/sourcegraph.service",
};

const read = (...path: string[]) => readFileSync(join(import.meta.dirname, ...path), "utf8");

const file = (path: string, content: string, permissions = "0644") => ({ path, permissions, content });

function agentFiles(): CloudConfig["write_files"] {
  const modules = readdirSync(join(import.meta.dirname, "agent")).filter((name) => name.endsWith(".py"));
  return modules.toSorted().map((name) => file(`/usr/local/lib/sourcegraph/agent/${name}`, read("agent", name)));
}

function systemFiles(): CloudConfig["write_files"] {
  return Object.entries(places).map(([name, path]) =>
    file(path, read("system", name), name === "prepare-disk" ? "0755" : "0644"),
  );
}

/** Certificates outlive the machine: there is a limit to how many are given out in a week. */
const caddyFolder = "/mnt/data/caddy";

const caddyfile = ({ host, upstream }: NonNullable<MachinePlan["web"]>) => `{
	storage file_system ${caddyFolder}
}
${host} {
	reverse_proxy ${upstream}
}
`;

/** The commands are run in this order, once; what they enable starts with the machine from then on. */
function commands(web: MachinePlan["web"]): string[][] {
  const caddy = [
    ["install", "-d", "-o", "caddy", "-g", "caddy", "-m", "0700", caddyFolder],
    ["systemctl", "restart", "caddy.service"],
  ];
  return [
    ["systemctl", "daemon-reload"],
    ["systemctl", "enable", "--now", "sourcegraph-disk.service", "docker.service"],
    ["systemctl", "enable", "--now", "--no-block", "sourcegraph.service", "sourcegraph-sync.timer"],
    ...(web ? caddy : []),
  ];
}

/** What a machine is told at its first start: to mount its disk, install Docker, and run what its bucket asks for. */
export function userData({ web }: MachinePlan): string {
  const config: CloudConfig = {
    // A mirror may be out of reach for a moment, and this is done only once.
    apt: { conf: 'Acquire::Retries "10";\n' },
    package_update: true,
    packages: ["docker.io", "docker-compose-v2", ...(web ? ["caddy"] : [])],
    // They are there before the packages are, which take them as they find them.
    write_files: [...systemFiles(), ...agentFiles(), ...(web ? [file("/etc/caddy/Caddyfile", caddyfile(web))] : [])],
    runcmd: commands(web),
  };
  return `#cloud-config\n${stringify(config, { lineWidth: 0 })}`;
}
