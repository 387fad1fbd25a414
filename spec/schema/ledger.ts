import type { z } from "zod";
import * as field from "./fields.ts";

const entry = field.map(
  {
    for: field.text(
      /^(environment|foreign|shared)\/[a-z][a-z0-9-]*$/,
      "what the ID was taken for: environment/NAME, shared/NAME or foreign/NAME",
    ),
    kind: field.key("the kind of the environment").optional(),
    since: field.day,
    adopted: field.day
      .describe("the day on which a project that somebody else had made was taken over; `sgdist adopt plan` writes it")
      .optional(),
    retired: field.day.describe("the day on which the project was destroyed").optional(),
  },
  "an entry of the ledger: for, since, and perhaps kind, adopted and retired",
);

/** ledger.yaml: every project ID that was ever taken, because Google never gives one out twice. */
export const ledgerSchema = field.mapOf(field.projectId, entry, "what each project ID was taken for, by ID", 0);

export type Ledger = z.infer<typeof ledgerSchema>;
