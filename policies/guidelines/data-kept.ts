import { z } from "zod";
import * as field from "../../spec/schema/fields.ts";
import { guideline } from "../guideline.ts";
import { about, judge } from "../judge.ts";
import { isKnown } from "../landscape/maybe.ts";
import { environmentOfProject, mayGo } from "../landscape/questions.ts";
import { holdingKinds } from "../landscape/types.ts";

const allowed = "protect: true, unless the environment ends or was retired";

const parameters = z.strictObject({
  kinds: field
    .listOf(field.oneOf([...holdingKinds], "a kind of thing in a project"), "a list of kinds of things")
    .describe("what holds data that can't be made anew")
    .default(["disk", "database", "cluster", "state", "key", "logs", "billing-export"]),
});

/** Data outlives an update. */
export const dataKept = guideline({
  id: "data-kept",
  title: "What holds data can't be deleted or replaced by an update",
  topic: "update",
  why: "Some changes can only be made by deleting a thing and making it anew, and the engine does just that: a disk comes back empty, and a key never comes back at all.",
  sources: [
    { title: "Pulumi: resource option protect", url: "https://www.pulumi.com/docs/iac/concepts/options/protect/" },
  ],
  appliesTo:
    "disks, databases, clusters, states, keys, logs and billing exports outside of dynamic environments; buckets and datasets that are emptied when they are deleted",
  parameters,
  remedy:
    "Set protect: true on it, or leave out forceDestroy and deleteContentsOnDestroy. An environment that may go is retired first: `sgdist env retire`.",
  check: (landscape, { parameters: { kinds }, organization }) =>
    landscape.projects.flatMap((project) => {
      const environment = environmentOfProject(landscape, project);
      if (isKnown(environment) && environment === "dynamic") return [];
      return project.holdings
        .filter((holding) => holding.protected === false)
        .filter(({ kind, emptied = false }) => kinds.includes(kind) || emptied !== false)
        .flatMap(({ kind, place, emptied = false }) => {
          const subject = { ...about(project), place };
          // Google refuses to delete what isn't empty, unless it is told to empty it first.
          const loses = kinds.includes(kind) || emptied;
          return judge(subject, [environment, project.labels, loses], allowed, (_, labels, lost) =>
            !lost || mayGo(labels, organization)
              ? []
              : [
                  {
                    found: `a ${kind} that an update may delete${kinds.includes(kind) ? "" : " with all that is in it"}`,
                    allowed,
                  },
                ],
          );
        });
    }),
  good: {
    says: "A disk that is protected",
    base: "non-production",
    resources: {
      data: {
        type: "gcp:compute/disk:Disk",
        // By the network, which is there once Compute is ready.
        properties: { project: "${network.project}", name: "data", zone: "us-central1-a", size: 10 },
        options: { protect: true },
      },
    },
  },
  bad: {
    says: "A disk that an update may replace",
    base: "non-production",
    resources: {
      data: {
        type: "gcp:compute/disk:Disk",
        properties: { project: "${network.project}", name: "data", zone: "us-central1-a", size: 10 },
      },
    },
  },
});
