import assert from "node:assert/strict";
import { type GoogleClient, googleClient } from "../../../google/client.ts";
import { copyObjects } from "../../../migration/copying/objects.ts";
import { TestCloud } from "../../support/cloud.ts";

const names = ["a/b c.txt", "a?b#c", "z", "ä/$(touch x)'\"", "😀", "\uffee"];

describe("copying the objects of a bucket", () => {
  let cloud: TestCloud;
  let google: GoogleClient;
  beforeEach(async () => {
    cloud = await TestCloud.start();
    await cloud.project("old-ci");
    await cloud.project("new-ci");
    google = googleClient(cloud.environment, 0);
    await cloud.send("storage", "POST", "/storage/v1/b?project=old-ci", { name: "old-logs" });
    await cloud.send("storage", "POST", "/storage/v1/b?project=new-ci", { name: "new-logs" });
  });
  afterEach(() => cloud.stop());

  async function put(bucket: string, name: string, text: string): Promise<void> {
    const base = cloud.environment.CLOUDSDK_API_ENDPOINT_OVERRIDES_STORAGE!;
    const response = await fetch(
      `${base}upload/storage/v1/b/${bucket}/o?uploadType=media&name=${encodeURIComponent(name)}`,
      { method: "POST", headers: { authorization: `Bearer ${cloud.token}` }, body: text },
    );
    assert.equal(response.status, 200);
  }
  const all = async (bucket: string) => (await cloud.send("storage", "GET", `/storage/v1/b/${bucket}/o`)).body;
  const text = async (bucket: string, name: string): Promise<string> => {
    const base = cloud.environment.CLOUDSDK_API_ENDPOINT_OVERRIDES_STORAGE!;
    const path = `storage/v1/b/${bucket}/o/${encodeURIComponent(name)}?alt=media`;
    return (await fetch(base + path, { headers: { authorization: `Bearer ${cloud.token}` } })).text();
  };

  it("copies each, whatever it is called, and leaves the source as it was", async () => {
    for (const name of names) await put("old-logs", name, `content of ${name}`);
    await put("new-logs", "m", "the target's own");
    const before = await all("old-logs");
    const bytes = names.reduce((sum, name) => sum + Buffer.byteLength(`content of ${name}`), 0);
    assert.deepEqual(await copyObjects(google, "old-logs", "new-logs"), {
      done: 0,
      copied: names.length,
      bytes,
      left: [],
      failed: [],
    });
    for (const name of names) assert.equal(await text("new-logs", name), `content of ${name}`);
    assert.equal(await text("new-logs", "m"), "the target's own");
    assert.deepEqual(await all("old-logs"), before);
    const once = await all("new-logs");
    const again = await copyObjects(google, "old-logs", "new-logs");
    assert.deepEqual([again.done, again.copied], [names.length, 0]);
    assert.deepEqual(await all("new-logs"), once);
  });

  it("never covers what the target has", async () => {
    await put("old-logs", "a", "old");
    await put("new-logs", "a", "new");
    const { left, copied } = await copyObjects(google, "old-logs", "new-logs");
    assert.deepEqual(left, [{ name: "a", why: "the target holds another content by this name" }]);
    assert.equal(copied, 0);
    assert.equal(await text("new-logs", "a"), "new");
  });

  it("never covers what came into the target meanwhile", async () => {
    await put("old-logs", "a", "old");
    const racing: GoogleClient = {
      async request(host, path, options) {
        if (path.includes("/rewriteTo/")) await put("new-logs", "a", "meanwhile");
        return google.request(host, path, options);
      },
    };
    const { failed } = await copyObjects(racing, "old-logs", "new-logs");
    assert.deepEqual([failed.length, failed[0]!.name], [1, "a"]);
    assert.match(failed[0]!.why, /: 412 /);
    assert.equal(await text("new-logs", "a"), "meanwhile");
  });

  it("goes on after it was cut off at each request, its answer lost", async () => {
    for (const name of ["a", "b"]) await put("old-logs", name, name);
    // Two lists; two copies, each with a look at it.
    for (let count = 1; count <= 6; count++) {
      for (const name of ["a", "b"]) await cloud.send("storage", "DELETE", `/storage/v1/b/new-logs/o/${name}`);
      let asked = 0;
      const cut: GoogleClient = {
        async request(...request) {
          if (++asked < count) return google.request(...request);
          if (asked === count) await google.request(...request);
          throw new Error("cut");
        },
      };
      const result = await copyObjects(cut, "old-logs", "new-logs").catch((error: Error) => error);
      assert.ok(result instanceof Error || result.failed.length > 0, `at request ${count}`);
      const mended = await copyObjects(google, "old-logs", "new-logs");
      assert.deepEqual([mended.done + mended.copied, mended.left, mended.failed], [2, [], []], `at request ${count}`);
      assert.deepEqual([await text("new-logs", "a"), await text("new-logs", "b")], ["a", "b"], `at request ${count}`);
    }
  });

  it("sends a large object on with the token that Google gives, and notices a copy that differs", async () => {
    const object = { name: "big", generation: "7", size: "9", crc32c: "AAAAAA==" };
    const asked: string[] = [];
    const parts = (crc32c: string): GoogleClient => ({
      async request(_host, path) {
        asked.push(path);
        if (path === "/storage/v1/b/old/o") return { items: [object] } as never;
        if (path === "/storage/v1/b/new/o") return {} as never;
        if (path.endsWith("rewriteToken=next%2F1")) return { done: true } as never;
        if (path.includes("/rewriteTo/")) return { done: false, rewriteToken: "next/1" } as never;
        return { ...object, crc32c } as never;
      },
    });
    assert.equal((await copyObjects(parts(object.crc32c), "old", "new")).copied, 1);
    const path = "/storage/v1/b/old/o/big/rewriteTo/b/new/o/big?sourceGeneration=7&ifGenerationMatch=0";
    assert.deepEqual(asked.slice(2), [path, `${path}&rewriteToken=next%2F1`, "/storage/v1/b/new/o/big"]);
    const { failed, copied } = await copyObjects(parts("BBBBBB=="), "old", "new");
    assert.deepEqual(failed, [{ name: "big", why: "the copy's length or checksum is not the original's" }]);
    assert.equal(copied, 0);
  });

  it("says that a bucket isn't there", async () => {
    await assert.rejects(copyObjects(google, "old-logs", "nobody-s"), { name: "GoogleError", code: 404 });
  });
});
