import type { Deployment } from "../deployment.ts";
import { servicesOf } from "../deployment.ts";
import type { Secret } from "../model/value.ts";
import { environmentOf, type ServiceTarget } from "./environment.ts";

/** Every credential of an installation, each once, by name. */
export function secretsOf(deployment: Deployment, target: ServiceTarget): Secret[] {
  const found = new Map<string, Secret>();
  for (const service of servicesOf(deployment, target)) {
    for (const container of Object.values(service.containers)) {
      for (const value of Object.values(environmentOf(deployment, target, service, container))) {
        if (typeof value !== "string") found.set(`${value.name}/${value.key}`, value);
      }
    }
  }
  return [...found.keys()].sort().map((key) => found.get(key)!);
}
