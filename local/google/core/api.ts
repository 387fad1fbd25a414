import type { Permissions } from "../access/needs.ts";
import type { Call } from "./call.ts";
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
  /** What each of its methods needs of who calls it. */
  permissions: Permissions;
  /** What a request is about, by full name, where its path doesn't say so. Undefined: the path does. */
  resource?(call: Call, route: Route): string | undefined;
  /** Whether it answers calls without a token. Default false. */
  anonymous?: boolean;
  routes: Route[];
}
