import type { Properties } from "../grpc/values.ts";
import { NotServed } from "./client/cluster.ts";
import { isNotFound } from "./client/failures.ts";
import { waitingOf } from "./completion.ts";
import { isOn, propagationOf, timeoutOf } from "./objects/annotations.ts";
import { typeOf } from "./objects/identity.ts";
import { forServer, partsOf } from "./objects/state.ts";
import { clusterGone } from "./read.ts";
import { minutes } from "./readiness/verdict.ts";
import { untilGone } from "./readiness/wait.ts";
import { objectFailure } from "./refusals.ts";
import type { Session } from "./session.ts";

/** Kinds whose end isn't waited for with pulumi.com/skipAwait; for all others it is, as the official provider does. */
const skipping = ["DaemonSet", "Deployment", "Job", "Namespace", "Pod", "ReplicationController", "StatefulSet"];

/** Deletes an object and waits until it is gone. `timeout`: seconds, 0 for the usual time. */
export async function remove(session: Session, urn: string, state: Properties, timeout: number): Promise<void> {
  typeOf(urn);
  const { inputs, live } = partsOf(state);
  const object = forServer(live);
  const cluster = await session.cluster().catch((error: Error) => {
    if (!session.configuration.deleteUnreachable) throw new Error(`${error.message}. ${clusterGone}`, { cause: error });
    session.log.warn(urn, `${error.message}. It is taken out of the state, as deleteUnreachable asks for`);
  });
  if (!cluster) return;
  try {
    await cluster.delete(object, propagationOf(inputs));
    if (inputs.kind === "CustomResourceDefinition") cluster.forget();
    if (isOn(inputs, "skipAwait") && skipping.includes(String(inputs.kind))) return;
    await untilGone(waitingOf({ session, urn }, cluster), object, timeoutOf(inputs, timeout, 10 * minutes));
  } catch (error) {
    if (isNotFound(error) || error instanceof NotServed) return;
    throw objectFailure("deleted", state, object, error);
  }
}
