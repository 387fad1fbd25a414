import { resources } from "../model/container.ts";
import { type Check, http, type Probe, type Probes } from "../model/probe.ts";
import { mebibytes, millicores } from "../model/quantity.ts";
import type { Identity } from "../model/service.ts";

/** The user of Sourcegraph's own programs. */
export const sourcegraphUser: Identity = { user: 100, group: 101 };

/** For what only looks, or does a moment's work. */
export const small = resources({
  cpu: { request: millicores(10), limit: millicores(100) },
  memory: { request: mebibytes(50), limit: mebibytes(50) },
});

/** The ports at which most of Sourcegraph's own programs are looked into. */
export const debugPort = 6060;

/** Why Docker doesn't ask: its checks run in the container, with programs of the image. */
export const unasked = {
  none:
    "No program is known to be in the image with which Docker could ask whether it is well. Prometheus asks it for " +
    "metrics, and shows when it doesn't answer.",
} as const;

/** Asked often, because work waits for it. */
export const ready = <P extends string>(check: Check<P>): Probe<P> => ({ check, period: 5 });

/** The checks of Sourcegraph's own programs, which all answer them at their debug port. */
export const programProbes: Probes<"debug"> = {
  readiness: ready(http("/ready", "debug")),
  liveness: { check: http("/healthz", "debug") },
  // Up to five minutes: migrations and caches can make a start slow.
  startup: { check: http("/healthz", "debug"), failures: 30 },
};
