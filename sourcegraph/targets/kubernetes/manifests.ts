import { type Deployment, servicesOf } from "../../deployment.ts";
import { filesOf } from "../../derive/configuration.ts";
import { kubernetesDisk } from "../../model/quantity.ts";
import type { Service } from "../../model/service.ts";
import { claimsOf } from "./claims.ts";
import { entrancesOf } from "./entrances.ts";
import { type Door, doorAnnotations, doorOf } from "./ingress.ts";
import { type Group, labelsOf, type Manifest } from "./manifest.ts";
import { namespacesOf, watcherAccess } from "./namespaces.ts";
import { disruptionBudgetOf, networkPolicyOf } from "./policies.ts";
import { namespaceOf, workloadOf } from "./workload.ts";

type Commented = Group["objects"][number];

const commented = (comment: string, manifests: (Manifest | undefined)[]): Commented[] =>
  manifests.flatMap((manifest) => (manifest ? [{ comment, manifest }] : []));

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

const workloadComments: Record<Service["workload"]["kind"], string> = {
  deployment: "Its replicas, all alike.",
  statefulset: "Its replicas, each with a name of its own.",
  daemonset: "One on every node.",
  job: "Runs to its end once, and again when it is another: a Job can't be changed, so its name has the version and a checksum.",
};

/** What each replica of a StatefulSet is given, which doesn't show as an object of its own. */
function templateNote({ volumes, workload }: Service): string {
  const claims = Object.values(volumes ?? {}).flatMap((volume) =>
    volume.kind === "claim" && volume.perReplica ? [volume] : [],
  );
  if (workload.kind !== "statefulset" || claims.length === 0) return "";
  return ` Each has a claim of ${claims.map(({ name, size }) => `${kubernetesDisk(size)} called ${name}-`).join(", ")}…, which stays when it goes.`;
}

function serviceGroup(deployment: Deployment, service: Service, door: Door): Group {
  return {
    name: service.name,
    comment: service.role,
    after: service.after ?? [],
    objects: [
      ...commented(
        "Its data. Nothing deletes it: neither an update nor a tool that removes what isn't listed.",
        claimsOf(deployment, service),
      ),
      ...commented(
        "Its configuration. Pods carry its checksum, so a change restarts them.",
        configurationsOf(deployment, service),
      ),
      ...(service.name === "prometheus"
        ? commented(
            "It looks up what to scrape, in the namespaces of this installation only.",
            watcherAccess(deployment),
          )
        : []),
      ...commented("Where the others find it.", entrancesOf(deployment, service, doorAnnotations(door))),
      ...commented("Who may call it, and whom it may call.", [networkPolicyOf(deployment, service)]),
      ...commented(`${workloadComments[service.workload.kind]}${templateNote(service)}`, [
        workloadOf(deployment, service),
      ]),
      ...commented("Nodes may be drained, one of its pods at a time.", [disruptionBudgetOf(deployment, service)]),
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
  door: Door = { kind: "ingress", className: deployment.ingressClass ?? "nginx" },
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
