import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as provider from "../../../../local/providers/gcp/provider.ts";
import { TestCloud } from "../../../support/cloud.ts";
import { checked, contextOf, live, urnOf } from "../../../support/resources.ts";

const bucketToken = "gcp:storage/bucket:Bucket";
const objectToken = "gcp:storage/bucketObject:BucketObject";

describe("local gcp provider: Cloud Storage", () => {
  let cloud: TestCloud;
  before(async () => {
    cloud = await TestCloud.start();
    await cloud.project("stored-1");
    const body = { name: "shared-bucket", iamConfiguration: { uniformBucketLevelAccess: { enabled: true } } };
    await cloud.send("storage", "POST", "/storage/v1/b?project=stored-1", body);
  });
  after(() => cloud.stop());

  it(bucketToken, async () => {
    const inputs = {
      project: "stored-1",
      name: "state-bucket",
      location: "europe-west3",
      uniformBucketLevelAccess: true,
      publicAccessPrevention: "enforced",
      versioning: { enabled: true },
      labels: { team: "platform" },
      lifecycleRules: [
        { action: { type: "Delete" }, condition: { numNewerVersions: 20, withState: "ARCHIVED" } },
        { action: { type: "SetStorageClass", storageClass: "NEARLINE" }, condition: { age: 30 } },
      ],
    };
    const state = await live(cloud, {
      token: bucketToken,
      inputs,
      change: {
        ...inputs,
        labels: { owner: "platform" },
        lifecycleRules: [{ action: { type: "Delete" }, condition: { sendAgeIfZero: true, matchesPrefixes: ["tmp/"] } }],
        cors: [{ methods: ["GET"], origins: ["*"], maxAgeSeconds: 60 }],
        retentionPolicy: { retentionPeriod: "86400" },
        softDeletePolicy: { retentionDurationSeconds: 0 },
        website: { mainPageSuffix: "index.html" },
        requesterPays: true,
      },
      id: "state-bucket",
      importId: "stored-1/state-bucket",
    });
    assert.equal(state.location, "EUROPE-WEST3");
    assert.equal(state.url, "gs://state-bucket");
  });

  it(`${bucketToken}: finds the project of an import by name`, async () => {
    const found = await provider.read(contextOf(cloud), urnOf(bucketToken), "shared-bucket", {}, {});
    assert.equal(found?.state.project, "stored-1");
  });

  it(`${bucketToken}: deletes what is in it only with forceDestroy`, async () => {
    const context = contextOf(cloud);
    const urn = urnOf(bucketToken);
    const inputs = checked(bucketToken, { project: "stored-1", name: "full-bucket", location: "EU" });
    const { id, state } = await provider.create(context, urn, inputs, false);
    const object = checked(objectToken, { bucket: "full-bucket", name: "a/b", content: "text" });
    await provider.create(context, urnOf(objectToken), object, false);
    await assert.rejects(provider.remove(context, urn, id, state), /409 .*not empty/);
    await provider.remove(context, urn, id, { ...state, forceDestroy: true });
    assert.equal(await provider.read(context, urn, id, state, inputs), undefined);
  });

  it("gcp:storage/bucketIAMMember:BucketIAMMember, under a condition", async () => {
    const condition = { title: "state", expression: 'resource.name.startsWith("projects/_/buckets/b/objects/s")' };
    const inputs = { bucket: "shared-bucket", role: "roles/storage.objectUser", member: "user:ada@example.com" };
    const state = await live(cloud, {
      token: "gcp:storage/bucketIAMMember:BucketIAMMember",
      inputs,
      id: "b/shared-bucket/roles/storage.objectUser/user:ada@example.com",
      importId: "b/shared-bucket roles/storage.objectUser user:ada@example.com",
    });
    assert.equal(state.bucket, "b/shared-bucket");
    const token = "gcp:storage/bucketIAMMember:BucketIAMMember";
    const made = await provider.create(contextOf(cloud), urnOf(token), { ...inputs, condition }, false);
    assert.match(made.id, /user:ada@example.com\/state\/\//);
  });

  describe(objectToken, () => {
    const urn = urnOf(objectToken);

    it("is made, read back, changed in place and deleted", async () => {
      const context = contextOf(cloud);
      const inputs = checked(objectToken, { bucket: "shared-bucket", name: "dir/greeting.txt", content: "hello" });
      const { id, state } = await provider.create(context, urn, inputs, false);
      assert.equal(id, "shared-bucket-dir/greeting.txt");
      assert.equal(state.contentType, "text/plain; charset=utf-8");
      assert.equal(state.md5hexhash, "5d41402abc4b2a76b9719d911017c592");
      assert.equal(state.crc32c, "mnG7TA==");
      assert.deepEqual(provider.diffResource(urn, state, inputs), []);
      const refreshed = await provider.read(context, urn, id, state, inputs);
      assert.deepEqual(refreshed?.state, state);

      const changed = { ...inputs, content: "bye", temporaryHold: true };
      assert.deepEqual(provider.diffResource(urn, state, changed), [
        { path: "content", kind: "update", replace: false },
        { path: "temporaryHold", kind: "add", replace: false },
      ]);
      const updated = await provider.update(context, urn, id, state, changed, false);
      assert.deepEqual(provider.diffResource(urn, updated, changed), []);
      const released = await provider.update(context, urn, id, updated, { ...changed, temporaryHold: false }, false);
      await provider.remove(context, urn, id, released);
      assert.equal(await provider.read(context, urn, id, released, changed), undefined);
    });

    it("sees that somebody else changed the content", async () => {
      const context = contextOf(cloud);
      const inputs = checked(objectToken, { bucket: "shared-bucket", name: "drifting", content: "mine" });
      const { id, state } = await provider.create(context, urn, inputs, false);
      await provider.create(context, urn, { ...inputs, content: "theirs" }, false);
      const refreshed = await provider.read(context, urn, id, state, inputs);
      assert.deepEqual(provider.diffResource(urn, refreshed!.state, inputs), [
        { path: "content", kind: "add", replace: false },
      ]);
    });

    it("uploads files as they are and directories as ZIP files, which a change of content replaces", async () => {
      const signature = "4dabf18193072939515e22adb298388d";
      const directory = mkdtempSync(join(tmpdir(), "object-"));
      try {
        writeFileSync(join(directory, "index.js"), "export default 1;");
        const archive = { [signature]: "0def7320c3a5731c473e5ecbe6d01bc7", path: directory, hash: "one" };
        const asset = { [signature]: "c44067f5952c0a294b673a41bacd8c17", path: join(directory, "index.js") };
        const context = contextOf(cloud);
        const file = checked(objectToken, { bucket: "shared-bucket", name: "file", source: asset });
        const uploaded = await provider.create(context, urn, file, false);
        assert.equal(uploaded.state.md5hash, createHash("md5").update("export default 1;").digest("base64"));
        const zipped = checked(objectToken, { bucket: "shared-bucket", name: "zip", source: archive });
        const { state } = await provider.create(context, urn, zipped, false);
        assert.equal(state.contentType, "application/zip");
        const changed = { ...zipped, source: { ...archive, hash: "two" } };
        assert.deepEqual(provider.diffResource(urn, state, changed), [
          { path: "source", kind: "update", replace: true },
        ]);
      } finally {
        rmSync(directory, { recursive: true });
      }
    });

    it("is deleted before its replacement is made where that has the same name", () => {
      const named = checked(objectToken, { bucket: "shared-bucket", name: "fixed", content: "x" });
      assert.equal(provider.deletesFirst(urn, named, named), true);
      assert.equal(provider.deletesFirst(urn, named, { ...named, name: "other" }), false);
      const unnamed = checked(objectToken, { bucket: "shared-bucket", content: "x" });
      assert.match(String(unnamed.name), /^subject-[0-9a-f]{7}$/);
      assert.equal(provider.deletesFirst(urn, unnamed, unnamed), false);
    });

    it("keeps contexts with their times", async () => {
      const contexts = { customs: [{ key: "reviewed", value: "yes" }] };
      const inputs = checked(objectToken, { bucket: "shared-bucket", name: "context", content: "x", contexts });
      const { state } = await provider.create(contextOf(cloud), urn, inputs, false);
      assert.deepEqual(provider.diffResource(urn, state, inputs), []);
    });
  });
});
