import assert from "node:assert/strict";
import { billingAccount, organizationId, TestCloud } from "../../support/cloud.ts";

const account = `billingAccounts/${billingAccount}`;

describe("local Google: billing", () => {
  let cloud: TestCloud;
  before(async () => {
    cloud = await TestCloud.start();
  });
  after(() => cloud.stop());

  const send = (method: string, path: string, body?: object) =>
    cloud.send("cloudbilling", method, `/v1/${path}`, body && { ...body });
  const make = async (projectId: string, on = cloud) => {
    const body = { projectId, parent: `organizations/${organizationId}` };
    const started = await on.send("cloudresourcemanager", "POST", "/v3/projects", body);
    await on.finish("cloudresourcemanager", `/v3/${started.body.name}`);
  };
  const link = (projectId: string, billingAccountName: unknown, on = cloud) =>
    on.send("cloudbilling", "PUT", `/v1/projects/${projectId}/billingInfo`, { billingAccountName });

  it("shows the organisation's accounts", async () => {
    const { body } = await send("GET", "billingAccounts");
    assert.deepEqual(body.billingAccounts, [(await send("GET", account)).body]);
    assert.deepEqual(body.billingAccounts[0], {
      name: account,
      open: true,
      displayName: "Main",
      masterBillingAccount: "",
      parent: `organizations/${organizationId}`,
      currencyCode: "EUR",
    });
  });

  it("refuses the accounts of others", async () => {
    const { status, body } = await send("GET", "billingAccounts/AAAAAA-BBBBBB-CCCCCC");
    assert.deepEqual([status, body.error.status], [403, "PERMISSION_DENIED"]);
  });

  it("says of a new project that it has no billing, in empty values", async () => {
    await make("unbilled-1");
    assert.deepEqual((await send("GET", "projects/unbilled-1/billingInfo")).body, {
      name: "projects/unbilled-1/billingInfo",
      projectId: "unbilled-1",
      billingAccountName: "",
      billingEnabled: false,
    });
  });

  it("links a project, and unlinks it with an empty name or none", async () => {
    await make("linked-1");
    assert.deepEqual((await link("linked-1", account)).body, {
      name: "projects/linked-1/billingInfo",
      projectId: "linked-1",
      billingAccountName: account,
      billingEnabled: true,
    });
    const { body } = await send("GET", `${account}/projects`);
    assert.deepEqual(
      body.projectBillingInfo.map(({ projectId }: { projectId: string }) => projectId),
      ["linked-1"],
    );
    for (const nothing of ["", undefined]) {
      await link("linked-1", account);
      assert.equal((await link("linked-1", nothing)).body.billingEnabled, false);
    }
  });

  it("refuses names that are no accounts, and projects that aren't there", async () => {
    await make("mistaken-1");
    assert.equal((await link("mistaken-1", billingAccount)).status, 400);
    assert.equal((await link("mistaken-1", "billingAccounts/AAAAAA-BBBBBB-CCCCCC")).status, 403);
    assert.equal((await link("nowhere-1", account)).status, 403);
  });

  it("links no more projects than the account's quota, but keeps those that are linked", async () => {
    const small = await TestCloud.start({ billingLinks: 1 });
    try {
      await make("paid-one-1", small);
      await make("paid-two-1", small);
      assert.equal((await link("paid-one-1", account, small)).status, 200);
      const { status, body } = await link("paid-two-1", account, small);
      assert.equal(status, 400);
      assert.equal(body.error.message, "Precondition check failed.");
      assert.deepEqual(body.error.details, [
        {
          "@type": "type.googleapis.com/google.rpc.QuotaFailure",
          violations: [
            {
              subject: account,
              description:
                "Cloud billing quota exceeded: https://support.google.com/code/contact/billing_quota_increase",
            },
          ],
        },
      ]);
      assert.equal((await link("paid-one-1", account, small)).status, 200, "the same account again");
      await link("paid-one-1", "", small);
      assert.equal((await link("paid-two-1", account, small)).status, 200);
    } finally {
      await small.stop();
    }
  });

  it("tells a caller what they may do with an account", async () => {
    const permissions = ["billing.resourceAssociations.create"];
    assert.deepEqual((await send("POST", `${account}:testIamPermissions`, { permissions })).body, { permissions });
  });

  it("has a policy for each account", async () => {
    const bindings = [{ role: "roles/billing.user", members: ["group:team@example.com"] }];
    const { body } = await send("POST", `${account}:setIamPolicy`, { policy: { bindings } });
    assert.deepEqual(body, { version: 1, etag: body.etag, bindings });
    assert.deepEqual((await send("GET", `${account}:getIamPolicy`)).body, body);
  });
});
