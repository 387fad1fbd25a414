import { z } from "zod";
import { projectEstimate } from "./accumulate.ts";

const schema = z.object({
  version: z.literal(1),
  /** When the last round was finished: milliseconds since the epoch. */
  at: z.number(),
  /** The currency of the estimates. */
  currency: z.string(),
  /** Who is at a round, and until when nobody else begins one. */
  holder: z.string(),
  until: z.number(),
  /** By the names of the environments. */
  projects: z.record(z.string(), projectEstimate),
});

/** What the guard knows: one object for all environments, written once a round. */
export type GuardRecord = z.infer<typeof schema>;

/** The object of the limits bucket that holds it. */
export const guardObject = "guard/estimates.json";

/**
 * Reads what the guard knows. Undefined text: nothing yet.
 * @throws Error when it can't be read: estimates that were lost would let spending begin anew at nothing.
 */
export function parseGuardRecord(text: string | undefined, currency: string): GuardRecord {
  if (text === undefined) return { version: 1, at: 0, currency, holder: "", until: 0, projects: {} };
  const { success, data, error } = schema.safeParse(JSON.parse(text));
  if (!success) throw new Error(`${guardObject} can't be read: ${z.prettifyError(error)}`);
  return data;
}
