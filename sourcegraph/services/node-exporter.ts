import { container, resources } from "../model/container.ts";
import { http } from "../model/probe.ts";
import { cores, gibibytes, mebibytes, millicores } from "../model/quantity.ts";
import { service } from "../model/service.ts";
import { bySize } from "../model/size.ts";
import { hostFolder } from "../model/volume.ts";

/** Metrics of the machines. */
export const nodeExporter = service({
  name: "node-exporter",
  role: "Reports the metrics of each machine.",
  category: "monitoring",
  workload: { kind: "daemonset" },
  replicas: bySize(1),
  identity: { user: 65534, group: 65534 },
  containers: {
    "node-exporter": container({
      image: "node-exporter",
      arguments: [
        "--web.listen-address=:9100",
        "--path.rootfs=/host/root",
        "--path.sysfs=/host/sys",
        "--path.procfs=/host/proc",
        "--no-collector.wifi",
        "--no-collector.hwmon",
        "--collector.filesystem.mount-points-exclude=^/(dev|proc|sys|var/lib/(docker|containerd|kubelet)/.+)($|/)",
        "--collector.netdev.device-exclude=^veth.*$",
        "--collector.netclass.ignored-devices=^veth.*$",
      ],
      ports: { metrics: 9100 },
      metrics: ["metrics"],
      resources: resources({
        cpu: { request: millicores(50), limit: cores(1) },
        memory: { request: mebibytes(100), limit: gibibytes(1) },
      }),
      probes: { readiness: { check: http("/", "metrics") }, liveness: { check: http("/", "metrics") } },
      mounts: {
        rootfs: { path: "/host/root", readOnly: true },
        sys: { path: "/host/sys", readOnly: true },
        proc: { path: "/host/proc", readOnly: true },
      },
      compose: { health: ["CMD-SHELL", "wget -q http://127.0.0.1:9100/ -O /dev/null || exit 1"] },
    }),
  },
  volumes: { rootfs: hostFolder("/"), sys: hostFolder("/sys"), proc: hostFolder("/proc") },
  entrances: { "node-exporter": { ports: { metrics: 9100 } } },
  node: { reason: "It reads the machine's file systems and processes, read-only, to report on them.", processes: true },
});
