import type { Store } from "../core/store.ts";

const groupName = (group: string) => `directory/groups/${group}`;
const memberName = (member: string) => `directory/members/${member}`;

interface Memberships {
  groups: string[];
}

/**
 * Who is in which group of the organisation, as Google's directory would know it. Groups can be in groups.
 */
export class Directory {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  /** The members of a group, as policies name them: "user:ada@example.com", "group:search@example.com". */
  members(group: string): string[] {
    return this.#store.get<{ members: string[] }>(groupName(group))?.members ?? [];
  }

  /** Says who is in a group; it is made by that. `group`: its e-mail address. */
  set(group: string, members: readonly string[]): void {
    const before = this.members(group);
    this.#store.put(groupName(group), { members: [...members] });
    for (const member of new Set([...before, ...members])) {
      const others = this.#groupsOf(member).filter((each) => each !== group);
      this.#store.put(memberName(member), { groups: [...others, ...(members.includes(member) ? [group] : [])] });
    }
  }

  /** The groups that somebody is in, directly or by another group, as policies name them. */
  groupsOf(member: string): string[] {
    const found = new Set<string>();
    const look = (each: string) => {
      for (const group of this.#groupsOf(each)) {
        if (found.has(`group:${group}`)) continue;
        found.add(`group:${group}`);
        look(`group:${group}`);
      }
    };
    look(member);
    return [...found];
  }

  #groupsOf(member: string): string[] {
    return this.#store.get<Memberships>(memberName(member))?.groups ?? [];
  }
}
