import { besides, purposeApart } from "../apart.ts";
import { guideline } from "../guideline.ts";

/** State lies in a project without any workload. */
export const stateApart = guideline({
  id: "state-apart",
  title: "The program's state is in a project without any workload",
  topic: "split",
  why: "State holds secrets and decides what the next run deletes: whoever can write it, by way of a workload beside it, rules everything that the program runs.",
  sources: [
    {
      title: "Google Cloud: deployment methodology",
      url: "https://cloud.google.com/architecture/security-foundations/deployment-methodology",
    },
    {
      title: "Pulumi: state and backends",
      url: "https://www.pulumi.com/docs/iac/concepts/state-and-backends/",
    },
  ],
  appliesTo:
    "every project with a bucket of state; the identities that deploy, and what they tell each other, may be with it",
  remedy: "Keep the state in the project for state and identities, and move workloads into projects of their own.",
  check: (landscape) =>
    besides(landscape, "state", ["deployer", "bucket"], {
      what: "the program's state",
      allowed: "state, outputs, and the identities that deploy",
    }),
  apart: purposeApart("state", "the program's state is kept apart from what the program makes"),
  good: { says: "A project without state", base: "non-production", resources: {} },
  bad: {
    says: "A bucket of state beside an application's queue",
    base: "non-production",
    resources: {
      state: {
        type: "gcp:storage/bucket:Bucket",
        properties: {
          project: "${project.projectId}",
          name: "${project.projectId}-state-nonproduction",
          location: "US-CENTRAL1",
          uniformBucketLevelAccess: true,
          publicAccessPrevention: "enforced",
          versioning: { enabled: true },
        },
        options: { protect: true },
      },
      queue: {
        type: "gcp:pubsub/topic:Topic",
        properties: { project: "${project.projectId}", name: "queue" },
      },
    },
  },
});
