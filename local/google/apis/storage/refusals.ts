import { type ApiError, conflict, denied, invalid, notFound, precondition } from "../../core/errors.ts";

/** The refusals of Cloud Storage, in its words and with its reasons. */
export const badRequest = (message: string, reason = "invalid"): ApiError => invalid(message, { reason });

export const noBucket = (): ApiError => notFound("The specified bucket does not exist.");

export const noObject = (bucket: string, name: string): ApiError => notFound(`No such object: ${bucket}/${name}`);

export const clash = (message: string): ApiError => conflict(message, { reason: "conflict" });

export const conditionNotMet = (header: string): ApiError =>
  precondition("At least one of the pre-conditions you specified did not hold.", {
    http: 412,
    reason: "conditionNotMet",
    header,
  });

/** What was asked for is what the caller already has; the reply has no body. */
export const notModified = (): ApiError => precondition("Not Modified", { http: 304 });

export const accountDisabled = (): ApiError =>
  denied("The billing account for the owning project is disabled in state absent", {
    reason: "accountDisabled",
    header: "Authorization",
  });
