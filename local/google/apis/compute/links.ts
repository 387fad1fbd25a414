import { createHash } from "node:crypto";
import type { Call } from "../../core/call.ts";
import type { Cloud } from "../../core/cloud.ts";
import { hexadecimal } from "../../core/identifiers.ts";
import { HttpReply, type Reply } from "../../core/reply.ts";
import type { HttpMethod, Route } from "../../core/router.ts";

/** The API. */
export const host = "compute.googleapis.com";

const root = "https://www.googleapis.com/compute/";

/** The link of a resource by its relative name: "projects/p/global/networks/n". */
export const link = (name: string) => `${root}v1/${name}`;

/** The name under which a resource is kept. */
export const stored = (name: string) => `//${host}/${name}`;

/** The relative name of a link in any version and of any host; other texts stay. */
export const relative = (text: string) => text.replace(/^https?:\/\/[^/]+\/(?:compute\/[^/]+\/)?/, "");

/** The last part of a link or name. */
export const shortName = (text: unknown) => String(text).split("/").at(-1)!;

/** Links are kept as those of v1; a call to beta sees its own. */
function inVersionOf(call: Call, reply: Reply): Reply {
  if (!isBeta(call) || reply instanceof HttpReply) return reply;
  return JSON.parse(JSON.stringify(reply).replaceAll(`${root}v1/`, `${root}beta/`));
}

/** Whether a call is to the beta. */
export const isBeta = (call: Call) => call.path.startsWith("/compute/beta/");

/** A method in both versions, and without a version, which is how gcloud asks when its endpoint is overridden. */
export function versions(id: string, method: HttpMethod, path: string, handle: (call: Call) => Reply): Route[] {
  return ["/compute/v1", "/compute/beta", ""].map((prefix) => ({
    id,
    method,
    path: prefix + path,
    handle: (call) => inVersionOf(call, handle(call)),
  }));
}

const zone = new Intl.DateTimeFormat("en-US", { timeZone: "America/Los_Angeles", timeZoneName: "longOffset" });

/** A time as Compute Engine writes it, by the clocks of its home: "2024-04-24T18:36:18.637-07:00". */
export function pacific(at: number): string {
  const offset = zone
    .formatToParts(at)
    .find(({ type }) => type === "timeZoneName")!
    .value.slice("GMT".length);
  const [hours = 0, minutes = 0] = offset.slice(1).split(":").map(Number);
  const ahead = (hours * 60 + minutes) * (offset.startsWith("-") ? -1 : 1);
  return new Date(at + ahead * 60_000).toISOString().replace("Z", offset);
}

/** The time, by the cloud's clock. */
export const timestamp = (cloud: Cloud) => pacific(cloud.clock.now());

/** Google's fingerprint of nothing: no labels, no tags. */
const ofNothing = "42WmSpB8rSM=";

/** A fingerprint of content, equal for equal content as Google's are. The order of a map's keys doesn't matter. */
export function fingerprint(content: unknown): string {
  const sorted =
    content !== null && typeof content === "object" && !Array.isArray(content)
      ? Object.entries(content).toSorted(([a], [b]) => (a < b ? -1 : 1))
      : (content ?? []);
  if (Array.isArray(sorted) && sorted.length === 0) return ofNothing;
  const digest = createHash("sha256").update(JSON.stringify(sorted)).digest().subarray(0, 8).toString("base64");
  return digest.replaceAll("+", "-").replaceAll("/", "_");
}

/** A fingerprint that no other version of a resource has. */
export const freshFingerprint = () => fingerprint([hexadecimal(16)]);

/** The numeric ID of something that Google made: always the same for a name. */
export function stableId(name: string): string {
  return String(10n ** 18n + (createHash("sha256").update(name).digest().readBigUInt64BE() % (8n * 10n ** 18n)));
}
