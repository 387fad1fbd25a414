import { isObject, type Properties } from "../grpc/values.ts";
import { Incomplete } from "./completion.ts";
import { observed } from "./objects/drift.ts";
import { parseId, typeOf } from "./objects/identity.ts";
import { shapeOf } from "./objects/ownership.ts";
import { isNamespaced } from "./objects/scope.ts";
import { markSecrets, revealed } from "./objects/secrets.ts";
import { forProgram, importedInputs, managerOf, partsOf, stateOf } from "./objects/state.ts";
import { NotReady } from "./readiness/not-ready.ts";
import { reasonsNotReady } from "./readiness/wait.ts";
import type { Session } from "./session.ts";

/** A resource as it was read. */
export interface Found {
  state: Properties;
  inputs: Properties;
}

/**
 * Reads an object for a refresh, or for an import (without state and inputs). Returns undefined if it is gone. Throws
 * Incomplete if it is there, but not ready.
 */
export async function read(
  session: Session,
  urn: string,
  id: string,
  state: Properties,
  given: Properties,
): Promise<Found | undefined> {
  const type = typeOf(urn);
  const before = partsOf(state);
  const asked = Object.keys(given).length > 0 ? revealed(given) : before.inputs;
  const importing = Object.keys(asked).length === 0;
  try {
    await session.cluster();
  } catch (error) {
    return withoutCluster(session, urn, state, given, error as Error);
  }
  const cluster = await session.cluster();
  const { namespace, name } = parseId(id);
  const [apiVersion, kind] = [String(asked.apiVersion ?? type.apiVersion), String(asked.kind ?? type.kind)];
  const served = await cluster.served(apiVersion, kind);
  const within = (served?.namespaced ?? isNamespaced(apiVersion, kind)) ? (namespace ?? session.namespace) : undefined;
  const answer = await cluster.read({ apiVersion, kind, metadata: { name, namespace: within } });
  if (!answer) return undefined;
  const live = forProgram(answer);
  const inputs = importing ? importedInputs(live) : observed(asked, before.live, live, shapeOf(live));
  const marked = markSecrets(inputs, Object.keys(given).length > 0 ? given : state.__inputs);
  const found = { state: stateOf(marked, live, managerOf(asked, before.manager)), inputs: marked };
  const reasons = importing ? [] : await reasonsNotReady(cluster, inputs, answer);
  if (reasons.length === 0) return found;
  const cause = new NotReady(answer, "isn't ready", reasons);
  throw new Incomplete(cause, { id, state: found.state, inputs: found.inputs, reasons: cause.lines });
}

/** A cluster that doesn't answer may be gone with all that was in it: that is for people to say. */
function withoutCluster(
  session: Session,
  urn: string,
  state: Properties,
  given: Properties,
  error: Error,
): Found | undefined {
  const { deleteUnreachable, skipUpdateUnreachable } = session.configuration;
  if (deleteUnreachable) {
    session.log.warn(urn, `${error.message}. It is taken out of the state, as deleteUnreachable asks for`);
    return undefined;
  }
  if (skipUpdateUnreachable) {
    session.log.warn(urn, `${error.message}. It is left as it was, as skipUpdateUnreachable asks for`);
    const { __inputs } = state;
    return { state, inputs: Object.keys(given).length > 0 || !isObject(__inputs) ? given : __inputs };
  }
  throw new Error(`${error.message}. ${clusterGone}`, { cause: error });
}

/** What to do about objects whose cluster isn't there any more. */
export const clusterGone =
  "If the cluster was deleted, set PULUMI_K8S_DELETE_UNREACHABLE=true and run the same command again: the state forgets \
what was in it";
