import type { Call } from "./call.ts";
import type { ApiError } from "./errors.ts";
import type { HttpReply, Reply } from "./reply.ts";

export type HttpMethod = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** One method of an API. */
export interface Route {
  /** Google's name of the method without that of its API: "projects.topics.create". */
  id: string;
  method: HttpMethod;
  /** "/v1/projects/{project}/topics/{topic}:getIamPolicy"; `{rest=**}` takes several segments. */
  path: string;
  /** The body is content to keep and no JSON, whatever type it is of. */
  raw?: boolean;
  handle(call: Call): Reply;
  /** How it says no, where that isn't its API's usual way. */
  refusal?(error: ApiError): HttpReply;
}

interface Compiled {
  route: Route;
  pattern: RegExp;
  names: string[];
}

/** Turns a path template into a pattern; a parameter never swallows the `:verb` that ends a path. */
function compile(route: Route): Compiled {
  const names: string[] = [];
  const pattern = route.path
    .split(/(\{[^}]+\})/)
    .map((part) => {
      const parameter = /^\{(\w+)(=\*\*)?\}$/.exec(part);
      if (!parameter) return RegExp.escape(part);
      names.push(parameter[1]!);
      return parameter[2] ? "(.+?)" : "([^/]+?)";
    })
    .join("");
  return { route, pattern: new RegExp(`^${pattern}$`), names };
}

/** A part of a path without its percent-encoding; one that is encoded wrongly stays as it is. */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Finds the method that a request is for. */
export class Router {
  readonly #routes: Map<string, Compiled[]>;

  constructor(routes: Route[]) {
    // A template with a verb or with more literal text is tried before one that would take it for an ID.
    const order = (route: Route) => (route.path.includes(":") ? 0 : 2) + (route.path.includes("=**") ? 1 : 0);
    const literal = (route: Route) => route.path.replaceAll(/\{[^}]+\}/g, "").length;
    const sorted = routes.toSorted((a, b) => order(a) - order(b) || literal(b) - literal(a)).map(compile);
    this.#routes = Map.groupBy(sorted, (entry) => entry.route.method);
  }

  /** `path`: decoded segment by segment by the caller of a parameter, so passed as it came. */
  find(method: string, path: string): { route: Route; params: Record<string, string> } | undefined {
    for (const { route, pattern, names } of this.#routes.get(method) ?? []) {
      const match = pattern.exec(path);
      if (!match) continue;
      const params = Object.fromEntries(names.map((name, index) => [name, decoded(match[index + 1]!)]));
      return { route, params };
    }
    return undefined;
  }
}
