import assert from "node:assert/strict";
import * as provider from "../../../../local/providers/gcp/provider.ts";
import { TestCloud } from "../../../support/cloud.ts";
import { checked, contextOf, live, urnOf } from "../../../support/resources.ts";

const ringToken = "gcp:kms/keyRing:KeyRing";
const keyToken = "gcp:kms/cryptoKey:CryptoKey";

describe("local gcp provider: keys", () => {
  let cloud: TestCloud;
  const ring = "projects/secrets-1/locations/europe-west3/keyRings/state";
  before(async () => {
    cloud = await TestCloud.start();
    await cloud.project("secrets-1", ["cloudkms"]);
    await cloud.send("cloudkms", "POST", `/v1/${ring.replace("/state", "")}?keyRingId=state`, {});
  });
  after(() => cloud.stop());

  it(`${ringToken}, which stays`, async () => {
    const inputs = { project: "secrets-1", location: "europe-west3", name: "ring" };
    await live(cloud, {
      token: ringToken,
      inputs,
      id: "projects/secrets-1/locations/europe-west3/keyRings/ring",
      importId: "secrets-1/europe-west3/ring",
      deletable: false,
    });
    const urn = urnOf(ringToken);
    await provider.remove(contextOf(cloud), urn, "", checked(ringToken, inputs));
    const again = provider.create(contextOf(cloud), urn, checked(ringToken, inputs), false);
    await assert.rejects(again, /409 ALREADY_EXISTS KeyRing .*\/keyRings\/ring already exists\./);
  });

  it(keyToken, async () => {
    const inputs = { keyRing: ring, name: "passphrase", rotationPeriod: "7776000s", labels: { team: "platform" } };
    const state = await live(cloud, {
      token: keyToken,
      inputs,
      change: { keyRing: ring, name: "passphrase", labels: { owner: "platform" } },
      id: `${ring}/cryptoKeys/passphrase`,
      importId: `${ring}/passphrase`,
      deletable: false,
    });
    assert.deepEqual(state.primaries, [
      { name: `${ring}/cryptoKeys/passphrase/cryptoKeyVersions/1`, state: "ENABLED" },
    ]);
    assert.equal(state.destroyScheduledDuration, "2592000s");
  });

  it(`${keyToken}: takes a ring as project/location/name, and destroys the versions at the end`, async () => {
    const inputs = checked(keyToken, { keyRing: "secrets-1/europe-west3/state", name: "short-lived" });
    assert.equal(inputs.keyRing, ring);
    const { id, state } = await provider.create(contextOf(cloud), urnOf(keyToken), inputs, false);
    await provider.remove(contextOf(cloud), urnOf(keyToken), id, state);
    const { body } = await cloud.send("cloudkms", "GET", `/v1/${id}`);
    assert.equal(body.primary.state, "DESTROY_SCHEDULED");
  });

  it("gcp:kms/cryptoKeyIAMMember:CryptoKeyIAMMember", async () => {
    await cloud.send("cloudkms", "POST", `/v1/${ring}/cryptoKeys?cryptoKeyId=granted`, { purpose: "ENCRYPT_DECRYPT" });
    const role = "roles/cloudkms.cryptoKeyEncrypterDecrypter";
    await live(cloud, {
      token: "gcp:kms/cryptoKeyIAMMember:CryptoKeyIAMMember",
      inputs: { cryptoKeyId: `${ring}/cryptoKeys/granted`, role, member: "user:ada@example.com" },
      id: `${ring}/cryptoKeys/granted/${role}/user:ada@example.com`,
      importId: `${ring}/cryptoKeys/granted ${role} user:ada@example.com`,
    });
  });
});
