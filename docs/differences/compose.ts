import { parse } from "yaml";
import type { Deployment } from "../../sourcegraph/deployment.ts";
import { compose } from "../../sourcegraph/targets/compose/index.ts";
import { argumentsByName, facts, lookedInto, yes } from "./container.ts";
import type { Services, Tree } from "./facts.ts";
import { postgresFacts } from "./postgres.ts";

/** The name of what isn't any service's. */
export const shared = "the file";

interface Volume {
  type: "volume" | "bind" | "tmpfs";
  source?: string;
  target: string;
  read_only?: boolean;
}

/** A service of the file, as far as the model writes it. */
interface Written {
  image: string;
  container_name?: string;
  hostname?: string;
  entrypoint?: string[];
  command?: string[];
  restart?: string;
  cpus?: number;
  mem_limit?: string;
  shm_size?: string;
  stop_grace_period?: string;
  pid?: string;
  privileged?: boolean;
  devices?: string[];
  expose?: string[];
  security_opt?: string[];
  environment?: Record<string, string>;
  ports?: { target: number; published: string; host_ip?: string }[];
  volumes?: Volume[];
  labels?: Record<string, string>;
  healthcheck?: { test: string[]; interval?: string; timeout?: string; retries?: number; start_period?: string };
  depends_on?: Record<string, { condition: string }>;
  networks: Record<string, { aliases?: string[] }>;
}

interface File {
  name: string;
  version?: string;
  services: Record<string, Written>;
  networks: object;
  volumes: object;
}

/** A text as the container gets it: doubled dollar signs are single ones, and credentials come from a file. */
const given = (text: string) =>
  text.replace(/^\$\{(\w+)[^}]*\}$/, (_, name) => `(.env, ${name})`).replaceAll("$$", "$");

const healthFacts = ({ healthcheck }: Written) =>
  healthcheck && {
    test: healthcheck.test.slice(1).map(given).join(" "),
    interval: healthcheck.interval ?? "30s",
    timeout: healthcheck.timeout ?? "30s",
    retries: String(healthcheck.retries ?? 3),
    "start period": healthcheck.start_period ?? "0s",
  };

function sourceOf({ type, source = "" }: Volume): string {
  if (type === "tmpfs") return "memory";
  if (type === "volume") return `volume ${source}`;
  return source.startsWith("/") ? `the machine's ${source}` : `file ${source}`;
}

const byName = <T>(list: readonly T[] = [], name: (each: T) => string, fact: (each: T) => Tree) =>
  Object.fromEntries(list.map((each) => [name(each), fact(each)]));

const conditionOf = (condition: string) => condition.replace("service_", "").replaceAll("_", " ");

/** What is known of a service. The defaults are Docker's, as what is left out means them. */
function serviceFacts(service: Written, configuration: string | undefined): Tree {
  return facts({
    image: service.image,
    installed: "always",
    "container name": service.container_name ?? "of project and service",
    hostname: service.hostname ?? "the container's ID",
    entrypoint: service.entrypoint?.map(given).join(" "),
    command: service.command && argumentsByName(service.command.map(given)),
    restart: service.restart ?? "no",
    cpus: String(service.cpus),
    memory: service.mem_limit,
    "shared memory": service.shm_size ?? "64m",
    grace: service.stop_grace_period ?? "10s",
    env: Object.fromEntries(
      Object.entries(service.environment ?? {}).map(([name, value]) => [name, lookedInto(given(value))]),
    ),
    ports: byName(
      service.ports,
      ({ published }) => published,
      ({ host_ip, target }) => ({ address: host_ip ?? "0.0.0.0", target: String(target) }),
    ),
    exposes: service.expose?.join(", "),
    volumes: byName(
      service.volumes,
      ({ target }) => target,
      (volume) => ({ source: sourceOf(volume), "read only": yes(volume.read_only) }),
    ),
    labels: Object.fromEntries(Object.keys(service.labels ?? {}).map((name) => [name, "of its files"])),
    healthcheck: healthFacts(service),
    "depends on": byName(
      Object.entries(service.depends_on ?? {}),
      ([name]) => name,
      ([, { condition }]) => conditionOf(condition),
    ),
    pid: service.pid ?? "own",
    privileged: yes(service.privileged),
    devices: service.devices?.join(", "),
    "new privileges": service.security_opt?.includes("no-new-privileges:true") ? "refused" : "allowed",
    networks: Object.keys(service.networks).join(", "),
    aliases:
      Object.values(service.networks)
        .flatMap(({ aliases = [] }) => aliases)
        .join(", ") || undefined,
    "postgresql.conf": configuration === undefined ? undefined : postgresFacts(configuration),
  });
}

/** What is known of an installation in Compose, from the very files that are written. */
export function composeFacts(deployment: Deployment): Services {
  const files = new Map(compose.render(deployment).map(({ path, content }) => [path, content]));
  const { name, version, services, networks, volumes } = parse(files.get("compose.yaml")!) as File;
  const configurationOf = ({ volumes: mounts = [] }: Written) =>
    mounts.map(({ source }) => files.get(`${source?.replace("./", "")}/postgresql.conf`)).find(Boolean);
  return {
    ...Object.fromEntries(
      Object.entries(services).map(([service, written]) => [service, serviceFacts(written, configurationOf(written))]),
    ),
    [shared]: facts({
      project: name,
      version,
      networks: Object.keys(networks).join(", "),
      volumes: Object.fromEntries(Object.keys(volumes).map((volume) => [volume, "yes"])),
    }),
  };
}
