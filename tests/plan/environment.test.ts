import assert from "node:assert/strict";
import { environmentPlan } from "../../plan/environment.ts";
import { goodSpecification, today } from "../support/specification.ts";

const plan = (name: string, day = today) => {
  const specification = goodSpecification();
  return environmentPlan(specification, specification.environments.get(name)!, day);
};

describe("the plan of an environment", () => {
  it("says all that its project is", () => {
    assert.deepEqual(plan("live").project, {
      id: "tst-live-t5wk",
      displayName: "Sourcegraph live",
      folder: "production",
      labels: {
        application: "sourcegraph",
        "cost-code": "1010",
        environment: "production",
        "environment-kind": "production",
        "environment-name": "live",
        "managed-by": "sourcegraph-distribution",
        owner: "platform",
        stack: "env-live",
      },
      apis: [
        "cloudresourcemanager.googleapis.com",
        "compute.googleapis.com",
        "container.googleapis.com",
        "essentialcontacts.googleapis.com",
        "iam.googleapis.com",
        "logging.googleapis.com",
        "monitoring.googleapis.com",
        "secretmanager.googleapis.com",
        "serviceusage.googleapis.com",
        "storage.googleapis.com",
      ],
      deletion: "protected",
      contacts: {
        owner: {
          email: "platform@example.com",
          categories: ["BILLING", "PRODUCT_UPDATES", "SECURITY", "SUSPENSION", "TECHNICAL"],
        },
      },
      recipients: { owner: "platform@example.com" },
      budget: {
        displayName: "Project tst-live-t5wk",
        amount: 5000,
        thresholds: [
          { share: 0.5, basis: "CURRENT_SPEND" },
          { share: 0.8, basis: "CURRENT_SPEND" },
          { share: 1, basis: "CURRENT_SPEND" },
          { share: 1, basis: "FORECASTED_SPEND" },
          { share: 1.2, basis: "FORECASTED_SPEND" },
        ],
      },
      grants: [{ role: "roles/logging.viewer", member: "group:gcp-platform@example.com" }],
    });
  });

  it("tells the owning team and the platform team of the budget, and takes its default from the kind", () => {
    const { project } = plan("demo");
    assert.deepEqual(project.recipients, { owner: "search@example.com", platform: "platform@example.com" });
    assert.equal(project.budget.amount, 100);
  });

  it("has a machine or a cluster, and ranges for pods where there is a cluster", () => {
    assert.equal(plan("live").machine, undefined);
    assert.equal(plan("live").cluster?.location, "us-central1");
    assert.equal(plan("demo").cluster, undefined);
    assert.deepEqual(Object.keys(plan("live").network.subnetwork.secondaryRanges), ["pods", "services"]);
    assert.equal(plan("demo").machine?.machineType, "e2-standard-4");
    assert.deepEqual(plan("demo").network.subnetwork.secondaryRanges, {});
  });

  it("carries its last day in a label, and knows when that is past", () => {
    assert.equal(plan("demo").project.labels.expires, "2026-12-01");
    assert.equal(plan("demo", "2026-12-01").expired, false);
    assert.equal(plan("demo", "2026-12-02").expired, true);
  });

  it("has lost its protection once it is retired", () => {
    const specification = goodSpecification();
    const live = { ...specification.environments.get("live")!, retired: true as const };
    const { project } = environmentPlan(specification, live, today);
    assert.equal(project.deletion, "disposable");
    assert.equal(project.labels.retired, "true");
    assert.equal(plan("live").project.labels.retired, undefined);
  });
});
