import assert from "node:assert/strict";
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { doctorRoles } from "../../doctor/page.ts";
import type { Switchboard } from "../../local/switchboard.ts";
import { founderRoles, killAt, moments, policies, readerRoles } from "../support/guided-bootstrap.ts";
import { TestProject } from "../support/project.ts";
import { keys, onTerminal } from "../support/terminal.ts";

const organization = "/v3/organizations/419083752617";
const account = "/v1/billingAccounts/01C0DE-5EED00-CAFE42";
const founder = "user:founder@example.com";

interface Step {
  key: string;
  state: string;
  missing: { what: string; found: string }[];
}

describe("a guided bootstrap, on the real engine", () => {
  let project: TestProject;
  let cloud: Switchboard;
  let environment: Record<string, string>;

  before(async () => {
    project = new TestProject();
    project.edit("organization.yaml", "projects:\n", "projects:\n  # Chosen once.\n");
    await project.sgdist(["local", "up"]);
    cloud = await project.cloud();
    environment = { GOOGLE_OAUTH_ACCESS_TOKEN: await cloud.token(founder) };
  });
  after(async () => {
    await project.remove();
  });

  const json = (args: string[]) => project.json(["bootstrap", ...args], environment);
  const allow = (api: string, path: string, roles: string[]) =>
    project.ask(api, `${path}:setIamPolicy`, "POST", {
      policy: { bindings: roles.map((role) => ({ role, members: [founder] })) },
    });
  const states = (steps: Step[]) => Object.fromEntries(steps.map(({ key, state }) => [key, state]));
  const done = { projects: "done", state: "done", identities: "done", costs: "done", moved: "done" };
  const files = () => ["organization.yaml", "ledger.yaml"].map((file) => project.read(file));

  it("tells all that is short before the first change, and changes nothing", async () => {
    for (const [constraint, rule] of policies) {
      await project.ask("orgpolicy", `${organization.replace("v3", "v2")}/policies`, "POST", {
        name: `${organization.slice(4)}/policies/${constraint}`,
        spec: { rules: [rule] },
      });
    }
    await allow("cloudresourcemanager", organization, ["roles/orgpolicy.policyViewer", "roles/browser"]);
    await allow("cloudbilling", account, ["roles/billing.viewer"]);
    const before = files();
    const { code, stdout } = await project.sgdist(
      ["bootstrap", "--yes", "--projects-left", "2", "--links-left", "3", "--json"],
      environment,
    );
    assert.equal(code, 2, stdout);
    const report = JSON.parse(stdout);
    const short = report.findings.filter(({ verdict }: { verdict: string }) => verdict === "short");
    assert.deepEqual(
      short.map(({ kind, needed }: { kind: string; needed: string }) => `${kind}: ${needed.split(/: | on /)[0]}`),
      [
        "organization-permission: resourcemanager.organizations.getIamPolicy",
        "organization-permission: resourcemanager.organizations.setIamPolicy",
        "organization-permission: iam.roles.create",
        "organization-permission: iam.roles.get",
        "organization-permission: iam.roles.update",
        "organization-permission: resourcemanager.folders.create",
        "organization-permission: resourcemanager.projects.create",
        "billing-permission: billing.accounts.setIamPolicy",
        "billing-permission: billing.resourceAssociations.create",
        "billing-permission: billing.budgets.create",
        "billing-permission: billing.budgets.update",
        "project-quota: 4 projects, and 4 later",
        "billing-link-quota: 4 billing links, and 4 later",
        "domain-restriction: iam.allowedPolicyMemberDomains",
        "domain-restriction-publisher: iam.allowedPolicyMemberDomains",
        "no-service-accounts: iam.managed.disableServiceAccountCreation",
        "resource-locations: gcp.resourceLocations",
        "contact-domains: essentialcontacts.allowedContactDomains",
        "identity-providers: iam.workloadIdentityPoolProviders",
        "service-usage: gcp.restrictServiceUsage",
      ],
    );
    assert.deepEqual(files(), before);
    const { projects, folders } = {
      ...(await project.ask("cloudresourcemanager", "/v3/projects:search")),
      ...(await project.ask("cloudresourcemanager", "/v3/folders:search")),
    };
    assert.deepEqual([projects, folders], [undefined, undefined]);
    assert.equal(existsSync(join(project.root, ".local/bootstrap")), false);
    assert.deepEqual(
      (await cloud.refusals())
        .map(({ protoPayload }) => protoPayload.status.message)
        .filter((text) => /create/.test(text!)),
      [],
    );
  });

  it("asks before the first change", async () => {
    for (const [constraint] of policies) {
      await project.ask("orgpolicy", `${organization.replace("v3", "v2")}/policies/${constraint}`, "DELETE");
    }
    await allow("cloudresourcemanager", organization, founderRoles);
    await allow("cloudbilling", account, ["roles/billing.admin"]);
    const { code, stderr } = await project.sgdist(["bootstrap"], environment);
    assert.equal(code, 2);
    assert.match(stderr, /There is nobody to ask: add --yes\. Nothing was changed\./);
    const command = [process.execPath, join(import.meta.dirname, "..", "..", "cli", "main.ts"), "bootstrap"];
    const env = { ...process.env, ...environment, SGDIST_ROOT: undefined, NO_COLOR: "1" };
    const { code: declined, screen } = await onTerminal(command, { cwd: project.root, env }, [
      ["Make what is missing in example.com (419083752617)?", keys.enter],
    ]);
    assert.equal(declined, 2, screen);
    assert.match(screen, /Stopped\. Run it again to go on\./);
    assert.deepEqual(states((await json(["--check"])).steps), {
      projects: "open",
      state: "open",
      identities: "open",
      costs: "open",
      moved: "open",
      export: "waiting",
    });
  });

  it("writes a new ID down for each that is taken, and goes on, also when it was killed before", async () => {
    assert.equal(await killAt(project, environment, [["cloudresourcemanager", "folders.create"]]), 1);
    const before = files();
    const create = { api: "cloudresourcemanager", method: "projects.create" };
    await cloud.addFault({ ...create, status: 409, times: 4 });
    // Then it fails, before there is a project: the rest is for those that are killed.
    await cloud.addFault({ ...create, status: 403 });
    const { code, stdout } = await project.sgdist(["bootstrap", "--yes"], environment);
    const again = await project.sgdist(["bootstrap", "--yes", "--json"], environment);
    await cloud.clearFaults();
    assert.equal(code, 1, stdout);
    assert.match(stdout, /^Commit organization\.yaml and ledger\.yaml: they have new IDs\.$/m);
    assert.match(stdout, /^What was made is kept\. Mend the cause, and run it again: it goes on where it was\.$/m);
    assert.equal(again.code, 1, again.stdout);
    const report = JSON.parse(again.stdout);
    assert.deepEqual([report.done, report.newIds, report.failed.length], [false, [], 1]);
    assert.equal(report.failed[0].stack, "bootstrap");
    assert.match(report.failed[0].errors.join("\n"), /^Project \w+: .*\b403\b/m);
    assert.equal(states(report.steps).projects, "open");
    const taken = [...stdout.matchAll(/^(\S+) is taken: wrote (\S+) into organization\.yaml and ledger\.yaml\.$/gm)];
    assert.equal(taken.length, 4, stdout);
    const [organizationText, ledger] = files();
    const expected = taken.reduce((text, [, from, to]) => text.replace(from!, () => to!), before[0]!);
    assert.equal(organizationText, expected);
    assert.match(organizationText!, /# Chosen once\./);
    for (const [, from, to] of taken) {
      assert.match(ledger!, new RegExp(`^${to}: \\{ for: shared/\\w+, since: "?[\\d-]+"?[,\\s]`, "m"));
      assert.match(ledger!, new RegExp(`^${from}: .*retired: "?[\\d-]+"? \\}$`, "m"));
    }
    assert.equal((await project.sgdist(["validate"])).code, 0);
    const more = await json(["--new-id", "billing"]);
    assert.equal(project.read("organization.yaml"), organizationText!.replace(more.from, more.to));
  });

  it("is killed at each step, and each time goes on where it was", async () => {
    const kills = await killAt(project, environment, moments);
    assert.ok(kills >= 3, `${kills} kills`);
    const report = await json(["--yes"]);
    assert.equal(report.done, true, JSON.stringify(report, null, 1));
    assert.deepEqual(states(report.steps), { ...done, export: "waiting" });
  });

  it("made everything, and nothing twice", async () => {
    const { projects } = await project.ask("cloudresourcemanager", "/v3/projects:search");
    assert.equal(projects.length, 4);
    const { folders } = await project.ask("cloudresourcemanager", "/v3/folders:search");
    assert.equal(folders.length, 1);
    const { budgets } = await project.ask("billingbudgets", `${account}/budgets?pageSize=100`);
    assert.equal(new Set(budgets.map(({ displayName }: { displayName: string }) => displayName)).size, budgets.length);
    const { code, stdout } = await project.sgdist(["preview", "bootstrap", "--expect-no-changes"], environment);
    assert.equal(code, 0, stdout);
  });

  it("gives no ID up that is in use", async () => {
    const { code, stderr } = await project.sgdist(["bootstrap", "--new-id", "seed"], environment);
    assert.equal(code, 2);
    assert.match(stderr, /^tst-seed-\S+ is made, and in the state of bootstrap: an ID in use is never given up\.$/m);
  });

  it("believes Google and no state: what somebody took away is seen, and made again", async () => {
    const { bindings } = await project.ask("cloudresourcemanager", `${organization}:getIamPolicy`, "POST", {});
    const policy = { bindings: bindings.filter(({ role }: { role: string }) => role !== "roles/browser") };
    await project.ask("cloudresourcemanager", `${organization}:setIamPolicy`, "POST", { policy });
    const seen = await json(["--check"]);
    assert.deepEqual(seen.steps.find(({ key }: Step) => key === "identities").missing, [
      {
        what: "roles on the organisation",
        found: "not given: roles/browser to previewer, roles/browser to watcher-production",
      },
    ]);
    const mended = await json(["--yes"]);
    assert.deepEqual(states(mended.steps), { ...done, export: "waiting" });
  });

  it("shows what only a person can do for the billing export, then looks for fresh rows", async () => {
    const { stdout } = await project.sgdist(["bootstrap"], environment);
    assert.match(stdout, / 1\. Open console\.cloud\.google\.com\/billing\/01C0DE-5EED00-CAFE42\/export\/bigquery$/m);
    const exported = async () => {
      const { done: isDone, steps } = await json([]);
      const { state, missing } = steps.find(({ key }: Step) => key === "export");
      return { isDone, state, missing: missing.map(({ found }: { found: string }) => found) };
    };
    const absent = "not switched on, or nothing was exported yet";
    assert.deepEqual(await exported(), { isDone: true, state: "waiting", missing: [absent] });
    // What Google does, once a person has switched it on.
    const billing = /billing: \{ id: ([^,]+),/.exec(project.read("organization.yaml"))![1];
    const tables = `/bigquery/v2/projects/${billing}/datasets/billing_export/tables`;
    const tableId = "gcp_billing_export_v1_01C0DE_5EED00_CAFE42";
    await project.ask("bigquery", tables, "POST", {
      tableReference: { tableId },
      schema: { fields: [{ name: "cost", type: "FLOAT" }] },
    });
    const empty = "switched on, and no rows yet: the first take some hours";
    assert.deepEqual(await exported(), { isDone: true, state: "waiting", missing: [empty] });
    await project.ask("bigquery", `${tables}/${tableId}/insertAll`, "POST", { rows: [{ json: { cost: 1 } }] });
    assert.deepEqual(await exported(), { isDone: true, state: "done", missing: [] });
    await cloud.moveClock(49 * 3_600_000);
    assert.deepEqual(await exported(), {
      isDone: true,
      state: "waiting",
      missing: ["1 rows, and nothing new for 49 hours"],
    });
    await cloud.moveClock(0);
  });

  it("lets the doctor look after what is up, with roles that only read", async () => {
    const reader = "user:reader@example.com";
    const { etag: _, ...policy } = await project.ask(
      "cloudresourcemanager",
      `${organization}:getIamPolicy`,
      "POST",
      {},
    );
    policy.bindings.push(...doctorRoles.map((role) => ({ role, members: [reader] })));
    await project.ask("cloudresourcemanager", `${organization}:setIamPolicy`, "POST", { policy });
    const ids = ["projects", "state", "state-secrets", "folders", "workload-identity", "slack"];
    const examined = await project.json(["doctor", "--real", ...ids], {
      GOOGLE_OAUTH_ACCESS_TOKEN: await cloud.token(reader),
    });
    const verdicts = examined.map(({ id, verdict }: { id: string; verdict: string }) => `${id}: ${verdict}`);
    assert.deepEqual(verdicts, [
      "projects: ok",
      "state: ok",
      "state-secrets: differs",
      "workload-identity: ok",
      "folders: differs",
      "slack: by hand",
    ]);
  });

  it("lets a second administrator take over, with nothing but the repository", async () => {
    const variables = await project.json(["local", "env", "bootstrap"]);
    const { SGDIST_ROOT: _, PULUMI_BACKEND_URL: __, PULUMI_CONFIG_PASSPHRASE_FILE: ___, ...google } = variables;
    const other = new TestProject(
      new Map(["organization.yaml", "ledger.yaml"].map((file) => [file, project.read(file)] as const)),
    );
    for (const file of ["live", "demo"])
      other.write(`environments/${file}.yaml`, project.read(`environments/${file}.yaml`));
    try {
      const second = "user:second@example.com";
      const give = async (api: string, path: string, roles: string[], methods = ["GET", "POST"]) => {
        const separator = api === "storage" ? "/iam" : ":getIamPolicy";
        const { etag: ____, ...policy } = await project.ask(api, path + separator, methods[0]);
        policy.bindings = [...(policy.bindings ?? []), ...roles.map((role) => ({ role, members: [second] }))];
        const body = api === "storage" ? policy : { policy };
        await project.ask(api, path + separator.replace("get", "set"), methods[1], body);
      };
      await give("cloudresourcemanager", organization, founderRoles, ["POST", "POST"]);
      await give("cloudbilling", account, ["roles/billing.admin"]);
      const [, seed] = /seed: \{ id: ([^,]+),/.exec(project.read("organization.yaml"))!;
      await give("storage", `/storage/v1/b/${seed}-state-production`, ["roles/storage.objectAdmin"], ["GET", "PUT"]);
      const token = await cloud.token(second);
      const as = { ...google, GOOGLE_OAUTH_ACCESS_TOKEN: token };
      const blind = await other.sgdist(["bootstrap", "--target", "google", "--yes"], as);
      assert.equal(blind.code, 1, blind.stdout);
      assert.match(blind.stdout, /^What the engine made can't all be read by you, so nothing was changed\.$/m);

      const { folders } = await project.ask("cloudresourcemanager", "/v3/folders:search");
      await give("cloudresourcemanager", `/v3/${folders[0].name}`, readerRoles, ["POST", "POST"]);
      const report = await other.json(["bootstrap", "--target", "google"], as);
      assert.equal(report.done, true, JSON.stringify(report, null, 1));
      assert.deepEqual(report.findings, []);
      assert.deepEqual(states(report.steps), { ...done, export: "done" });
      assert.equal(existsSync(join(other.root, ".local")), false);
    } finally {
      rmSync(other.root, { recursive: true });
    }
  });
});
