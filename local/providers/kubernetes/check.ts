import { isObject, isUnknown, type Properties } from "../grpc/values.ts";
import { metadataOf, nameInUrn, type ObjectType, typeOf } from "./objects/identity.ts";
import { type Autonaming, named } from "./objects/names.ts";
import { isBuiltIn, isNamespaced } from "./objects/scope.ts";
import { markSecrets, revealed } from "./objects/secrets.ts";
import { withoutServerMetadata } from "./objects/state.ts";
import type { Session } from "./session.ts";

/** Something wrong with an input, as the engine shows it. */
export interface Failure {
  property: string;
  reason: string;
}

/** What the engine says about the names that are to be made up. */
export interface Naming {
  seed: Uint8Array;
  autonaming?: Autonaming | undefined;
}

/** Checks inputs and fills in names and namespaces. `old`: the inputs before; empty for a new resource. */
export async function checkInputs(
  session: Session,
  urn: string,
  old: Properties,
  given: Properties,
  naming: Naming,
): Promise<{ inputs: Properties; failures: Failure[] }> {
  const type = typeOf(urn);
  if (Object.keys(old).length > 0) session.known.add(urn);
  const { unreachable, configuration, log } = session;
  if (unreachable !== undefined) {
    if (configuration.skipUpdateUnreachable) return { inputs: old, failures: [] };
    // Once is enough: it is true of all resources.
    const text = `the cluster can't be reached, so nothing was checked with it: ${unreachable}`;
    if (!session.warned.has(text)) log.warn(urn, text);
    session.warned.add(text);
  }
  const bare = withoutServerMetadata(revealed(given));
  const failures = mismatches(bare, type);
  if (metadataOf(bare).generateName !== undefined && metadataOf(bare).name === undefined) {
    const reason = "metadata.generateName goes only without server-side apply: give it a metadata.name, or neither";
    failures.push({ property: "metadata.generateName", reason });
  }
  const typed = { ...bare, apiVersion: type.apiVersion, kind: type.kind };
  const inputs = named(typed, revealed(old), nameInUrn(urn), naming.seed, naming.autonaming);
  remember(session, inputs);
  const namespaced = await scopeOf(session, urn, type, failures);
  return { inputs: markSecrets(placed(inputs, namespaced, session.namespace), given), failures };
}

/** The type of a resource and what it says itself must agree. */
function mismatches(inputs: Properties, type: ObjectType): Failure[] {
  const spellings = { apiVersion: [type.apiVersion, `core/${type.apiVersion}`], kind: [type.kind] };
  return Object.entries(spellings).flatMap(([property, right]) => {
    const found = inputs[property];
    if (found === undefined || isUnknown(found) || right.includes(found as string)) return [];
    const reason = `${property} must be ${right[0]}, as the resource is ${type.token}; found ${JSON.stringify(found)}`;
    return [{ property, reason }];
  });
}

/** What the program defines may not be served yet when its objects are checked. */
function remember(session: Session, { kind, spec }: Properties): void {
  if (kind !== "CustomResourceDefinition" || !isObject(spec)) return;
  const { group, names, versions, scope } = spec as {
    group: string;
    names: { kind: string };
    versions: unknown;
    scope: string;
  };
  if (!Array.isArray(versions)) return;
  for (const { name } of versions) session.defined.set(`${group}/${name} ${names?.kind}`, scope !== "Cluster");
}

/** Whether objects of a type live in a namespace. Adds a failure if the cluster can't have such objects. */
async function scopeOf(session: Session, urn: string, type: ObjectType, failures: Failure[]): Promise<boolean> {
  const { apiVersion, kind, token } = type;
  const defined = session.defined.get(`${apiVersion} ${kind}`);
  const served = await session.reachable?.served(apiVersion, kind);
  if (served) return served.namespaced;
  if (defined !== undefined || !session.reachable) return defined ?? isNamespaced(apiVersion, kind);
  if (isBuiltIn(apiVersion)) {
    const form = /(?:Patch|List)$/.exec(kind)?.[0];
    const why = form
      ? `resources of the form ${form} are not known to the local stand-in for the kubernetes provider`
      : `the cluster doesn't serve ${kind} of ${apiVersion}, and no program can add it`;
    failures.push({ property: "", reason: `${token}: ${why}` });
  } else {
    const missing = "isn't served by the cluster yet, and no CustomResourceDefinition of the program defines it";
    session.log.warn(urn, `${kind} of ${apiVersion} ${missing}: it must be there before this is made`);
  }
  return isNamespaced(apiVersion, kind);
}

function placed(inputs: Properties, namespaced: boolean, namespace: string): Properties {
  if (isUnknown(inputs.metadata)) return inputs;
  const { namespace: asked, ...metadata } = metadataOf(inputs);
  return { ...inputs, metadata: { ...metadata, ...(namespaced && { namespace: asked ?? namespace }) } };
}
