import { type Call, projectOf } from "../../core/call.ts";
import { notFound } from "../../core/errors.ts";
import type { Route } from "../../core/router.ts";
import type { Document } from "../../core/store.ts";
import { type Attribute, guestAttributes } from "./guest.ts";
import { instanceKind } from "./instances.ts";
import { link, versions } from "./links.ts";
import { scopePaths } from "./places.ts";
import { commonMetadata } from "./projects.ts";
import { existing } from "./resources.ts";

const missing = (query: string) => notFound(`The resource '${query}' of type 'Guest Attribute' was not found.`);

/** The attributes below a path: all, those of a namespace ("sourcegraph/"), or one ("sourcegraph/state"). */
function below(attributes: Attribute[], path: string): Attribute[] {
  const [namespace = "", key = ""] = path.split("/");
  return attributes.filter(
    (each) => (namespace === "" || each.namespace === namespace) && (key === "" || each.key === key),
  );
}

function get(call: Call): Document {
  const { name, document } = existing(call, instanceKind);
  const attributes = guestAttributes(call.cloud, document, commonMetadata(call.cloud, projectOf(call)));
  const [key, path] = [call.query.get("variableKey"), call.query.get("queryPath") ?? ""];
  const found = below(attributes, key ?? path);
  if (found.length === 0) throw missing(key ?? path);
  const query = key ? `variableKey=${key}` : `queryPath=${path}`;
  return {
    kind: "compute#guestAttributes",
    ...(key ? { variableKey: key, variableValue: found[0]!.value } : { queryPath: path, queryValue: { items: found } }),
    selfLink: link(`${name}/getGuestAttributes?${query}`),
  };
}

/** What the guests of instances write, for others to read. */
export const guestAttributeRoutes: Route[] = versions(
  "instances.getGuestAttributes",
  "GET",
  `${scopePaths.zones}/instances/{resource}/getGuestAttributes`,
  get,
);
