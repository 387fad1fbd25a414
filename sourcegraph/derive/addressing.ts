import { type Deployment, replicasOf } from "../deployment.ts";
import type { Container } from "../model/container.ts";
import type { Service } from "../model/service.ts";
import type { Self } from "../model/value.ts";

/** How services are found in a target. All ports are those of containers, by name. */
export interface Addressing {
  /** The service as seen by those who use it. */
  self(service: Service): Self;
  /** The port of a container, as another one of the same replica sees it. */
  beside(service: Service, ordinal: number, port: string): string;
}

/** The container that listens on a port. @throws Error when none does: a mistake in the model. */
export function listenerOf(service: Service, port: string): { name: string; container: Container; number: number } {
  for (const [name, container] of Object.entries(service.containers)) {
    const number = (container.ports as Record<string, number>)[port];
    if (number !== undefined) return { name, container, number };
  }
  throw new Error(`${service.name} has no port ${port}`);
}

/** The entrance that leads to a port, with its number there. */
function entranceTo(service: Service, port: string): { name: string; number: number } | undefined {
  for (const [name, { headless, ports }] of Object.entries(service.entrances ?? {})) {
    const number = (ports as Record<string, number | undefined>)[port];
    if (number !== undefined) return { name, number: headless ? listenerOf(service, port).number : number };
  }
  return undefined;
}

const split = (address: string) => address.split(":") as [host: string, port: string];

/** What follows from `each` and `one`. */
const selfOf = (each: Self["each"], one: Self["one"]): Self => ({
  each,
  one,
  host: (port) => split(one(port))[0],
  port: (port) => split(one(port))[1],
});

/** In Kubernetes: pods by the name of their StatefulSet, others through a Service. */
export const kubernetesAddressing = (deployment: Deployment): Addressing => ({
  self(service) {
    const one = (port: string) => {
      const entrance = entranceTo(service, port);
      if (!entrance) throw new Error(`no Service leads to the port ${port} of ${service.name}`);
      return `${entrance.name}:${entrance.number}`;
    };
    const each = (port: string) => {
      if (service.workload.kind !== "statefulset") throw new Error(`the replicas of ${service.name} have no names`);
      const { number } = listenerOf(service, port);
      return Array.from(
        { length: replicasOf(deployment, service, "kubernetes") },
        (_, ordinal) => `${service.name}-${ordinal}.${service.name}:${number}`,
      );
    };
    return selfOf(each, one);
  },
  beside: (service, _, port) => `localhost:${listenerOf(service, port).number}`,
});

/** What Compose calls a container of a replica: names without a number are those of the first. */
export function composeName(name: string, { compose }: Container, ordinal: number): string {
  const plain = compose?.name ?? name;
  return compose?.numbered || ordinal > 0 ? `${plain}-${ordinal}` : plain;
}

/** In Compose: containers by their names, and all replicas together by an alias. */
export const composeAddressing = (deployment: Deployment): Addressing => {
  const address = (service: Service, ordinal: number, port: string) => {
    const { name, container, number } = listenerOf(service, port);
    return `${composeName(name, container, ordinal)}:${number}`;
  };
  return {
    self(service) {
      const each = (port: string) =>
        Array.from({ length: replicasOf(deployment, service, "compose") }, (_, ordinal) =>
          address(service, ordinal, port),
        );
      const one = (port: string) => {
        const entrance = entranceTo(service, port);
        const { container, number } = listenerOf(service, port);
        return container.compose?.numbered && entrance ? `${entrance.name}:${number}` : address(service, 0, port);
      };
      return selfOf(each, one);
    },
    beside: address,
  };
};
