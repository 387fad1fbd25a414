import { type Deployment, replicasOf, servicesOf } from "../deployment.ts";
import type { Container } from "../model/container.ts";
import { type Cpu, cores, gibibytes, type Memory } from "../model/quantity.ts";
import { bySize, type Size } from "../model/size.ts";

/** The processors of a machine that everything runs on, at each size. */
export const machineCpus = bySize(cores(4), cores(8), cores(16), cores(32), cores(64));

/** What the single container may use of a machine's memory: it holds all services. */
export const containerMemory = bySize(gibibytes(15), gibibytes(30), gibibytes(60), gibibytes(120), gibibytes(240));

/** What a container may use of a machine's processors. Docker refuses a limit above what the machine has. */
export const cpusOnMachine = ({ resources }: Container, size: Size): Cpu =>
  Math.min(resources.cpu.limit[size], machineCpus[size]) as Cpu;

/** What a machine needs for all containers of an installation. */
export interface MachineNeeds {
  /** The most that a single container may use: with fewer, Docker refuses to start it. */
  readonly cpus: Cpu;
  /** What the services are meant to have, all together, and what they may use at most. */
  readonly memory: { readonly request: Memory; readonly limit: Memory };
}

/** What the containers of an installation need of their machine. */
export function machineNeeds(deployment: Deployment): MachineNeeds {
  const { size } = deployment;
  const containers = servicesOf(deployment, "compose").flatMap((service) =>
    Array.from({ length: replicasOf(deployment, service, "compose") }, () => Object.values(service.containers)).flat(),
  );
  const sum = (which: "request" | "limit") =>
    containers.reduce((total, { resources }) => total + resources.memory[which][size], 0) as Memory;
  return {
    cpus: Math.max(...containers.map((container) => cpusOnMachine(container, size))) as Cpu,
    memory: { request: sum("request"), limit: sum("limit") },
  };
}
