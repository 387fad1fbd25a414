import type { Examination } from "./examine.ts";
import { isAcceptable } from "./examine.ts";
import type { StackPreview } from "./preview.ts";

/** Where previews were made. `none`: there was nothing to preview, or nobody may. */
export type Where = "google" | "local" | "none";

/** What is known of a proposal, to be shown to those who decide about it. */
export interface Proposal {
  /** The commit of the branch that it is to be merged into. */
  readonly base: string;
  /** The commit that is proposed. */
  readonly head: string;
  readonly examination: Examination;
  /** The files of the program that it changes. */
  readonly program: readonly string[];
  readonly where: Where;
  /** Whether the program that is proposed made its side of the previews; else one program made both. */
  readonly ranProposed: boolean;
  readonly previews: readonly StackPreview[];
  /** The stacks that it changes and that were not previewed. */
  readonly left: readonly string[];
  /** Why none were, where that was possible. */
  readonly because?: string;
}

/** Whether a proposal may be merged. */
export const isGood = ({ examination, previews }: Proposal): boolean =>
  isAcceptable(examination) && previews.every(({ errors }) => errors.length === 0);
