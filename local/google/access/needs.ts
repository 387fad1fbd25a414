import type { Call } from "../core/call.ts";

/** A permission on something else than what the path names. */
export interface Need {
  permission: string;
  /** The full names of the resources: "//iam.googleapis.com/projects/p/serviceAccounts/a@…". None: not needed this time. */
  on(call: Call): readonly (string | undefined)[];
}

/**
 * What a method asks of who calls it: a permission on what the path names, and perhaps others elsewhere. An empty list:
 * anybody may call it who has a token.
 */
export type Needs = string | readonly (string | Need)[];

/** What each method of an API needs, by its ID: "projects.topics.create". */
export type Permissions = Readonly<Record<string, Needs>>;

/** Anybody who has a token may call it. */
export const anybody: Needs = [];

/**
 * What the methods of a kind of resource need. `verbs`: the last parts of their IDs, with that of the permission where it
 * is another one: "create delete patch=update".
 */
export function needs(methods: string, permissions: string, verbs: string): Record<string, string> {
  return Object.fromEntries(
    verbs.split(" ").map((each) => {
      const [verb = "", permission = verb] = each.split("=");
      return [`${methods}.${verb}`, `${permissions}.${permission}`];
    }),
  );
}

/** Adds what methods need besides. */
export function besides(base: Record<string, string>, others: readonly Need[]): Permissions {
  return Object.fromEntries(Object.entries(base).map(([id, permission]) => [id, [permission, ...others]]));
}

/** The right to let something act as the service accounts that a request names by e-mail address. */
export const actAs = (emails: (call: Call) => readonly (string | undefined)[]): Need => ({
  permission: "iam.serviceAccounts.actAs",
  on: (call) => emails(call).map((email) => (email ? serviceAccountName(email) : undefined)),
});

/** The full name of a service account, wherever it is. */
export const serviceAccountName = (email: string): string =>
  `//iam.googleapis.com/projects/-/serviceAccounts/${email.split("/").at(-1)}`;

/** What a method needs; undefined when its API doesn't say. */
export function needsOf(permissions: Permissions, id: string): Needs | undefined {
  // What somebody may do, anybody may ask about.
  return permissions[id] ?? (id.endsWith(".testIamPermissions") ? anybody : undefined);
}
