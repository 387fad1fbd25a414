import type { Container, EnvVar, PodTemplateSpec } from "kubernetes-types/core/v1.js";
import { parse } from "yaml";
import { type Deployment, type DeploymentOptions, deployment } from "../../sourcegraph/deployment.ts";
import { type Size, sizes } from "../../sourcegraph/model/size.ts";
import { compose } from "../../sourcegraph/targets/compose/index.ts";
import type { Kind, Manifest } from "../../sourcegraph/targets/kubernetes/manifest.ts";
import { groupsOf } from "../../sourcegraph/targets/kubernetes/manifests.ts";
import { newestVersion, versions } from "../../sourcegraph/versions/index.ts";

/** An installation of the newest version. */
export const newest = (options: DeploymentOptions = {}): Deployment => deployment(newestVersion, options);

/** Every version with every size. */
export const matrix: readonly { version: string; size: Size }[] = versions.flatMap((version) =>
  sizes.map((size) => ({ version, size })),
);

const kept = new Map<string, Manifest[]>();

/** The objects of an installation. */
export const objectsOf = (installation: Deployment): Manifest[] =>
  groupsOf(installation).flatMap(({ objects }) => objects.map(({ manifest }) => manifest));

/** The objects of one of the matrix, made once. */
export function objectsAt(version: string, size: Size): readonly Manifest[] {
  const key = `${version} ${size}`;
  const found = kept.get(key) ?? objectsOf(deployment(version, { size }));
  kept.set(key, found);
  return found;
}

/** Does a check with every version and size; a failure says of which. */
export function forAll(check: (objects: readonly Manifest[], version: string, size: Size) => void): void {
  for (const { version, size } of matrix) {
    try {
      check(objectsAt(version, size), version, size);
    } catch (error) {
      throw new Error(`${version}, size ${size}: ${(error as Error).message}`, { cause: error });
    }
  }
}

/** What is the same object in a cluster. */
export const identityOf = ({ apiVersion, kind, metadata }: Manifest): string =>
  `${apiVersion} ${kind} ${metadata.namespace ?? "-"}/${metadata.name}`;

type OfKind<K extends Kind> = Extract<Manifest, { kind?: K }>;

/** The objects of a kind. */
export const ofKind = <K extends Kind>(objects: readonly Manifest[], kind: K): OfKind<K>[] =>
  objects.filter((object): object is OfKind<K> => object.kind === kind);

/** The object of a kind and a name. */
export function named<K extends Kind>(objects: readonly Manifest[], kind: K, name: string): OfKind<K> {
  const found = ofKind(objects, kind).filter(({ metadata }) => metadata.name === name);
  if (found.length !== 1) throw new Error(`there are ${found.length} objects ${kind} ${name}`);
  return found[0]!;
}

/** What pods are made from. */
export interface Pods {
  /** "StatefulSet gitserver", for messages. */
  owner: string;
  /** The label by which they are selected: the service's name. */
  app: string;
  namespace: string;
  template: PodTemplateSpec;
  /** All of them, those that run first included. */
  containers: Container[];
}

const workloads = ["Deployment", "StatefulSet", "DaemonSet", "Job"] as const;

/** Whether an object keeps pods running. */
export const isWorkload = (object: Manifest): object is OfKind<(typeof workloads)[number]> =>
  (workloads as readonly string[]).includes(object.kind!);

/** The pods of an installation. */
export const podsOf = (objects: readonly Manifest[]): Pods[] =>
  objects.filter(isWorkload).map(({ kind, metadata, spec }) => {
    const template = spec!.template;
    return {
      owner: `${kind} ${metadata.name}`,
      app: template.metadata!.labels!.app!,
      namespace: metadata.namespace!,
      template,
      containers: [...(template.spec!.initContainers ?? []), ...template.spec!.containers],
    };
  });

/** The container of a name. */
export function containerNamed(objects: readonly Manifest[], app: string, name: string): Container {
  const found = podsOf(objects)
    .filter((pods) => pods.app === app)
    .flatMap(({ containers }) => containers.filter((container) => container.name === name));
  if (found.length !== 1) throw new Error(`there are ${found.length} containers ${name} of ${app}`);
  return found[0]!;
}

const textOf = ({ value, valueFrom }: EnvVar) =>
  value ?? `secret ${valueFrom?.secretKeyRef?.name}/${valueFrom?.secretKeyRef?.key}`;

/** The variables of a container; secrets as "secret <name>/<key>". */
export const variablesOf = ({ env = [] }: Container): Record<string, string> =>
  Object.fromEntries(env.map((variable) => [variable.name, textOf(variable)]));

/** A service of a Compose file, as a parser reads it. */
export interface ComposeService {
  image: string;
  hostname: string;
  cpus: number;
  mem_limit: string;
  environment?: Record<string, string>;
  volumes?: { type: string; source?: string; target: string; read_only?: boolean }[];
  healthcheck?: { test: string[]; start_period?: string };
  depends_on?: Record<string, { condition: string }>;
  networks: { sourcegraph: { aliases?: string[] } };
  ports?: { target: number; published: string }[];
  [key: string]: unknown;
}

/** A Compose file, as a parser reads it. */
export interface ComposeFile {
  name: string;
  services: Record<string, ComposeService>;
  networks: Record<string, object>;
  volumes: Record<string, object>;
}

/** The Compose file of an installation. */
export const composeFileOf = (installation: Deployment): ComposeFile =>
  parse(compose.render(installation).find(({ path }) => path === "compose.yaml")!.content);

/** The files of a Compose rendering besides the Compose file, by path. */
export const composeConfiguration = (installation: Deployment): Record<string, string> =>
  Object.fromEntries(
    compose
      .render(installation)
      .filter(({ path }) => path !== "compose.yaml")
      .map(({ path, content }) => [path, content]),
  );

const units: Record<string, number> = {
  "": 1,
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
};

/** A quantity as Kubernetes reads it: bytes, or cores. */
export function kubernetesQuantity(text: string): number {
  const match = /^(\d+)([A-Za-z]*)$/.exec(text);
  const unit = match && units[match[2]!];
  if (!unit) throw new Error(`${text} is no quantity that the model writes`);
  return Number(match[1]) * unit;
}

/** An amount of memory as Docker reads it, whose units are binary: bytes. */
export function dockerQuantity(text: string): number {
  const match = /^(\d+)([bkmg])$/.exec(text);
  if (!match) throw new Error(`${text} is no amount of memory that the model writes`);
  return Number(match[1]) * { b: 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30 }[match[2] as "b" | "k" | "m" | "g"];
}
