import type { Call } from "../../core/call.ts";

/** The host of Cloud Monitoring. */
export const host = "monitoring.googleapis.com";

/** Who changed something when, as Monitoring keeps it. */
export const mutation = (call: Call) => ({
  mutateTime: call.cloud.clock.timestamp(9),
  mutatedBy: call.caller.split(":")[1],
});
