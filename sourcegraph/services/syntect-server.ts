import { container, resources } from "../model/container.ts";
import { http } from "../model/probe.ts";
import { cores, gibibytes, millicores } from "../model/quantity.ts";
import { service } from "../model/service.ts";
import { bySize } from "../model/size.ts";
import { ready, sourcegraphUser } from "./common.ts";

/** Colours for code. */
export const syntectServer = service({
  name: "syntect-server",
  role: "Highlights the syntax of files.",
  category: "application",
  workload: { kind: "deployment", update: { surge: 1, unavailable: 0 } },
  replicas: bySize(1),
  identity: sourcegraphUser,
  containers: {
    "syntect-server": container({
      image: "syntax-highlighter",
      ports: { http: 9238, debug: 6060 },
      metrics: ["debug"],
      resources: resources({
        cpu: { request: millicores(250), limit: cores(4) },
        memory: { request: gibibytes(2), limit: gibibytes(6) },
      }),
      probes: { readiness: ready(http("/health", "http")), liveness: { check: http("/health", "http") } },
    }),
  },
  entrances: { "syntect-server": { ports: { http: 9238, debug: 6060 } } },
  offers: (self) => ({ SRC_SYNTECT_SERVER: `http://${self.one("http")}` }),
});
