import { container, resources } from "../model/container.ts";
import { tcp } from "../model/probe.ts";
import { cores, disk, gibibytes, mebibytes, millicores } from "../model/quantity.ts";
import { service } from "../model/service.ts";
import { bySize } from "../model/size.ts";
import { claim, configuration } from "../model/volume.ts";

/** The door to the machine, where no cluster has one. */
export const caddy = service({
  name: "caddy",
  role: "Takes requests at the machine's ports, encrypts where there is a domain, and spreads them over the frontends.",
  category: "edge",
  workload: { kind: "deployment", update: "apart" },
  replicas: bySize(1),
  identity: { user: 0, group: 0 },
  containers: {
    caddy: container({
      image: "caddy",
      ports: { http: 80, https: 443 },
      environment: { XDG_DATA_HOME: "/caddy-storage/data", XDG_CONFIG_HOME: "/caddy-storage/config" },
      resources: resources({
        cpu: { request: millicores(100), limit: cores(4) },
        memory: { request: mebibytes(128), limit: gibibytes(4) },
      }),
      probes: { readiness: { check: tcp("http") } },
      mounts: { storage: "/caddy-storage", config: { path: "/etc/caddy", readOnly: true } },
    }),
  },
  volumes: {
    storage: claim("caddy", disk(1)),
    // Every frontend by a name of its own: of one name for all of them Caddy would make one upstream, ask only one of them
    // whether it is well, and go on using the connections that it has. Another number of frontends makes another file.
    config: configuration("caddy", ({ domain, each }) => ({
      Caddyfile: `# Made from the services of the deployment. Changes are overwritten.
${domain ?? "http://"} {
	reverse_proxy ${each("sourcegraph-frontend", "http").join(" ")} {
		health_uri /healthz
		lb_policy ip_hash
	}
}
`,
    })),
  },
  reaches: ["sourcegraph-frontend"],
  after: ["sourcegraph-frontend"],
  published: { http: [80], https: [443] },
  targets: ["compose"],
});
