import type { Cloud } from "../../core/cloud.ts";
import type { Document } from "../../core/store.ts";
import { everyOne, nameIn } from "./documents.ts";
import { requirePaid } from "./errors.ts";
import { takeExternalAddress } from "./external.ts";
import { type Interface, lent } from "./interfaces.ts";
import { stored, timestamp } from "./links.ts";
import type { Method } from "./resources.ts";

type Handle = Method["handle"];

/** A machine that runs: with new lent addresses for the ways in that lost theirs. */
const start: Handle = (call, current) => {
  if (current.status === "RUNNING") return { document: current };
  requirePaid(call);
  const name = nameIn(current);
  const networkInterfaces = (current.networkInterfaces as Interface[]).map((each) => ({
    ...each,
    ...(each.accessConfigs && {
      accessConfigs: each.accessConfigs.map((config) => ({
        ...config,
        natIP: config.natIP ?? takeExternalAddress(call.cloud, name),
      })),
    }),
  }));
  const document = { ...current, networkInterfaces, status: "RUNNING", lastStartTimestamp: timestamp(call.cloud) };
  return { document, during: { status: "STAGING" } };
};

/** A machine that comes to rest: addresses that it was lent go back. `time`: the member that says since when. */
function rested(
  cloud: Cloud,
  current: Document,
  status: string,
  time: string,
): { document: Document; remove: string[] } {
  const interfaces = current.networkInterfaces as Interface[];
  const remove = lent({ cloud }, nameIn(current), interfaces);
  const own = new Set(remove.map((key) => key.split("/").at(-1)));
  const networkInterfaces = interfaces.map((each) => ({
    ...each,
    ...(each.accessConfigs && {
      accessConfigs: each.accessConfigs.map(({ natIP, ...config }) => ({
        ...config,
        ...(natIP !== undefined && !own.has(natIP) && { natIP }),
      })),
    }),
  }));
  return { document: { ...current, networkInterfaces, status, [time]: timestamp(cloud) }, remove };
}

const rest =
  (during: string, status: string, time: string): Handle =>
  (call, current) =>
    current.status === status
      ? { document: current }
      : { ...rested(call.cloud, current, status, time), during: { status: during } };

/** Stops the machines of a project for which nobody pays any more, as Google does; who pays again starts them. */
export function stopMachines(cloud: Cloud, project: string): void {
  for (const machine of everyOne(cloud, project, "instances")) {
    if (machine.status === "TERMINATED") continue;
    const { document, remove } = rested(cloud, machine, "TERMINATED", "lastStopTimestamp");
    for (const address of remove) cloud.store.delete(address);
    cloud.store.put(stored(nameIn(machine)), document);
  }
}

/** What makes an instance run or rest. */
export const stateMethods: Method[] = [
  { verb: "start", handle: start },
  { verb: "startWithEncryptionKey", handle: start },
  { verb: "stop", handle: rest("STOPPING", "TERMINATED", "lastStopTimestamp") },
  { verb: "suspend", handle: rest("SUSPENDING", "SUSPENDED", "lastSuspendedTimestamp") },
  { verb: "resume", handle: start },
  { verb: "reset", handle: (_call, current) => ({ document: current }) },
];
