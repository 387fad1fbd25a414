import { conflict, type ErrorExtras, invalid, notFound, precondition } from "../../core/errors.ts";
import { hexadecimal } from "../../core/identifiers.ts";
import { errorInfo } from "../../core/projects.ts";
import { shown } from "./names.ts";

/** Kubernetes Engine names the request in most refusals. */
const details = (...more: object[]): ErrorExtras => ({
  details: [...more, { "@type": "type.googleapis.com/google.rpc.RequestInfo", requestId: `0x${hexadecimal(16)}` }],
});

/** The refusal of a request that can't be carried out as it is. */
export const badRequest = (message: string) => invalid(message, details());

/** The refusal for a cluster that isn't there. */
export const missingCluster = (name: string) => notFound(`Not found: ${shown(name)}.`);

/** The refusal for a node pool that isn't there. */
export const missingPool = (id: string) => notFound(`Not found: node pool "${id}" not found.`);

/** The refusal for a name that is taken. */
export const taken = (name: string) => conflict(`Already exists: ${shown(name)}.`, details());

/** The refusal to change a cluster with which an operation isn't through. */
export const occupied = (operation: string) =>
  precondition(
    `Cluster is running incompatible operation ${operation}.`,
    details(errorInfo("CLUSTER_ALREADY_HAS_OPERATION", {}, "container.googleapis.com")),
  );

/** The refusal of what a cluster's state forbids. */
export const failedPrecondition = (message: string) => precondition(message, details());

/** The refusal for a member that there isn't. `at`: the member that holds it. */
export const unknownMember = (name: string, at: string) =>
  invalid(`Invalid JSON payload received. Unknown name "${name}" at '${at}': Cannot find field.`);
