import assert from "node:assert/strict";
import { crc32c } from "../../../local/google/core/crc32c.ts";
import { TestCloud } from "../../support/cloud.ts";

const day = 24 * 60 * 60 * 1000;

describe("local Google: Cloud KMS", () => {
  let cloud: TestCloud;
  before(async () => {
    cloud = await TestCloud.start();
    await cloud.project("keys-1", ["cloudkms"]);
    await send("POST", `${rings}?keyRingId=ring`, {});
  });
  after(() => cloud.stop());
  afterEach(() => cloud.cloud.clock.move(0));

  const rings = "projects/keys-1/locations/europe-west3/keyRings";
  const keys = `${rings}/ring/cryptoKeys`;
  const send = (method: string, name: string, body?: object) =>
    cloud.send("cloudkms", method, `/v1/${name}`, body as never);
  const create = (id: string, key: object = { purpose: "ENCRYPT_DECRYPT" }, query = "") =>
    send("POST", `${keys}?cryptoKeyId=${id}${query}`, key);

  const refusal = (code: number, status: string, message: string) => ({
    status: code,
    body: { error: { code, message, status } },
  });
  const text = (value: string) => Buffer.from(value).toString("base64");

  describe("key rings", () => {
    it("are made, read and listed, and never go", async () => {
      const made = await send("POST", `${rings}?keyRingId=lasting`, {});
      assert.match(made.body.createTime, /\.\d{9}Z$/);
      assert.deepEqual(made.body, { name: `${rings}/lasting`, createTime: made.body.createTime });
      assert.deepEqual(await send("GET", `${rings}/lasting`), made);
      const list = await send("GET", `${rings}?pageSize=1`);
      assert.deepEqual(Object.keys(list.body), ["keyRings", "nextPageToken", "totalSize"]);
      assert.equal(list.body.totalSize, 2);
      assert.equal((await send("DELETE", `${rings}/lasting`)).status, 404);
      const taken = `KeyRing ${rings}/lasting already exists.`;
      assert.deepEqual(await send("POST", `${rings}?keyRingId=lasting`, {}), refusal(409, "ALREADY_EXISTS", taken));
      assert.deepEqual(
        await send("GET", `${rings}/none`),
        refusal(404, "NOT_FOUND", `KeyRing ${rings}/none not found.`),
      );
      assert.equal((await send("POST", `${rings}?keyRingId=with%20space`, {})).status, 400);
    });
  });

  describe("keys", () => {
    it("to encrypt with have a primary version", async () => {
      const { body } = await create("encrypting", { purpose: "ENCRYPT_DECRYPT", labels: { a: "b" } });
      const { createTime } = body;
      const versionTemplate = { protectionLevel: "SOFTWARE", algorithm: "GOOGLE_SYMMETRIC_ENCRYPTION" };
      const primary = {
        name: `${keys}/encrypting/cryptoKeyVersions/1`,
        state: "ENABLED",
        createTime,
        ...versionTemplate,
        generateTime: body.primary.generateTime,
      };
      assert.deepEqual(body, {
        name: `${keys}/encrypting`,
        purpose: "ENCRYPT_DECRYPT",
        createTime,
        labels: { a: "b" },
        versionTemplate,
        destroyScheduledDuration: "2592000s",
        primary,
      });
      assert.deepEqual((await send("GET", `${keys}/encrypting`)).body, body);
      const versions = await send("GET", `${keys}/encrypting/cryptoKeyVersions`);
      assert.deepEqual(versions.body, { cryptoKeyVersions: [primary], totalSize: 1 });
    });

    it("to sign with have none, and must say how they sign", async () => {
      const versionTemplate = { algorithm: "EC_SIGN_P384_SHA384", protectionLevel: "SOFTWARE" };
      const { body } = await create("signing", { purpose: "ASYMMETRIC_SIGN", versionTemplate });
      assert.equal(body.primary, undefined);
      assert.equal((await create("silent", { purpose: "ASYMMETRIC_SIGN" })).status, 400);
      assert.equal((await create("purposeless", {})).status, 400);
      const encrypted = await send("POST", `${keys}/signing:encrypt`, { plaintext: text("x") });
      assert.equal(encrypted.body.error.status, "FAILED_PRECONDITION");
    });

    it("are refused twice and in a ring that isn't there", async () => {
      await create("twice");
      const taken = `CryptoKey ${keys}/twice already exists.`;
      assert.deepEqual(await create("twice"), refusal(409, "ALREADY_EXISTS", taken));
      assert.deepEqual(
        await send("POST", `${rings}/none/cryptoKeys?cryptoKeyId=k`, { purpose: "ENCRYPT_DECRYPT" }),
        refusal(404, "NOT_FOUND", `KeyRing ${rings}/none not found.`),
      );
      const missing = `CryptoKey ${keys}/none not found.`;
      assert.deepEqual(await send("GET", `${keys}/none`), refusal(404, "NOT_FOUND", missing));
    });

    it("can begin without a version", async () => {
      await create("empty", { purpose: "ENCRYPT_DECRYPT" }, "&skipInitialVersionCreation=true");
      assert.deepEqual(await send("GET", `${keys}/empty/cryptoKeyVersions`), { status: 200, body: {} });
      assert.equal((await send("POST", `${keys}/empty:encrypt`, { plaintext: text("x") })).status, 400);
    });

    it("change what the mask names, and rotate only from a time that is named", async () => {
      await create("changing", { purpose: "ENCRYPT_DECRYPT", labels: { a: "b" } });
      const at = `${keys}/changing`;
      assert.equal((await send("PATCH", at, { labels: {} })).status, 400);
      assert.equal((await send("PATCH", `${at}?updateMask=purpose`, { purpose: "MAC" })).status, 400);
      assert.equal(
        (await send("PATCH", `${at}?updateMask=rotationPeriod`, { rotationPeriod: "7776000s" })).status,
        400,
      );
      const nextRotationTime = new Date(Date.now() + 90 * day).toISOString();
      const body = { rotationPeriod: "7776000s", nextRotationTime, labels: { c: "d" } };
      const changed = await send("PATCH", `${at}?updateMask=rotationPeriod,next_rotation_time,labels`, body);
      assert.deepEqual(
        [changed.body.rotationPeriod, changed.body.nextRotationTime, changed.body.labels],
        ["7776000s", nextRotationTime, { c: "d" }],
      );
      assert.equal(changed.body.primary.state, "ENABLED");
      const stopped = await send("PATCH", `${at}?updateMask=rotationPeriod,nextRotationTime`, {});
      assert.equal(stopped.body.rotationPeriod, undefined);
    });

    it("have policies, as rings do", async () => {
      await create("policed");
      for (const name of [`${keys}/policed`, `${rings}/ring`]) {
        const read = await send("GET", `${name}:getIamPolicy?options.requestedPolicyVersion=3`);
        assert.deepEqual(read.body, { etag: "ACAB" });
        const bindings = [{ role: "roles/cloudkms.admin", members: ["user:ada@example.com"] }];
        const set = await send("POST", `${name}:setIamPolicy`, { policy: { bindings } });
        assert.deepEqual(set.body, { version: 1, etag: set.body.etag, bindings });
        const cleared = await send("POST", `${name}:setIamPolicy`, { policy: { etag: set.body.etag } });
        assert.deepEqual(cleared.body, { version: 1, etag: cleared.body.etag });
      }
    });
  });

  describe("versions", () => {
    it("are destroyed after a time in which they can be restored", async () => {
      await create("mortal");
      const version = `${keys}/mortal/cryptoKeyVersions/1`;
      const scheduled = await send("POST", `${version}:destroy`, {});
      assert.equal(scheduled.body.state, "DESTROY_SCHEDULED");
      assert.equal(Math.round((Date.parse(scheduled.body.destroyTime) - Date.now()) / day), 30);
      const again = `${version} is not enabled or disabled, current state is: DESTROY_SCHEDULED.`;
      assert.deepEqual(await send("POST", `${version}:destroy`, {}), refusal(400, "FAILED_PRECONDITION", again));
      const restored = await send("POST", `${version}:restore`, {});
      assert.deepEqual([restored.body.state, restored.body.destroyTime], ["DISABLED", undefined]);
      const enabled = await send("PATCH", `${version}?updateMask=state`, { state: "ENABLED" });
      assert.equal(enabled.body.state, "ENABLED");
      const { body } = await send("POST", `${keys}/mortal:encrypt`, { plaintext: text("x") });
      await send("POST", `${version}:destroy`, {});
      cloud.cloud.clock.move(31 * day);
      assert.equal((await send("GET", version)).body.state, "DESTROYED");
      assert.equal((await send("GET", `${keys}/mortal`)).body.primary.state, "DESTROYED");
      assert.equal((await send("POST", `${version}:restore`, {})).status, 400);
      const lost = await send("POST", `${keys}/mortal:decrypt`, { ciphertext: body.ciphertext });
      assert.equal(lost.body.error.message, `${version} is not enabled, current state is: DESTROYED.`);
    });

    it("of a key follow each other; the primary one is what is said to be", async () => {
      await create("rotated");
      const first = await send("POST", `${keys}/rotated:encrypt`, { plaintext: text("old") });
      const second = await send("POST", `${keys}/rotated/cryptoKeyVersions`, {});
      assert.equal(second.body.name, `${keys}/rotated/cryptoKeyVersions/2`);
      assert.match((await send("GET", `${keys}/rotated`)).body.primary.name, /\/1$/);
      const primary = await send("POST", `${keys}/rotated:updatePrimaryVersion`, { cryptoKeyVersionId: "2" });
      assert.match(primary.body.primary.name, /\/2$/);
      const old = await send("POST", `${keys}/rotated:decrypt`, { ciphertext: first.body.ciphertext });
      assert.deepEqual([old.body.plaintext, old.body.usedPrimary], [text("old"), undefined]);
      const missing = `CryptoKeyVersion ${keys}/rotated/cryptoKeyVersions/9 not found.`;
      const bad = await send("POST", `${keys}/rotated:updatePrimaryVersion`, { cryptoKeyVersionId: "9" });
      assert.deepEqual(bad, refusal(404, "NOT_FOUND", missing));
      for (let number = 3; number <= 10; number++) await send("POST", `${keys}/rotated/cryptoKeyVersions`, {});
      const { body } = await send("GET", `${keys}/rotated/cryptoKeyVersions`);
      assert.match(body.cryptoKeyVersions.at(-1).name, /\/10$/);
    });
  });

  describe("encryption", () => {
    before(async () => {
      await create("cipher");
      await create("other");
    });
    const encrypt = (body: object, key = "cipher") => send("POST", `${keys}/${key}:encrypt`, body);
    const decrypt = (body: object, key = "cipher") => send("POST", `${keys}/${key}:decrypt`, body);

    it("is undone only with the same key and the same further data", async () => {
      const additionalAuthenticatedData = text("context");
      const { body } = await encrypt({ plaintext: text("secret"), additionalAuthenticatedData });
      const ciphertext = Buffer.from(body.ciphertext, "base64");
      assert.deepEqual(body, {
        name: `${keys}/cipher/cryptoKeyVersions/1`,
        ciphertext: body.ciphertext,
        ciphertextCrc32c: String(crc32c(ciphertext)),
        protectionLevel: "SOFTWARE",
      });
      assert.ok(!ciphertext.includes("secret"));
      assert.deepEqual((await decrypt({ ciphertext: body.ciphertext, additionalAuthenticatedData })).body, {
        plaintext: text("secret"),
        plaintextCrc32c: String(crc32c(Buffer.from("secret"))),
        usedPrimary: true,
        protectionLevel: "SOFTWARE",
      });
      const wrong = refusal(
        400,
        "INVALID_ARGUMENT",
        "Decryption failed: verify that 'name' refers to the correct CryptoKey.",
      );
      assert.deepEqual(await decrypt({ ciphertext: body.ciphertext }), wrong);
      assert.deepEqual(await decrypt({ ciphertext: body.ciphertext, additionalAuthenticatedData }, "other"), wrong);
      assert.deepEqual(await decrypt({ ciphertext: text("nothing") }), wrong);
    });

    it("checks the checksums that come with the data", async () => {
      const plaintextCrc32c = String(crc32c(Buffer.from("secret")));
      const good = await encrypt({ plaintext: text("secret"), plaintextCrc32c });
      assert.equal(good.body.verifiedPlaintextCrc32c, true);
      const bad = await encrypt({ plaintext: text("secret"), plaintextCrc32c: "1" });
      const message = "The checksum in field plaintext_crc32c did not match the data in field plaintext.";
      assert.deepEqual(bad, refusal(400, "INVALID_ARGUMENT", message));
    });

    it("is refused for more than 64 KiB and with a version that is disabled", async () => {
      assert.equal((await encrypt({ plaintext: text("x".repeat(65537)) })).status, 400);
      await create("disabled");
      const version = `${keys}/disabled/cryptoKeyVersions/1`;
      await send("PATCH", `${version}?updateMask=state`, { state: "DISABLED" });
      const message = `${version} is not enabled, current state is: DISABLED.`;
      assert.deepEqual(
        await encrypt({ plaintext: text("x") }, "disabled"),
        refusal(400, "FAILED_PRECONDITION", message),
      );
    });

    it("takes the enums of Google's newer clients as numbers, and answers so", async () => {
      const query = "&$alt=json%3Benum-encoding=int";
      const { body } = await create("numbered", { purpose: 1 }, query);
      assert.deepEqual([body.purpose, body.primary.state], [1, 1]);
    });
  });
});
