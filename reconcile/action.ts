import type { BudgetFound, GrantFound, LienFound, ObjectFound, RecordFound } from "./world.ts";

/** What every action has. */
interface Base {
  /** What tells it from all others: "destroy demo". */
  readonly id: string;
  readonly environment: string;
  /** The project's ID. */
  readonly project: string;
  /** What brought it about: a change, a last day, a file that was removed, or something that was left behind. */
  readonly cause: "changed" | "expired" | "removed" | "leaks";
  /** Why, as a sentence for people. */
  readonly reason: string;
  /** What must have ended well before, by ID. */
  readonly after: readonly string[];
}

/** Something left behind that is certainly ours and of no use to anybody. */
export type Leftover =
  | { readonly kind: "budget"; readonly budget: BudgetFound }
  | { readonly kind: "lien"; readonly lien: LienFound }
  | { readonly kind: "grant"; readonly grant: GrantFound }
  | { readonly kind: "record"; readonly record: RecordFound }
  | { readonly kind: "object"; readonly object: ObjectFound }
  | { readonly kind: "limit" }
  | { readonly kind: "stack"; readonly stack: string };

/** Something to do. */
export type Action = Base &
  (
    | {
        readonly do: "apply";
        /** The stacks to bring up, in their order. */
        readonly stacks: readonly string[];
        /** Of what they are made. */
        readonly fingerprint: string;
      }
    | { readonly do: "warn"; readonly expires: string; readonly stage: number; readonly tell: string }
    | { readonly do: "end"; readonly expires: string; readonly destroyedFrom: string; readonly tell: string }
    | { readonly do: "scaleDown"; readonly expires: string; readonly tell: string }
    | { readonly do: "restore"; readonly expires: string; readonly tell: string }
    | {
        readonly do: "destroy";
        /** The stacks that there are, what needs others first. */
        readonly stacks: readonly string[];
        /** The live project; none when it is being deleted already, or gone. */
        readonly alive: boolean;
        readonly tell?: string;
      }
    | { readonly do: "sweep"; readonly leftover: Leftover }
  );

/** Whether an action takes something away for good: none is done unless everything was read. */
export const deletes = ({ do: verb }: Action): boolean => verb === "destroy" || verb === "sweep";

/** Something that a person has to look at. */
export interface Finding {
  /** What was found: "the project sgd-old-x2x3". */
  readonly what: string;
  readonly environment?: string;
  /** `leak`: left behind, but not certainly; `refused`: would be taken down if that were allowed; `note`: good to know. */
  readonly kind: "leak" | "refused" | "note";
  readonly reason: string;
  /** What to do. */
  readonly remedy?: string;
}
