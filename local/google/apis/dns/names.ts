import { type Call, param, projectOf } from "../../core/call.ts";
import { ApiError, conflict, invalid, notFound } from "../../core/errors.ts";
import type { Reply } from "../../core/reply.ts";
import type { HttpMethod, Route } from "../../core/router.ts";

/** The API. */
export const host = "dns.googleapis.com";

/** The key under which a zone is kept; what is in it has longer ones. */
export const zoneKey = (call: Call, zone: string) =>
  `//${host}/projects/${projectOf(call).projectId}/managedZones/${zone}`;

/** A method in both versions. `path`: from below the project. */
export function versions(id: string, method: HttpMethod, path: string, handle: (call: Call) => Reply): Route[] {
  return ["v1", "v1beta2"].map((version) => ({
    id,
    method,
    path: `/dns/${version}/projects/{project}${path}`,
    handle,
  }));
}

/** The refusal of a bad value. `field`: "entity.managedZone.dnsName". */
export const invalidValue = (field: string, value: unknown) =>
  invalid(`Invalid value for '${field}': '${value ?? ""}'`, { reason: "invalid" });

/** The refusal for a member that must be there. */
export const required = (field: string) =>
  invalid(`The '${field}' parameter is required but was missing.`, { reason: "required" });

/** The refusal for something that isn't there. `what`: what named it. */
export const missing = (what: string, name: string) =>
  notFound(`The '${what}' resource named '${name}' does not exist.`);

/** The refusal for a name that is taken. */
export const taken = (what: string, name: string) => conflict(`The resource '${what}' named '${name}' already exists`);

/** The refusal to delete what isn't there in the form that the request has. */
export const notMet = (what: string) =>
  new ApiError("FAILED_PRECONDITION", `Precondition not met for '${what}'`, {
    http: 412,
    reason: "conditionNotMet",
    header: "If-Match",
  });

/** The zone that a request's path names: by its name or its ID. */
export const zoneParameter = (call: Call) => param(call, "zone");
