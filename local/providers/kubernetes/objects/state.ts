import { isObject, type Properties, unknownValue } from "../../grpc/values.ts";
import { annotation } from "./annotations.ts";
import { metadataOf, serverMetadata } from "./identity.ts";
import { suffix } from "./names.ts";
import { markSecrets, revealed } from "./secrets.ts";

/** Names in schemas that JavaScript would have to quote are written with underscores in programs. */
const dashed = [
  "x-kubernetes-embedded-resource",
  "x-kubernetes-int-or-string",
  "x-kubernetes-list-map-keys",
  "x-kubernetes-list-type",
  "x-kubernetes-map-type",
  "x-kubernetes-preserve-unknown-fields",
  "x-kubernetes-validations",
];
const toServer = new Map(dashed.map((name) => [name.replaceAll("-", "_"), name]));
const toProgram = new Map(dashed.map((name) => [name, name.replaceAll("-", "_")]));

function renamed(value: unknown, names: ReadonlyMap<string, string>): unknown {
  if (Array.isArray(value)) return value.map((each) => renamed(each, names));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [names.get(name) ?? name, renamed(member, names)]),
  );
}

/** Plain inputs as the server takes them. */
export const forServer = (inputs: Properties): Properties => renamed(inputs, toServer) as Properties;

/** An object of the server as programs see it. */
export const forProgram = (object: Properties): Properties => renamed(object, toProgram) as Properties;

/** What a resource's state says, in plain data. */
export interface Parts {
  /** What the object was last made of. */
  inputs: Properties;
  /** The object as it last was. */
  live: Properties;
  /** The name under which it was applied. */
  manager: string | undefined;
}

/** The state of a resource, laid out as the official provider does. `inputs`: with the marks of their secrets. */
export function stateOf(inputs: Properties, live: Properties, manager: string): Properties {
  return {
    ...markSecrets(forProgram(live), inputs),
    __inputs: markSecrets(revealed(inputs), inputs),
    __initialApiVersion: live.apiVersion,
    __fieldManager: manager,
  };
}

/** Takes a state apart. */
export function partsOf(state: Properties): Parts {
  const { __inputs, __initialApiVersion, __fieldManager, ...live } = revealed(state);
  return {
    inputs: isObject(__inputs) ? __inputs : {},
    live,
    manager: typeof __fieldManager === "string" ? __fieldManager : undefined,
  };
}

/** The name under which a resource applies: as its annotation says, as before, or a new one that nobody else has. */
export const managerOf = (inputs: Properties, before?: string): string =>
  annotation(inputs, "patchFieldManager") ?? before ?? `pulumi-kubernetes-${suffix(new Uint8Array(), "")}`;

/** Inputs without what only the server writes. */
export function withoutServerMetadata(object: Properties): Properties {
  if (!isObject(object.metadata)) return object;
  const kept = Object.entries(metadataOf(object)).filter(([name]) => !serverMetadata.some((each) => each === name));
  return { ...object, metadata: Object.fromEntries(kept) };
}

const notImported = ["deployment.kubernetes.io/revision", "kubectl.kubernetes.io/last-applied-configuration"];

/** The inputs of an object that was made by somebody else: all there is, but what only the server writes. */
export function importedInputs(live: Properties): Properties {
  const { status: _, ...object } = withoutServerMetadata(forProgram(live));
  const { annotations, ...metadata } = metadataOf(object);
  if (!isObject(annotations)) return object;
  const kept = Object.entries(annotations).filter(([name]) => !notImported.includes(name));
  const some = kept.length > 0 && { annotations: Object.fromEntries(kept) };
  return { ...object, metadata: { ...metadata, ...some } };
}

/** What the server chooses when it makes an object: a dry run answers with something that will not come true. */
const chosen: Record<string, string[]> = {
  metadata: ["creationTimestamp", "generation", "resourceVersion", "uid"],
  spec: ["clusterIP", "clusterIPs", "healthCheckNodePort"],
};

/**
 * What can be told of an object that is yet to be made: of what the server chooses, only that it is not known yet; its
 * status isn't either. `answer`: that of a dry run, or the inputs themselves.
 */
export function foreseen(inputs: Properties, answer: Properties): Properties {
  const { status: _, ...object } = answer;
  const seen: Properties = { ...object };
  for (const [part, names] of Object.entries(chosen)) {
    if (part === "spec" && inputs.kind !== "Service") continue;
    const [given, found] = [inputs[part], object[part]];
    if (!isObject(given) || !isObject(found)) continue;
    const open = names.filter((name) => given[name] === undefined && (name in found || name !== "healthCheckNodePort"));
    seen[part] = { ...found, ...Object.fromEntries(open.map((name) => [name, unknownValue])) };
  }
  if (isObject(seen.metadata)) {
    const { managedFields: _, ...metadata } = seen.metadata;
    seen.metadata = metadata;
  }
  return seen;
}
