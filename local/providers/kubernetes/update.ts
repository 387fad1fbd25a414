import { holdsUnknown, type Properties } from "../grpc/values.ts";
import type { Answer } from "./client/client.ts";
import type { Cluster } from "./client/cluster.ts";
import { Refusal } from "./client/failures.ts";
import { completed, passOn, type Work } from "./completion.ts";
import { isOn } from "./objects/annotations.ts";
import { metadataOf, typeOf } from "./objects/identity.ts";
import { has, isTakenOver, managedFields, ofManager, ofOthers, takeOver } from "./objects/ownership.ts";
import { readPath, valueAt, withValueAt } from "./objects/paths.ts";
import { revealed } from "./objects/secrets.ts";
import { forProgram, forServer, managerOf, partsOf, stateOf } from "./objects/state.ts";
import { objectFailure, type Rival, rivalsIn } from "./refusals.ts";

/** An update: the resource before, and what of it is not to be touched. */
export interface Change {
  state: Properties;
  ignored: string[];
}

/** Applies inputs to an object, or tells what would come of it. Returns the resource's state. */
export async function update(work: Work, { state, ignored }: Change): Promise<Properties> {
  const { session, urn, given, preview } = work;
  typeOf(urn);
  const inputs = revealed(given);
  const before = partsOf(state);
  const manager = managerOf(inputs, before.manager);
  // A new version of the API has the same object in another place.
  const place = { ...before.live, apiVersion: inputs.apiVersion, kind: inputs.kind };
  const names = before.manager && before.manager !== manager ? [before.manager] : [];
  if (preview) {
    const cluster = session.reachable;
    const served = await cluster?.served(String(inputs.apiVersion), String(inputs.kind));
    if (!cluster || !served || holdsUnknown(inputs)) return given;
    const live = await cluster.read(place);
    // It was deleted by somebody: the update will say so.
    if (!live) return given;
    const answer = await attempt(work, () =>
      rehearse(work, cluster, body(inputs, live, manager, ignored), live, manager, names),
    );
    return stateOf(given, forProgram(answer.body), manager);
  }
  const cluster = await session.cluster();
  const answer = await attempt(work, async () => {
    const live = await cluster.read(place);
    if (!live) throw new Error(gone);
    return apply(work, cluster, body(inputs, live, manager, ignored), live, manager, names);
  });
  if (inputs.kind === "CustomResourceDefinition") cluster.forget();
  return completed(work, cluster, inputs, answer.body, manager);
}

const gone = "it is gone. Somebody deleted it: run pulumi refresh, and the next update makes it anew";

async function attempt(work: Work, step: () => Promise<Answer>): Promise<Answer> {
  try {
    const answer = await step();
    passOn(work, answer.warnings);
    return answer;
  } catch (error) {
    throw objectFailure("updated", work.given, revealed(work.given), error);
  }
}

/**
 * What is sent. Of what is to be ignored, what others manage is left to them, and the rest is sent as it is now, so that
 * applying doesn't remove it.
 */
function body(inputs: Properties, live: Properties, manager: string, ignored: string[]): Properties {
  const [ours, theirs] = [ofManager(live, manager), ofOthers(live, manager)];
  const paths = ignored.map(readPath).filter((path) => path.every((part) => typeof part === "string" && part !== "*"));
  const kept = paths.reduce((object, path) => {
    if (has(theirs, path) && !has(ours, path)) return withValueAt(object, path, undefined);
    const value = valueAt(live, path);
    return value === undefined ? object : withValueAt(object, path, value);
  }, inputs);
  return forServer(kept);
}

const isDefinition = (object: Properties) => object.kind === "CustomResourceDefinition";

const replaced = (object: Properties, live: Properties): Properties => ({
  ...object,
  metadata: { ...metadataOf(object), resourceVersion: metadataOf(live).resourceVersion },
});

const isForced = ({ session }: Work, object: Properties) =>
  session.configuration.patchForce || isOn(object, "patchForce");

async function apply(
  work: Work,
  cluster: Cluster,
  object: Properties,
  live: Properties,
  manager: string,
  names: string[],
): Promise<Answer> {
  if (isDefinition(object)) {
    // A definition is put in the place of the old one, as the official provider does.
    return unlessOutdated(cluster, live, (now) => cluster.replace(replaced(object, now), { fieldManager: manager }));
  }
  await own(cluster, live, manager, names);
  return cluster.apply(object, { fieldManager: manager, force: String(isForced(work, object)) });
}

/** How often an object may be changed by others between a look at it and a change of it. */
const races = 10;

/** Does something that must know the object as it is, again with a new look when somebody changed it in between. */
async function unlessOutdated<Result>(
  cluster: Cluster,
  live: Properties,
  step: (now: Properties) => Promise<Result>,
): Promise<Result> {
  let now = live;
  for (let race = 1; ; race++) {
    try {
      return await step(now);
    } catch (error) {
      const outdated = error instanceof Refusal && error.reason === "Conflict" && rivalsIn(error).length === 0;
      if (!outdated || race === races) throw error;
      const found = await cluster.read(now);
      if (!found) throw new Error(gone);
      now = found;
    }
  }
}

/** Makes the applying manager own what was created or done with kubectl: else it would conflict, and never be removed. */
async function own(cluster: Cluster, live: Properties, manager: string, names: string[]): Promise<void> {
  await unlessOutdated(cluster, live, async (now) => {
    const entries = takeOver(managedFields(now), manager, names);
    if (!entries) return;
    await cluster.patch(now, [
      { op: "replace", path: "/metadata/managedFields", value: entries },
      { op: "replace", path: "/metadata/resourceVersion", value: metadataOf(now).resourceVersion },
    ]);
  });
}

/** A dry run. What the update will take over first is no conflict. */
async function rehearse(
  work: Work,
  cluster: Cluster,
  object: Properties,
  live: Properties,
  manager: string,
  names: string[],
): Promise<Answer> {
  const query = { fieldManager: manager, dryRun: "All" };
  if (isDefinition(object)) return cluster.replace(replaced(object, live), query);
  const run = (force: boolean) => cluster.apply(object, { ...query, force: String(force) });
  try {
    return await run(isForced(work, object));
  } catch (error) {
    const rivals = error instanceof Refusal ? rivalsIn(error) : [];
    const yields = ({ manager: name, subresource }: Rival) => !subresource && isTakenOver(name, [manager, ...names]);
    if (rivals.length === 0 || !rivals.every(yields)) throw error;
    return run(true);
  }
}
