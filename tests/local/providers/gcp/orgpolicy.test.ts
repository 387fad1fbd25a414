import assert from "node:assert/strict";
import { organizationId, TestCloud } from "../../../support/cloud.ts";
import { live } from "../../../support/resources.ts";

const token = "gcp:orgpolicy/policy:Policy";

describe("local gcp provider: orgpolicy", () => {
  let cloud: TestCloud;
  before(async () => {
    cloud = await TestCloud.start();
    await cloud.project("guarded-1", ["orgpolicy"]);
  });
  after(() => cloud.stop());

  it(token, async () => {
    const inputs = {
      parent: "projects/guarded-1",
      name: "projects/guarded-1/policies/compute.requireOsLogin",
      spec: { rules: [{ enforce: "TRUE" }] },
    };
    await live(cloud, {
      token,
      inputs,
      change: { ...inputs, spec: { rules: [{ enforce: "FALSE" }] } },
      id: "projects/guarded-1/policies/compute.requireOsLogin",
    });
  });

  it("makes a policy of values on the organisation, and one that only rehearses", async () => {
    const parent = `organizations/${organizationId}`;
    const inputs = {
      parent,
      name: "gcp.resourceLocations",
      spec: { rules: [{ values: { allowedValues: ["in:eu-locations"] } }] },
      dryRunSpec: { rules: [{ denyAll: "TRUE" }] },
    };
    const change = { ...inputs, spec: { inheritFromParent: true, rules: [{ values: { deniedValues: ["us"] } }] } };
    await live(cloud, { token, inputs, change, id: `${parent}/policies/gcp.resourceLocations` });
  });

  it("passes parameters as data, and compares them as such", async () => {
    const inputs = {
      parent: "projects/guarded-1",
      name: "iam.managed.allowedPolicyMembers",
      spec: { rules: [{ enforce: "TRUE", parameters: '{ "allowedMemberSubjects": ["user:ada@example.com"] }' }] },
    };
    const state = await live(cloud, { token, inputs });
    assert.equal(state.name, "iam.managed.allowedPolicyMembers");
  });
});
