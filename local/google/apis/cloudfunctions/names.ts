import { createHash } from "node:crypto";
import { type Call, param, projectOf } from "../../core/call.ts";
import { denied } from "../../core/errors.ts";
import { regions } from "../../core/locations.ts";
import type { Project } from "../../core/projects.ts";

/** The host of Cloud Functions. */
export const host = "cloudfunctions.googleapis.com";

export const types = "type.googleapis.com/google.cloud.functions.v2";

/** The place of a request: "projects/p/locations/us-central1". Functions are in regions. */
export function placeOf(call: Call): string {
  const location = param(call, "location");
  if (location !== "-" && !regions.includes(location)) {
    throw denied(`Location ${location} is not found or access is unauthorized.`);
  }
  return `projects/${projectOf(call).projectId}/locations/${location}`;
}

/** The last part of a name. */
export const idOf = (name: string): string => name.split("/").at(-1)!;

/** The region of a name. */
export const regionOf = (name: string): string => name.split("/")[3]!;

/** The name of the Cloud Run service that a function is: in lower case, with - for _. */
export const serviceOf = (name: string): string =>
  name.replace("/functions/", "/services/").replace(/[^/]+$/, (id) => id.toLowerCase().replaceAll("_", "-"));

/**
 * The address of a function's service: "https://guard-a1b2c3d4e5-uc.a.run.app". Google's mark of a project and its short
 * names of regions are its own; here they are made up, and stay the same for a project and a region.
 */
export function uriOf(name: string, { number }: Project): string {
  const mark = BigInt(`0x${createHash("sha256").update(number).digest("hex")}`)
    .toString(36)
    .slice(0, 10);
  const region = regionOf(name)
    .split("-")
    .map((part) => part[0]! + (/[2-9]\d*$/.exec(part)?.[0] ?? ""))
    .join("");
  return `https://${idOf(serviceOf(name))}-${mark}-${region}.a.run.app`;
}
