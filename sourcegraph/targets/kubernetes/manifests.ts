import { type Deployment, servicesOf } from "../../deployment.ts";
import { filesOf } from "../../derive/configuration.ts";
import { kubernetesDisk } from "../../model/quantity.ts";
import type { Service } from "../../model/service.ts";
import { claimsOf } from "./claims.ts";
import { entrancesOf } from "./entrances.ts";
import { type Door, doorAnnotations, doorOf } from "./ingress.ts";
import { type Commented, type Group, labelsOf, type Manifest } from "./manifest.ts";
import { namespacesOf, watcherAccess } from "./namespaces.ts";
import { disruptionBudgetOf, networkPolicyOf } from "./policies.ts";
import { namespaceOf, workloadOf } from "./workload.ts";

const plain = (manifests: readonly (Manifest | undefined)[]): Commented[] =>
  manifests.flatMap((manifest) => (manifest ? [{ manifest }] : []));

/** With a comment on the first, which is for all of them. */
const commented = (comment: string, [first, ...others]: readonly Manifest[]): Commented[] =>
  first ? [{ comment, manifest: first }, ...plain(others)] : [];

const configurationsOf = (deployment: Deployment, service: Service): Manifest[] =>
  Object.values(service.volumes ?? {}).flatMap((volume): Manifest[] =>
    volume.kind === "configuration"
      ? [
          {
            apiVersion: "v1",
            kind: "ConfigMap",
            metadata: { name: volume.name, namespace: namespaceOf(deployment, service), labels: labelsOf(service) },
            data: filesOf(deployment, "kubernetes", service, volume),
          },
        ]
      : [],
  );

/** What is particular about how a service runs. */
function workloadNote(service: Service): string | undefined {
  switch (service.workload.kind) {
    case "deployment":
      return undefined;
    case "statefulset":
      return templateNote(service);
    case "daemonset":
      return "One on every node.";
    case "job":
      return "Runs to its end once, and again when it is another: a Job can't be changed, so its name has the version and a checksum.";
  }
}

/** What each replica of a StatefulSet is given, which doesn't show as an object of its own. */
function templateNote({ volumes }: Service): string | undefined {
  const claims = Object.values(volumes ?? {}).flatMap((volume) =>
    volume.kind === "claim" && volume.perReplica ? [volume] : [],
  );
  if (claims.length === 0) return undefined;
  return `Each replica has a claim of ${claims.map(({ name, size }) => `${kubernetesDisk(size)} called ${name}-`).join(", ")}…, which stays when it goes.`;
}

function serviceGroup(deployment: Deployment, service: Service, door: Door): Group {
  return {
    name: service.name,
    comment: service.role,
    after: service.after ?? [],
    objects: [
      ...plain([...claimsOf(deployment, service), ...configurationsOf(deployment, service)]),
      ...(service.name === "prometheus"
        ? commented(
            "It looks up what to scrape, in the namespaces of this installation only.",
            watcherAccess(deployment),
          )
        : []),
      ...plain(entrancesOf(deployment, service, doorAnnotations(door))),
      {
        comment: service.internet && `It calls outside: ${service.internet}.`,
        manifest: networkPolicyOf(deployment, service),
      },
      { comment: workloadNote(service), manifest: workloadOf(deployment, service) },
      ...plain([disruptionBudgetOf(deployment, service)]),
      ...(service.public ? doorOf(deployment, door) : []),
    ],
  };
}

/**
 * Every object of an installation, by service, in the order in which they are made. Secrets are not among them: their
 * values are kept elsewhere. `door`: how people come in.
 */
export function groupsOf(
  deployment: Deployment,
  door: Door = { kind: "ingress", className: deployment.ingressClass ?? "nginx", tlsSecret: deployment.tlsSecret },
): Group[] {
  return [
    {
      name: "namespaces",
      comment: "Where everything is.",
      after: [],
      objects: namespacesOf(deployment),
    },
    ...servicesOf(deployment, "kubernetes").map((service) => serviceGroup(deployment, service, door)),
  ];
}
