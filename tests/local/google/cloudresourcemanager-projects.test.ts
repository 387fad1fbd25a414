import assert from "node:assert/strict";
import { caller, organizationId, TestCloud } from "../../support/cloud.ts";

const organization = `organizations/${organizationId}`;
const parent = { type: "organization", id: organizationId };

describe("local Google: projects", () => {
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
  const denied = {
    code: 403,
    message: "The caller does not have permission",
    errors: [{ message: "The caller does not have permission", domain: "global", reason: "forbidden" }],
    status: "PERMISSION_DENIED",
  };

  it("makes a project in v1 in an operation that says nothing at first", async () => {
    const project = { projectId: "first-1", name: "First", labels: { team: "search" }, parent };
    const started = await send("POST", "/v1/projects", project);
    assert.match(started.body.name, /^operations\/cp\.\d{19}$/);
    assert.deepEqual(Object.keys(started.body), ["name"]);
    assert.deepEqual((await send("GET", "/v1/projects/first-1")).body.error, denied, "there before it is done");
    const { body } = await cloud.finish("cloudresourcemanager", `/v1/${started.body.name}`);
    assert.deepEqual(body.metadata, {
      "@type": "type.googleapis.com/google.cloudresourcemanager.v1.ProjectCreationStatus",
      gettable: true,
      ready: true,
    });
    const { "@type": _, ...made } = body.response;
    assert.deepEqual(made, {
      projectNumber: made.projectNumber,
      projectId: "first-1",
      lifecycleState: "ACTIVE",
      name: "First",
      labels: { team: "search" },
      createTime: made.createTime,
      parent,
    });
    for (const id of ["first-1", made.projectNumber]) {
      assert.deepEqual((await send("GET", `/v1/projects/${id}`)).body, made);
    }
    const newer = (await send("GET", "/v3/projects/first-1")).body;
    assert.deepEqual(newer, {
      name: `projects/${made.projectNumber}`,
      parent: organization,
      projectId: "first-1",
      displayName: "First",
      state: "ACTIVE",
      labels: { team: "search" },
      createTime: made.createTime,
      updateTime: newer.updateTime,
      etag: newer.etag,
    });
  });

  it("never tells whether a project of others exists", async () => {
    for (const path of ["/v1/projects/nowhere-1", "/v3/projects/nowhere-1", "/v1/projects/999999999999"]) {
      assert.deepEqual((await send("GET", path)).body.error, denied);
    }
    assert.deepEqual((await send("DELETE", "/v1/projects/nowhere-1")).body.error, denied);
  });

  it("gives an ID away once and for all", async () => {
    const body = { projectId: "once-only-1", parent: organization };
    const again = async () => (await send("POST", "/v3/projects", body)).body.error;
    const conflict = {
      code: 409,
      message: "Requested entity already exists",
      errors: [{ message: "Requested entity already exists", domain: "global", reason: "alreadyExists" }],
      status: "ALREADY_EXISTS",
    };
    const started = await send("POST", "/v3/projects", body);
    assert.deepEqual(await again(), conflict, "while it is being made");
    await cloud.finish("cloudresourcemanager", `/v3/${started.body.name}`);
    assert.deepEqual(await again(), conflict);
    await send("DELETE", "/v1/projects/once-only-1");
    assert.deepEqual(await again(), conflict, "after it was deleted");
  });

  for (const projectId of ["short", "Upper-case", "1-digit", "ends-with-", "x".repeat(31), "under_score"]) {
    it(`refuses the ID ${projectId}`, async () => {
      const { status, body } = await send("POST", "/v3/projects", { projectId, parent: organization });
      assert.deepEqual([status, body.error.status], [400, "INVALID_ARGUMENT"]);
    });
  }

  it("refuses labels that can't be", async () => {
    const labels = { Team: "search" };
    assert.equal(
      (await send("POST", "/v3/projects", { projectId: "labelled-1", labels, parent: organization })).status,
      400,
    );
  });

  it("fails the operation when the quota is used up, and frees the ID", async () => {
    const small = await TestCloud.start({ projects: 1 });
    try {
      await small.project("only-one-1");
      const make = async (projectId: string) => {
        const body = { projectId, parent: organization };
        const { body: started } = await small.send("cloudresourcemanager", "POST", "/v3/projects", body);
        return (await small.finish("cloudresourcemanager", `/v3/${started.name}`)).body;
      };
      const { error } = await make("one-more-1");
      assert.equal(error.code, 8);
      assert.match(error.message, /exceeded your allotted project quota/);
      assert.equal(error.details[0]["@type"], "type.googleapis.com/google.rpc.QuotaFailure");
      assert.equal((await make("one-more-1")).error.code, 8, "the ID is not taken");
      await small.send("cloudresourcemanager", "DELETE", "/v1/projects/only-one-1");
      assert.equal((await make("one-more-1")).error.code, 8, "a deleted project counts until it is purged");
    } finally {
      await small.stop();
    }
  });

  it("keeps a deleted project readable, without billing, and gives it back", async () => {
    await cloud.project("deleted-1");
    assert.deepEqual(await send("DELETE", "/v1/projects/deleted-1"), { status: 200, body: {} });
    assert.equal((await send("GET", "/v1/projects/deleted-1")).body.lifecycleState, "DELETE_REQUESTED");
    assert.equal((await send("DELETE", "/v1/projects/deleted-1")).status, 400);
    const { body } = await cloud.send("cloudbilling", "GET", "/v1/projects/deleted-1/billingInfo");
    assert.equal(body.billingEnabled, false);
    await run("POST", "/v3/projects/deleted-1:undelete", {});
    assert.equal((await send("GET", "/v3/projects/deleted-1")).body.state, "ACTIVE");
  });

  it("refuses other APIs a deleted project", async () => {
    await cloud.project("closed-1", ["secretmanager"]);
    await send("DELETE", "/v1/projects/closed-1");
    const { status, body } = await cloud.send("secretmanager", "GET", "/v1/projects/closed-1/secrets");
    assert.equal(status, 403);
    assert.equal(body.error.details[1].reason, "CONSUMER_INVALID");
  });

  it("replaces a project with PUT in v1, and moves it by its parent", async () => {
    await cloud.project("updated-1");
    const made = await run("POST", "/v3/folders", { displayName: "Target", parent: organization });
    const folder = made.response.name.replace("folders/", "");
    const body = {
      projectId: "updated-1",
      name: "New name",
      labels: { a: "1" },
      parent: { type: "folder", id: folder },
    };
    const updated = (await send("PUT", "/v1/projects/updated-1", body)).body;
    assert.deepEqual([updated.name, updated.labels, updated.parent], [body.name, body.labels, body.parent]);
    const { body: chain } = await send("POST", "/v1/projects/updated-1:getAncestry", {});
    assert.deepEqual(
      chain.ancestor.map(({ resourceId }: { resourceId: object }) => resourceId),
      [{ type: "project", id: "updated-1" }, { type: "folder", id: folder }, parent],
    );
  });

  it("changes what the mask names in v3, and moves by a method of its own", async () => {
    await cloud.project("patched-1");
    const mask = "labels,display_name";
    const { response } = await run("PATCH", `/v3/projects/patched-1?updateMask=${mask}`, {
      displayName: "Patched",
      labels: { a: "1" },
    });
    assert.deepEqual([response.displayName, response.labels], ["Patched", { a: "1" }]);
    assert.equal(
      (await send("PATCH", "/v3/projects/patched-1?updateMask=parent", { parent: organization })).status,
      400,
    );
    const made = await run("POST", "/v3/folders", { displayName: "Destination", parent: organization });
    await run("POST", "/v3/projects/patched-1:move", { destinationParent: made.response.name });
    assert.equal((await send("GET", "/v3/projects/patched-1")).body.parent, made.response.name);
  });

  it("finds projects by what filters say, in pages", async () => {
    const made = await run("POST", "/v3/folders", { displayName: "Filtered", parent: organization });
    const folder: string = made.response.name;
    for (const id of ["filter-a1", "filter-b1", "filter-c1"]) await cloud.project(id, [], folder);
    await send("PUT", "/v1/projects/filter-b1", {
      projectId: "filter-b1",
      labels: { team: "b" },
      parent: { type: "folder", id: folder.slice(8) },
    });
    const ids = ({ projects = [] }: { projects?: { projectId: string }[] }) =>
      projects.map(({ projectId }) => projectId);
    const list = async (filter: string, rest = "") =>
      (await send("GET", `/v1/projects?filter=${encodeURIComponent(filter)}${rest}`)).body;
    const within = `parent.type:folder parent.id:${folder.slice(8)}`;
    assert.deepEqual(ids(await list("id:filter-a1")), ["filter-a1"]);
    assert.deepEqual(ids(await list("labels.team:b")), ["filter-b1"]);
    assert.deepEqual(ids(await list("id:filter-*")), ["filter-a1", "filter-b1", "filter-c1"]);
    const first = await list(within, "&pageSize=2");
    assert.deepEqual(ids(first), ["filter-a1", "filter-b1"]);
    assert.deepEqual(ids(await list(within, `&pageSize=2&pageToken=${first.nextPageToken}`)), ["filter-c1"]);
    await send("DELETE", "/v1/projects/filter-a1");
    assert.deepEqual(ids((await send("GET", `/v3/projects?parent=${folder}`)).body), ["filter-b1", "filter-c1"]);
    const search = encodeURIComponent("projectId:filter-a1 state:DELETE_REQUESTED");
    assert.deepEqual(ids((await send("GET", `/v3/projects:search?query=${search}`)).body), ["filter-a1"]);
  });

  it("makes the maker of a project its owner", async () => {
    await cloud.project("owned-1");
    const { body } = await send("POST", "/v1/projects/owned-1:getIamPolicy", {});
    assert.deepEqual(body, { version: 1, etag: body.etag, bindings: [{ role: "roles/owner", members: [caller] }] });
  });

  it("keeps a project with a lien until the lien is taken away", async () => {
    const number = await cloud.project("pinned-1");
    const lien = (
      await send("POST", "/v1/liens", {
        parent: "projects/pinned-1",
        restrictions: ["resourcemanager.projects.delete"],
        reason: "Production",
        origin: "sgdist",
      })
    ).body;
    assert.match(lien.name, new RegExp(`^liens/p${number}-l[0-9a-f]{24}$`));
    assert.equal(lien.parent, `projects/${number}`);
    assert.deepEqual((await send("GET", "/v3/liens?parent=projects/pinned-1")).body, { liens: [lien] });
    assert.deepEqual((await send("GET", `/v1/${lien.name}`)).body, lien);
    const refused = await send("DELETE", "/v3/projects/pinned-1");
    assert.deepEqual([refused.status, refused.body.error.status], [400, "FAILED_PRECONDITION"]);
    assert.equal(refused.body.error.details[0].violations[0].type, "LIEN");
    assert.deepEqual(await send("DELETE", `/v1/${lien.name}`), { status: 200, body: {} });
    assert.equal((await send("GET", `/v1/${lien.name}`)).status, 404);
    assert.equal((await run("DELETE", "/v3/projects/pinned-1")).response.state, "DELETE_REQUESTED");
  });

  it("refuses a lien that restricts nothing", async () => {
    await cloud.project("unpinned-1");
    const body = { parent: "projects/unpinned-1", restrictions: [], origin: "sgdist" };
    assert.equal((await send("POST", "/v1/liens", body)).status, 400);
  });

  it("knows the one organisation", async () => {
    const { body } = await send("GET", "/v3/organizations:search");
    assert.deepEqual(
      body.organizations.map(({ name }: { name: string }) => name),
      [organization],
    );
    assert.equal((await send("GET", `/v1/${organization}`)).body.lifecycleState, "ACTIVE");
    assert.deepEqual((await send("GET", "/v3/organizations/123")).body.error, denied);
  });
});
