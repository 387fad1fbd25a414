import { z } from "zod";

/** What the function knows of an environment. Who may use it may read all of it: nothing here is secret. */
const environment = z.strictObject({
  name: z.string().min(1),
  project: z.string().min(1),
  kind: z.string().min(1),
  tier: z.enum(["production", "nonproduction"]),
  /** The class that counts: one that is retired is disposable. */
  deletion: z.enum(["protected", "guarded", "disposable"]),
  owner: z.string().min(1),
  purpose: z.string(),
  /** "container main xs" */
  deployment: z.string().min(1),
  /** Whole units a month, in the currency of the billing account. */
  budget: z.int().positive(),
  /** The last day, of what has one. */
  expires: z.iso.date().optional(),
  /** The latest last day that its kind allows. */
  latest: z.iso.date().optional(),
  /** Where it is in the internet. */
  url: z.string().optional(),
  /** What is gone once it is destroyed. */
  goes: z.array(z.string()).nonempty(),
  /** What `sgdist ci destroy --plan` knows it by: it changes when its file does. */
  digest: z.string().min(1),
});

/** What is published for the function: one object, made anew with every deployment of the stack. */
export const factsSchema = z.strictObject({ version: z.literal(1), environments: z.array(environment) });

export type EnvironmentFacts = z.infer<typeof environment>;
export type SlackFacts = z.infer<typeof factsSchema>;
