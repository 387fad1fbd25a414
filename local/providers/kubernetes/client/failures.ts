import type { Properties } from "../../grpc/values.ts";

/** One field that an API server complains about. */
export interface Cause {
  reason?: string;
  message?: string;
  field?: string;
}

/** A refusal of the API server, with what it said. */
export class Refusal extends Error {
  /** The HTTP status. */
  readonly code: number;
  /** One word for the kind of refusal: NotFound, AlreadyExists, Conflict, Invalid, Forbidden … */
  readonly reason: string;
  readonly causes: Cause[];
  /** What the refusal is about, e.g. namespaces. */
  readonly kind: string;

  constructor(code: number, body: Properties) {
    const details = (body.details ?? {}) as { causes?: Cause[]; kind?: string };
    super(String(body.message || `HTTP status ${code}`));
    this.code = code;
    this.reason = String(body.reason ?? "");
    this.causes = details.causes ?? [];
    this.kind = details.kind ?? "";
  }
}

/** No answer from the API server within the time for which it was tried. */
export class Unreachable extends Error {
  /** Whether something may have been sent, so that it may have taken effect. */
  readonly sent: boolean;

  constructor(server: string, cause: unknown, sent: boolean) {
    super(`the API server at ${server} doesn't answer: ${why(cause)}`, { cause });
    this.sent = sent;
  }
}

/** Whoever answers can't prove to be the API server that the kubeconfig names. */
export class Untrusted extends Error {
  constructor(server: string, cause: Error) {
    super(
      `the API server at ${server} is not trusted: ${cause.message}; check certificate-authority in the kubeconfig`,
      {
        cause,
      },
    );
  }
}

/** The work was cancelled, e.g. with Ctrl-C. */
export class Cancelled extends Error {
  constructor() {
    super("cancelled");
  }
}

function why(cause: unknown): string {
  if (cause instanceof AggregateError && cause.errors.length > 0) return why(cause.errors[0]);
  return cause instanceof Error ? cause.message : String(cause);
}

export const isNotFound = (error: unknown): boolean => error instanceof Refusal && error.code === 404;

export const isForbidden = (error: unknown): boolean => error instanceof Refusal && error.code === 403;

/** Whether an object couldn't be made because its namespace isn't there. */
export const isNamespaceMissing = (error: unknown): boolean =>
  error instanceof Refusal && error.code === 404 && error.kind === "namespaces";
