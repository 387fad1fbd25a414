import { type Call, param } from "../../core/call.ts";
import { type Collection, collectionRoutes, merge } from "../../core/collection.ts";
import { ApiError, invalid, notFound } from "../../core/errors.ts";
import { etag } from "../../core/identifiers.ts";
import type { Route } from "../../core/router.ts";
import type { Document } from "../../core/store.ts";
import { hierarchy, type Parent } from "../parents.ts";
import { type Constraint, findConstraint, host } from "./constraints.ts";
import { effectiveSpec } from "./effective.ts";

/** One rule of a policy: exactly one of its members but the condition and parameters. */
export interface Rule {
  values?: { allowedValues?: string[]; deniedValues?: string[] };
  allowAll?: boolean;
  denyAll?: boolean;
  enforce?: boolean;
  condition?: { expression?: string; title?: string; description?: string };
  parameters?: object;
}

/** What a policy says. */
export interface Spec {
  rules?: Rule[];
  inheritFromParent?: boolean;
  reset?: boolean;
  etag?: string;
  updateTime?: string;
}

/** A policy as it is kept, under the name of its constraint. */
export interface OrgPolicy extends Document {
  name: string;
  spec?: Spec;
  dryRunSpec?: Spec;
  etag: string;
}

const mostRules = 10;

function checkRule(rule: Rule, { kind }: Constraint): void {
  const said = (["values", "allowAll", "denyAll", "enforce"] as const).filter((member) => rule[member] !== undefined);
  if (said.length !== 1) throw invalid();
  if ((kind === "boolean") !== (said[0] === "enforce")) throw invalid();
}

/** A spec as it is kept, or what speaks against it. */
function checkedSpec(call: Call, constraint: Constraint, asked: Spec | undefined): Spec | undefined {
  if (!asked) return undefined;
  const { rules = [], inheritFromParent, reset } = asked;
  if (rules.length > mostRules) throw invalid();
  for (const rule of rules) checkRule(rule, constraint);
  if (reset && (rules.length > 0 || inheritFromParent)) throw invalid();
  if (inheritFromParent && constraint.kind === "boolean") throw invalid();
  // At most one rule can hold everywhere.
  if (rules.filter(({ condition }) => !condition?.expression).length > 1 && constraint.kind === "boolean") {
    throw invalid();
  }
  return {
    etag: etag(),
    updateTime: call.cloud.clock.timestamp(6),
    ...(rules.length > 0 && { rules }),
    ...(inheritFromParent && { inheritFromParent }),
    ...(reset && { reset }),
  };
}

function requireConstraint(call: Call, id: string): Constraint {
  const constraint = findConstraint(call.cloud, id);
  if (!constraint) throw notFound("Requested entity was not found.");
  return constraint;
}

const stale = () => new ApiError("ABORTED", "The etag provided does not match the current etag of the policy.");

/** The members of an update mask, which may be written as those of the policy or of the request. */
const members = (mask: string[] | undefined, change: Document) =>
  (mask ?? Object.keys(change))
    .map((path) => path.replace(/^policy\./, "").split(".")[0]!)
    .flatMap((path) => (path === "*" ? ["spec", "dryRunSpec"] : [path]))
    .filter((path) => path === "spec" || path === "dryRunSpec");

const collection = (parent: Parent): Collection => {
  const shownName = (call: Call, id: string) => `${parent.id}/${param(call, parent.parameter)}/policies/${id}`;
  const assembled = (call: Call, id: string, asked: Pick<OrgPolicy, "spec" | "dryRunSpec">): OrgPolicy => {
    const constraint = requireConstraint(call, id);
    const spec = checkedSpec(call, constraint, asked.spec);
    const dryRunSpec = checkedSpec(call, constraint, asked.dryRunSpec);
    if (!spec && !dryRunSpec) throw invalid();
    return { name: id, ...(spec && { spec }), ...(dryRunSpec && { dryRunSpec }), etag: etag() };
  };
  return {
    host,
    id: `${parent.id}.policies`,
    path: `/v2/${parent.path}/policies`,
    item: "policy",
    name: (call, id) => `${parent.stored(call)}/policies/${id}`,
    newId: (call) => {
      const id = /^[^/]+\/[^/]+\/policies\/([\w.]+)$/.exec(String(call.body.name))?.[1];
      if (!id) throw invalid();
      return id;
    },
    create: (call, name) => assembled(call, name.split("/").at(-1)!, call.body),
    update: (call, current, mask) => {
      const { etag: asked, ...change } = call.body;
      if (asked && asked !== current.etag) throw stale();
      return assembled(call, String(current.name), merge(current, change, members(mask, change)));
    },
    remove: (call, current) => {
      const asked = call.query.get("etag");
      if (asked && asked !== current.etag) throw stale();
    },
    // A project is named in replies as it was in the request.
    view: (policy, call) => ({ ...policy, name: shownName(call, String(policy.name)) }),
  };
};

/** What holds at a resource, with what it inherits. */
const getEffectivePolicy = (parent: Parent): Route => ({
  id: `${parent.id}.policies.getEffectivePolicy`,
  method: "GET",
  path: `/v2/${parent.path}/policies/{policy}:getEffectivePolicy`,
  handle: (call) => {
    const id = param(call, "policy");
    const constraint = requireConstraint(call, id);
    const spec = effectiveSpec(call.cloud, constraint, parent.stored(call), id);
    return { name: `${parent.id}/${param(call, parent.parameter)}/policies/${id}`, spec };
  },
});

/** The methods of policies on all levels. */
export const orgPolicyRoutes: Route[] = hierarchy.flatMap((parent) => [
  ...collectionRoutes(collection(parent)),
  getEffectivePolicy(parent),
]);
