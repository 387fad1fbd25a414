import assert from "node:assert/strict";
import { inspect } from "node:util";
import { type GoogleClient, googleClient } from "../../../google/client.ts";
import { copySecrets } from "../../../migration/copying/secrets.ts";
import { TestCloud } from "../../support/cloud.ts";

const base64 = (text: string) => Buffer.from(text).toString("base64");

describe("copying secrets", () => {
  let cloud: TestCloud;
  let google: GoogleClient;
  beforeEach(async () => {
    cloud = await TestCloud.start();
    await cloud.project("old-ci", ["secretmanager"]);
    await cloud.project("new-ci", ["secretmanager"]);
    google = googleClient(cloud.environment, 0);
  });
  afterEach(() => cloud.stop());

  const send = (method: string, path: string, body?: object) =>
    cloud.send("secretmanager", method, `/v1/projects/${path}`, body && { ...body });
  const create = (project: string, id: string, more: object = {}) =>
    send("POST", `${project}/secrets?secretId=${id}`, { replication: { automatic: {} }, ...more });
  const add = (project: string, id: string, text: string) =>
    send("POST", `${project}/secrets/${id}:addVersion`, { payload: { data: base64(text) } });
  const held = async (id: string, version = "latest") => {
    const { body } = await send("GET", `new-ci/secrets/${id}/versions/${version}:access`);
    return body.payload && Buffer.from(body.payload.data, "base64").toString();
  };
  /** All that the source holds, values too. */
  const world = async (project: string) => {
    const { body } = await send("GET", `${project}/secrets`);
    const parts = ((body.secrets ?? []) as { name: string }[]).map(async ({ name }) => {
      const [, id] = /secrets\/(.+)$/.exec(name)!;
      const list = (await send("GET", `${project}/secrets/${id}/versions`)).body;
      const value = (await send("GET", `${project}/secrets/${id}/versions/latest:access`)).body;
      const policy = (await send("GET", `${project}/secrets/${id}:getIamPolicy`)).body;
      return { name, list, value, policy };
    });
    return { secrets: body, parts: await Promise.all(parts) };
  };

  it("copies the value in use of each, and leaves the source as it was", async () => {
    await create("old-ci", "npm-token", { labels: { team: "release" } });
    await add("old-ci", "npm-token", "first");
    await add("old-ci", "npm-token", "second");
    await create("old-ci", "empty");
    const before = await world("old-ci");
    const shown: string[] = [];
    const copied = await copySecrets(google, "old-ci", "new-ci", ({ id, outcome }) => shown.push(`${id} ${outcome}`));
    assert.deepEqual(copied, [
      { id: "empty", outcome: "left", why: "it has no version: nothing to copy", notCopied: [] },
      { id: "npm-token", outcome: "copied", notCopied: ["who may read it", "1 older version"] },
    ]);
    assert.deepEqual(shown, ["empty left", "npm-token copied"]);
    assert.equal(await held("npm-token"), "second");
    assert.equal(await held("npm-token", "1"), "second");
    assert.deepEqual((await send("GET", "new-ci/secrets/npm-token")).body.labels, { team: "release" });
    assert.equal((await send("GET", "new-ci/secrets/empty")).status, 404);
    assert.deepEqual(await world("old-ci"), before);
  });

  it("adds nothing when it runs again, and follows a value that changed meanwhile", async () => {
    await create("old-ci", "npm-token");
    await add("old-ci", "npm-token", "first");
    await copySecrets(google, "old-ci", "new-ci");
    const once = await world("new-ci");
    const [again] = await copySecrets(google, "old-ci", "new-ci");
    assert.equal(again!.outcome, "done");
    assert.deepEqual(await world("new-ci"), once);
    await add("old-ci", "npm-token", "rotated");
    const [followed] = await copySecrets(google, "old-ci", "new-ci");
    assert.equal(followed!.outcome, "copied");
    assert.equal(await held("npm-token"), "rotated");
  });

  it("never covers a value that somebody put into the target", async () => {
    await create("old-ci", "npm-token");
    await add("old-ci", "npm-token", "old");
    await create("new-ci", "npm-token");
    await add("new-ci", "npm-token", "made for the new project");
    const before = await world("new-ci");
    assert.deepEqual(await copySecrets(google, "old-ci", "new-ci"), [
      { id: "npm-token", outcome: "left", why: "the target holds a value that the source never had", notCopied: [] },
    ]);
    assert.deepEqual(await world("new-ci"), before);
  });

  /** A client whose connection ends at a request, counted from 1: before it is sent, or before its answer arrives. */
  const cutAt = (count: number, sent: boolean): GoogleClient => {
    let asked = 0;
    return {
      async request(...request) {
        if (++asked < count) return google.request(...request);
        if (asked === count && sent) await google.request(...request);
        throw Object.assign(new Error("cut"), { code: "ECONNRESET" });
      },
    };
  };

  for (const sent of [false, true]) {
    it(`goes on after each request at which it was cut off, ${sent ? "its answer lost" : "unsent"}`, async () => {
      let requests = 0;
      const counting: GoogleClient = {
        request: (...request) => {
          requests++;
          return google.request(...request);
        },
      };
      await create("old-ci", "npm-token");
      await add("old-ci", "npm-token", "value");
      const before = await world("old-ci");
      await copySecrets(counting, "old-ci", "new-ci");
      // List; versions of both; the value to compare; the secret; the value, its copy, and a look at it.
      assert.equal(requests, 8);
      for (let count = 1; count <= requests; count++) {
        await send("DELETE", "new-ci/secrets/npm-token");
        const cut = await copySecrets(cutAt(count, sent), "old-ci", "new-ci").catch((error: Error) => error);
        assert.equal(cut instanceof Error ? "failed" : cut[0]!.outcome, "failed", `at request ${count}`);
        const [mended] = await copySecrets(google, "old-ci", "new-ci");
        const arrived = count === 8 || (count === 7 && sent);
        assert.equal(mended!.outcome, arrived ? "done" : "copied", `at request ${count}`);
        const { versions } = (await send("GET", "new-ci/secrets/npm-token/versions")).body;
        assert.deepEqual([await held("npm-token"), versions.length], ["value", 1], `at request ${count}`);
      }
      assert.deepEqual(await world("old-ci"), before);
    });
  }

  it("tells no value when a request with one gets no answer", async () => {
    await create("old-ci", "npm-token");
    await add("old-ci", "npm-token", "hush-hush");
    const lost: GoogleClient = {
      request(host, asked, options) {
        if (!asked.endsWith(":addVersion")) return google.request(host, asked, options);
        const config = { data: options?.body };
        throw Object.assign(new Error(`sending ${JSON.stringify(config)}`), { code: "ECONNRESET", config });
      },
    };
    const copied = await copySecrets(lost, "old-ci", "new-ci");
    assert.deepEqual(copied, [
      { id: "npm-token", outcome: "failed", why: "Secret Manager gave no answer (ECONNRESET)", notCopied: [] },
    ]);
    const told = inspect(copied, { depth: 9 });
    assert.ok(!told.includes("hush-hush") && !told.includes(base64("hush-hush")));
  });

  it("tells what was refused, and goes on with the others", async () => {
    for (const id of ["a", "b"]) {
      await create("old-ci", id);
      await add("old-ci", id, id);
    }
    const picky: GoogleClient = {
      request: (host, asked, options) =>
        google.request(
          host,
          asked.endsWith("new-ci/secrets?secretId=a") ? "/v1/projects/nobody-s/secrets" : asked,
          options,
        ),
    };
    const [a, b] = await copySecrets(picky, "old-ci", "new-ci");
    assert.equal(a!.outcome, "failed");
    assert.match(a!.why!, /^POST secretmanager\.googleapis\.com.*: 403 /);
    assert.deepEqual(b, { id: "b", outcome: "copied", notCopied: ["who may read it"] });
  });

  it("says that the source can't be listed", async () => {
    await assert.rejects(copySecrets(google, "nobody-s", "new-ci"), { name: "GoogleError", code: 403 });
  });
});
