/** What a notice is about. */
export type NoticeKind =
  | "warned"
  | "ended"
  | "scaledDown"
  | "restored"
  | "destroyed"
  | "failed"
  | "limited"
  | "limitLifted"
  | "limitWithheld"
  | "cameUp"
  | "didNotComeUp";

/** Something worth knowing, with its name. */
export interface Fact {
  readonly name: string;
  readonly value: string;
  /** Where it leads, of our own making: what others wrote never becomes a link. */
  readonly url?: string;
}

/** What people are told, however they are told it. Texts are plain: each channel writes them in its own way. */
export interface Notice {
  /** The same for the same news, whoever makes it: "sgd-demo-a2b3.00000001". */
  readonly id: string;
  readonly kind: NoticeKind;
  /** When it happened, RFC 3339. */
  readonly at: string;
  readonly environment: string;
  readonly project: string;
  /** One line. */
  readonly title: string;
  /** A sentence or a few. */
  readonly text: string;
  readonly facts: readonly Fact[];
  /** What can be done about it, if anything. */
  readonly advice?: string;
  /** Who is told: the key of a team. */
  readonly tell: string;
}
