import { createHmac, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import type { EnvironmentFacts } from "./facts.ts";

/** How long a question can be answered, in milliseconds. */
export const patience = 600_000;

/** What a button carries: which question it answers, and of whom. */
const schema = z.strictObject({
  version: z.literal(1),
  name: z.string().min(1).max(40),
  /** The ID of the member of Slack who asked. */
  by: z.string().min(1).max(40),
  /** When, in milliseconds since the epoch. */
  at: z.int().positive(),
  /** Of all that was shown. */
  digest: z.string().regex(/^[0-9a-f]{64}$/),
});

export type Confirmation = z.infer<typeof schema>;

/**
 * The digest of what was shown to somebody at a time. With a key, so that nobody but us makes one.
 */
function digestOf(key: string, facts: EnvironmentFacts, by: string, at: number): string {
  const sorted = Object.fromEntries(Object.entries(facts).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  return createHmac("sha256", key)
    .update(JSON.stringify([by, at, sorted]))
    .digest("hex");
}

/** What the button under a question carries. */
export const confirmationFor = (key: string, facts: EnvironmentFacts, by: string, at: number): string =>
  JSON.stringify({ version: 1, name: facts.name, by, at, digest: digestOf(key, facts, by, at) } satisfies Confirmation);

/** Reads what a pressed button carried; undefined where it isn't ours. */
export function parseConfirmation(value: unknown): Confirmation | undefined {
  if (typeof value !== "string" || value.length > 2000) return undefined;
  try {
    return schema.safeParse(JSON.parse(value)).data;
  } catch {
    return undefined;
  }
}

/** What a pressed button is held against. */
export interface Pressed {
  key: string;
  /** The ID of the member of Slack who pressed it. */
  by: string;
  /** Milliseconds since the epoch. */
  now: number;
  /** The environment as it is now; undefined of one that isn't there any more. */
  facts: EnvironmentFacts | undefined;
}

/** Why a pressed button counts for nothing, as a sentence; undefined of one that counts. */
export function objectionTo(confirmation: Confirmation, { key, by, now, facts }: Pressed): string | undefined {
  if (by !== confirmation.by) return "Only who asked can answer. Ask for it yourself.";
  if (now - confirmation.at > patience || now < confirmation.at - 60_000) {
    return `That was asked more than ${patience / 60_000} minutes ago. Ask again.`;
  }
  if (!facts) return `There is no environment ${confirmation.name} any more.`;
  const digest = Buffer.from(digestOf(key, facts, confirmation.by, confirmation.at));
  if (timingSafeEqual(digest, Buffer.from(confirmation.digest))) return undefined;
  return `${confirmation.name} is not what was shown any more. Look at it again, and ask again.`;
}
