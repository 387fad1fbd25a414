import assert from "node:assert/strict";
import * as provider from "../../../../local/providers/gcp/provider.ts";
import { organizationId, TestCloud } from "../../../support/cloud.ts";
import { checked, contextOf, live, urnOf } from "../../../support/resources.ts";

describe("local gcp provider: roles and workload identity", () => {
  let cloud: TestCloud;
  before(async () => {
    cloud = await TestCloud.start();
    await cloud.project("federated-1", ["iam"]);
  });
  after(() => cloud.stop());

  const pools = "projects/federated-1/locations/global/workloadIdentityPools";

  it("gcp:iam/workloadIdentityPool:WorkloadIdentityPool", async () => {
    const inputs = { project: "federated-1", workloadIdentityPoolId: "github", displayName: "GitHub" };
    await live(cloud, {
      token: "gcp:iam/workloadIdentityPool:WorkloadIdentityPool",
      inputs,
      change: {
        ...inputs,
        description: "Workflows",
        disabled: true,
        attestationRules: [{ googleCloudResource: "//run.googleapis.com/projects/1/type/Service/*" }],
      },
      id: `${pools}/github`,
      importId: "federated-1/github",
    });
  });

  it("gcp:iam/workloadIdentityPoolProvider:WorkloadIdentityPoolProvider", async () => {
    const pool = { project: "federated-1", workloadIdentityPoolId: "runners" };
    const poolToken = "gcp:iam/workloadIdentityPool:WorkloadIdentityPool";
    await provider.create(contextOf(cloud), urnOf(poolToken), checked(poolToken, pool), false);
    const inputs = {
      ...pool,
      workloadIdentityPoolProviderId: "actions",
      attributeMapping: { "google.subject": "assertion.sub", "attribute.repository": "assertion.repository" },
      attributeCondition: 'assertion.repository_owner == "sourcegraph"',
      oidc: { issuerUri: "https://token.actions.githubusercontent.com" },
    };
    await live(cloud, {
      token: "gcp:iam/workloadIdentityPoolProvider:WorkloadIdentityPoolProvider",
      inputs,
      change: { ...inputs, oidc: { ...inputs.oidc, allowedAudiences: ["deploy"] }, displayName: "Actions" },
      id: `${pools}/runners/providers/actions`,
      importId: "federated-1/runners/actions",
    });
  });

  for (const [token, parent] of [
    ["gcp:projects/iAMCustomRole:IAMCustomRole", { project: "federated-1" }],
    ["gcp:organizations/iAMCustomRole:IAMCustomRole", { orgId: organizationId }],
  ] as const) {
    const inputs = { ...parent, roleId: "linker", title: "Linker", permissions: ["pubsub.topics.publish"] };
    const parentName = "project" in parent ? `projects/${parent.project}` : `organizations/${parent.orgId}`;

    it(token, async () => {
      await live(cloud, {
        token,
        inputs,
        change: { ...inputs, title: "Links", permissions: ["pubsub.topics.publish", "pubsub.topics.get"] },
        id: `${parentName}/roles/linker`,
        deletable: false,
      });
    });

    it(`${token}: brings a deleted role back, and refuses one that is there`, async () => {
      const context = contextOf(cloud);
      const urn = urnOf(token);
      const asked = checked(token, { ...inputs, roleId: "returning" });
      const { id, state } = await provider.create(context, urn, asked, false);
      await provider.remove(context, urn, id, state);
      const deleted = await provider.read(context, urn, id, state, asked);
      assert.equal(deleted?.state.deleted, true);
      const changed = { ...asked, title: "Returned" };
      const again = await provider.create(context, urn, changed, false);
      assert.equal(again.state.deleted, false);
      assert.equal(again.state.title, "Returned");
      await assert.rejects(provider.create(context, urn, changed, false), /already exists: import it/);
    });
  }
});
