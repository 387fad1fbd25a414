import type { Enums } from "./enums.ts";
import type { ErrorStyle } from "./errors.ts";
import type { Route } from "./router.ts";

/** One of Google's APIs, as the local cloud serves it. */
export interface Api {
  /** "pubsub.googleapis.com" */
  host: string;
  /** As errors name it: "Cloud Pub/Sub API". */
  title: string;
  /** Which members its error envelope has. */
  errors: ErrorStyle;
  /** Whether a project must have enabled it before its resources can be reached. Default true. */
  needsEnabling?: boolean;
  /** What a missing project looks like here. Default: 403 with reason CONSUMER_INVALID. */
  missingProject?(project: string): Error;
  /** Its enums, for the clients that want numbers instead of names. */
  enums?: Enums;
  routes: Route[];
}
