import { container, resources } from "../model/container.ts";
import { http } from "../model/probe.ts";
import { cores, gibibytes, mebibytes, millicores } from "../model/quantity.ts";
import { service } from "../model/service.ts";
import { bySize } from "../model/size.ts";
import { hostFile, hostFolder } from "../model/volume.ts";

const socket = "/var/run/docker.sock";

/** Metrics of the containers. */
export const cadvisor = service({
  name: "cadvisor",
  role: "Reports the metrics of each container, where no kubelet does.",
  category: "monitoring",
  workload: { kind: "daemonset" },
  replicas: bySize(1),
  identity: { user: 0, group: 0 },
  containers: {
    cadvisor: container({
      image: "cadvisor",
      arguments: ["--port=48080", "--docker_only=true"],
      ports: { http: 48080 },
      metrics: ["http"],
      resources: resources({
        cpu: { request: millicores(150), limit: cores(1) },
        memory: { request: mebibytes(200), limit: gibibytes(1) },
      }),
      probes: { readiness: { check: http("/healthz", "http") } },
      mounts: {
        socket: { path: socket, readOnly: true },
        sys: { path: "/sys", readOnly: true },
        docker: { path: "/var/lib/docker", readOnly: true },
        disk: { path: "/dev/disk", readOnly: true },
      },
    }),
  },
  volumes: {
    socket: hostFile(socket),
    sys: hostFolder("/sys"),
    docker: hostFolder("/var/lib/docker"),
    disk: hostFolder("/dev/disk"),
  },
  node: {
    reason:
      "It asks Docker about every container of the machine, at Docker's socket. Who takes it over can do there what Docker " +
      "can, which is everything: that the socket is mounted read-only doesn't change what may be asked.",
  },
  targets: ["compose"],
});
