import { type Deployment, replicasOf, serviceNamed, servicesOf } from "../deployment.ts";
import type { Container } from "../model/container.ts";
import type { Service } from "../model/service.ts";
import type { Place, Secret, Value } from "../model/value.ts";
import { type Addressing, composeAddressing, composeName, kubernetesAddressing } from "./addressing.ts";

/** A variable whose value is known, or is a secret that the target fetches. */
export type Variables = Record<string, string | Secret>;

/** How the program knows the kind of a deployment. */
const deployTypes = { kubernetes: "kustomize", compose: "docker-compose" } as const;

export type ServiceTarget = keyof typeof deployTypes;

/** How services are found in a target. */
export const addressingOf = (deployment: Deployment, target: ServiceTarget): Addressing =>
  target === "kubernetes" ? kubernetesAddressing(deployment) : composeAddressing(deployment);

/** Every replica that can be looked into, with the address of its debug port. */
function debuggable(deployment: Deployment, target: ServiceTarget, addressing: Addressing) {
  return servicesOf(deployment, target).flatMap((service) =>
    Object.entries(service.containers).flatMap(([name, { debug }]) => {
      if (debug === undefined) return [];
      const self = addressing.self(service);
      // Replicas without names of their own are all behind one address.
      const named = target === "compose" || service.workload.kind === "statefulset";
      const hosts = named ? self.each(debug) : [self.one(debug)];
      const single = hosts.length === 1 && service.workload.kind !== "statefulset";
      return hosts.map((host, ordinal) => ({ name: single ? name : `${name}-${ordinal}`, host }));
    }),
  );
}

/** How a variable refers to POD_NAME, which containers in Kubernetes are given where they need it. */
export const podNameReference = "$(POD_NAME)";

function mainName(service: Service, ordinal: number): string {
  const [name, container] = Object.entries(service.containers)[0]!;
  return composeName(name, container, ordinal);
}

function place(deployment: Deployment, target: ServiceTarget, service: Service, ordinal: number): Place {
  const addressing = addressingOf(deployment, target);
  return {
    target,
    deployType: deployTypes[target],
    ownName: target === "kubernetes" ? podNameReference : mainName(service, ordinal),
    beside: (port) => addressing.beside(service, ordinal, port),
    mine: (port) => addressing.self(service).each(port)[ordinal]!,
    debuggable: () => debuggable(deployment, target, addressing),
  };
}

const known = (value: Value, at: Place): string | Secret => (typeof value === "function" ? value(at) : value);

/** The variables that a service offers to those who use it. */
export function offered(deployment: Deployment, target: ServiceTarget, name: string): Variables {
  const service = serviceNamed(deployment, name);
  const values = service.offers?.(addressingOf(deployment, target).self(service)) ?? {};
  const at = place(deployment, target, service, 0);
  return Object.fromEntries(Object.entries(values).map(([variable, value]) => [variable, known(value, at)]));
}

/**
 * The variables of a container: what it uses says most of them, its own come after. `ordinal`: the replica's number,
 * which matters in Compose only.
 */
export function environmentOf(
  deployment: Deployment,
  target: ServiceTarget,
  service: Service,
  container: Container,
  ordinal = 0,
): Variables {
  const variables: Variables = {};
  for (const use of service.uses ?? []) {
    const { service: name, forms = {} } = typeof use === "string" ? { service: use } : use;
    if (container.uses && !container.uses.includes(name)) continue;
    for (const [variable, value] of Object.entries(offered(deployment, target, name))) {
      const form = forms[variable];
      variables[variable] = form && typeof value === "string" ? form(value) : value;
    }
  }
  const at = place(deployment, target, service, ordinal);
  const own = { ...container.environment, ...(target === "compose" && container.compose?.environment) };
  for (const [variable, value] of Object.entries(own)) variables[variable] = known(value, at);
  return variables;
}

/** The number of replicas whose containers Compose writes out. */
export const ordinalsOf = (deployment: Deployment, service: Service, target: ServiceTarget): number[] =>
  Array.from({ length: replicasOf(deployment, service, target) }, (_, ordinal) => ordinal);
