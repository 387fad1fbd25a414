import { differingLabels } from "../apart.ts";
import { guideline } from "../guideline.ts";

/** What different people pay for lies in different projects. */
export const costOwnerApart = guideline({
  id: "cost-owner-apart",
  title: "What another cost code pays for is in a project of its own",
  topic: "split",
  why: "A budget counts projects, and traffic and API calls are billed to a project without any label: what two pay for together neither can see, nor keep within a budget.",
  sources: [
    { title: "Google Cloud: Cloud Billing concepts", url: "https://cloud.google.com/billing/docs/concepts" },
    {
      title: "Google Cloud: create, edit, or delete budgets",
      url: "https://cloud.google.com/billing/docs/how-to/budgets",
    },
  ],
  appliesTo: "what is in a project and says by its label cost-code who pays for it",
  remedy: "Move it into a project with its own cost code and budget, or mend its label.",
  check: (landscape) =>
    differingLabels(landscape, "cost-code", "what its project's cost code pays for", (holding, found, usual) => ({
      found: `a ${holding.kind} that ${found} pays for`,
      allowed: `what ${usual} pays for, as for the project or what else is in it`,
    })),
  apart: (one, other) =>
    one.costCode === other.costCode ? undefined : `${one.costCode} pays for one and ${other.costCode} for the other`,
  good: {
    says: "A bucket that the project's own cost code pays for",
    base: "non-production",
    resources: { bucket: { properties: { labels: { "cost-code": "2010" } } } },
  },
  bad: {
    says: "A bucket that another cost code pays for",
    base: "non-production",
    resources: { bucket: { properties: { labels: { "cost-code": "3010" } } } },
  },
});
