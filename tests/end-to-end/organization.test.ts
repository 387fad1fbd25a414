import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { TestProject } from "../support/project.ts";

interface Budget {
  displayName: string;
  amount: { specifiedAmount: { units: string; currencyCode: string } };
  budgetFilter: { projects?: string[]; resourceAncestors?: string[] };
  thresholdRules: { spendBasis: string }[];
  notificationsRule: { monitoringNotificationChannels?: string[]; pubsubTopic?: string };
}

describe("the whole organisation on the real engine", () => {
  let project: TestProject;
  before(async () => {
    project = new TestProject();
    await project.sgdist(["local", "up"]);
    const { code, stdout, stderr } = await project.sgdist(["up", "--all"]);
    assert.equal(code, 0, stdout + stderr);
  });
  after(() => project.remove());

  const everything = ["bootstrap", "organization", "ci", "spending", "env-demo", "app-demo", "env-live", "app-live"];

  it("is up, stack by stack, with the bootstrap stack's state in its bucket", async () => {
    const { stacks } = await project.json(["status"]);
    assert.deepEqual(
      stacks.map(({ name, state }: { name: string; state: string }) => [name, state]),
      everything.map((name) => [name, "up"]),
    );
    assert.equal(stacks[0].backend, "gs://tst-seed-k7m2-state-production");
    const objects = await project.ask(
      "storage",
      "/storage/v1/b/tst-seed-k7m2-state-production/o?prefix=.pulumi/stacks/",
    );
    assert.ok(objects.items.some(({ name }: { name: string }) => name.endsWith("/bootstrap.json")));
  });

  it("has every project in its folder, linked, and covered by one budget of its own that tells its owners", async () => {
    const { projects } = await project.ask("cloudresourcemanager", "/v3/projects:search");
    assert.deepEqual(projects.map(({ projectId }: { projectId: string }) => projectId).toSorted(), [
      "tst-billing-p9tc",
      "tst-ci-r8fd",
      "tst-demo-d9hc",
      "tst-keys-w4xr",
      "tst-live-t5wk",
      "tst-logs-b6zn",
      "tst-seed-k7m2",
      "tst-spending-h3vq",
    ]);
    const { budgets } = (await project.ask(
      "billingbudgets",
      "/v1/billingAccounts/01C0DE-5EED00-CAFE42/budgets?pageSize=100",
    )) as {
      budgets: Budget[];
    };
    for (const { name, projectId, parent } of projects) {
      assert.match(parent, /^folders\//, `${projectId} is in a folder`);
      const info = await project.ask("cloudbilling", `/v1/projects/${projectId}/billingInfo`);
      assert.equal(info.billingEnabled, true, `${projectId} is linked`);
      const own = budgets.filter(({ budgetFilter }) => budgetFilter.projects?.includes(name));
      assert.equal(own.length, 1, `${projectId} has one budget`);
      const { budgetFilter, thresholdRules, notificationsRule } = own[0]!;
      assert.deepEqual(budgetFilter.projects, [name], `the budget of ${projectId} counts nothing else`);
      assert.deepEqual([...new Set(thresholdRules.map(({ spendBasis }) => spendBasis))].toSorted(), [
        "CURRENT_SPEND",
        "FORECASTED_SPEND",
      ]);
      assert.ok(
        (notificationsRule.monitoringNotificationChannels?.length ?? 0) >= 1,
        `${projectId} has somebody to tell`,
      );
    }
    assert.ok(
      budgets.every(({ budgetFilter }) => budgetFilter.projects?.length || budgetFilter.resourceAncestors?.length),
    );
    assert.deepEqual(
      budgets
        .filter(({ budgetFilter }) => budgetFilter.resourceAncestors)
        .map(({ displayName }) => displayName)
        .toSorted(),
      ["Folder ci", "Folder common", "Folder nightly", "Folder production", "Folder testing"],
    );
  });

  it("tells the owning team and the platform team of an environment's budget, and publishes it", async () => {
    const { notificationChannels } = await project.ask("monitoring", "/v3/projects/tst-demo-d9hc/notificationChannels");
    const addresses = notificationChannels.map(
      ({ labels }: { labels: Record<string, string> }) => labels.email_address,
    );
    assert.deepEqual(addresses.toSorted(), ["platform@example.com", "search@example.com"]);
    const { budgets } = await project.ask(
      "billingbudgets",
      "/v1/billingAccounts/01C0DE-5EED00-CAFE42/budgets?pageSize=100",
    );
    const demo = budgets.find(({ displayName }: Budget) => displayName === "Project tst-demo-d9hc") as Budget;
    assert.equal(demo.amount.specifiedAmount.units, "100");
    assert.equal(demo.amount.specifiedAmount.currencyCode, "USD");
    assert.equal(demo.notificationsRule.pubsubTopic, "projects/tst-spending-h3vq/topics/budgets");
  });

  it("has a network of its own, and neither the default one nor a default account that may edit", async () => {
    const { items } = await project.ask("compute", "/compute/v1/projects/tst-demo-d9hc/global/networks");
    assert.deepEqual(
      items.map(({ name }: { name: string }) => name),
      ["main"],
    );
    const policy = await project.ask("cloudresourcemanager", "/v3/projects/tst-demo-d9hc:getIamPolicy", "POST", {});
    assert.ok(!policy.bindings.some(({ role }: { role: string }) => role === "roles/editor"));
  });

  it("changes nothing on the second update", async () => {
    const reports = await project.json(["up", "--all"]);
    assert.deepEqual(
      reports.map(({ stack, status, changes }: Record<string, unknown>) => [stack, status, changes]),
      everything.map((name) => [name, "done", {}]),
    );
  });

  it("shows nothing in a preview after a refresh", async () => {
    assert.equal((await project.sgdist(["refresh", "--all"])).code, 0);
    const { code, stdout } = await project.sgdist(["preview", "--all", "--expect-no-changes"]);
    assert.equal(code, 0, stdout);
  });

  it("keeps no secret in clear, in states, output or JSON", async () => {
    const passphrase = project.read(".local/passphrase");
    const token = project.read(".local/token");
    const state = project.read(".local/state/.pulumi/stacks/sourcegraph-distribution/env-demo.json");
    const { stdout } = await project.sgdist(["up", "env-demo", "--json"]);
    const status = await project.sgdist(["status", "--json"]);
    for (const text of [
      state,
      stdout,
      status.stdout,
      readFileSync(join(project.root, ".local", "google.log"), "utf8"),
    ]) {
      assert.ok(!text.includes(passphrase) && !text.includes(token));
    }
    assert.match(
      state,
      /"effectiveLabels":\{"4dabf18193072939515e22adb298388d":"1b47061264138c4ac30d75fd1eb44270","ciphertext"/,
    );
  });

  it("refuses to destroy what is protected, tells the way, and touches nothing", async () => {
    const { code, stdout, stderr } = await project.sgdist(["destroy", "env-live"]);
    assert.equal(code, 2);
    assert.match(stderr + stdout, /env-live holds what is protected, so nothing was destroyed/);
    assert.match(stderr + stdout, /sgdist env retire live/);
    const reports = await project.json(["preview", "env-live"]);
    assert.deepEqual(reports[0].changes, {});
  });

  it("carries out a change of the specification, and only that", async () => {
    project.edit("environments/live.yaml", "budget: 5000", "budget: 5500");
    const preview = await project.json(["preview", "env-live"]);
    assert.deepEqual(preview[0].changes, { update: 1 });
    assert.equal((await project.sgdist(["preview", "env-live", "--expect-no-changes"])).code, 3);
    const [report] = await project.json(["up", "env-live"]);
    assert.deepEqual(report.changes, { update: 1 });
    assert.deepEqual(
      report.steps.map(({ type }: { type: string }) => type),
      ["gcp:billing/budget:Budget"],
    );
  });

  it("works the same with the plain pulumi on the same state", async () => {
    const preview = await project.pulumi(["preview", "-s", "env-demo", "--expect-no-changes"]);
    assert.equal(preview.code, 0, preview.stdout + preview.stderr);
    project.edit("environments/demo.yaml", "tst-demo-d9hc", "tst-demo-d9hc\nbudget: 150");
    const up = await project.pulumi(["up", "-s", "env-demo", "--yes"]);
    assert.equal(up.code, 0, up.stdout + up.stderr);
    assert.match(up.stdout, /gcp:billing:Budget demo updated/);
    const refresh = await project.pulumi(["refresh", "-s", "env-demo", "--yes"]);
    assert.equal(refresh.code, 0, refresh.stdout + refresh.stderr);
    const again = await project.json(["preview", "env-demo"]);
    assert.deepEqual(again[0].changes, {});
  });

  it("is taken down on purpose: a disposable environment at once, and back in its project, a protected one after it was retired", async () => {
    for (const stack of ["app-demo", "env-demo"]) {
      const demo = await project.pulumi(["destroy", "-s", stack, "--yes"]);
      assert.equal(demo.code, 0, demo.stdout + demo.stderr);
    }
    const numberOf = async () => (await project.ask("cloudresourcemanager", "/v3/projects/tst-demo-d9hc")).name;
    const before = await numberOf();
    const again = await project.sgdist(["up", "env-demo"]);
    assert.equal(again.code, 0, again.stdout + again.stderr);
    assert.match(
      again.stdout + again.stderr,
      /took in what was there already: gcp:organizations\/project:Project demo /,
    );
    assert.equal(await numberOf(), before);
    const calm = await project.sgdist(["preview", "env-demo", "--expect-no-changes"]);
    assert.equal(calm.code, 0, calm.stdout + calm.stderr);
    const gone = await project.sgdist(["destroy", "env-demo", "app-demo"]);
    assert.equal(gone.code, 0, gone.stdout + gone.stderr);
    assert.equal((await project.sgdist(["env", "retire", "live"])).code, 0);
    const lifted = await project.sgdist(["up", "env-live", "app-live"]);
    assert.equal(lifted.code, 0, lifted.stdout + lifted.stderr);
    const { code, stdout, stderr } = await project.sgdist(["destroy", "env-live", "app-live"]);
    assert.equal(code, 0, stdout + stderr);
    const { lifecycleState } = await project.ask("cloudresourcemanager", "/v1/projects/tst-live-t5wk");
    assert.equal(lifecycleState, "DELETE_REQUESTED");
    const { budgets } = await project.ask(
      "billingbudgets",
      "/v1/billingAccounts/01C0DE-5EED00-CAFE42/budgets?pageSize=100",
    );
    assert.ok(
      !budgets.some(({ displayName }: Budget) => /tst-(demo|live)/.test(displayName)),
      "no budget is left behind",
    );
  });
});
