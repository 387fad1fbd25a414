import assert from "node:assert/strict";
import { caller, TestCloud } from "../../../support/cloud.ts";

describe("local Google: policies", () => {
  let cloud: TestCloud;
  before(async () => {
    cloud = await TestCloud.start();
    await cloud.project("policed-1");
  });
  after(() => cloud.stop());

  const send = (verb: string, body: object) =>
    cloud.send("cloudresourcemanager", "POST", `/v1/projects/policed-1:${verb}`, { ...body });
  const get = async () => (await send("getIamPolicy", { options: { requestedPolicyVersion: 3 } })).body;
  const set = (policy: object) => send("setIamPolicy", { policy });
  const team = "group:team@example.com";

  it("sorts bindings by role, and joins those of one role", async () => {
    const { body } = await set({
      bindings: [
        { role: "roles/viewer", members: [team] },
        { role: "roles/owner", members: [caller] },
        { role: "roles/viewer", members: ["user:grace@example.com", team] },
        { role: "roles/editor", members: [] },
      ],
    });
    assert.deepEqual(body, {
      version: 1,
      etag: body.etag,
      bindings: [
        { role: "roles/owner", members: [caller] },
        { role: "roles/viewer", members: [team, "user:grace@example.com"] },
      ],
    });
    assert.equal(Buffer.from(body.etag, "base64").length, 8);
    assert.deepEqual(await get(), body);
  });

  it("knows an etag in the base64 for URLs, as gcloud sends it", async () => {
    let { etag } = await get();
    // Some etags are the same in both.
    for (let tries = 0; !/[+/]/.test(etag) && tries < 1000; tries++) etag = (await set({ bindings: [] })).body.etag;
    assert.match(etag, /[+/]/);
    const { status } = await set({ bindings: [], etag: etag.replaceAll("/", "_").replaceAll("+", "-") });
    assert.equal(status, 200);
  });

  it("takes a policy only from whoever has seen the last one", async () => {
    const { etag } = await get();
    const next = (await set({ bindings: [], etag })).body;
    assert.notEqual(next.etag, etag);
    const { status, body } = await set({ bindings: [], etag });
    assert.equal(status, 409);
    assert.equal(body.error.status, "ABORTED");
    assert.equal(
      body.error.message,
      "There were concurrent policy changes. Please retry the whole read-modify-write with exponential backoff. " +
        `The request's ETag '${etag}' did not match the current policy's ETag '${next.etag}'.`,
    );
    assert.equal((await set({ bindings: [] })).status, 200, "without an etag");
  });

  it("leaves only etag and version of a policy that was emptied", async () => {
    await set({ bindings: [{ role: "roles/viewer", members: [team] }] });
    const { body } = await set({ bindings: [] });
    assert.deepEqual(body, { version: 1, etag: body.etag });
  });

  it("tells conditions apart, and takes them only from who knows them", async () => {
    const condition = { title: "soon over", expression: 'request.time < timestamp("2030-01-01T00:00:00Z")' };
    const bindings = [
      { role: "roles/viewer", members: [team], condition },
      { role: "roles/viewer", members: [team] },
    ];
    assert.equal((await set({ bindings })).status, 400);
    const { body } = await set({ bindings, version: 3 });
    assert.equal(body.version, 3);
    assert.equal(body.bindings.length, 2);
  });

  for (const [mistake, binding] of Object.entries({
    "a member without a kind": { role: "roles/viewer", members: ["ada@example.com"] },
    "a member of an unknown kind": { role: "roles/viewer", members: ["robot:r2@example.com"] },
    "a role that is none": { role: "viewer", members: [team] },
  })) {
    it(`refuses ${mistake}`, async () => {
      const { status, body } = await set({ bindings: [binding] });
      assert.deepEqual([status, body.error.status], [400, "INVALID_ARGUMENT"]);
    });
  }
});
