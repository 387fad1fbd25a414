import { besides, purposeApart } from "../apart.ts";
import { guideline } from "../guideline.ts";

/** The billing export lies in a project without anything else. */
export const billingExportApart = guideline({
  id: "billing-export-apart",
  title: "The billing export is in a project of its own",
  topic: "split",
  why: "It tells what every team spends and on what, and budgets and invoices are checked against it: those who may write to the project that it is in could read it, and change it.",
  sources: [
    {
      title: "Google Cloud: export Cloud Billing data to BigQuery",
      url: "https://cloud.google.com/billing/docs/how-to/export-data-bigquery",
    },
    {
      title: "Google Cloud: organization structure",
      url: "https://cloud.google.com/architecture/security-foundations/organization-structure",
    },
  ],
  appliesTo: "every project with a dataset that billing data is exported to",
  remedy: "Export to the project for billing data, or move what else is in this project into another one.",
  check: (landscape) =>
    besides(landscape, "billing-export", [], { what: "the billing export", allowed: "the billing export alone" }),
  apart: purposeApart("billing-export", "the billing export is kept apart, as it tells of everybody's spending"),
  good: { says: "A project without billing data", base: "non-production", resources: {} },
  bad: {
    says: "The billing export beside an application's bucket",
    base: "non-production",
    resources: {
      export: {
        type: "gcp:bigquery/dataset:Dataset",
        properties: { project: "${project.projectId}", datasetId: "billing_export", location: "US" },
        options: { protect: true },
      },
    },
  },
});
