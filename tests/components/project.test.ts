import assert from "node:assert/strict";
import { Project } from "../../components/project.ts";
import { environmentPlan } from "../../plan/environment.ts";
import type { ProjectPlan } from "../../plan/project.ts";
import { brief, registered } from "../support/mocks.ts";
import { goodSpecification, today } from "../support/specification.ts";

const planOf = (name: string): ProjectPlan => {
  const specification = goodSpecification();
  return environmentPlan(specification, specification.environments.get(name)!, today).project;
};

const make = (plan: ProjectPlan) =>
  registered(() => {
    new Project("it", {
      plan,
      folderId: "55",
      billingAccount: "01C0DE-5EED00-CAFE42",
      currency: "EUR",
      topic: "projects/s/topics/budgets",
    });
  });

describe("the component Project", () => {
  it("makes all that belongs to a protected project, the lien included", async () => {
    assert.deepEqual((await make(planOf("live"))).map(brief), [
      "Budget it",
      "Contact it-contact-owner",
      "NotificationChannel it-recipient-owner",
      "Project it",
      "DefaultServiceAccounts it-default-accounts",
      "IAMMember it-gcp-platform-logging.viewer",
      "Service it-cloudresourcemanager",
      "Service it-compute",
      "Service it-container",
      "Service it-essentialcontacts",
      "Service it-iam",
      "Service it-logging",
      "Service it-monitoring",
      "Service it-secretmanager",
      "Service it-serviceusage",
      "Service it-storage",
      "Lien it-lien",
    ]);
  });

  it("has no lien, and lets itself be deleted, when it is disposable", async () => {
    const resources = await make(planOf("demo"));
    assert.ok(!resources.some(({ type }) => type.endsWith(":Lien")));
    assert.equal(projectOf(resources).deletionPolicy, "DELETE");
    assert.equal(projectOf(await make(planOf("live"))).deletionPolicy, "PREVENT");
  });

  const projectOf = (resources: Awaited<ReturnType<typeof make>>) =>
    resources.find(({ type }) => type === "gcp:organizations/project:Project")!.inputs;

  it("counts exactly its own project in its budget, in the account's currency, and tells its recipients", async () => {
    const { inputs } = (await make(planOf("demo"))).find(({ type }) => type.endsWith(":Budget"))!;
    assert.deepEqual(inputs.budgetFilter, { projects: ["projects/123456789012"] });
    assert.deepEqual(inputs.amount, { specifiedAmount: { currencyCode: "EUR", units: "100" } });
    assert.deepEqual(inputs.allUpdatesRule, {
      disableDefaultIamRecipients: false,
      monitoringNotificationChannels: ["channels/search@example.com", "channels/platform@example.com"],
      pubsubTopic: "projects/s/topics/budgets",
    });
    assert.deepEqual(inputs.thresholdRules, [
      { spendBasis: "CURRENT_SPEND", thresholdPercent: 0.5 },
      { spendBasis: "CURRENT_SPEND", thresholdPercent: 0.8 },
      { spendBasis: "CURRENT_SPEND", thresholdPercent: 1 },
      { spendBasis: "FORECASTED_SPEND", thresholdPercent: 1 },
      { spendBasis: "FORECASTED_SPEND", thresholdPercent: 1.2 },
    ]);
  });

  it("never switches an API off again", async () => {
    const services = (await make(planOf("demo"))).filter(({ type }) => type.endsWith(":Service"));
    assert.ok(services.length > 0 && services.every(({ inputs }) => inputs.disableOnDestroy === false));
  });

  it("takes nothing from a default account where there is none", async () => {
    const plan = { ...planOf("demo"), apis: ["essentialcontacts.googleapis.com", "monitoring.googleapis.com"] };
    assert.ok(!(await make(plan)).some(({ type }) => type.includes("DefaultServiceAccounts")));
  });

  it("says so when something wants an API that the project doesn't list", async () => {
    await assert.rejects(
      make({ ...planOf("demo"), apis: ["monitoring.googleapis.com"] }),
      /does not list essentialcontacts/,
    );
  });
});
