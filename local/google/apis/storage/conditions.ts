import type { Call } from "../../core/call.ts";
import { badRequest, conditionNotMet, notModified } from "./refusals.ts";

/** What conditions are about: an object or a bucket, as it is now. */
interface Versioned {
  generation?: string;
  metageneration?: string;
  etag?: string;
}

/** The conditions that the XML API takes as headers. */
const headers: Record<string, string> = {
  ifGenerationMatch: "x-goog-if-generation-match",
  ifMetagenerationMatch: "x-goog-if-metageneration-match",
};

function asked(call: Call, name: string): string | undefined {
  const value = call.query.get(name) ?? call.headers[headers[name] ?? ""];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "string" || !/^\d+$/.test(value)) throw badRequest(`Invalid value for ${name}: ${value}`);
  return value;
}

/**
 * Refuses a request whose conditions don't hold. `current`: what is there; undefined counts as generation 0.
 * `source`: the conditions on what is copied. `reading`: unchanged content is answered with 304.
 */
export function checkConditions(
  call: Call,
  current: Versioned | undefined,
  { source = false, reading = false } = {},
): void {
  const prefix = source ? "ifSource" : "if";
  const different = () => (reading ? notModified() : conditionNotMet("If-None-Match"));
  for (const member of ["generation", "metageneration"] as const) {
    const name = member[0]!.toUpperCase() + member.slice(1);
    const actual = current?.[member] ?? "0";
    const match = asked(call, `${prefix}${name}Match`);
    if (match !== undefined && match !== actual) throw conditionNotMet("If-Match");
    if (asked(call, `${prefix}${name}NotMatch`) === actual) throw different();
  }
  if (source) return;
  const etag = (header: string) => String(call.headers[header] ?? "").replaceAll('"', "");
  if (etag("if-match") && etag("if-match") !== current?.etag) throw conditionNotMet("If-Match");
  if (etag("if-none-match") && etag("if-none-match") === current?.etag) throw different();
}
