import type { HalfMade } from "../grpc/methods.ts";
import type { Properties } from "../grpc/values.ts";
import type { Cluster } from "./client/cluster.ts";
import { timeoutOf } from "./objects/annotations.ts";
import { idOf } from "./objects/identity.ts";
import { stateOf } from "./objects/state.ts";
import { NotReady } from "./readiness/not-ready.ts";
import { untilReady, type Waiting } from "./readiness/wait.ts";
import type { Session } from "./session.ts";

/** An object was made or changed, but isn't ready: the state keeps it, and the next update waits for it again. */
export class Incomplete extends Error {
  readonly halfMade: HalfMade;

  constructor(cause: NotReady, halfMade: HalfMade) {
    super(cause.message, { cause });
    this.halfMade = halfMade;
  }
}

/** A resource that is being worked on. */
export interface Work {
  session: Session;
  urn: string;
  /** Its inputs, with the marks of their secrets. */
  given: Properties;
  /** Seconds to wait, as the resource's options say; 0 if they don't. */
  timeout: number;
  preview: boolean;
}

export function waitingOf({ session, urn }: Pick<Work, "session" | "urn">, cluster: Cluster): Waiting {
  const { watcher, cancelled, log } = session;
  return { cluster, watcher, cancelled, tell: (text, warning) => log.status(urn, text, warning) };
}

/** Passes on what the server warned of, each thing once. */
export function passOn({ session, urn }: Pick<Work, "session" | "urn">, warnings: string[]): void {
  for (const text of warnings) {
    if (session.configuration.suppressDeprecationWarnings && text.includes("deprecated")) continue;
    const key = `${urn} ${text}`;
    if (!session.warned.has(key)) session.log.warn(urn, text);
    session.warned.add(key);
  }
}

/** Waits until an object that was made or changed is ready. Returns the resource's state. Throws Incomplete. */
export async function completed(
  work: Work,
  cluster: Cluster,
  inputs: Properties,
  applied: Properties,
  manager: string,
): Promise<Properties> {
  const { session, urn, given, timeout } = work;
  try {
    const live = await untilReady(waitingOf(work, cluster), inputs, applied, (preset) =>
      timeoutOf(inputs, timeout, preset),
    );
    session.log.status(urn, "");
    return stateOf(given, live, manager);
  } catch (error) {
    if (!(error instanceof NotReady)) throw error;
    const state = stateOf(given, error.object, manager);
    throw new Incomplete(error, { id: idOf(error.object), state, reasons: error.lines });
  }
}
