import assert from "node:assert/strict";
import * as provider from "../../../../local/providers/gcp/provider.ts";
import { TestCloud } from "../../../support/cloud.ts";
import { checked, contextOf, live, urnOf } from "../../../support/resources.ts";

const token = "gcp:serviceaccount/account:Account";

describe("local gcp provider: service accounts", () => {
  let cloud: TestCloud;
  before(async () => {
    cloud = await TestCloud.start();
    await cloud.project("accounts-1", ["iam"]);
  });
  after(() => cloud.stop());

  it(token, async () => {
    const inputs = { project: "accounts-1", accountId: "deployer", displayName: "Deployer" };
    const email = "deployer@accounts-1.iam.gserviceaccount.com";
    const state = await live(cloud, {
      token,
      inputs,
      change: { ...inputs, displayName: "Deploys", description: "of environments", disabled: true },
      id: `projects/accounts-1/serviceAccounts/${email}`,
      importId: email,
    });
    assert.equal(state.member, `serviceAccount:${email}`);
    assert.match(String(state.uniqueId), /^\d{21}$/);
  });

  it("makes an account enabled, so that `disabled` is a change of the next run", async () => {
    const context = contextOf(cloud);
    const inputs = checked(token, { project: "accounts-1", accountId: "sleeper", disabled: true });
    const { state } = await provider.create(context, urnOf(token), inputs, false);
    assert.equal(state.disabled, false);
    assert.deepEqual(provider.diffResource(urnOf(token), state, inputs), [
      { path: "disabled", kind: "update", replace: false },
    ]);
  });

  it("refuses an account that is there, unless that is to be ignored", async () => {
    const context = contextOf(cloud);
    const inputs = checked(token, { project: "accounts-1", accountId: "common" });
    const first = await provider.create(context, urnOf(token), inputs, false);
    await assert.rejects(
      provider.create(context, urnOf(token), inputs, false),
      /409 ALREADY_EXISTS Service account common already exists within project projects\/accounts-1\./,
    );
    const shared = { ...inputs, createIgnoreAlreadyExists: true };
    const second = await provider.create(context, urnOf(token), shared, false);
    assert.equal(second.state.uniqueId, first.state.uniqueId);
  });

  it("tells the email address in a preview", async () => {
    const inputs = checked(token, { project: "accounts-1", accountId: "foreseen" });
    const { state } = await provider.create(contextOf(cloud), urnOf(token), inputs, true);
    assert.equal(state.email, "foreseen@accounts-1.iam.gserviceaccount.com");
  });

  it("gcp:serviceaccount/iAMMember:IAMMember", async () => {
    const body = { accountId: "granted", serviceAccount: {} };
    await cloud.send("iam", "POST", "/v1/projects/accounts-1/serviceAccounts", body);
    const serviceAccountId = "projects/accounts-1/serviceAccounts/granted@accounts-1.iam.gserviceaccount.com";
    await live(cloud, {
      token: "gcp:serviceaccount/iAMMember:IAMMember",
      inputs: { serviceAccountId, role: "roles/iam.workloadIdentityUser", member: "group:platform@example.com" },
      id: `${serviceAccountId}/roles/iam.workloadIdentityUser/group:platform@example.com`,
      importId: `${serviceAccountId} roles/iam.workloadIdentityUser group:platform@example.com`,
    });
  });
});
