import { setTimeout as sleep } from "node:timers/promises";
import { holdsUnknown, type Properties } from "../grpc/values.ts";
import type { Answer } from "./client/client.ts";
import { type Cluster, Interrupted, NotServed } from "./client/cluster.ts";
import { isForbidden, isNamespaceMissing, Refusal } from "./client/failures.ts";
import { completed, passOn, type Work } from "./completion.ts";
import { isOn } from "./objects/annotations.ts";
import { idOf, labelOf, metadataOf, typeOf } from "./objects/identity.ts";
import { suffix } from "./objects/names.ts";
import { managedFields } from "./objects/ownership.ts";
import { revealed } from "./objects/secrets.ts";
import { foreseen, forProgram, forServer, managerOf, stateOf } from "./objects/state.ts";
import { objectFailure } from "./refusals.ts";

/** Makes an object, or tells what would come of it. */
export async function create(work: Work): Promise<{ id: string; state: Properties }> {
  const { session, urn, given, preview } = work;
  typeOf(urn);
  const inputs = revealed(given);
  const manager = managerOf(inputs);
  if (preview) return { id: "", state: await foresee(work, inputs, manager) };
  const cluster = await session.cluster();
  const object = forServer(inputs);
  const answer = await settled(work, cluster, object, () => make(work, cluster, object, manager));
  passOn(work, answer.warnings);
  if (inputs.kind === "CustomResourceDefinition") cluster.forget();
  const state = await completed(work, cluster, inputs, answer.body, manager);
  return { id: idOf(answer.body), state };
}

/** An object that exists is refused, as the official provider does since it creates without applying. */
async function make(work: Work, cluster: Cluster, object: Properties, manager: string): Promise<Answer> {
  const { configuration } = work.session;
  if (configuration.upsert) {
    const force = String(configuration.patchForce || isOn(object, "patchForce"));
    return cluster.apply(object, { fieldManager: manager, force });
  }
  let unsure = false;
  for (let attempt = 1; ; attempt++) {
    try {
      return await cluster.create(object, { fieldManager: manager });
    } catch (error) {
      const lost = error instanceof Interrupted && error.sent && attempt < attempts;
      const taken = error instanceof Refusal && error.reason === "AlreadyExists";
      unsure ||= lost;
      if (!lost && !(taken && unsure)) throw error;
      // Nobody knows whether it was made. Nobody else has our name, so it shows if it was.
      const found = await cluster.read(object);
      if (found && managedFields(found).some((entry) => entry.manager === manager))
        return { body: found, warnings: [] };
      if (taken) throw error;
    }
  }
}

/** How often an answer may get lost. */
const attempts = 5;

/** Tries again for a while what lacks a namespace or a definition: others may be making it. */
async function settled(
  { session, urn, given }: Work,
  cluster: Cluster,
  object: Properties,
  step: () => Promise<Answer>,
): Promise<Answer> {
  const until = Date.now() + session.settling;
  for (let wait = 500; ; wait *= 2) {
    try {
      return await step();
    } catch (error) {
      const mayCome = isNamespaceMissing(error) || error instanceof NotServed;
      if (!mayCome || Date.now() + wait > until || session.cancelled.aborted) {
        throw objectFailure("created", given, object, error);
      }
      session.log.status(urn, `Waiting: ${(error as Error).message}`);
      await sleep(wait, undefined, { signal: session.cancelled }).catch(() => {});
      cluster.forget();
    }
  }
}

/** What the state will be, as far as the server can tell without making anything. */
async function foresee(work: Work, inputs: Properties, manager: string): Promise<Properties> {
  const { session, given } = work;
  const cluster = session.reachable;
  const served = await cluster?.served(String(inputs.apiVersion), String(inputs.kind));
  if (!cluster || !served || holdsUnknown(inputs)) return foreseen(given, given);
  const answer = await rehearse(work, cluster, forServer(inputs), manager);
  if (!answer) return foreseen(given, given);
  const seen = foreseen(inputs, forProgram(answer));
  return stateOf(given, { ...seen, metadata: { ...metadataOf(seen), name: metadataOf(inputs).name } }, manager);
}

/** A dry run. Undefined where it can't tell how the object will be. */
async function rehearse(
  work: Work,
  cluster: Cluster,
  object: Properties,
  manager: string,
): Promise<Properties | undefined> {
  const { session, urn, given } = work;
  const attempt = async (candidate: Properties) => {
    const query = { fieldManager: manager, dryRun: "All" };
    const { upsert } = session.configuration;
    const answer = upsert
      ? await cluster.apply(candidate, { ...query, force: "true" })
      : await cluster.create(candidate, query);
    passOn(work, answer.warnings);
    return answer.body;
  };
  const aside = (changes: Properties) => {
    const metadata = metadataOf(object);
    return {
      ...object,
      metadata: { ...metadata, name: `${metadata.name}-${suffix(new Uint8Array(), "")}`, ...changes },
    };
  };
  try {
    return await attempt(object);
  } catch (error) {
    if (isUnauthorized(error)) return undefined;
    try {
      if (isNamespaceMissing(error)) {
        // The mistakes in it can be found elsewhere; what else is true of its namespace can't.
        await attempt(aside({ namespace: "default" }));
        return undefined;
      }
      if (!(error instanceof Refusal) || error.reason !== "AlreadyExists") throw error;
      if (!session.known.has(urn)) {
        session.log.warn(urn, `${labelOf(object)} exists already, and isn't in this stack: it will not be created`);
      }
      return await attempt(aside({}));
    } catch (second) {
      if (isUnauthorized(second)) return undefined;
      throw objectFailure("created", given, object, second);
    }
  }
}

/** Whoever previews may have no right to make things. */
const isUnauthorized = (error: unknown) =>
  isForbidden(error) && /cannot (create|patch) resource/.test((error as Error).message);
