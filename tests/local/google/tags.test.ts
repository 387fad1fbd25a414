import assert from "node:assert/strict";
import { organizationId, TestCloud } from "../../support/cloud.ts";

const organization = `organizations/${organizationId}`;
const manager = "//cloudresourcemanager.googleapis.com";

describe("local Google: tags", () => {
  let cloud: TestCloud;
  let number: string;
  before(async () => {
    cloud = await TestCloud.start();
    number = await cloud.project("tagged-1");
  });
  after(() => cloud.stop());

  const send = (method: string, path: string, body?: object) =>
    cloud.send("cloudresourcemanager", method, `/v3/${path}`, body && { ...body });
  const run = async (method: string, path: string, body?: object) => {
    const started = await send(method, path, body);
    assert.equal(started.status, 200, started.body.error?.message);
    return (await cloud.finish("cloudresourcemanager", `/v3/${started.body.name}`)).body;
  };
  const make = async (collection: string, parent: string, shortName: string) =>
    (await run("POST", collection, { parent, shortName })).response;

  it("makes a key in an operation, and names it by the ID of its project", async () => {
    const started = await send("POST", "tagKeys", { parent: "projects/tagged-1", shortName: "tier" });
    const metadata = { "@type": "type.googleapis.com/google.cloud.resourcemanager.v3.CreateTagKeyMetadata" };
    assert.deepEqual(started.body, { name: started.body.name, metadata });
    const { body } = await cloud.finish("cloudresourcemanager", `/v3/${started.body.name}`);
    const { "@type": type, ...key } = body.response;
    assert.equal(type, "type.googleapis.com/google.cloud.resourcemanager.v3.TagKey");
    assert.deepEqual(key, {
      name: key.name,
      parent: `projects/${number}`,
      shortName: "tier",
      namespacedName: "tagged-1/tier",
      createTime: key.createTime,
      updateTime: key.createTime,
      etag: key.etag,
    });
    assert.deepEqual((await send("GET", key.name)).body, key);
    for (const namespace of ["tagged-1", number]) {
      assert.deepEqual((await send("GET", `tagKeys/namespaced?name=${namespace}/tier`)).body, key);
    }
  });

  it("fails the operation, not the request, for a name that is taken", async () => {
    const key = await make("tagKeys", organization, "twice");
    await make("tagValues", key.name, "value");
    for (const [collection, kind, parent, shortName] of [
      ["tagKeys", "TagKey", organization, "twice"],
      ["tagValues", "TagValue", key.name, "value"],
    ] as const) {
      const { error } = await run("POST", collection, { parent, shortName });
      assert.deepEqual(error, {
        code: 6,
        message:
          `<eye3 title='ALREADY_EXISTS'/> generic::ALREADY_EXISTS: A ${kind} with short name '${shortName}' already ` +
          `exists under parent '${parent}'`,
      });
    }
  });

  it("answers for a tag that isn't there as for one that the caller may not see", async () => {
    const { status, body } = await send("GET", "tagValues/281400000000000");
    assert.equal(status, 403);
    assert.equal(body.error.status, "PERMISSION_DENIED");
    assert.match(
      body.error.message,
      /Permission denied on resource 'tagValues\/281400000000000' \(or it may not exist\)/,
    );
  });

  it("lists the values of a key, and takes only those that the key allows", async () => {
    const parent = (
      await run("POST", "tagKeys", { parent: organization, shortName: "sized", allowedValuesRegex: "[sml]" })
    ).response.name;
    assert.deepEqual((await send("GET", `tagValues?parent=${parent}`)).body, {});
    const value = await make("tagValues", parent, "s");
    const { tagValues } = (await send("GET", `tagValues?parent=${parent}`)).body;
    assert.deepEqual(
      tagValues.map(({ name }: { name: string }) => name),
      [value.name],
    );
    assert.equal(tagValues[0].namespacedName, `${organizationId}/sized/s`);
    assert.equal((await send("POST", "tagValues", { parent, shortName: "xxl" })).status, 400);
  });

  it("changes a description, and refuses a stale etag", async () => {
    const key = await make("tagKeys", organization, "described");
    const { response } = await run("PATCH", `${key.name}?updateMask=description`, { description: "What for" });
    assert.equal(response.description, "What for");
    const stale = await send("PATCH", `${key.name}?updateMask=description`, { description: "", etag: key.etag });
    assert.equal(stale.body.error.status, "ABORTED");
    assert.equal((await send("PATCH", `${key.name}?updateMask=shortName`, { shortName: "other" })).status, 400);
  });

  it("binds a value to a resource at once, one value of a key at a time", async () => {
    const key = await make("tagKeys", organization, "bound");
    const [yes, no] = [await make("tagValues", key.name, "yes"), await make("tagValues", key.name, "no")];
    const parent = `${manager}/projects/${number}`;
    const { body } = await send("POST", "tagBindings", { parent, tagValue: yes.name });
    const name = `tagBindings/%2F%2Fcloudresourcemanager.googleapis.com%2Fprojects%2F${number}/${yes.name}`;
    assert.deepEqual(body, {
      done: true,
      response: {
        "@type": "type.googleapis.com/google.cloud.resourcemanager.v3.TagBinding",
        name,
        parent,
        tagValue: yes.name,
        tagValueNamespacedName: `${organizationId}/bound/yes`,
      },
    });
    const again = await send("POST", "tagBindings", { parent, tagValue: yes.name });
    assert.deepEqual(
      [again.status, again.body.error.message],
      [409, "A binding already exists between the given resource and TagValue."],
    );
    const other = await send("POST", "tagBindings", { parent, tagValue: no.name });
    assert.equal(other.status, 400);
    const listed = await send("GET", `tagBindings/?pageSize=300&parent=${encodeURIComponent(parent)}`);
    assert.deepEqual(listed.body, { tagBindings: [{ name, parent, tagValue: yes.name }] });
    const deleted = await send("DELETE", name);
    assert.deepEqual(deleted.body, { done: true, response: { "@type": "type.googleapis.com/google.protobuf.Empty" } });
    assert.equal((await send("DELETE", name)).status, 404);
  });

  it("refuses to bind to a resource that isn't there", async () => {
    const key = await make("tagKeys", organization, "unbound");
    const value = await make("tagValues", key.name, "yes");
    const body = { parent: `${manager}/projects/999999999999`, tagValue: value.name };
    assert.equal((await send("POST", "tagBindings", body)).status, 403);
  });

  it("inherits tags, of which the nearest value counts", async () => {
    const key = await make("tagKeys", organization, "inherited");
    const [far, near] = [await make("tagValues", key.name, "far"), await make("tagValues", key.name, "near")];
    await cloud.project("inheriting-1");
    const { body } = await send("GET", "projects/inheriting-1");
    const project = `${manager}/${body.name}`;
    const effective = async () => {
      const { effectiveTags = [] } = (await send("GET", `effectiveTags?parent=${encodeURIComponent(project)}`)).body;
      return effectiveTags.find(({ tagKey }: { tagKey: string }) => tagKey === key.name);
    };
    const above = `${manager}/${organization}`;
    await send("POST", "tagBindings", { parent: above, tagValue: far.name });
    assert.deepEqual(await effective(), {
      tagValue: far.name,
      namespacedTagValue: `${organizationId}/inherited/far`,
      tagKey: key.name,
      namespacedTagKey: `${organizationId}/inherited`,
      tagKeyParentName: organization,
      inherited: true,
    });
    await send("POST", "tagBindings", { parent: project, tagValue: near.name });
    assert.equal((await effective()).tagValue, near.name);
    assert.equal((await effective()).inherited, undefined);
  });

  it("deletes a value only when it is bound nowhere, and a key only when it has no values", async () => {
    const key = await make("tagKeys", organization, "used");
    const value = await make("tagValues", key.name, "yes");
    const parent = `${manager}/projects/${number}`;
    const binding = (await send("POST", "tagBindings", { parent, tagValue: value.name })).body.response.name;
    const bound = await run("DELETE", value.name);
    assert.equal(bound.error.code, 9);
    assert.match(bound.error.message, /^Cannot delete tag value, tagValues\/\d+, because it is still attached/);
    await send("DELETE", binding);
    assert.match((await run("DELETE", key.name)).error.message, /has child TagValues/);
    assert.equal((await run("DELETE", value.name)).response.name, value.name);
    await run("DELETE", key.name);
    assert.equal((await send("GET", key.name)).status, 403);
  });

  it("has policies on keys and values", async () => {
    const key = await make("tagKeys", organization, "policed");
    assert.deepEqual((await send("POST", `${key.name}:getIamPolicy`, {})).body, { etag: "ACAB" });
    const bindings = [{ role: "roles/resourcemanager.tagUser", members: ["group:team@example.com"] }];
    const { body } = await send("POST", `${key.name}:setIamPolicy`, { policy: { bindings } });
    assert.deepEqual(body.bindings, bindings);
  });
});
