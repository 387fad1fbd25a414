import { environmentOf } from "../../spec/check/folders.ts";
import type { Specification } from "../../spec/specification.ts";
import type { Description } from "./description.ts";
import { environmentAsked } from "./occupants.ts";

/** What an answer costs: said with it, so that nobody is surprised. */
export interface Counterweight {
  /** The guideline that it comes from, where there is one. */
  readonly guideline?: string;
  readonly reason: string;
}

/** What pulls the other way than an answer. */
export function counterweights(
  answer: "new-project" | "existing-project",
  description: Description,
  specification: Specification,
): Counterweight[] {
  if (answer === "existing-project") {
    return [
      { reason: "its cost is reported with that of what is there already" },
      { reason: "it shares that project's quotas and rights, and can't be deleted by deleting a project" },
    ];
  }
  const environment = environmentAsked(description, specification);
  const { folders, kinds } = specification.organization;
  const neighbours = [...specification.environments.values()].filter(
    ({ kind }) => environmentOf(folders, kinds[kind]!.folder) === environment,
  ).length;
  return [
    {
      guideline: "tree-depth-and-width",
      reason: `one project more beside ${neighbours} of ${environment}, and one more of the organisation's and the billing account's quota`,
    },
    { reason: "what it needs of another project has to be reached over the network, with rights given on purpose" },
    ...(environment === "dynamic"
      ? [
          {
            guideline: "dynamic-deletable",
            reason: "its project ID is gone for good once it was used, and its quota for the thirty days after its end",
          },
        ]
      : []),
  ];
}
