import assert from "node:assert/strict";
import { bringBack } from "../../google/bring-back.ts";
import { type GoogleClient, googleClient } from "../../google/client.ts";
import { organizationId, TestCloud } from "../support/cloud.ts";

describe("what Google keeps", () => {
  let cloud: TestCloud;
  let client: GoogleClient;
  const labels = { "managed-by": "sourcegraph-distribution", stack: "env-demo" };
  const project = "gcp:organizations/project:Project";
  const pool = "gcp:iam/workloadIdentityPool:WorkloadIdentityPool";
  const provider = "gcp:iam/workloadIdentityPoolProvider:WorkloadIdentityPoolProvider";
  const back = (type: string, inputs: object) => bringBack(client, type, { ...inputs });

  before(async () => {
    cloud = await TestCloud.start();
    client = googleClient(cloud.environment);
    await cloud.project("kept-1", ["iam", "cloudkms"]);
  });
  after(() => cloud.stop());

  describe("of projects", () => {
    const send = (method: string, path: string, body?: Record<string, unknown>) =>
      cloud.send("cloudresourcemanager", method, path, body);
    const stateOf = async () => (await send("GET", "/v3/projects/kept-2")).body.state;

    before(async () => {
      const { body } = await send("POST", "/v3/projects", {
        projectId: "kept-2",
        parent: `organizations/${organizationId}`,
        labels,
      });
      await cloud.finish("cloudresourcemanager", `/v3/${body.name}`);
    });

    it("comes back to the stack that had it, while it waits for its end", async () => {
      assert.equal(await back(project, { projectId: "kept-2", labels }), undefined, "it is there");
      const { body } = await send("DELETE", "/v3/projects/kept-2");
      await cloud.finish("cloudresourcemanager", `/v3/${body.name}`);
      assert.equal(await back(project, { projectId: "kept-2", labels: { ...labels, stack: "env-x" } }), undefined);
      assert.equal(await back(project, { projectId: "kept-2" }), undefined);
      assert.equal(await stateOf(), "DELETE_REQUESTED");
      assert.deepEqual(await back(project, { projectId: "kept-2", labels }), {
        id: "projects/kept-2",
        did: "restored projects/kept-2, which was to be deleted",
      });
      assert.equal(await stateOf(), "ACTIVE");
    });

    it("stays away where nobody knows it", async () => {
      assert.equal(await back(project, { projectId: "never-there", labels }), undefined);
    });
  });

  it("of identity pools and their providers comes back", async () => {
    const pools = "projects/kept-1/locations/global/workloadIdentityPools";
    const send = async (method: string, path: string, body?: Record<string, unknown>) => {
      const { status, body: operation } = await cloud.send("iam", method, `/v1/${path}`, body);
      assert.equal(status, 200, JSON.stringify(operation));
      await cloud.finish("iam", `/v1/${operation.name}`);
    };
    await send("POST", `${pools}?workloadIdentityPoolId=github`, {});
    await send("POST", `${pools}/github/providers?workloadIdentityPoolProviderId=main`, {
      attributeMapping: { "google.subject": "assertion.sub" },
      attributeCondition: "assertion.repository_id == '1'",
      oidc: { issuerUri: "https://token.actions.githubusercontent.com" },
    });
    const [ofPool, ofProvider] = [
      { project: "kept-1", workloadIdentityPoolId: "github" },
      { project: "kept-1", workloadIdentityPoolId: "github", workloadIdentityPoolProviderId: "main" },
    ];
    assert.equal(await back(pool, ofPool), undefined);
    await send("DELETE", `${pools}/github/providers/main`);
    await send("DELETE", `${pools}/github`);
    assert.deepEqual(await back(pool, ofPool), { id: `${pools}/github`, did: `restored ${pools}/github` });
    assert.equal((await back(provider, ofProvider))?.id, `${pools}/github/providers/main`);
    assert.equal((await cloud.send("iam", "GET", `/v1/${pools}/github/providers/main`)).body.state, "ACTIVE");
  });

  describe("of keys", () => {
    const ring = "projects/kept-1/locations/europe-west3/keyRings/state";
    const name = `${ring}/cryptoKeys/production`;
    const send = (method: string, path: string, body?: Record<string, unknown>) =>
      cloud.send("cloudkms", method, `/v1/${path}`, body);
    const key = { keyRing: ring, name: "production" };
    const primary = async () => {
      const { body } = await send("GET", name);
      return [body.primary.name.split("/").at(-1), body.primary.state];
    };

    before(async () => {
      await send("POST", "projects/kept-1/locations/europe-west3/keyRings?keyRingId=state", {});
      await send("POST", `${ring}/cryptoKeys?cryptoKeyId=production`, { purpose: "ENCRYPT_DECRYPT" });
    });

    it("is the ring, which can't be deleted", async () => {
      const inputs = { project: "kept-1", location: "europe-west3", name: "state" };
      assert.equal((await back("gcp:kms/keyRing:KeyRing", inputs))?.id, ring);
      assert.equal(await back("gcp:kms/keyRing:KeyRing", { ...inputs, name: "other" }), undefined);
    });

    it("is the versions that aren't destroyed yet, so that what they encrypted can be read", async () => {
      await send("POST", `${name}/cryptoKeyVersions/1:destroy`, {});
      assert.equal((await back("gcp:kms/cryptoKey:CryptoKey", key))?.id, name);
      assert.deepEqual(await primary(), ["1", "ENABLED"]);
    });

    it("is the key with a new version, where all of it is destroyed", async () => {
      await send("POST", `${name}/cryptoKeyVersions/1:destroy`, {});
      cloud.cloud.clock.move(31 * 86_400_000);
      assert.equal((await back("gcp:kms/cryptoKey:CryptoKey", key))?.id, name);
      assert.deepEqual(await primary(), ["2", "ENABLED"]);
    });
  });

  it("is nothing of what can be made anew", async () => {
    assert.equal(await back("gcp:pubsub/topic:Topic", { project: "kept-1", name: "x" }), undefined);
  });
});
