import assert from "node:assert/strict";
import { preflight } from "../../bootstrap/preflight/index.ts";
import { readFacts, type Surroundings } from "../../bootstrap/read-facts.ts";
import { chargedApis } from "../../bootstrap/requirements.ts";
import { type GoogleClient, googleClient } from "../../google/client.ts";
import { organizationId, TestCloud } from "../support/cloud.ts";
import { goodSpecification } from "../support/specification.ts";

const specification = goodSpecification();

describe("the facts of a preflight, read from Google", () => {
  let cloud: TestCloud;
  const asked: string[] = [];
  let client: GoogleClient;
  before(async () => {
    cloud = await TestCloud.start();
    const real = googleClient(cloud.environment);
    client = {
      request(host, path, options) {
        asked.push(`${options?.method ?? "GET"} ${path.split("?")[0]}`);
        return real.request(host, path, options);
      },
    };
    await cloud.project("quota-1", ["iam", "storage", "serviceusage"]);
  });
  after(() => cloud.stop());

  const surroundings = (more: Partial<Surroundings> = {}): Surroundings => ({
    environment: cloud.environment,
    now: Date.now(),
    state: { at: "nowhere", backend: "file:///first", moved: false, projects: [], decryptable: true },
    told: { projectsLeft: 20, linksLeft: 20 },
    groups: false,
    ...more,
  });
  const found = async (more: Partial<Surroundings> = {}) =>
    preflight(specification, await readFacts(client, specification, surroundings(more))).map(({ kind, found }) => [
      kind,
      found,
    ]);
  // The organisation of the test's cloud has another domain, and its account another currency, than the specification's.
  const always = [
    ["organization-other-domain", "it is sourcegraph-distribution.example"],
    ["billing-currency", "whole numbers without a currency in organization.yaml"],
    ["ids-unknowable", "free, or somebody else's: Google tells nobody"],
  ];

  it("are those of the organisation, and nothing but reads was sent", async () => {
    assert.deepEqual(await found(), always);
    assert.ok(asked.length > 25, `${asked.length}`);
    for (const request of asked) assert.match(request, /^(GET |POST \S+:testIamPermissions$)/);
  });

  it("tell which APIs the quota project lacks", async () => {
    const environment = { ...cloud.environment, GOOGLE_CLOUD_QUOTA_PROJECT: "quota-1" };
    const off = chargedApis.filter((api) => !/^(iam|storage|serviceusage)\./.test(api));
    assert.deepEqual(await found({ environment }), [
      ["quota-project-apis", `not enabled: ${off.join(", ")}`],
      ...always,
    ]);
    const [finding] = await found({ environment: { ...environment, GOOGLE_CLOUD_QUOTA_PROJECT: "quota-2" } });
    assert.equal(finding![0], "quota-project-unread");
  });

  it("tell what is there already, and what is set", async () => {
    await cloud.project("tst-keys-w4xr");
    const folder = { parent: `organizations/${organizationId}`, displayName: "Common" };
    const { body } = await cloud.send("cloudresourcemanager", "POST", "/v3/folders", folder);
    const made = await cloud.finish("cloudresourcemanager", `/v3/${body.name}`);
    await cloud.send("iam", "POST", `/v1/organizations/${organizationId}/roles`, {
      roleId: "spendingBudgetReader",
      role: { title: "Reader", includedPermissions: ["billing.budgets.get"] },
    });
    await cloud.send("orgpolicy", "POST", `/v2/organizations/${organizationId}/policies`, {
      name: `organizations/${organizationId}/policies/compute.requireOsLogin`,
      spec: { rules: [{ enforce: true }] },
    });
    const name = made.body.response.name;
    assert.deepEqual(await found(), [
      ...always.slice(0, 2),
      ["project-there", `yours already, in organizations/${organizationId}`],
      always[2],
      ["folder-there", `${name} has that name`],
      ["role-there", "there already, and no state knows it"],
      ["policies-there", "set already: compute.requireOsLogin"],
    ]);
    for (const each of ["projects/tst-keys-w4xr", name]) {
      const deleting = await cloud.send("cloudresourcemanager", "DELETE", `/v3/${each}`);
      await cloud.finish("cloudresourcemanager", `/v3/${deleting.body.name}`);
    }
    const kinds = (await found()).map(([kind]) => kind);
    assert.ok(kinds.includes("project-deleted") && !kinds.includes("folder-there"), kinds.join());
  });

  it("ask for groups and the repository only where they can be asked", async () => {
    const repository = async () => ({ id: "1", ownerId: "2" });
    const findings = await found({ repository });
    assert.deepEqual(findings.at(-1), ["repository-numbers", "it is 1, of 2"]);
    const failing = async () => {
      throw new Error("GITHUB_TOKEN isn't set");
    };
    assert.deepEqual((await found({ repository: failing })).at(-1), ["repository-unread", "GITHUB_TOKEN isn't set"]);
    assert.equal(
      asked.some((request) => request.includes("groups:lookup")),
      false,
    );
  });

  it("tell a login that is over", async () => {
    const late = googleClient({ ...cloud.environment, GOOGLE_OAUTH_ACCESS_TOKEN: "local-nothing" });
    const facts = await readFacts(late, specification, surroundings());
    const [first] = preflight(specification, facts);
    assert.deepEqual([first!.kind, first!.verdict], ["login-expired", "short"]);
  });
});
