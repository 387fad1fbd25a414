/** The canonical codes of Google's APIs, with the HTTP status each is sent with. */
export const httpStatus = {
  INVALID_ARGUMENT: 400,
  FAILED_PRECONDITION: 400,
  UNAUTHENTICATED: 401,
  PERMISSION_DENIED: 403,
  NOT_FOUND: 404,
  ALREADY_EXISTS: 409,
  ABORTED: 409,
  RESOURCE_EXHAUSTED: 429,
  UNIMPLEMENTED: 501,
  INTERNAL: 500,
  UNAVAILABLE: 503,
} as const;

export type Status = keyof typeof httpStatus;

/** The numeric google.rpc.Code, as operations carry it. */
const rpcCode: Record<Status, number> = {
  INVALID_ARGUMENT: 3,
  NOT_FOUND: 5,
  ALREADY_EXISTS: 6,
  PERMISSION_DENIED: 7,
  RESOURCE_EXHAUSTED: 8,
  FAILED_PRECONDITION: 9,
  ABORTED: 10,
  UNIMPLEMENTED: 12,
  INTERNAL: 13,
  UNAVAILABLE: 14,
  UNAUTHENTICATED: 16,
};

/** What an API may add to an error beyond its status and message. */
export interface ErrorExtras {
  /** Typed details (google.rpc.ErrorInfo, QuotaFailure, ...). */
  details?: object[];
  /** The reason in `errors[]`, for the APIs that send it. Default: derived from the status. */
  reason?: string;
  /** The domain in `errors[]`. Default "global". */
  domain?: string;
  /** The header that carried what was wrong, for the APIs that name it in `errors[]`: "If-Match". */
  header?: string;
  /** HTTP status, where an API differs from the canonical one (compute: 412 for a stale fingerprint). */
  http?: number;
}

/** An error that the simulated API answers with. */
export class ApiError extends Error {
  readonly status: Status;
  readonly extras: ErrorExtras;

  constructor(status: Status, message: string, extras: ErrorExtras = {}) {
    super(message);
    this.status = status;
    this.extras = extras;
  }

  get http(): number {
    return this.extras.http ?? httpStatus[this.status];
  }

  /** The error as a finished operation carries it. */
  asOperationError(): object {
    return {
      code: rpcCode[this.status],
      message: this.message,
      ...(this.extras.details && { details: this.extras.details }),
    };
  }
}

/**
 * Which members an API's error envelope has. `both`: `errors[]` and `status`; `status`: no `errors[]`; `errors`: no
 * `status` (compute, storage).
 */
export type ErrorStyle = "both" | "status" | "errors";

const reasons: Record<Status, string> = {
  INVALID_ARGUMENT: "badRequest",
  FAILED_PRECONDITION: "failedPrecondition",
  UNAUTHENTICATED: "authError",
  PERMISSION_DENIED: "forbidden",
  NOT_FOUND: "notFound",
  ALREADY_EXISTS: "alreadyExists",
  ABORTED: "aborted",
  RESOURCE_EXHAUSTED: "rateLimitExceeded",
  UNIMPLEMENTED: "notImplemented",
  INTERNAL: "backendError",
  UNAVAILABLE: "backendError",
};

/** The JSON body of an error reply. */
export function errorBody(error: ApiError, style: ErrorStyle): object {
  const { details, reason, domain, header } = error.extras;
  return {
    error: {
      code: error.http,
      message: error.message,
      ...(style !== "status" && {
        errors: [
          {
            message: error.message,
            domain: domain ?? "global",
            reason: reason ?? reasons[error.status],
            ...(header && { location: header, locationType: "header" }),
          },
        ],
      }),
      ...(style !== "errors" && { status: error.status }),
      ...(details && { details }),
    },
  };
}

export const notFound = (message: string, extras?: ErrorExtras) => new ApiError("NOT_FOUND", message, extras);
export const invalid = (message = "Request contains an invalid argument.", extras?: ErrorExtras) =>
  new ApiError("INVALID_ARGUMENT", message, extras);
export const denied = (message = "The caller does not have permission", extras?: ErrorExtras) =>
  new ApiError("PERMISSION_DENIED", message, extras);
export const conflict = (message = "Requested entity already exists", extras?: ErrorExtras) =>
  new ApiError("ALREADY_EXISTS", message, extras);
export const precondition = (message = "Precondition check failed.", extras?: ErrorExtras) =>
  new ApiError("FAILED_PRECONDITION", message, extras);
