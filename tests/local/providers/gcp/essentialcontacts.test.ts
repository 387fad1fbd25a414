import assert from "node:assert/strict";
import { organizationId, TestCloud } from "../../../support/cloud.ts";
import { live } from "../../../support/resources.ts";

const token = "gcp:essentialcontacts/contact:Contact";

describe("local gcp provider: essentialcontacts", () => {
  let cloud: TestCloud;
  let number: string;
  before(async () => {
    cloud = await TestCloud.start();
    number = await cloud.project("contacted-1", ["essentialcontacts"]);
  });
  after(() => cloud.stop());

  it(token, async () => {
    const inputs = {
      parent: "projects/contacted-1",
      email: "team@example.com",
      languageTag: "en",
      notificationCategorySubscriptions: ["BILLING", "SECURITY"],
    };
    const state = await live(cloud, {
      token,
      inputs,
      change: { ...inputs, languageTag: "de", notificationCategorySubscriptions: ["ALL"] },
      id: /^projects\/\d+\/contacts\/\d+$/,
    });
    assert.equal(state.name, `projects/${number}/contacts/1`);
  });

  it("makes a contact of the organisation", async () => {
    const parent = `organizations/${organizationId}`;
    const inputs = { parent, email: "all@example.com", languageTag: "en", notificationCategorySubscriptions: ["ALL"] };
    await live(cloud, { token, inputs });
  });
});
