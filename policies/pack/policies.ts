import type { ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy";
import { printable } from "../../spec/problem.ts";
import { describeVerdict } from "../evaluate.ts";
import type { Inspection } from "./inspection.ts";
import { ofOne, ofStack } from "./resources.ts";

/** Refuses a resource before it is made when it breaks a guideline whatever is beside it. */
export const resourcePolicy = (inspection: Inspection): ResourceValidationPolicy => ({
  name: "guidelines-of-resources",
  description: "A resource breaks a guideline.",
  enforcementLevel: "mandatory",
  validateResource: (args, report) => {
    for (const verdict of inspection.refusedAlone(ofOne(args))) report(describeVerdict(verdict));
  },
});

/**
 * Hold what a whole stack shows against the guidelines: one refuses, the other only tells, exceptions on every run
 * included. The SDK reads all resources again for each policy, so there is none for each guideline.
 */
export const stackPolicies = (inspection: Inspection): StackValidationPolicy[] =>
  (["mandatory", "advisory"] as const).map((level) => ({
    name: level === "mandatory" ? "guidelines" : "guidelines-advisory",
    description: level === "mandatory" ? "A stack breaks a guideline." : "A guideline has something to say.",
    enforcementLevel: level,
    validateStack: async ({ resources }, report) => {
      for (const verdict of await inspection.verdictsAt(level, resources.map(ofStack))) {
        report(describeVerdict(verdict), verdict.finding.place.urn);
      }
      if (level === "advisory") for (const note of inspection.notes) report(printable(note));
    },
  }));
