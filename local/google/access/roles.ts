import { predefinedRoles } from "../apis/iam/predefined-roles.ts";
import type { Store } from "../core/store.ts";
import type { RoleContents } from "./access.ts";

const predefined = new Map(
  [...predefinedRoles].map(([name, { includedPermissions }]) => [name, new Set(includedPermissions as string[])]),
);

/** The permissions of a role: one of Google's, or one that was made in the cloud and is neither deleted nor switched off. */
export function roleContents(store: Store): RoleContents {
  return (role) => {
    const known = predefined.get(role);
    if (known || role.startsWith("roles/")) return known;
    const custom = store.get<{ includedPermissions?: string[]; deleted?: boolean; stage?: string }>(
      `//iam.googleapis.com/${role}`,
    );
    return custom && !custom.deleted && custom.stage !== "DISABLED" ? new Set(custom.includedPermissions) : undefined;
  };
}
