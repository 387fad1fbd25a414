import type { Properties } from "../../grpc/values.ts";

/** What the type of a resource says about the objects behind it. */
export interface ObjectType {
  /** As in the type of the resource, e.g. kubernetes:apps/v1:Deployment. */
  token: string;
  /** As Kubernetes writes it: v1, apps/v1. */
  apiVersion: string;
  kind: string;
}

/** The parts of a URN that matter: urn:pulumi:stack::project::parent$type::name. */
export function typeOf(urn: string): ObjectType {
  const token = urn.split("::")[2]!.split("$").at(-1)!;
  const [, module = "", kind = ""] = token.split(":");
  const [group, version, ...more] = module.split("/");
  if (!group || !version || more.length > 0 || !kind || ["helm.sh", "yaml", "kustomize"].includes(group)) {
    throw new Error(`${token} is not known to the local stand-in for the kubernetes provider: it knows the objects of \
a cluster, as kubernetes:<group>/<version>:<kind>`);
  }
  return { token, apiVersion: group === "core" ? version : `${group}/${version}`, kind };
}

/** The name of the resource in the program. */
export const nameInUrn = (urn: string): string => urn.split("::").slice(3).join("::");

/** The metadata of an object; empty where there is none or it is not known yet. */
export function metadataOf(object: Properties): Properties {
  const { metadata } = object;
  return metadata !== null && typeof metadata === "object" ? (metadata as Properties) : {};
}

/** The ID of a resource: namespace/name, or the name alone of what lives in no namespace. */
export function idOf(object: Properties): string {
  const { namespace, name } = metadataOf(object);
  return namespace ? `${namespace}/${name}` : String(name);
}

/** What an ID says; an import uses the same form. */
export function parseId(id: string): { namespace: string | undefined; name: string } {
  const [first = "", second, ...more] = id.split("/");
  if (!first || second === "" || more.length > 0) {
    throw new Error(`${JSON.stringify(id)} is not an ID of an object: expected namespace/name, or name of what lives in \
no namespace`);
  }
  return second === undefined ? { namespace: undefined, name: first } : { namespace: first, name: second };
}

/** How an object is called in messages: Deployment sourcegraph/frontend. */
export const labelOf = (object: Properties): string => `${object.kind} ${idOf(object)}`;

/** Members of metadata that only the server writes. */
export const serverMetadata = [
  "creationTimestamp",
  "deletionGracePeriodSeconds",
  "deletionTimestamp",
  "generation",
  "managedFields",
  "resourceVersion",
  "selfLink",
  "uid",
] as const;
