import { container, resources } from "../model/container.ts";
import { http } from "../model/probe.ts";
import { cores, disk, gibibytes, millicores } from "../model/quantity.ts";
import { service } from "../model/service.ts";
import { bySize } from "../model/size.ts";
import { claim, configuration } from "../model/volume.ts";
import { prometheusFiles } from "./prometheus-configuration.ts";

/** Metrics. */
export const prometheus = service({
  name: "prometheus",
  role: "Collects the metrics of every service and raises alerts.",
  category: "monitoring",
  workload: { kind: "deployment", update: "apart" },
  replicas: bySize(1),
  identity: { user: 100, group: 100 },
  containers: {
    prometheus: container({
      image: "prometheus",
      ports: { http: 9090 },
      resources: resources({
        cpu: { request: millicores(250), limit: cores(4) },
        memory: {
          request: bySize(gibibytes(2), gibibytes(2), gibibytes(4), gibibytes(4), gibibytes(6)),
          limit: gibibytes(8),
        },
      }),
      probes: {
        readiness: { check: http("/-/ready", "http"), period: 5 },
        liveness: { check: http("/-/healthy", "http"), failures: 6 },
        // Up to ten minutes: it reads its log of changes first.
        startup: { check: http("/-/ready", "http"), period: 5, failures: 120 },
      },
      mounts: { data: "/prometheus", config: { path: "/sg_prometheus_add_ons", readOnly: true } },
    }),
  },
  volumes: {
    data: claim("prometheus", disk(200), "prometheus-v2"),
    config: configuration("prometheus", prometheusFiles),
  },
  entrances: { prometheus: { ports: { http: 30090 } } },
  graceSeconds: 120,
  uses: ["sourcegraph-frontend"],
  offers: (self) => ({ PROMETHEUS_URL: `http://${self.one("http")}` }),
  internet: "those who are told of alerts",
});
