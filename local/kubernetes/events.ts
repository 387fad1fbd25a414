import { createHash } from "node:crypto";
import { isEnding, type KubernetesClient, type KubernetesObject } from "./client.ts";

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
    // Nobody will read what was to be said there.
    if (!isEnding(error)) throw error;
  });
}
