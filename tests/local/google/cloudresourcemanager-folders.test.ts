import assert from "node:assert/strict";
import { organizationId, TestCloud } from "../../support/cloud.ts";

const organization = `organizations/${organizationId}`;

describe("local Google: folders", () => {
  let cloud: TestCloud;
  before(async () => {
    cloud = await TestCloud.start();
  });
  after(() => cloud.stop());

  const send = (method: string, path: string, body?: object) =>
    cloud.send("cloudresourcemanager", method, path, body && { ...body });
  const run = async (method: string, path: string, body?: object) => {
    const started = await send(method, path, body);
    assert.equal(started.status, 200, started.body.error?.message);
    return (await cloud.finish("cloudresourcemanager", `/v3/${started.body.name}`)).body;
  };
  const make = async (displayName: string, parent = organization): Promise<string> =>
    (await run("POST", "/v3/folders", { displayName, parent })).response.name;

  it("makes a folder in an operation", async () => {
    const started = await send("POST", "/v3/folders", { displayName: "Products", parent: organization });
    assert.match(started.body.name, /^operations\/cf\.\d+$/);
    assert.deepEqual(started.body.metadata, {
      "@type": "type.googleapis.com/google.cloud.resourcemanager.v3.CreateFolderMetadata",
      displayName: "Products",
      parent: organization,
    });
    assert.equal(started.body.done, undefined);
    const { body } = await cloud.finish("cloudresourcemanager", `/v1/${started.body.name}`);
    const { "@type": _, ...folder } = body.response;
    assert.match(folder.name, /^folders\/\d{12}$/);
    assert.deepEqual((await send("GET", `/v3/${folder.name}`)).body, folder);
    assert.deepEqual(folder, {
      name: folder.name,
      parent: organization,
      displayName: "Products",
      state: "ACTIVE",
      createTime: folder.createTime,
      updateTime: folder.createTime,
      etag: folder.etag,
    });
  });

  it("fails the operation for a name that a sibling has, but not under another parent", async () => {
    const parent = await make("Siblings");
    const { error, response } = await run("POST", "/v3/folders", { displayName: "Siblings", parent: organization });
    assert.equal(response, undefined);
    assert.deepEqual(error, {
      code: 9,
      message: "The folder operation violates display name uniqueness within the parent.",
    });
    assert.match(await make("Siblings", parent), /^folders\//);
  });

  const precondition = {
    code: 400,
    message: "Precondition check failed.",
    errors: [{ message: "Precondition check failed.", domain: "global", reason: "failedPrecondition" }],
    status: "FAILED_PRECONDITION",
  };

  it("refuses at once to rename a folder to a sibling's name", async () => {
    const folder = await make("To rename");
    await make("Taken name");
    const rename = (displayName: string) => send("PATCH", `/v3/${folder}?updateMask=display_name`, { displayName });
    assert.deepEqual((await rename("Taken name")).body.error, precondition);
    const operation = await rename("Free name");
    await cloud.finish("cloudresourcemanager", `/v3/${operation.body.name}`);
    assert.equal((await send("GET", `/v3/${folder}`)).body.displayName, "Free name");
  });

  it("deletes a folder only when nothing active is in it, and keeps it as deleted", async () => {
    const outer = await make("Outer");
    const inner = await make("Inner", outer);
    await cloud.project("contained-1", [], inner);
    assert.deepEqual((await send("DELETE", `/v3/${outer}`)).body.error, precondition, "with a folder in it");
    assert.deepEqual((await send("DELETE", `/v3/${inner}`)).body.error, precondition, "with a project in it");
    await send("DELETE", "/v1/projects/contained-1");
    assert.equal((await run("DELETE", `/v3/${inner}`)).response.state, "DELETE_REQUESTED");
    await run("DELETE", `/v3/${outer}`);
    assert.equal((await send("GET", `/v3/${outer}`)).body.state, "DELETE_REQUESTED");
    const { body } = await send("GET", `/v3/folders?parent=${organization}&showDeleted=false`);
    assert.ok(!body.folders.some(({ name }: { name: string }) => name === outer));
  });

  it("gives a deleted folder's name away, and the folder back only while its name is free", async () => {
    const folder = await make("Undeleted");
    await run("DELETE", `/v3/${folder}`);
    const second = await make("Undeleted");
    assert.deepEqual((await send("POST", `/v3/${folder}:undelete`, {})).body.error, precondition);
    await run("DELETE", `/v3/${second}`);
    assert.equal((await run("POST", `/v3/${folder}:undelete`, {})).response.state, "ACTIVE");
  });

  it("moves a folder, but not into itself", async () => {
    const [from, to] = [await make("Move from"), await make("Move to")];
    const folder = await make("Moving", from);
    const below = await make("Below", folder);
    const into = (destinationParent: string) => send("POST", `/v3/${folder}:move`, { destinationParent });
    assert.deepEqual((await into(below)).body.error, precondition);
    const operation = await into(to);
    await cloud.finish("cloudresourcemanager", `/v3/${operation.body.name}`);
    assert.equal((await send("GET", `/v3/${folder}`)).body.parent, to);
  });

  it("nests folders ten deep, and no deeper", async () => {
    let parent = organization;
    for (let depth = 1; depth <= 10; depth++) parent = await make(`Depth ${depth}`, parent);
    const { status, body } = await send("POST", "/v3/folders", { displayName: "Too deep", parent });
    assert.equal(status, 400);
    assert.equal(body.error.details[0].violations[0].type, "FOLDER_HEIGHT_VIOLATION");
  });

  for (const displayName of ["ab", "x".repeat(31), "-dash", "dot."]) {
    it(`refuses the name ${JSON.stringify(displayName)}`, async () => {
      assert.equal((await send("POST", "/v3/folders", { displayName, parent: organization })).status, 400);
    });
  }

  it("answers 403 for a folder that isn't there, and 400 for a number that isn't one", async () => {
    const { status, body } = await send("GET", "/v3/folders/123456789012");
    assert.deepEqual([status, body.error.message], [403, "The caller does not have permission"]);
    assert.equal((await send("POST", "/v3/folders/name:getIamPolicy", {})).status, 400);
  });

  it("searches by name, parent and state", async () => {
    const folder = await make("Searched for");
    const search = async (query: string) => {
      const { folders = [] } = (await send("GET", `/v3/folders:search?query=${encodeURIComponent(query)}`)).body;
      return folders.map(({ name }: { name: string }) => name);
    };
    assert.deepEqual(await search('displayName="Searched for"'), [folder]);
    assert.deepEqual(await search(`displayName=Search* AND parent=${organization} AND state=ACTIVE`), [folder]);
    assert.deepEqual(await search('displayName="Searched for" AND state=DELETE_REQUESTED'), []);
  });

  it("shows folders to older clients as v2 has them", async () => {
    const folder = await make("For v2");
    const { body } = await send("GET", `/v2/${folder}`);
    assert.deepEqual(Object.keys(body).toSorted(), ["createTime", "displayName", "lifecycleState", "name", "parent"]);
    const list = await send("GET", `/v2/folders?parent=${organization}`);
    assert.ok(list.body.folders.some(({ name }: { name: string }) => name === folder));
    const found = await send("POST", "/v2/folders:search", { query: 'displayName="For v2"' });
    assert.deepEqual(found.body.folders, [body]);
  });

  it("sends states as numbers to the clients that want that, and errors in their newer form", async () => {
    const folder = await make("Numbered");
    assert.equal((await send("GET", `/v3/${folder}?$alt=json;enum-encoding=int`)).body.state, 1);
    const { body } = await send("GET", "/v3/folders/123456789012?$alt=json;enum-encoding=int");
    assert.equal(body.error.errors, undefined);
  });
});
