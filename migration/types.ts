import type { ResourceAsset } from "../google/inventory/types.ts";

/** Where something moves from and to. */
export interface Move {
  /** The ID of the project that it is in, and its number. */
  readonly source: { readonly id: string; readonly number: string };
  /** The ID of the project that it goes to. */
  readonly target: string;
  /** Each role that an account of the source has anywhere. */
  readonly grants: readonly AccountGrant[];
  /** The full names of all that is in the source. */
  readonly inside: ReadonlySet<string>;
  /** The disks that machines have, as paths: "projects/p/zones/z/disks/d". */
  readonly attached: ReadonlySet<string>;
}

/** A role of a service account on something. */
export interface AccountGrant {
  readonly email: string;
  readonly role: string;
  /** The full name of what it is given on. */
  readonly on: string;
  /** Where it holds only under a condition: that, in the language of IAM. */
  readonly condition?: string;
}

/**
 * How a thing gets into another project: a copy of its content; made anew from its description; deployed anew by whatever
 * deployed it; left, since the target has its own or nobody needs it there; or not known to this program.
 */
export type Way = "copy" | "make anew" | "deploy anew" | "leave" | "not known";

/** One line of a checklist: a command, or what a person does where there is none. */
export type Action = { readonly run: string } | { readonly do: string };

/** What has to be done for one resource. */
export interface Step {
  readonly way: Way;
  /** What may be left undone at worst, in words: "none", "while the last changes are copied". */
  readonly downtime: string;
  readonly actions: readonly Action[];
  /** How one sees that it worked. */
  readonly checks: readonly Action[];
  /** How to go back, and until when. */
  readonly back: string;
  /** Why it is as it is, where that isn't plain. */
  readonly why?: string;
}

/** How things of one type move. */
export interface Kind {
  /** What people call one: "bucket". */
  readonly label: string;
  /** When it is done. */
  readonly stage: Stage;
  /** What people call one, where that isn't the last part of its name. */
  name?(asset: ResourceAsset): string;
  /** The step for one; undefined where it is part of something else, or Google makes it by itself. */
  step(asset: ResourceAsset, move: Move): Step | undefined;
}

/** The order of a migration, by name. */
export const stages = [
  "before anything moves",
  "identities",
  "what others need",
  "data, while the old is in use",
  "what runs",
  "cut-over",
  "afterwards",
] as const;
export type Stage = (typeof stages)[number];

/** A resource with what is to be done for it. */
export interface Moved extends Step {
  /** Its short name: "builds". */
  readonly name: string;
  /** Its full name, as Cloud Asset Inventory has it. */
  readonly asset: string;
  readonly type: string;
  readonly label: string;
  readonly stage: Stage;
}

/** A plan for a project. */
export interface MigrationPlan {
  readonly source: string;
  readonly target: string;
  /** In the order in which they are done. */
  readonly moved: readonly Moved[];
}
