import { createHash } from "node:crypto";
import { type KubernetesClient, KubernetesError, type KubernetesObject } from "./client.ts";

/** Whether nothing new is let into a namespace because it is on its way out: nobody will read what was to be said there. */
const isEnding = (error: unknown): boolean =>
  error instanceof KubernetesError && error.code === 403 && error.message.includes("because it is being terminated");

/**
 * Says something of an object, as `kubectl describe` shows it. Said again, it is counted.
 * @param component who says it, as on GKE
 */
export async function say(
  client: KubernetesClient,
  object: KubernetesObject & { apiVersion: string; kind: string },
  component: string,
  type: "Normal" | "Warning",
  reason: string,
  message: string,
): Promise<void> {
  const { name, namespace = "default", uid } = object.metadata;
  const mark = createHash("sha256").update(`${uid} ${reason} ${message}`).digest("hex").slice(0, 16);
  const path = `/api/v1/namespaces/${namespace}/events/${name}.${mark}`;
  const before = await client.find<{ count?: number; firstTimestamp?: string }>(path);
  const now = new Date().toISOString().replace(/\.\d+/, "");
  const event = {
    apiVersion: "v1",
    kind: "Event",
    metadata: { name: `${name}.${mark}`, namespace },
    involvedObject: { apiVersion: object.apiVersion, kind: object.kind, name, namespace, uid },
    source: { component },
    type,
    reason,
    message,
    count: (before?.count ?? 0) + 1,
    firstTimestamp: before?.firstTimestamp ?? now,
    lastTimestamp: now,
  };
  await client.apply(path, event).catch((error: unknown) => {
    if (!isEnding(error)) throw error;
  });
}
