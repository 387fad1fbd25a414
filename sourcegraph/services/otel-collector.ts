import { container, resources } from "../model/container.ts";
import { http } from "../model/probe.ts";
import { cores, gibibytes, mebibytes, millicores } from "../model/quantity.ts";
import { service } from "../model/service.ts";
import { bySize } from "../model/size.ts";
import { ready, sourcegraphUser, unasked } from "./common.ts";

/** Traces. */
export const otelCollector = service({
  name: "otel-collector",
  role: "Takes the traces of every service and passes them on; by default it only logs them.",
  category: "monitoring",
  workload: { kind: "deployment", update: { surge: 1, unavailable: 0 } },
  replicas: bySize(1),
  identity: sourcegraphUser,
  containers: {
    "otel-collector": container({
      image: "opentelemetry-collector",
      command: ["/bin/otelcol-sourcegraph", "--config=/etc/otel-collector/configs/logging.yaml"],
      ports: { "otlp-grpc": 4317, "otlp-http": 4318, metrics: 8888, zpages: 55679, health: 13133 },
      metrics: ["metrics"],
      resources: resources({
        cpu: { request: millicores(100), limit: cores(2) },
        memory: { request: mebibytes(512), limit: gibibytes(3) },
      }),
      probes: { readiness: ready(http("/", "health")), liveness: { check: http("/", "health") } },
      compose: { health: unasked },
    }),
  },
  entrances: { "otel-collector": { ports: { "otlp-grpc": 4317, "otlp-http": 4318, metrics: 8888 } } },
  graceSeconds: 120,
  offers: (self) => ({ OTEL_EXPORTER_OTLP_ENDPOINT: `http://${self.one("otlp-grpc")}` }),
  internet: "a tracing backend, where one is configured",
});
