import type { Cloud } from "../core/cloud.ts";
import { type Policy, policyName } from "../core/policies.ts";
import { type Given, type Rights, rightsOf } from "./rights.ts";
import { roleContents } from "./roles.ts";

/** Whom roles are given to by people or programs, as opposed to what Google's services have for themselves. */
const somebody = /^(user|serviceAccount):/;

/** What everybody did with the roles that they have by name, since the cloud was started. */
export function rightsOfAll(cloud: Cloud, ignored: readonly string[]): Rights[] {
  const prefix = policyName("//");
  const given: Given[] = cloud.store
    .list<Policy>(prefix)
    .flatMap(({ name, document: { bindings = [] } }) =>
      bindings.flatMap(({ role, members }) =>
        members
          .filter((member) => somebody.test(member))
          .map((member) => ({ role, on: `//${name.slice(prefix.length)}`, member })),
      ),
    );
  const uses = cloud.access.uses();
  const members = new Set([...given.map(({ member }) => member), ...Object.keys(uses)]);
  const contents = roleContents(cloud.store);
  return [...members].toSorted().map((member) => {
    const own = given.filter((each) => each.member === member);
    return rightsOf(member, own, uses[member] ?? [], contents, ignored);
  });
}
