import assert from "node:assert/strict";
import { caller, TestCloud } from "../../support/cloud.ts";

const hour = 60 * 60 * 1000;
const base64 = (text: string) => Buffer.from(text).toString("base64");

describe("local Google: secrets", () => {
  let cloud: TestCloud;
  let number: string;
  before(async () => {
    cloud = await TestCloud.start();
    number = await cloud.project("secrets-1", ["secretmanager"]);
  });
  afterEach(() => cloud.cloud.clock.move(0));
  after(() => cloud.stop());

  const base = "/v1/projects/secrets-1/secrets";
  const send = (method: string, path: string, body?: object) =>
    cloud.send("secretmanager", method, path, body && { ...body });
  const create = (id: string, secret: object = { replication: { automatic: {} } }) =>
    send("POST", `${base}?secretId=${id}`, secret);
  const add = (id: string, text: string) =>
    send("POST", `${base}/${id}:addVersion`, { payload: { data: base64(text) } });

  it("names a secret by the project's number, whatever it was asked by", async () => {
    const { status, body } = await create("named", { replication: { automatic: {} }, labels: { team: "search" } });
    assert.equal(status, 200);
    assert.match(body.etag, /^"[0-9a-f]{14}"$/);
    assert.deepEqual(body, {
      name: `projects/${number}/secrets/named`,
      replication: { automatic: {} },
      createTime: body.createTime,
      labels: { team: "search" },
      etag: body.etag,
    });
    assert.deepEqual((await send("GET", `/v1/projects/${number}/secrets/named`)).body, body);
  });

  it("refuses a secret that is there already, and one that is not", async () => {
    await create("once");
    assert.deepEqual((await create("once")).body.error, {
      code: 409,
      message: `Secret [projects/${number}/secrets/once] already exists.`,
      status: "ALREADY_EXISTS",
    });
    assert.deepEqual((await send("GET", `${base}/never`)).body.error, {
      code: 404,
      message: `Secret [projects/${number}/secrets/never] not found.`,
      status: "NOT_FOUND",
    });
  });

  for (const [mistake, id, secret] of [
    ["no replication", "a", {}],
    ["two replications", "a", { replication: { automatic: {}, userManaged: { replicas: [{ location: "us" }] } } }],
    [
      "the same location twice",
      "a",
      { replication: { userManaged: { replicas: [{ location: "x" }, { location: "x" }] } } },
    ],
    ["an ID with a dot", "a.b", { replication: { automatic: {} } }],
    ["an end in the past", "a", { replication: { automatic: {} }, expireTime: "2020-01-01T00:00:00Z" }],
    [
      "both an end and a time to live",
      "a",
      { replication: { automatic: {} }, expireTime: "2999-01-01T00:00:00Z", ttl: "1s" },
    ],
    [
      "a rotation that tells nobody",
      "a",
      { replication: { automatic: {} }, rotation: { nextRotationTime: "2999-01-01T00:00:00Z" } },
    ],
  ] as const) {
    it(`refuses ${mistake}`, async () => {
      const { status, body } = await create(id, secret);
      assert.equal(status, 400);
      assert.equal(body.error.status, "INVALID_ARGUMENT");
    });
  }

  it("numbers versions from 1, and finds the newest one as the latest", async () => {
    await create("versioned");
    const first = await add("versioned", "one");
    assert.deepEqual(first.body, {
      name: `projects/${number}/secrets/versioned/versions/1`,
      createTime: first.body.createTime,
      state: "ENABLED",
      replicationStatus: { automatic: {} },
      etag: first.body.etag,
    });
    await add("versioned", "two");
    const { body } = await send("GET", `${base}/versioned/versions/latest:access`);
    assert.deepEqual(body, {
      name: `projects/${number}/secrets/versioned/versions/2`,
      payload: { data: base64("two"), dataCrc32c: body.payload.dataCrc32c },
    });
    const list = (await send("GET", `${base}/versioned/versions`)).body;
    assert.deepEqual(
      list.versions.map(({ name }: { name: string }) => name.split("/").at(-1)),
      ["2", "1"],
    );
    assert.equal(list.totalSize, 2);
  });

  it("checks a payload by its CRC-32C, and sends it along", async () => {
    await create("checked");
    const right = { data: base64("123456789"), dataCrc32c: String(0xe3069283) };
    const made = await send("POST", `${base}/checked:addVersion`, { payload: right });
    assert.equal(made.body.clientSpecifiedPayloadChecksum, true);
    assert.deepEqual((await send("GET", `${base}/checked/versions/1:access`)).body.payload, right);
    const wrong = await send("POST", `${base}/checked:addVersion`, { payload: { ...right, dataCrc32c: "1" } });
    assert.equal(wrong.status, 400);
  });

  it("gives no payload of a version that is disabled, and gets none back of one that is destroyed", async () => {
    await create("off");
    await add("off", "s");
    const version = `projects/${number}/secrets/off/versions/1`;
    const access = () => send("GET", `${base}/off/versions/1:access`);
    await send("POST", `${base}/off/versions/1:disable`, {});
    assert.deepEqual((await access()).body.error, {
      code: 400,
      message: `Secret Version [${version}] is in DISABLED state.`,
      status: "FAILED_PRECONDITION",
    });
    await send("POST", `${base}/off/versions/1:enable`, {});
    assert.equal((await access()).status, 200);
    const destroyed = await send("POST", `${base}/off/versions/1:destroy`, {});
    assert.equal(destroyed.body.state, "DESTROYED");
    assert.match(destroyed.body.destroyTime, /\.\d{9}Z$/);
    for (const verb of ["enable", "disable", "destroy"]) {
      const { body } = await send("POST", `${base}/off/versions/1:${verb}`, {});
      assert.equal(body.error.message, `Secret Version [${version}] is in DESTROYED state.`);
    }
  });

  it("tells a secret without versions from a version that is missing", async () => {
    await create("empty");
    const at = `projects/${number}/secrets/empty`;
    const none = await send("GET", `${base}/empty/versions/latest:access`);
    assert.equal(none.body.error.message, `Secret [${at}] not found or has no versions.`);
    await add("empty", "s");
    const missing = await send("GET", `${base}/empty/versions/7`);
    assert.equal(missing.body.error.message, `Secret Version [${at}/versions/7] not found.`);
  });

  it("changes only what the mask names, and refuses a stale etag", async () => {
    const { body: made } = await create("changed", { replication: { automatic: {} }, labels: { a: "1" } });
    const at = `${base}/changed`;
    const body = { labels: { b: "2" }, annotations: { ignored: "yes" } };
    const changed = (await send("PATCH", `${at}?updateMask=labels`, body)).body;
    assert.deepEqual(changed.labels, { b: "2" });
    assert.equal(changed.annotations, undefined);
    assert.notEqual(changed.etag, made.etag);
    const stale = await send("PATCH", `${at}?updateMask=labels`, { labels: {}, etag: made.etag });
    assert.equal(stale.body.error.status, "FAILED_PRECONDITION");
    assert.equal((await send("PATCH", at, body)).status, 400, "a change without a mask");
    assert.equal(
      (await send("PATCH", `${at}?updateMask=replication`, body)).status,
      400,
      "a change of the replication",
    );
  });

  it("gives versions other names", async () => {
    await create("aliased");
    await add("aliased", "one");
    await add("aliased", "two");
    const at = `${base}/aliased`;
    await send("PATCH", `${at}?updateMask=version_aliases`, { versionAliases: { live: "1" } });
    assert.equal((await send("GET", `${at}/versions/live:access`)).body.payload.data, base64("one"));
    const wrong = await send("PATCH", `${at}?updateMask=versionAliases`, { versionAliases: { live: "9" } });
    assert.equal(wrong.status, 400);
  });

  it("loses a secret when its time is over", async () => {
    await create("short", { replication: { automatic: {} }, ttl: "3600s" });
    await add("short", "s");
    const { body } = await send("GET", `${base}/short`);
    assert.equal(body.ttl, undefined);
    assert.ok(Date.parse(body.expireTime) > Date.now());
    cloud.cloud.clock.move(2 * hour);
    assert.equal((await send("GET", `${base}/short`)).status, 404);
    assert.equal((await send("GET", `${base}/short/versions/1`)).status, 404);
  });

  it("puts the destruction of a version off where the secret says so", async () => {
    await create("slow", { replication: { automatic: {} }, versionDestroyTtl: "86400s" });
    await add("slow", "s");
    const waiting = (await send("POST", `${base}/slow/versions/1:destroy`, {})).body;
    assert.equal(waiting.state, "DISABLED");
    assert.ok(waiting.scheduledDestroyTime);
    cloud.cloud.clock.move(25 * hour);
    assert.equal((await send("GET", `${base}/slow/versions/1`)).body.state, "DESTROYED");
  });

  it("deletes the versions and the policy with a secret", async () => {
    await create("reused");
    await add("reused", "old");
    const bindings = [{ role: "roles/secretmanager.viewer", members: [caller] }];
    await send("POST", `${base}/reused:setIamPolicy`, { policy: { bindings } });
    assert.deepEqual(await send("DELETE", `${base}/reused`), { status: 200, body: {} });
    await create("reused");
    assert.equal((await send("GET", `${base}/reused/versions/1`)).status, 404);
    assert.deepEqual((await send("GET", `${base}/reused:getIamPolicy`)).body, { etag: "ACAB" });
  });

  it("sends states as numbers to the clients that want that", async () => {
    await create("numbered");
    await add("numbered", "s");
    const { body } = await send("GET", `${base}/numbered/versions/1?$alt=json;enum-encoding=int`);
    assert.equal(body.state, 1);
  });

  it("lists the newest secret first, by name and labels if that is asked for", async () => {
    await cloud.project("listed-1", ["secretmanager"]);
    const at = "/v1/projects/listed-1/secrets";
    assert.deepEqual((await send("GET", at)).body, {});
    for (const [id, team] of [
      ["one", "a"],
      ["two", "b"],
    ] as const) {
      await send("POST", `${at}?secretId=${id}`, { replication: { automatic: {} }, labels: { team } });
    }
    const names = async (query: string) => {
      const { secrets = [] } = (await send("GET", `${at}${query}`)).body;
      return secrets.map(({ name }: { name: string }) => name.split("/").at(-1));
    };
    assert.deepEqual(await names(""), ["two", "one"]);
    assert.deepEqual(await names("?filter=name:on"), ["one"]);
    assert.deepEqual(await names("?filter=labels.team=b"), ["two"]);
  });
});
