import { nameIn } from "./documents.ts";
import { takeExternalAddress } from "./external.ts";
import { type Interface, lent } from "./interfaces.ts";
import { timestamp } from "./links.ts";
import type { Method } from "./resources.ts";

type Handle = Method["handle"];

/** A machine that runs: with new lent addresses for the ways in that lost theirs. */
const start: Handle = (call, current) => {
  if (current.status === "RUNNING") return { document: current };
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

/** A machine at rest: addresses that it was lent go back. */
const rest =
  (during: string, status: string, time: string): Handle =>
  (call, current) => {
    if (current.status === status) return { document: current };
    const interfaces = current.networkInterfaces as Interface[];
    const remove = lent(call, nameIn(current), interfaces);
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
    const document = { ...current, networkInterfaces, status, [time]: timestamp(call.cloud) };
    return { document, during: { status: during }, remove };
  };

/** What makes an instance run or rest. */
export const stateMethods: Method[] = [
  { verb: "start", handle: start },
  { verb: "startWithEncryptionKey", handle: start },
  { verb: "stop", handle: rest("STOPPING", "TERMINATED", "lastStopTimestamp") },
  { verb: "suspend", handle: rest("SUSPENDING", "SUSPENDED", "lastSuspendedTimestamp") },
  { verb: "resume", handle: start },
  { verb: "reset", handle: (_call, current) => ({ document: current }) },
];
