import { type Call, projectOf } from "../../core/call.ts";
import { type ApiError, conflict, invalid, notFound } from "../../core/errors.ts";

export const host = "pubsub.googleapis.com";

const idOf = (name: string) => name.split("/").at(-1);

export const missing = (name: string): ApiError => notFound(`Resource not found (resource=${idOf(name)}).`);
export const taken = (name: string): ApiError =>
  conflict(`Resource already exists in the project (resource=${idOf(name)}).`);
export const badArgument = (argument: string): ApiError =>
  invalid(`You have passed an invalid argument to the service (argument=${argument}).`);

/** The name of a new topic or subscription. `kind`: "topics" or "subscriptions". */
export function checkedName(call: Call, kind: string, id: string): string {
  const name = `projects/${projectOf(call).projectId}/${kind}/${id}`;
  if (/^[A-Za-z][\w.~%+-]{2,254}$/.test(id) && !id.startsWith("goog")) return name;
  throw invalid(
    `Invalid resource name given (name=${name}). Refer to ` +
      "https://cloud.google.com/pubsub/docs/pubsub-basics#resource_names for more information.",
  );
}

/** Labels have keys and values of lower-case letters, digits, _ and -. */
export function checkLabels(labels: unknown): void {
  for (const [key, value] of Object.entries((labels ?? {}) as Record<string, string>)) {
    if (!/^[\p{Ll}\p{Lo}][\p{Ll}\p{Lo}\p{N}_-]{0,62}$/u.test(key)) {
      throw badArgument(`Invalid labels: Invalid field "labels"; key "${key}"`);
    }
    if (!/^[\p{Ll}\p{Lo}\p{N}_-]{0,63}$/u.test(value)) {
      throw badArgument(`Invalid labels: Invalid field "labels"; value "${value}"`);
    }
  }
}

const snake = (path: string) => path.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/**
 * The members that an update changes, by its mask in the query or the body. `kind`: "Topic" or "Subscription";
 * `known`: whether each member that the kind has can be changed.
 */
export function changedMembers(
  call: Call,
  mask: string[] | undefined,
  kind: string,
  known: Record<string, boolean>,
): string[] {
  const inBody: string | undefined = call.body.updateMask;
  const camel = (path: string) => path.trim().replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
  const paths = mask ?? (inBody ? inBody.split(",").map(camel) : []);
  const request = `Update${kind}Request`;
  if (paths.length === 0) {
    throw invalid(`The update_mask in the ${request} must be set, and must contain a non-empty paths list.`);
  }
  for (const path of paths) {
    const member = path.split(".")[0]!;
    if (known[member]) continue;
    throw invalid(
      known[member] === undefined
        ? `Invalid update_mask provided in the ${request}: '${snake(path)}' is not a known ${kind} field. Note that ` +
            "field paths must be of the form 'push_config' rather than 'pushConfig'."
        : `Invalid update_mask provided in the ${request}: the '${snake(path)}' field in the ${kind} is not mutable.`,
    );
  }
  return paths;
}
