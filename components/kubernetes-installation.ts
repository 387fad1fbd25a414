import { Secret } from "@pulumi/kubernetes/core/v1/secret.js";
import type { ComponentResourceOptions, Input, Resource } from "@pulumi/pulumi";
import type { Deployment } from "../sourcegraph/deployment.ts";
import { nodeNamespace } from "../sourcegraph/derive/configuration.ts";
import type { Door } from "../sourcegraph/targets/kubernetes/ingress.ts";
import { type Group, installationLabel, type Kind, type Manifest } from "../sourcegraph/targets/kubernetes/manifest.ts";
import { groupsOf } from "../sourcegraph/targets/kubernetes/manifests.ts";
import { Component } from "./component.ts";
import { objectResource } from "./kubernetes-objects.ts";

export interface KubernetesInstallationArgs {
  deployment: Deployment;
  /** How people come in. */
  door: Door;
  /** The values of the Secret objects, by name and key. */
  secrets: Readonly<Record<string, Readonly<Record<string, Input<string>>>>>;
  /** Whether data is kept when the stack is destroyed, and can't be destroyed by accident. */
  protectData: boolean;
}

/** What runs: it is made last in its group, and waited for by groups that come after. */
const workloads: ReadonlySet<Kind> = new Set(["Deployment", "StatefulSet", "DaemonSet", "Job"]);

/** What takes a while to be there. */
const awaited: ReadonlySet<Kind> = new Set([...workloads, "PersistentVolumeClaim"]);

/** What holds data, or holds what does. */
const keepers: ReadonlySet<Kind> = new Set(["Namespace", "PersistentVolumeClaim"]);

/** For how long a workload or a claim is waited for: SGDIST_WORKLOAD_SECONDS, or half an hour, since images and volumes are large. */
const patience = `${Number(process.env.SGDIST_WORKLOAD_SECONDS ?? 1800)}s`;

/** Sourcegraph in a cluster: every object of it, in order. Waits until all of it is ready. */
export class KubernetesInstallation extends Component {
  readonly #args: KubernetesInstallationArgs;
  /** The workload of each group, by the group's name. */
  readonly #running = new Map<string, Resource>();

  constructor(name: string, args: KubernetesInstallationArgs, options?: ComponentResourceOptions) {
    const { version, size, namespace } = args.deployment;
    super("KubernetesInstallation", name, { version: version.version, size, namespace }, options);
    this.#args = args;
    const [namespaces, ...services] = groupsOf(args.deployment, args.door);
    const places = namespaces!.objects.map(({ manifest }) => this.#object(manifest, []));
    const secrets = this.#createSecrets(places);
    // The model lists a service after those that it waits for.
    for (const group of services) {
      this.#createGroup(group, places, secrets);
    }
    this.registerOutputs({});
  }

  /** The objects of a service: first what its pods need, then what runs them. */
  #createGroup(group: Group, places: Resource[], secrets: Resource[]): void {
    const manifests = group.objects.map(({ manifest }) => manifest);
    const needed = manifests
      .filter(({ kind }) => kind !== "Ingress" && !workloads.has(kind!))
      .map((manifest) => this.#object(manifest, places));
    const before = group.after.map((name) => {
      const running = this.#running.get(name);
      if (!running) throw new Error(`${group.name} comes after ${name}, which comes after others itself`);
      return running;
    });
    for (const manifest of manifests.filter(({ kind }) => workloads.has(kind!))) {
      this.#running.set(group.name, this.#object(manifest, [...needed, ...secrets, ...before]));
    }
    // Its address is waited for, which comes once something answers behind it.
    for (const manifest of manifests.filter(({ kind }) => kind === "Ingress")) {
      this.#object(manifest, [...needed, this.#running.get(group.name)!]);
    }
  }

  #object(manifest: Manifest, dependsOn: Resource[]): Resource {
    const { kind, metadata } = manifest;
    // A Job's own name has its version and checksum in it, which would make each one another resource.
    const name = kind === "Job" ? metadata.labels!.app! : metadata.name;
    const elsewhere = metadata.namespace === nodeNamespace(this.#args.deployment) ? "-node" : "";
    const keep = keepers.has(kind!) && this.#args.protectData;
    return objectResource(this.childName(`${name}${elsewhere}-${kind!.toLowerCase()}`), manifest, {
      parent: this,
      dependsOn,
      ...(keep && { protect: true, retainOnDelete: true }),
      // The old one goes first: were it still to be deleted when a change is taken back, it would be what is wanted as well.
      ...(kind === "Job" && { deleteBeforeReplace: true }),
      ...(awaited.has(kind!) && { customTimeouts: { create: patience, update: patience } }),
    });
  }

  #createSecrets(dependsOn: Resource[]): Resource[] {
    const { deployment, secrets } = this.#args;
    return Object.entries(secrets).map(
      ([name, stringData]) =>
        new Secret(
          this.childName(`${name}-secret`),
          {
            metadata: { name, namespace: deployment.namespace, labels: installationLabel },
            type: "Opaque",
            stringData,
          },
          { parent: this, dependsOn },
        ),
    );
  }
}
