import { container, resources } from "../model/container.ts";
import { http } from "../model/probe.ts";
import { cores, disk, mebibytes, millicores } from "../model/quantity.ts";
import { service } from "../model/service.ts";
import { bySize } from "../model/size.ts";
import { claimPerReplica, configuration } from "../model/volume.ts";
import { yaml } from "../yaml.ts";
import { ready } from "./common.ts";

/** Dashboards. */
export const grafana = service({
  name: "grafana",
  role: "Shows the metrics as dashboards.",
  category: "monitoring",
  workload: { kind: "statefulset" },
  replicas: bySize(1),
  identity: { user: 472, group: 472 },
  containers: {
    grafana: container({
      image: "grafana",
      ports: { http: 3370 },
      resources: resources({
        cpu: { request: millicores(100), limit: cores(1) },
        memory: { request: mebibytes(256), limit: mebibytes(1024) },
      }),
      probes: {
        readiness: ready(http("/api/health", "http")),
        liveness: { check: http("/api/health", "http"), failures: 6 },
      },
      mounts: {
        "grafana-data": "/var/lib/grafana",
        config: { path: "/sg_config_grafana/provisioning/datasources", readOnly: true },
      },
    }),
  },
  volumes: {
    "grafana-data": claimPerReplica("grafana-data", disk(2), () => "grafana"),
    config: configuration("grafana", ({ offered }) => ({
      "datasources.yml": `# Made from the services of the deployment. Changes are overwritten.\n${yaml({
        apiVersion: 1,
        datasources: [
          {
            name: "Prometheus",
            type: "prometheus",
            access: "proxy",
            url: offered("prometheus").PROMETHEUS_URL,
            isDefault: true,
            editable: false,
          },
        ],
      })}`,
    })),
  },
  entrances: { grafana: { ports: { http: 30070 } } },
  uses: ["prometheus"],
  offers: (self) => ({ GRAFANA_SERVER_URL: `http://${self.one("http")}` }),
});
