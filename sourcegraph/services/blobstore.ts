import { container, resources } from "../model/container.ts";
import { http } from "../model/probe.ts";
import { cores, disk, gibibytes, mebibytes, millicores } from "../model/quantity.ts";
import { service } from "../model/service.ts";
import { bySize } from "../model/size.ts";
import { claim } from "../model/volume.ts";
import { ready, sourcegraphUser } from "./common.ts";

/** Objects. */
export const blobstore = service({
  name: "blobstore",
  role: "Keeps uploaded indexes until they are processed, behind the interface of S3.",
  category: "store",
  workload: { kind: "deployment", update: "apart" },
  replicas: bySize(1),
  identity: sourcegraphUser,
  containers: {
    blobstore: container({
      image: "blobstore",
      ports: { blobstore: 9000 },
      resources: resources({
        cpu: { request: millicores(100), limit: bySize(cores(1), cores(2)) },
        memory: { request: bySize(mebibytes(512), gibibytes(1)), limit: bySize(gibibytes(1), gibibytes(2)) },
      }),
      probes: { readiness: ready(http("/", "blobstore")), liveness: { check: http("/", "blobstore"), failures: 6 } },
      mounts: { "blobstore-data": "/data" },
      compose: { health: ["CMD", "curl", "-f", "http://127.0.0.1:9000/"] },
    }),
  },
  volumes: { "blobstore-data": claim("blobstore", disk(100)) },
  entrances: { blobstore: { ports: { blobstore: 9000 } } },
  offers: (self) => ({
    PRECISE_CODE_INTEL_UPLOAD_BACKEND: "blobstore",
    PRECISE_CODE_INTEL_UPLOAD_AWS_ENDPOINT: `http://${self.one("blobstore")}`,
  }),
});
