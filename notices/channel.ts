import type { Notice } from "./notice.ts";

/** A way to tell people. */
export interface Channel {
  readonly name: "slack" | "mail";
  /** Where a notice goes, for people to read. */
  addressOf(notice: Notice): string;
  /**
   * Sends it, once.
   * @throws Undelivered.
   */
  send(notice: Notice, address: string): Promise<void>;
}

/** A notice that a channel didn't take. */
export class Undelivered extends Error {
  /** Whether it may go well at once: the other side failed, didn't answer, or asks for patience. */
  readonly passing: boolean;
  /** How long the other side wants to be left alone, in milliseconds; absent where it doesn't say. */
  readonly after: number | undefined;

  constructor(message: string, { passing, after }: { passing: boolean; after?: number }, cause?: unknown) {
    super(message, { cause });
    this.name = "Undelivered";
    this.passing = passing;
    this.after = after;
  }
}

/** How long one attempt may take, in milliseconds. */
export const timeout = 10_000;
