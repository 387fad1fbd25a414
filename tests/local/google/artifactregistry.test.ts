import assert from "node:assert/strict";
import { caller, TestCloud } from "../../support/cloud.ts";

describe("local Google: Artifact Registry", () => {
  let cloud: TestCloud;
  before(async () => {
    cloud = await TestCloud.start();
    await cloud.project("images-1", ["artifactregistry"]);
  });
  after(() => cloud.stop());

  const base = "projects/images-1/locations/europe-west1/repositories";
  const send = (method: string, path: string, body?: object) =>
    cloud.send("artifactregistry", method, `/v1/${path}`, body && { ...body });
  const create = (id: string, body: object) => send("POST", `${base}?repositoryId=${id}`, body);
  const made = async (id: string, body: object) => {
    const operation = await create(id, body);
    assert.equal(operation.status, 200, operation.body.error?.message);
    return (await cloud.finish("artifactregistry", `/v1/${operation.body.name}`)).body;
  };

  it("makes a repository in an operation of the location, and shows its times only once it is there", async () => {
    const operation = await create("images", { format: "DOCKER", labels: { team: "release" } });
    const metadata = { "@type": "type.googleapis.com/google.devtools.artifactregistry.v1.OperationMetadata" };
    assert.match(operation.body.name, /^projects\/images-1\/locations\/europe-west1\/operations\/[0-9a-f-]{36}$/);
    assert.deepEqual(operation.body, { name: operation.body.name, metadata });
    assert.equal((await send("GET", `${base}/images`)).status, 404, "there before the operation is done");
    assert.deepEqual((await cloud.finish("artifactregistry", `/v1/${operation.body.name}`)).body, {
      name: operation.body.name,
      metadata,
      done: true,
      response: {
        "@type": "type.googleapis.com/google.devtools.artifactregistry.v1.Repository",
        name: `${base}/images`,
        format: "DOCKER",
        labels: { team: "release" },
        mode: "STANDARD_REPOSITORY",
      },
    });
    const { body } = await send("GET", `${base}/images`);
    assert.deepEqual(body, {
      name: `${base}/images`,
      format: "DOCKER",
      labels: { team: "release" },
      createTime: body.createTime,
      updateTime: body.createTime,
      mode: "STANDARD_REPOSITORY",
    });
  });

  it("refuses a name that is taken, even by a repository that is still being made", async () => {
    const first = await create("twice", { format: "NPM" });
    for (const when of ["during", "after"]) {
      const { status, body } = await create("twice", { format: "NPM" });
      assert.deepEqual([status, body.error.message], [409, "the repository already exists"], when);
      await cloud.finish("artifactregistry", `/v1/${first.body.name}`);
    }
  });

  it("lets a deleted repository's name be used again, without its policy", async () => {
    await made("again", { format: "GO" });
    const policy = { bindings: [{ role: "roles/artifactregistry.reader", members: [caller] }] };
    await send("POST", `${base}/again:setIamPolicy`, { policy });
    const removal = await send("DELETE", `${base}/again`);
    const done = await cloud.finish("artifactregistry", `/v1/${removal.body.name}`);
    assert.deepEqual(done.body.response, { "@type": "type.googleapis.com/google.protobuf.Empty" });
    assert.deepEqual((await send("GET", `${base}/again`)).body.error, {
      code: 404,
      message: "Requested entity was not found.",
      status: "NOT_FOUND",
    });
    await made("again", { format: "GO" });
    assert.deepEqual((await send("GET", `${base}/again:getIamPolicy`)).body, { etag: "ACAB" });
  });

  it("changes what the mask names at once, but neither format nor mode", async () => {
    await made("changed", { format: "DOCKER", description: "old", labels: { a: "1" } });
    const change = { description: "new", labels: {}, format: "NPM" };
    const { body } = await send("PATCH", `${base}/changed?updateMask=description`, change);
    assert.deepEqual([body.description, body.labels, body.format], ["new", { a: "1" }, "DOCKER"]);
    assert.notEqual(body.updateTime, body.createTime);
    assert.equal((await send("PATCH", `${base}/changed?updateMask=format`, change)).status, 400);
  });

  it("keeps cleanup policies by their IDs, with durations in seconds", async () => {
    const policy = { action: "DELETE", condition: { olderThan: "30d", tagState: "UNTAGGED" } };
    const { response } = await made("cleaned", { format: "DOCKER", cleanupPolicies: { old: policy } });
    const condition = { tagState: "UNTAGGED", olderThan: "2592000s" };
    assert.deepEqual(response.cleanupPolicies, { old: { action: "DELETE", condition, id: "old" } });
    const wrong = { old: { ...policy, action: "BURN" } };
    assert.equal((await create("burnt", { format: "DOCKER", cleanupPolicies: wrong })).status, 400);
  });

  const dockerHub = { dockerRepository: { publicRepository: "DOCKER_HUB" } };
  const remote = { mode: "REMOTE_REPOSITORY" };

  for (const [what, body] of Object.entries({
    "Docker Hub": { format: "DOCKER", ...remote, remoteRepositoryConfig: dockerHub },
    "an own registry": {
      format: "DOCKER",
      ...remote,
      remoteRepositoryConfig: { dockerRepository: { customRepository: { uri: "https://registry.example.com" } } },
    },
    Debian: {
      format: "APT",
      ...remote,
      remoteRepositoryConfig: {
        aptRepository: { publicRepository: { repositoryBase: "DEBIAN", repositoryPath: "debian/dists/bookworm" } },
      },
    },
    "any address": { format: "GO", ...remote, remoteRepositoryConfig: { commonRepository: { uri: "https://go.dev" } } },
  })) {
    it(`makes a remote repository that pulls through from ${what}`, async () => {
      const id = what.toLowerCase().replaceAll(" ", "-");
      await made(id, body);
      assert.deepEqual((await send("GET", `${base}/${id}`)).body.remoteRepositoryConfig, body.remoteRepositoryConfig);
    });
  }

  it("makes a virtual repository over repositories of its format and place", async () => {
    await made("upstream", { format: "DOCKER" });
    await made("packages", { format: "NPM" });
    const over = (id: string) => ({
      format: "DOCKER",
      mode: "VIRTUAL_REPOSITORY",
      virtualRepositoryConfig: { upstreamPolicies: [{ id: "first", repository: `${base}/${id}`, priority: 1 }] },
    });
    const { response } = await made("virtual", over("upstream"));
    assert.deepEqual(response.virtualRepositoryConfig, over("upstream").virtualRepositoryConfig);
    assert.equal((await create("virtual-2", over("packages"))).status, 400);
    assert.equal((await create("virtual-2", over("nowhere"))).status, 400);
  });

  for (const [mistake, body] of Object.entries({
    "no format": {},
    "an unknown format": { format: "FLOPPY" },
    "an unknown mode": { format: "DOCKER", mode: "SOME_REPOSITORY" },
    "a remote repository without an upstream": { format: "DOCKER", ...remote },
    "an upstream of another format": { format: "NPM", ...remote, remoteRepositoryConfig: dockerHub },
    "an upstream of a repository that is not remote": { format: "DOCKER", remoteRepositoryConfig: dockerHub },
  })) {
    it(`refuses ${mistake}`, async () => {
      const answer = await create("mistake", body);
      assert.deepEqual([answer.status, answer.body.error.status], [400, "INVALID_ARGUMENT"]);
    });
  }

  it("refuses IDs and locations that there can't be", async () => {
    assert.equal((await create("Upper", { format: "DOCKER" })).status, 400);
    const elsewhere = "projects/images-1/locations/mars-1/repositories?repositoryId=a";
    assert.equal((await send("POST", elsewhere, { format: "DOCKER" })).status, 403);
  });

  it("keeps the tags of images, which go with their repository", async () => {
    await made("pushed", { format: "DOCKER" });
    const image = `${base}/pushed/packages/frontend`;
    const [one, other] = ["0", "1"].map((digit) => `${image}/versions/sha256:${digit.repeat(64)}`);
    const push = (tag: string, version?: string) =>
      send("POST", `${image}/tags?tagId=${encodeURIComponent(tag)}`, { version });
    const tag = { name: `${image}/tags/main`, version: one };
    assert.deepEqual((await push("main", one)).body, tag);
    assert.deepEqual((await send("GET", tag.name)).body, tag);
    assert.deepEqual((await send("GET", `${image}/tags`)).body, { tags: [tag] });
    assert.equal((await push("main", one)).status, 409);
    assert.deepEqual((await send("PATCH", tag.name, { version: other })).body, { ...tag, version: other });
    assert.equal((await send("GET", `${image}/tags/other`)).status, 404);
    assert.equal((await push("two words", one)).status, 400);
    assert.equal((await push("other", "latest")).status, 400);
    assert.equal((await send("GET", `${base}/nowhere/packages/frontend/tags/main`)).status, 404);
    assert.deepEqual(
      (await send("GET", base)).body.repositories.filter(({ name }: { name: string }) => name.includes("pushed"))
        .length,
      1,
    );
    const { body } = await send("DELETE", `${base}/pushed`);
    await cloud.finish("artifactregistry", `/v1/${body.name}`);
    await made("pushed", { format: "DOCKER" });
    assert.equal((await send("GET", tag.name)).status, 404);
  });

  it("lists repositories and locations", async () => {
    await cloud.project("listed-1", ["artifactregistry"]);
    const at = "projects/listed-1/locations";
    assert.deepEqual((await send("GET", `${at}/us/repositories`)).body, {});
    const { body } = await send("GET", at);
    assert.deepEqual(body.locations[0], { name: `${at}/africa-south1`, locationId: "africa-south1" });
    assert.equal((await send("GET", `${at}/europe-west1`)).body.locationId, "europe-west1");
  });
});
