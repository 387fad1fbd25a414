import { type Call, param, projectOf } from "../../core/call.ts";
import type { ApiError } from "../../core/errors.ts";
import { digits, hexadecimal } from "../../core/identifiers.ts";
import type { OperationStyle } from "../../core/operations.ts";
import type { Route } from "../../core/router.ts";
import type { Document } from "../../core/store.ts";
import { missing } from "./errors.ts";
import { host, link, pacific, timestamp, versions } from "./links.ts";
import { aggregated, listed } from "./lists.ts";
import { type Place, placeOf, scopePaths } from "./places.ts";

const httpMessages: Record<number, string> = {
  400: "BAD REQUEST",
  403: "FORBIDDEN",
  404: "NOT FOUND",
  409: "CONFLICT",
  412: "PRECONDITION FAILED",
};

/** The code that an operation's error has for a reason: "ipInUseByAnotherResource" is IP_IN_USE_BY_ANOTHER_RESOURCE. */
const codeOf = (reason: string) => reason.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();

function failure(error: ApiError): Document {
  return {
    error: { errors: [{ code: codeOf(error.extras.reason ?? "internalError"), message: error.message }] },
    httpErrorStatusCode: error.http,
    httpErrorMessage: httpMessages[error.http] ?? "INTERNAL SERVER ERROR",
  };
}

/** Compute Engine's operations have a status, where most APIs' say whether they are done. */
function style(call: Call): OperationStyle {
  return ({ name, body, done, ended, error }) => ({
    ...body,
    name: name.split("/").at(-1),
    status: done ? "DONE" : "RUNNING",
    progress: done ? 100 : 0,
    ...(ended !== undefined && { endTime: pacific(ended + call.cloud.clock.offset) }),
    ...(done && error && failure(error)),
  });
}

/** What a method does to a resource. */
export interface Change {
  /** "insert", "setLabels": with the collection of its target this names the method. */
  type: string;
  /** The resource's relative name and ID. */
  target: string;
  targetId: unknown;
  put?: [name: string, document: object][];
  remove?: string[];
  change?: [name: string, members: object][];
  release?: string[];
  error?: ApiError;
  instant?: boolean;
}

/** Starts the operation of a change and answers with it. */
export function operate(call: Call, at: Place, { type, target, targetId, ...effects }: Change): Document {
  const now = timestamp(call.cloud);
  const hex = hexadecimal(29);
  const id = `operation-${call.cloud.clock.now()}-${hex.slice(0, 13)}-${hex.slice(13, 21)}-${hex.slice(21)}`;
  const name = `${at.path}/operations/${id}`;
  return call.cloud.operations.start(
    {
      name,
      host,
      method: `compute.${target.split("/").at(-2)}.${type}`,
      body: {
        kind: "compute#operation",
        id: digits(19),
        ...at.members,
        operationType: type,
        targetLink: link(target),
        targetId,
        user: call.caller.split(":")[1],
        insertTime: now,
        startTime: now,
        selfLink: link(name),
      },
      ...effects,
    },
    style(call),
  );
}

function poll(call: Call, patient: boolean): Document {
  const name = `${placeOf(call).path}/operations/${param(call, "operation")}`;
  if (!call.cloud.operations.has(host, name)) throw missing(name);
  return call.cloud.operations.poll(host, name, style(call), patient);
}

/** The operations under a relative name, the newest first. */
const under = (call: Call, path: string) =>
  call.cloud.operations.list(host, path, style(call)).toSorted((a, b) => String(b.name).localeCompare(String(a.name)));

const kind = { singular: "operation", collection: "operations" };

/** The methods of operations. */
export const operationRoutes: Route[] = [
  ...Object.entries(scopePaths).flatMap(([scope, path]): Route[] => {
    const service = { global: "globalOperations", regions: "regionOperations", zones: "zoneOperations" }[scope];
    const one = `${path}/operations/{operation}`;
    return [
      ...versions(`${service}.list`, "GET", `${path}/operations`, (call) => {
        const at = placeOf(call);
        return listed(call, kind, at, under(call, `${at.path}/operations/`));
      }),
      ...versions(`${service}.get`, "GET", one, (call) => poll(call, false)),
      ...versions(`${service}.wait`, "POST", `${one}/wait`, (call) => poll(call, true)),
      ...versions(`${service}.delete`, "DELETE", one, (call) => {
        const name = `${placeOf(call).path}/operations/${param(call, "operation")}`;
        if (!call.cloud.operations.has(host, name)) throw missing(name);
        call.cloud.operations.delete(host, name);
        return {};
      }),
    ];
  }),
  ...versions("globalOperations.aggregatedList", "GET", "/projects/{project}/aggregated/operations", (call) =>
    aggregated(call, kind, ["global", "regions", "zones"], under(call, `projects/${projectOf(call).projectId}/`)),
  ),
];
