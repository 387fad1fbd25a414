import { type Deployment, replicasOf, servicesOf } from "../sourcegraph/deployment.ts";
import { containerMemory, machineCpus, machineNeeds } from "../sourcegraph/derive/machine.ts";
import type { Container } from "../sourcegraph/model/container.ts";
import type { Size } from "../sourcegraph/model/size.ts";
import type { DeploymentType } from "../spec/schema/environment.ts";
import type { PodRequest } from "./cluster.ts";
import type { Amount } from "./nodes.ts";

/** What a pod of some containers asks for. */
const asked = (containers: readonly Container[], size: Size) => {
  const sum = (of: (container: Container) => number) =>
    containers.reduce((total, container) => total + of(container), 0);
  return {
    milliCpu: sum(({ resources }) => resources.cpu.request[size]),
    memoryBytes: sum(({ resources }) => resources.memory.request[size]),
    scratchBytes: sum(({ resources }) => resources.scratch?.request[size] ?? 0),
  };
};

/** What an installation asks of the nodes of a cluster, by workload. */
export function podRequests(installation: Deployment): PodRequest[] {
  const { size } = installation;
  return servicesOf(installation, "kubernetes").map((service) => {
    const { workload } = service;
    const running = asked(Object.values(service.containers), size);
    // What runs first, one after the other, has the pod to itself.
    const before = Object.values(service.first ?? {}).map((container) => asked([container], size));
    const most = (of: (amount: typeof running) => number) => Math.max(...[running, ...before].map(of));
    return {
      workload: service.name,
      replicas: replicasOf(installation, service, "kubernetes"),
      perNode: workload.kind === "daemonset",
      rolling: workload.kind === "deployment" && workload.update !== "apart",
      milliCpu: most(({ milliCpu }) => milliCpu),
      memoryBytes: most(({ memoryBytes }) => memoryBytes),
      scratchBytes: most(({ scratchBytes }) => scratchBytes),
    };
  });
}

/** What an installation asks of a machine: the processors that its limits count on, and the memory that it is meant to have. */
export function machineRequests(installation: Deployment, type: Exclude<DeploymentType, "kubernetes">): Amount {
  const { size } = installation;
  return {
    milliCpu: machineCpus[size],
    memoryBytes: type === "container" ? containerMemory[size] : machineNeeds(installation).memory.request,
  };
}
