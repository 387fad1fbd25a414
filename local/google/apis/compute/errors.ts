import { type Call, projectOf } from "../../core/call.ts";
import { ApiError, denied } from "../../core/errors.ts";

/** A refusal as Compute Engine words it: its reasons are finer than its statuses. */
const refusal = (message: string, reason: string) => new ApiError("INVALID_ARGUMENT", message, { reason });

/** The refusal for a resource that is not there, by its relative name. */
export const missing = (name: string) => new ApiError("NOT_FOUND", `The resource '${name}' was not found`);

/** The refusal for a name that is taken. */
export const taken = (name: string) => new ApiError("ALREADY_EXISTS", `The resource '${name}' already exists`);

const snake = (kind: string) => kind.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** `kind`: "network", as in "The network resource". */
export const inUse = (kind: string, name: string, user: string) =>
  refusal(`The ${snake(kind)} resource '${name}' is already being used by '${user}'`, "resourceInUseByAnotherResource");

/** The refusal to use or change what an operation has not finished. */
export const notReady = (name: string) => refusal(`The resource '${name}' is not ready`, "resourceNotReady");

/** `field`: "resource.name". */
export const invalidValue = (field: string, value: unknown, why: string) =>
  refusal(`Invalid value for field '${field}': '${value ?? ""}'. ${why}`, "invalid");

/** The refusal for a reference that is none. */
export const malformed = (field: string, value: unknown) => invalidValue(field, value, "The URL is malformed.");

/** The refusal for a reference to nothing, where the API calls it a bad value. */
export const unreferenced = (field: string, value: unknown, kind: string) =>
  invalidValue(field, value, `The referenced ${kind} resource cannot be found.`);

/** The refusal for a member that must be there. */
export const requiredField = (field: string) => refusal(`Required field '${field}' not specified`, "required");

/** The refusal for a query parameter that must be there. */
export const requiredParameter = (name: string) => refusal(`Required parameter '${name}' not specified`, "required");

/** The refusal for what the state of a resource forbids. */
export const invalidUsage = (why: string) => refusal(`Invalid resource usage: '${why}'.`, "invalidResourceUsage");

/** A fingerprint that is not that of the resource as it is. */
export const stale = (message: string) =>
  new ApiError("FAILED_PRECONDITION", message, { http: 412, reason: "conditionNotMet", header: "If-Match" });

/** Refuses what costs money in a project for which nobody pays. */
export function requirePaid(call: Call): void {
  const { billingAccount, number } = projectOf(call);
  if (billingAccount !== undefined) return;
  throw denied(
    `This API method requires billing to be enabled. Please enable billing on project #${number} by visiting ` +
      `https://console.developers.google.com/billing/enable?project=${number} then retry. If you enabled billing for ` +
      "this project recently, wait a few minutes for the action to propagate to our systems and retry.",
    { domain: "usageLimits", reason: "accessNotConfigured" },
  );
}
