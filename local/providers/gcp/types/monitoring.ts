import { isObject, type Properties } from "../../grpc/values.ts";
import type { ResourceType } from "../core/resource.ts";
import { rest } from "../core/rest.ts";
import schema from "../schema/monitoring.json" with { type: "json" };

/** Labels that may be given to be written only, as "passwordWo" with "passwordWoVersion". */
const writeOnly = /Wo$/;
const writeOnlyVersion = /WoVersion$/;

/** The labels as the service takes them, which does not tell the kinds apart. */
function sent(labels: Properties): Properties {
  const named = Object.entries(labels).filter(([name]) => !writeOnlyVersion.test(name));
  const snake = (name: string) => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return Object.fromEntries(named.map(([name, value]) => [snake(name.replace(writeOnly, "")), value]));
}

/** What of them the state keeps: all but those that are written only. */
const kept = (labels: Properties): Properties =>
  Object.fromEntries(Object.entries(labels).filter(([name]) => !writeOnly.test(name)));

const notificationChannel = rest(schema, "gcp:monitoring/notificationChannel:NotificationChannel", {
  host: "monitoring.googleapis.com",
  create: { method: "POST", path: "/v3/projects/{project}/notificationChannels" },
  read: "/v3/{name}",
  update: { method: "PATCH", path: "/v3/{name}", mask: true },
  delete: { method: "DELETE", path: "/v3/{name}", query: { force: "forceDelete" } },
  path: ["project"],
  local: ["forceDelete"],
  encode: (body) => (isObject(body.sensitiveLabels) ? { ...body, sensitiveLabels: sent(body.sensitiveLabels) } : body),
  // The service never shows sensitive labels: the state keeps what was given.
  decode: (state, reply, known) => ({
    ...state,
    project: state.project ?? String(reply.name).split("/")[1],
    ...(isObject(known.sensitiveLabels) && { sensitiveLabels: kept(known.sensitiveLabels) }),
  }),
});

export const monitoring: ResourceType[] = [notificationChannel];
