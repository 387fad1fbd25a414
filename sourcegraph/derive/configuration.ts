import { createHash } from "node:crypto";
import { type Deployment, serviceNamed, servicesOf } from "../deployment.ts";
import type { Knowledge, Scrape } from "../model/knowledge.ts";
import type { Service } from "../model/service.ts";
import type { Configuration, Volume } from "../model/volume.ts";
import { addressingOf, offered, type ServiceTarget } from "./environment.ts";

/** The namespace of what needs rights on its node: a namespace either forbids such rights or it doesn't. */
export const nodeNamespace = ({ namespace }: Deployment): string => `${namespace}-node`;

/** Who is asked for metrics. */
export function scrapesOf(deployment: Deployment, target: ServiceTarget): Scrape[] {
  return servicesOf(deployment, target).flatMap((service) => {
    const ports = Object.values(service.containers).flatMap(({ metrics = [] }) => metrics);
    if (ports.length === 0) return [];
    if (target === "kubernetes") {
      return [{ job: service.name, addresses: [], ...(service.node && { namespace: nodeNamespace(deployment) }) }];
    }
    const self = addressingOf(deployment, target).self(service);
    return [{ job: service.name, addresses: ports.flatMap((port) => self.each(port)) }];
  });
}

/** The files of a service's configuration. */
export function filesOf(
  deployment: Deployment,
  target: ServiceTarget,
  service: Service,
  { files }: Configuration,
): Record<string, string> {
  const main = Object.values(service.containers)[0]!;
  const knowledge: Knowledge = {
    target,
    memory: main.resources.memory.limit[deployment.size],
    scrapes: scrapesOf(deployment, target),
    offered: (name) => {
      const variables = Object.entries(offered(deployment, target, name));
      return Object.fromEntries(variables.filter((each): each is [string, string] => typeof each[1] === "string"));
    },
    each: (name, port) => addressingOf(deployment, target).self(serviceNamed(deployment, name)).each(port),
    domain: deployment.domain,
  };
  return files(knowledge);
}

/** A short text that changes with what it is made from. */
export const fingerprint = (data: object, length: number): string =>
  createHash("sha256").update(JSON.stringify(data)).digest("hex").slice(0, length);

/**
 * A checksum of the files of each configuration among volumes of a service, by the configuration's name. What reads the
 * files carries it, so that it is replaced when they change: nothing else about it does.
 */
export const checksumsOf = (
  deployment: Deployment,
  target: ServiceTarget,
  service: Service,
  volumes: readonly Volume[],
): [name: string, checksum: string][] =>
  volumes.flatMap((volume) =>
    volume.kind === "configuration"
      ? [[volume.name, fingerprint(filesOf(deployment, target, service, volume), 16)]]
      : [],
  );
