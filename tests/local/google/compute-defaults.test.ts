import assert from "node:assert/strict";
import { caller, organizationId, TestCloud } from "../../support/cloud.ts";

describe("local Google: what enabling Compute Engine brings", () => {
  let cloud: TestCloud;
  before(async () => {
    cloud = await TestCloud.start();
  });
  after(() => cloud.stop());

  const get = (path: string) => cloud.send("compute", "GET", `/compute/v1/projects/${path}`);

  async function editors(project: string): Promise<string[] | undefined> {
    const { body } = await cloud.send("cloudresourcemanager", "POST", `/v3/projects/${project}:getIamPolicy`, {});
    return body.bindings.find(({ role }: { role: string }) => role === "roles/editor")?.members;
  }

  const accounts = async (project: string) =>
    (await cloud.send("iam", "GET", `/v1/projects/${project}/serviceAccounts`)).body.accounts;

  /** Enforces a boolean constraint on the organisation, a folder or a project, or lifts it there. */
  async function enforce(parent: string, constraint: string, enforced = true): Promise<void> {
    const policy = { name: `${parent}/policies/${constraint}`, spec: { rules: [{ enforce: enforced }] } };
    const { status } = await cloud.send("orgpolicy", "POST", `/v2/${parent}/policies`, policy);
    assert.equal(status, 200);
  }

  it("makes the default account, which may edit the project", async () => {
    const number = await cloud.project("first-1", ["iam", "compute"]);
    const email = `${number}-compute@developer.gserviceaccount.com`;
    const [account, ...others] = await accounts("first-1");
    assert.deepEqual(others, []);
    assert.deepEqual([account.email, account.displayName], [email, "Compute Engine default service account"]);
    assert.equal(account.name, `projects/first-1/serviceAccounts/${email}`);
    assert.deepEqual(await editors("first-1"), [`serviceAccount:${email}`]);
    for (const name of [email, account.uniqueId]) {
      const { body } = await cloud.send("iam", "GET", `/v1/projects/-/serviceAccounts/${name}`);
      assert.equal(body.email, email);
    }
  });

  it("makes the default network with four rules and a subnetwork in every region", async () => {
    const { body } = await get("first-1/global/networks/default");
    assert.equal(body.description, "Default network for the project");
    assert.equal(body.autoCreateSubnetworks, true);
    assert.ok(body.subnetworks.length > 30);
    const { body: rules } = await get("first-1/global/firewalls");
    assert.deepEqual(
      rules.items.map(({ name, priority }: { name: string; priority: number }) => [name, priority]),
      ["icmp", "internal", "rdp", "ssh"].map((name) => [`default-allow-${name}`, 65534]),
    );
  });

  it("doesn't bring back later what was deleted", async () => {
    const usage = "/v1/projects/first-1/services/compute.googleapis.com";
    const { body: rules } = await get("first-1/global/firewalls");
    const doomed = [...rules.items.map(({ name }: { name: string }) => `firewalls/${name}`), "networks/default"];
    for (const name of doomed) {
      const { body } = await cloud.send("compute", "DELETE", `/compute/v1/projects/first-1/global/${name}`);
      await cloud.finish("compute", new URL(body.selfLink).pathname);
    }
    for (const verb of ["disable", "enable"]) {
      const { body } = await cloud.send("serviceusage", "POST", `${usage}:${verb}`, {});
      await cloud.finish("serviceusage", `/v1/${body.name}`);
    }
    assert.equal((await get("first-1/global/networks/default")).status, 404);
  });

  it("gives the default account no role where the organisation forbids it, even far above", async () => {
    const parent = `organizations/${organizationId}`;
    const made = await cloud.send("cloudresourcemanager", "POST", "/v3/folders", { displayName: "Strict", parent });
    const { body } = await cloud.finish("cloudresourcemanager", `/v3/${made.body.name}`);
    const folder = body.response.name;
    await enforce(folder, "iam.automaticIamGrantsForDefaultServiceAccounts");
    await cloud.project("strict-1", ["iam", "compute"], folder);
    assert.equal(await editors("strict-1"), undefined);
    assert.equal((await accounts("strict-1")).length, 1);
    const { body: policy } = await cloud.send("cloudresourcemanager", "POST", "/v3/projects/strict-1:getIamPolicy", {});
    assert.deepEqual(policy.bindings, [{ role: "roles/owner", members: [caller] }]);
  });

  it("makes no network where the organisation forbids it, unless a project lifts that", async () => {
    await enforce(`organizations/${organizationId}`, "compute.skipDefaultNetworkCreation");
    await cloud.project("bare-1", ["compute"]);
    assert.equal((await get("bare-1/global/networks")).body.items, undefined);
    assert.equal((await get("bare-1/global/firewalls")).body.items, undefined);
    await cloud.project("lifted-1", ["orgpolicy"]);
    await enforce("projects/lifted-1", "compute.skipDefaultNetworkCreation", false);
    const { body } = await cloud.send(
      "serviceusage",
      "POST",
      "/v1/projects/lifted-1/services/compute.googleapis.com:enable",
      {},
    );
    await cloud.finish("serviceusage", `/v1/${body.name}`);
    assert.equal((await get("lifted-1/global/networks")).body.items.length, 1);
  });
});
