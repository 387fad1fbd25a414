import type { Api } from "./api.ts";
import type { Cloud } from "./cloud.ts";
import { invalid } from "./errors.ts";
import type { Project } from "./projects.ts";
import type { Identity } from "./tokens.ts";

/** One request to a method of an API. */
export interface Call {
  cloud: Cloud;
  api: Api;
  /** Who calls, as IAM names members: "user:ada@example.com". */
  caller: string;
  /** Who calls, with all names. */
  identity: Identity;
  params: Record<string, string>;
  query: URLSearchParams;
  /** The JSON body, or {} when there is none. */
  // biome-ignore lint/suspicious/noExplicitAny: a request's body is anything until a method has checked it
  body: any;
  /** The body as it came, for uploads. */
  bytes: Buffer;
  headers: Record<string, string | string[] | undefined>;
  /** The path as it was asked for. */
  path: string;
  /** The project that {project} in the path names by ID or number: active, with the API enabled. */
  project?: Project;
}

/** The project of a method whose path has {project}. */
export function projectOf(call: Call): Project {
  if (!call.project) throw new Error("no {project} in the path of this method");
  return call.project;
}

/** A parameter of the path, which the route's template guarantees. */
export function param(call: Call, name: string): string {
  const value = call.params[name];
  if (value === undefined) throw new Error(`no {${name}} in the path of this method`);
  return value;
}

/** A query parameter that must be there. */
export function required(call: Call, name: string): string {
  const value = call.query.get(name);
  if (!value) throw invalid(`Required parameter ${name} is missing.`);
  return value;
}

/** The members that a PATCH changes, from `updateMask` in either spelling; undefined when there is no mask. */
export function updateMask(call: Call): string[] | undefined {
  const mask = call.query.get("updateMask") ?? call.query.get("update_mask");
  if (!mask) return undefined;
  const camel = (path: string) => path.replaceAll(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
  return mask.split(",").map((path) => camel(path.trim()));
}
