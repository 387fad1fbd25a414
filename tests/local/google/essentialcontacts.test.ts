import assert from "node:assert/strict";
import { organizationId, TestCloud } from "../../support/cloud.ts";

describe("local Google: essential contacts", () => {
  let cloud: TestCloud;
  let number: string;
  before(async () => {
    cloud = await TestCloud.start();
    number = await cloud.project("contacted-1", ["essentialcontacts"]);
  });
  after(() => cloud.stop());

  const project = "projects/contacted-1";
  const send = (method: string, path: string, body?: object) =>
    cloud.send("essentialcontacts", method, path, body && { ...body });
  const create = (parent: string, email: string, ...subscriptions: unknown[]) =>
    send("POST", `/v1/${parent}/contacts`, {
      email,
      languageTag: "en",
      notificationCategorySubscriptions: subscriptions,
    });

  it("numbers the contacts of a parent, which is named by its number, and never uses a number again", async () => {
    const { body } = await create(project, "first@example.com", "BILLING");
    assert.deepEqual(body, {
      name: `projects/${number}/contacts/1`,
      email: "first@example.com",
      notificationCategorySubscriptions: ["BILLING"],
      languageTag: "en",
      validationState: "VALID",
      validateTime: body.validateTime,
    });
    await send("DELETE", `/v1/${body.name}`);
    assert.equal((await create(project, "first@example.com", "ALL")).body.name, `projects/${number}/contacts/2`);
  });

  it("refuses the same address twice on one parent, but not on another", async () => {
    await create(project, "twice@example.com", "ALL");
    const { status, body } = await create(project, "twice@example.com", "LEGAL");
    assert.equal(status, 409);
    assert.equal(body.error.status, "ALREADY_EXISTS");
    assert.equal((await create(`organizations/${organizationId}`, "twice@example.com", "LEGAL")).status, 200);
  });

  for (const [mistake, email, subscriptions] of [
    ["no address", "nobody", ["ALL"]],
    ["no subscription", "a@example.com", []],
    ["an unknown subscription", "a@example.com", ["GOSSIP"]],
  ] as const) {
    it(`refuses ${mistake}`, async () => {
      const { body } = await create(project, email, ...subscriptions);
      assert.deepEqual(body.error, {
        code: 400,
        message: "Request contains an invalid argument.",
        status: "INVALID_ARGUMENT",
      });
    });
  }

  it("takes and gives categories as numbers", async () => {
    const path = `/v1/${project}/contacts?$alt=json;enum-encoding=int`;
    const { body } = await send("POST", path, {
      email: "numbers@example.com",
      languageTag: "en",
      notificationCategorySubscriptions: [7],
    });
    assert.deepEqual([body.notificationCategorySubscriptions, body.validationState], [[7], 1]);
    const { body: read } = await send("GET", `/v1/${body.name}`);
    assert.deepEqual([read.notificationCategorySubscriptions, read.validationState], [["BILLING"], "VALID"]);
  });

  it("changes subscriptions and language, but not the address", async () => {
    const { body } = await create(project, "changed@example.com", "ALL");
    const change = { email: "other@example.com", languageTag: "de", notificationCategorySubscriptions: ["LEGAL"] };
    const mask = "notification_category_subscriptions";
    const changed = (await send("PATCH", `/v1/${body.name}?updateMask=${mask}`, change)).body;
    assert.deepEqual(changed, { ...body, notificationCategorySubscriptions: ["LEGAL"] });
    assert.equal((await send("PATCH", `/v1/${body.name}?updateMask=email`, change)).status, 400);
  });

  it("computes who is told of something: contacts of the project and of all above it", async () => {
    await cloud.project("computed-1", ["essentialcontacts"]);
    await create("projects/computed-1", "security@example.com", "SECURITY");
    await create(`organizations/${organizationId}`, "everything@example.com", "ALL");
    const told = async (...categories: string[]) => {
      const query = categories.map((category) => `notificationCategories=${category}`).join("&");
      const { body } = await send("GET", `/v1/projects/computed-1/contacts:compute?${query}`);
      return (body.contacts ?? []).map(({ email }: { email: string }) => email.split("@")[0]);
    };
    assert.deepEqual(await told("SECURITY"), ["security", "everything"]);
    assert.deepEqual(await told("PRODUCT_UPDATES"), ["everything"]);
  });

  it("answers for a folder that isn't there as for one that the caller may not see", async () => {
    const { status } = await create("folders/123456789012", "a@example.com", "ALL");
    assert.equal(status, 403);
  });

  it("says that a contact was not found", async () => {
    const { body } = await send("GET", `/v1/${project}/contacts/99`);
    assert.deepEqual(body.error, { code: 404, message: "Requested entity was not found.", status: "NOT_FOUND" });
  });
});
