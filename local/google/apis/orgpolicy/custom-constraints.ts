import type { Call } from "../../core/call.ts";
import { type Collection, collectionRoutes, withoutDefaults } from "../../core/collection.ts";
import { invalid } from "../../core/errors.ts";
import type { Document } from "../../core/store.ts";
import { organization } from "../parents.ts";
import { host } from "./constraints.ts";

/** What a condition does, with the numbers of Google's protocol. */
export const actionTypes = { ALLOW: 1, DENY: 2 };
/** When a condition is looked at, with the numbers of Google's protocol. */
export const methodTypes = { CREATE: 1, UPDATE: 2, DELETE: 3, REMOVE_GRANT: 4, GOVERN_TAGS: 5 };

const longestCondition = 1000;

function checked(call: Call, name: string): Document {
  const asked = call.body;
  if (!Array.isArray(asked.resourceTypes) || asked.resourceTypes.length !== 1) throw invalid();
  if (!Array.isArray(asked.methodTypes) || asked.methodTypes.length === 0) throw invalid();
  if (asked.methodTypes.some((method: string) => !(method in methodTypes))) throw invalid();
  if (!(asked.actionType in actionTypes)) throw invalid();
  if (typeof asked.condition !== "string" || asked.condition === "" || asked.condition.length > longestCondition) {
    throw invalid();
  }
  const { resourceTypes, condition, actionType, displayName, description } = asked;
  return {
    name,
    ...withoutDefaults({
      resourceTypes,
      methodTypes: asked.methodTypes,
      condition,
      actionType,
      displayName,
      description,
    }),
    updateTime: call.cloud.clock.timestamp(6),
  };
}

const customConstraints: Collection = {
  host,
  id: "organizations.customConstraints",
  path: `/v2/${organization.path}/customConstraints`,
  item: "constraint",
  name: (call, id) => `${organization.stored(call)}/customConstraints/${id}`,
  newId: (call) => {
    const id = /^organizations\/[^/]+\/customConstraints\/(custom\.[A-Za-z0-9]{1,62})$/.exec(
      String(call.body.name),
    )?.[1];
    if (!id) throw invalid();
    return id;
  },
  create: checked,
  // The whole constraint is sent: there is no mask.
  update: (call, current) => checked(call, String(current.name)),
};

/** The methods of constraints that the organisation makes. */
export const customConstraintRoutes = collectionRoutes(customConstraints);
