import { unsharedLabels } from "../apart.ts";
import { guideline } from "../guideline.ts";

const span = (retention: string | undefined): string => (retention === undefined ? "no set time" : retention);

/** What must be kept for different spans lies in different projects. */
export const retentionApart = guideline({
  id: "retention-apart",
  title: "Data that must be kept for a set time is in a project with nothing else",
  topic: "split",
  why: "A project is deleted as a whole: with it goes what must still be kept, or else what should be long gone stays because of what must be kept.",
  sources: [
    { title: "Google Cloud: bucket lock", url: "https://cloud.google.com/storage/docs/bucket-lock" },
    {
      title: "Google Cloud: decide a resource hierarchy",
      url: "https://cloud.google.com/architecture/landing-zones/decide-resource-hierarchy",
    },
  ],
  appliesTo: "what is in a project and says by its label retention how long it must be kept",
  remedy:
    "Move it into a project for what is kept as long, or give the project the label retention if all in it must be kept as long.",
  check: (landscape) =>
    unsharedLabels(landscape, "retention", "the retention of its project", (holding, found, own) => ({
      found: `a ${holding.kind} that must be kept for ${found}`,
      allowed: `what is kept for ${span(own)}, as the project`,
    })),
  apart: (one, other) =>
    one.retention === other.retention
      ? undefined
      : `one must be kept for ${span(one.retention)} and the other for ${span(other.retention)}`,
  good: {
    says: "A bucket without a set time in a project without one",
    base: "non-production",
    resources: {},
  },
  bad: {
    says: "A bucket that must be kept for a year in a project that may be deleted before",
    base: "non-production",
    resources: { bucket: { properties: { labels: { retention: "365d" } } } },
  },
});
