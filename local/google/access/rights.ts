import type { Grant, RoleContents, Use } from "./access.ts";

/** A role that somebody has somewhere, held against what they did. */
export interface Right {
  role: string;
  /** Where it was given: a full name. */
  on: string;
  /** Permissions of it that were made use of. */
  used: string[];
  /** Those of them that nothing else gave: without the role, something would have been refused. */
  needed: string[];
  /** How many permissions it has. */
  size: number;
}

/** What somebody did with the roles that they have. */
export interface Rights {
  member: string;
  rights: Right[];
  /** Permissions that only the ignored roles gave. */
  missing: string[];
}

/** A role given to somebody, as a policy has it. */
export interface Given {
  role: string;
  on: string;
  member: string;
}

const unique = (all: readonly string[]) => [...new Set(all)].toSorted();

/**
 * Holds the roles that somebody was given against what they made use of. A permission that two roles give is needed of
 * neither. `ignored`: roles that are taken for not given, such as that of an owner, which the maker of a project gets.
 */
export function rightsOf(
  member: string,
  given: readonly Given[],
  uses: readonly Use[],
  roles: RoleContents,
  ignored: readonly string[] = [],
): Rights {
  const counted = uses.map(({ permission, grants }) => ({
    permission,
    grants: grants.filter(({ role }) => !ignored.includes(role)),
  }));
  const same = (a: Pick<Grant, "role" | "on">, b: Pick<Grant, "role" | "on">) => a.role === b.role && a.on === b.on;
  const rights = given
    .filter(({ role }) => !ignored.includes(role))
    .map((each) => {
      const used = counted.filter(({ grants }) => grants.some((grant) => same(grant, each)));
      const needed = used.filter(({ grants }) => grants.every((grant) => same(grant, each)));
      return {
        role: each.role,
        on: each.on,
        used: unique(used.map(({ permission }) => permission)),
        needed: unique(needed.map(({ permission }) => permission)),
        size: roles(each.role)?.size ?? 0,
      };
    });
  const missing = counted.filter(({ grants }) => grants.length === 0).map(({ permission }) => permission);
  return { member, rights, missing: unique(missing) };
}

/** The permissions of a role that could be taken out of it without anything being refused that was done. */
export function unneeded(role: string, contents: readonly string[], all: readonly Use[]): string[] {
  const needed = (permission: string) =>
    all.some(
      (use) =>
        use.permission === permission && use.grants.length > 0 && use.grants.every((grant) => grant.role === role),
    );
  return contents.filter((permission) => !needed(permission)).toSorted();
}
