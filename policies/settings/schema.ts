import { z } from "zod";
import * as field from "../../spec/schema/fields.ts";

const guidelineKey = field.text(/^[a-z][a-z0-9-]{2,59}$/, "the ID of a guideline such as no-basic-roles");

const level = field.oneOf(
  ["mandatory", "advisory", "disabled"],
  "whether what breaks it is refused, only told, or not looked at",
);

const parametersOfOne = z
  .record(z.string(), z.unknown(), { error: "a map of parameters" })
  .describe("the parameters of a guideline; `sgdist guideline explain ID` shows them");

const levels = field.mapOf(guidelineKey, level, "levels by guideline", 0).optional();
const parameters = field.mapOf(guidelineKey, parametersOfOne, "parameters by guideline", 0).optional();

const exception = field.map(
  {
    guideline: guidelineKey,
    project: field.projectId.describe("the project that is free of it"),
    owner: field.key("the team that answers for it"),
    reason: field.sentence("why it can't be otherwise yet"),
    until: field.day.describe("the last day on which it holds"),
  },
  "an exception: guideline, project, owner, reason and until",
);

/** policies.yaml: how strictly each guideline is held, and who is free of one until when. */
export const settingsSchema = field.map(
  {
    levels,
    parameters,
    stacks: field
      .mapOf(
        field.text(/^[a-z][a-z0-9-]{0,60}$/, "the name of a stack such as env-dogfood"),
        field.map({ levels, parameters }, "levels and parameters of a stack"),
        "levels and parameters by stack, before those of all",
        0,
      )
      .optional(),
    exceptions: field.listOf(exception, "a list of exceptions").optional(),
  },
  "how guidelines are held: levels, parameters, stacks and exceptions",
);

export type SettingsFile = z.infer<typeof settingsSchema>;
export type GuidelineException = z.infer<typeof exception>;
