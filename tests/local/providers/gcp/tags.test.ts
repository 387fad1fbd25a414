import assert from "node:assert/strict";
import { organizationId, TestCloud } from "../../../support/cloud.ts";
import { live } from "../../../support/resources.ts";

const parent = `organizations/${organizationId}`;

describe("local gcp provider: tags", () => {
  let cloud: TestCloud;
  let number: string;
  before(async () => {
    cloud = await TestCloud.start();
    number = await cloud.project("tagged-1");
  });
  after(() => cloud.stop());

  const make = async (collection: string, body: { parent: string; shortName: string }): Promise<string> => {
    const operation = await cloud.send("cloudresourcemanager", "POST", `/v3/${collection}`, body);
    return (await cloud.finish("cloudresourcemanager", `/v3/${operation.body.name}`)).body.response.name;
  };

  it("gcp:tags/tagKey:TagKey", async () => {
    const inputs = { parent, shortName: "environment", description: "Kind of environment" };
    const state = await live(cloud, {
      token: "gcp:tags/tagKey:TagKey",
      inputs,
      change: { ...inputs, description: "What for" },
      id: /^tagKeys\/\d+$/,
    });
    assert.match(String(state.name), /^\d+$/);
    assert.equal(state.namespacedName, `${organizationId}/environment`);
  });

  it("makes a key in a project that is named by its ID", async () => {
    await live(cloud, {
      token: "gcp:tags/tagKey:TagKey",
      inputs: { parent: "projects/tagged-1", shortName: "local" },
      importId: undefined,
    }).catch((error: Error) => assert.fail(error.message));
  });

  it("gcp:tags/tagValue:TagValue", async () => {
    const key = await make("tagKeys", { parent, shortName: "valued" });
    const inputs = { parent: key, shortName: "production" };
    await live(cloud, {
      token: "gcp:tags/tagValue:TagValue",
      inputs,
      change: { ...inputs, description: "For customers" },
      id: /^tagValues\/\d+$/,
    });
  });

  it("gcp:tags/tagBinding:TagBinding", async () => {
    const key = await make("tagKeys", { parent, shortName: "bound" });
    const tagValue = await make("tagValues", { parent: key, shortName: "yes" });
    await live(cloud, {
      token: "gcp:tags/tagBinding:TagBinding",
      inputs: { parent: `//cloudresourcemanager.googleapis.com/projects/${number}`, tagValue },
      id: `tagBindings/%2F%2Fcloudresourcemanager.googleapis.com%2Fprojects%2F${number}/${tagValue}`,
    });
  });
});
