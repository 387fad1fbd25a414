import { PolicyPack } from "@pulumi/policy";
import { loadSpecification } from "../../spec/load.ts";
import { UserError } from "../../spec/problem.ts";
import type { Guideline } from "../guideline.ts";
import { loadSettings } from "../settings/load.ts";
import { refuseUnknownPolicies } from "./configuration.ts";
import { askFolder } from "./folders.ts";
import { Inspection } from "./inspection.ts";
import { ProjectLabels } from "./labels.ts";
import { askProjectId } from "./numbers.ts";
import { resourcePolicy, stackPolicies } from "./policies.ts";

function inspect(guidelines: readonly Guideline[], root: string): Inspection {
  const today = new Date().toISOString().slice(0, 10);
  const specification = loadSpecification(root, today);
  return new Inspection(guidelines, specification, loadSettings(root, specification), today, {
    projectId: askProjectId,
    folder: askFolder,
  });
}

/** Serves guidelines as a policy pack. `root`: the folder of organization.yaml and policies.yaml. */
export function startPack(guidelines: readonly Guideline[], root: string): void {
  try {
    const inspection = inspect(guidelines, root);
    const labels = new ProjectLabels(inspection.planned);
    const policies = [resourcePolicy(inspection), labels.policy(), ...stackPolicies(inspection)];
    refuseUnknownPolicies(policies, (names) => {
      // Somebody may have made the other one only tell.
      if (names.includes(policies[0]!.name)) inspection.repeats = true;
    });
    new PolicyPack("guidelines", { description: "The guidelines of projects, held against resources.", policies });
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    // The engine shows what a pack prints when it doesn't come up.
    console.error(error.message);
    process.exitCode = 1;
  }
}
