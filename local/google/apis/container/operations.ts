import { type Call, param, projectOf } from "../../core/call.ts";
import { notFound } from "../../core/errors.ts";
import { uuid } from "../../core/identifiers.ts";
import type { OperationStyle } from "../../core/operations.ts";
import { page } from "../../core/paging.ts";
import type { Route } from "../../core/router.ts";
import type { Document } from "../../core/store.ts";
import { occupied } from "./errors.ts";
import { busy, host, numberedLink, type Place, placeOf, shown, versions } from "./names.ts";

/** What an operation does. */
export type OperationType =
  | "CREATE_CLUSTER"
  | "DELETE_CLUSTER"
  | "UPDATE_CLUSTER"
  | "UPGRADE_MASTER"
  | "CREATE_NODE_POOL"
  | "DELETE_NODE_POOL"
  | "UPGRADE_NODES"
  | "SET_NODE_POOL_SIZE"
  | "SET_NODE_POOL_MANAGEMENT"
  | "SET_MAINTENANCE_POLICY";

/** The operations that run at once; the others are first pending. */
const ofCluster = /_CLUSTER$|^UPGRADE_MASTER$/;

function style(call: Call): OperationStyle {
  return ({ name, body, done, ended, error }) => ({
    name: name.split("/").at(-1),
    ...body,
    status: done ? "DONE" : "RUNNING",
    ...(done && ended !== undefined && { endTime: call.cloud.clock.timestamp(9, ended + call.cloud.clock.offset) }),
    ...(done && error && { statusMessage: error.message, error: error.asOperationError() }),
  });
}

/** What a change does to a cluster. */
export interface Change {
  type: OperationType;
  /** The relative name of what changes: a cluster or a node pool. */
  target: string;
  /** The cluster when the operation is over. */
  put?: [name: string, document: object][];
  remove?: string[];
  /** The method's name without its API: decides how long it takes. */
  method: string;
  /** What the cluster's host has to do before the operation can end. */
  task?: object;
}

/** Starts the operation of a change, which keeps its cluster busy, and answers with it. */
export function operate(
  call: Call,
  at: Place,
  cluster: string,
  { type, target, method, task, ...effects }: Change,
): Document {
  const name = `${at.path}/operations/operation-${call.cloud.clock.now()}-${uuid()}`;
  const operation = call.cloud.operations.start(
    {
      name,
      host,
      method: `container.${method}`,
      body: {
        zone: at.location,
        operationType: type,
        selfLink: numberedLink(call, name),
        targetLink: numberedLink(call, target),
        startTime: call.cloud.clock.timestamp(9),
      },
      ...effects,
      remove: [busy(cluster), ...(effects.remove ?? [])],
      // A failed change leaves the cluster as it was, and free.
      release: [busy(cluster)],
      ...(task && { held: true }),
    },
    style(call),
  );
  call.cloud.store.put(busy(cluster), { operation: name, type, target });
  if (task) call.cloud.work.add({ kind: "container", lane: cluster, data: { cluster, operation: name, ...task } });
  return ofCluster.test(type) ? operation : { ...operation, status: "PENDING" };
}

/** The operation that a cluster is busy with. */
export function runningOn(
  call: Call,
  cluster: string,
): { operation: string; type: OperationType; target: string } | undefined {
  const running = () => call.cloud.store.get<{ operation: string; type: OperationType; target: string }>(busy(cluster));
  const before = running();
  if (before) call.cloud.operations.conclude(host, before.operation);
  return running();
}

/** Refuses to change a cluster that is being changed. */
export function requireIdle(call: Call, cluster: string): void {
  const running = runningOn(call, cluster);
  if (running) throw occupied(running.operation.split("/").at(-1)!);
}

function get(call: Call): Document {
  const name = `${placeOf(call).path}/operations/${param(call, "operation")}`;
  if (!call.cloud.operations.has(host, name)) throw notFound(`Not found: ${shown(name)}.`);
  return call.cloud.operations.poll(host, name, style(call));
}

function list(call: Call): Document {
  const at =
    call.params.location === "-"
      ? `projects/${projectOf(call).projectId}/locations/`
      : `${placeOf(call).path}/operations/`;
  const { items } = page(call.cloud.operations.list(host, at, style(call)), call.query);
  return { ...(items.length > 0 && { operations: items }) };
}

const path = "/projects/{project}/locations/{location}/operations";

/** The methods of operations. */
export const operationRoutes: Route[] = [
  ...versions("projects.locations.operations.list", "GET", path, list),
  ...versions("projects.locations.operations.get", "GET", `${path}/{operation}`, get),
];
