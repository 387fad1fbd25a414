import { openStateStore } from "../engine/state-store.ts";
import type { GoogleClient } from "../google/client.ts";
import type { SlackFacts } from "./facts.ts";

/**
 * Writes down for the service what environments there are, where that is another than what is written there. Returns whether it
 * did. @throws GoogleError where that can't be.
 */
export async function publishFacts(
  google: GoogleClient,
  { bucket, object }: { bucket: string; object: string },
  facts: SlackFacts,
): Promise<boolean> {
  const before = await openStateStore(`gs://${bucket}`, google).read(object);
  if (before === JSON.stringify(facts)) return false;
  // The last one to write is right: runs on the deployed branch come one after the other.
  const query = new URLSearchParams({ uploadType: "media", name: object });
  const path = `/upload/storage/v1/b/${bucket}/o?${query}`;
  await google.request("storage.googleapis.com", path, { method: "POST", body: facts });
  return true;
}
