import type { Cloud } from "../core/cloud.ts";
import { type Binding, readPolicy } from "../core/policies.ts";
import type { Identity } from "../core/tokens.ts";
import { type Circumstances, holds } from "./conditions.ts";
import { lineage, principalsOf } from "./lineage.ts";
import { relativeName, typeOf } from "./names.ts";

/** Which permissions a role has. */
export type RoleContents = (role: string) => ReadonlySet<string> | undefined;

/** What gave somebody a permission. */
export interface Grant {
  role: string;
  /** Where the role was given: a full name. */
  on: string;
  member: string;
}

/** Attributes that conditions can look at. */
export type Attributes = Circumstances["attributes"];

/** A permission that was made use of. */
export interface Use {
  permission: string;
  /** The grants of which any would have done. None: it was the administrator. */
  grants: Grant[];
}

const keyOf = ({ role, on, member }: Grant) => `${role} ${on} ${member}`;

/** Decides who may do what: by the policies of a resource and of all that it is in. Nothing is allowed by default. */
export class Access {
  readonly #cloud: Cloud;
  readonly #roles: RoleContents;
  /** By member, then by permission and grants. */
  readonly #uses = new Map<string, Map<string, Use>>();
  /** What was looked at already, so that all grants of a use are looked for once only. */
  readonly #seen = new Set<string>();

  constructor(cloud: Cloud, roles: RoleContents) {
    this.#cloud = cloud;
    this.#roles = roles;
  }

  /** Whether somebody may do everything: the administrator of the local cloud. */
  isAdministrator({ member }: Identity): boolean {
    return this.#cloud.seed.administrators?.includes(member) ?? false;
  }

  /** Whether somebody has a permission on a resource. `name`: its full name; it needn't be there. */
  allows(identity: Identity, permission: string, name: string, attributes: Attributes = {}): boolean {
    if (this.isAdministrator(identity)) {
      this.#note(identity, { permission, grants: [] });
      return true;
    }
    const seen = `${identity.member} ${permission} ${name}`;
    const first = !this.#seen.has(seen);
    const grants = this.#grants(identity, permission, name, attributes, first);
    if (grants.length === 0) return false;
    if (first) {
      this.#seen.add(seen);
      this.#note(identity, { permission, grants });
    }
    return true;
  }

  /** What everybody made use of since the cloud was started, by member. */
  uses(): Record<string, Use[]> {
    const members = [...this.#uses].toSorted(([a], [b]) => (a < b ? -1 : 1));
    return Object.fromEntries(members.map(([member, uses]) => [member, [...uses.values()]]));
  }

  #note({ member }: Identity, use: Use): void {
    const uses = this.#uses.get(member) ?? new Map<string, Use>();
    const key = [use.permission, ...use.grants.map(keyOf)].join(" ");
    if (!uses.has(key)) this.#uses.set(member, uses.set(key, use));
  }

  /** What gives somebody a permission: all of it, or whatever is found first. */
  #grants(identity: Identity, permission: string, name: string, attributes: Attributes, all: boolean): Grant[] {
    const { store, clock } = this.#cloud;
    const chain = lineage(this.#cloud, name);
    const names = this.#namesOf(identity);
    const circumstances = (): Circumstances => ({
      resource: { name: relativeName(name), type: typeOf(name), service: name.split("/")[2]! },
      time: clock.now(),
      attributes,
    });
    const found: Grant[] = [];
    // From the top: what was given on the organisation is found at once.
    for (const on of chain.toReversed()) {
      for (const { role, members, condition } of readPolicy(store, on).bindings ?? []) {
        const member = members.find((each) => names.has(each) || this.#hasBasicRole(names, each));
        if (member === undefined || !this.#roles(role)?.has(permission)) continue;
        if (condition && !holds(condition.expression, circumstances())) continue;
        found.push({ role, on, member });
        if (!all) return found;
      }
    }
    return found;
  }

  /** All the names by which a policy can mean somebody. */
  #namesOf({ member, also = [] }: Identity): Set<string> {
    const [kind, id = ""] = member.split(/:(.*)/s);
    const domain = kind === "user" ? [`domain:${id.split("@")[1]}`] : [];
    return new Set([
      member,
      ...also,
      ...domain,
      ...principalsOf(this.#cloud, member),
      ...this.#cloud.directory.groupsOf(member),
      "allAuthenticatedUsers",
      "allUsers",
    ]);
  }

  /** "projectOwner:p": whoever has that basic role in the project's own policy. */
  #hasBasicRole(names: Set<string>, member: string): boolean {
    const [, kind, project] = /^project(Owner|Editor|Viewer):(.+)$/.exec(member) ?? [];
    if (!kind) return false;
    const { bindings = [] } = readPolicy(
      this.#cloud.store,
      `//cloudresourcemanager.googleapis.com/projects/${project}`,
    );
    const has = (binding: Binding) =>
      binding.role === `roles/${kind.toLowerCase()}` && binding.members.some((each) => names.has(each));
    return bindings.some(has);
  }
}
