import type { Properties } from "../../../../local/providers/grpc/values.ts";
import type { Neighbours, Sight } from "../../../../local/providers/kubernetes/readiness/verdict.ts";

/** What is seen beside an object. */
export const sight =
  (seen: Partial<Record<Neighbours, Properties[]>> = {}): Sight =>
  (name) =>
    seen[name] ?? [];

/** An object of a kind in the namespace `team`, with the UID `uid-<name>`. */
export const make = (type: string, name: string, more: Properties = {}): Properties => {
  const [apiVersion, kind] = type.split(" ");
  const { metadata, ...rest } = more as { metadata?: Properties };
  return { apiVersion, kind, metadata: { name, namespace: "team", uid: `uid-${name}`, ...metadata }, ...rest };
};

export const ownedBy = (owner: Properties) => ({ ownerReferences: [{ uid: (owner.metadata as { uid: string }).uid }] });

export const event = (object: Properties, reason: string, message: string, lastTimestamp = "2026-01-01T00:00:00Z") =>
  make("v1 Event", `${reason}-${lastTimestamp}`, {
    involvedObject: { uid: (object.metadata as { uid: string }).uid },
    reason,
    message,
    lastTimestamp,
  });

export const pod = (name: string, status: Properties, metadata: Properties = {}) =>
  make("v1 Pod", name, { status, metadata });
/** The status of a container whose image is refused. */
export const backOff = {
  name: "app",
  ready: false,
  state: { waiting: { reason: "ImagePullBackOff", message: 'Back-off pulling image "app:9"' } },
};
