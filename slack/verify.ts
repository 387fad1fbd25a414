import { createHmac, timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import type { Remembered } from "./remembered.ts";

/** How far a request's time may be from ours, in either direction, in seconds. */
export const skew = 300;

/** A request, as it came. */
export interface SignedRequest {
  headers: IncomingHttpHeaders;
  /** The bytes that were signed, before anybody parsed them. */
  body: Uint8Array;
}

/** What a request is held against. */
export interface Verifying {
  signingSecret: string;
  /** Milliseconds since the epoch. */
  now: number;
  /** The signatures that were seen lately. */
  seen: Remembered;
}

/** The signature of a body at a time: https://docs.slack.dev/authentication/verifying-requests-from-slack */
export const signatureOf = (signingSecret: string, timestamp: string, body: Uint8Array): string =>
  `v0=${createHmac("sha256", signingSecret).update(`v0:${timestamp}:`).update(body).digest("hex")}`;

/**
 * Whether a request is Slack's, new, and of now. Returns why not, for the log and not for whoever sent it; undefined of a
 * good one, which is remembered. Never throws.
 */
export function refusalOf(
  { headers, body }: SignedRequest,
  { signingSecret, now, seen }: Verifying,
): string | undefined {
  if (!signingSecret) return "there is no signing secret to hold it against";
  const { "x-slack-request-timestamp": timestamp, "x-slack-signature": signature } = headers;
  if (typeof timestamp !== "string" || typeof signature !== "string") return "it is not signed";
  if (!/^[1-9]\d{0,11}$/.test(timestamp)) return "its time is none";
  if (Math.abs(now / 1000 - Number(timestamp)) > skew) return `its time is more than ${skew} s from ours`;
  if (!/^v0=[0-9a-f]{64}$/.test(signature)) return "its signature is none";
  const expected = signatureOf(signingSecret, timestamp, body);
  if (!timingSafeEqual(Buffer.from(signature), Buffer.from(expected))) return "its signature is wrong";
  // For as long as its time would be let through.
  if (!seen.add(signature, (Number(timestamp) + skew) * 1000 + 1, now)) return "it came before";
  return undefined;
}
