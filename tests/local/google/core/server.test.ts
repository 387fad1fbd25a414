import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { type Answer, TestCloud } from "../../../support/cloud.ts";

describe("local Google: requests", () => {
  let cloud: TestCloud;
  let base: string;
  before(async () => {
    cloud = await TestCloud.start();
    await cloud.project("asked-1", ["secretmanager"]);
    base = cloud.environment.CLOUDSDK_API_ENDPOINT_OVERRIDES_SECRETMANAGER!;
  });
  after(() => cloud.stop());

  const secrets = "v1/projects/asked-1/secrets";
  const ask = async (path: string, init: RequestInit = {}): Promise<Answer> => {
    const response = await fetch(base + path, {
      ...init,
      headers: { authorization: `Bearer ${cloud.token}`, ...init.headers },
    });
    return { status: response.status, body: await response.json() };
  };

  for (const [what, token] of Object.entries({
    nothing: "",
    "a token of somebody else": "Bearer ya29.secret",
    "a token that was never given out": "Bearer local-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    "another kind of credentials": `Basic ${Buffer.from("ada:ada").toString("base64")}`,
  })) {
    it(`refuses a call with ${what}`, async () => {
      const { status, body } = await ask(secrets, { headers: { authorization: token } });
      assert.equal(status, 401);
      assert.equal(body.error.status, "UNAUTHENTICATED");
      assert.match(body.error.message, /^Request had invalid authentication credentials\./);
    });
  }

  it("knows service accounts and users by their tokens, and refuses those who may nothing", async () => {
    for (const member of ["user:grace@example.com", "serviceAccount:ci@p.iam.gserviceaccount.com"]) {
      const { status, body } = await ask(secrets, { headers: { authorization: `Bearer ${cloud.tokenFor(member)}` } });
      assert.deepEqual([status, body.error.status], [403, "PERMISSION_DENIED"]);
    }
  });

  it("takes no token whose time is over", async () => {
    const token = cloud.cloud.tokens.issue({ member: "user:grace@example.com" }, 0);
    const { status } = await ask(secrets, { headers: { authorization: `Bearer ${token}` } });
    assert.equal(status, 401);
  });

  it("says so when it has no such method", async () => {
    const { status, body } = await ask("v1/nonsense");
    assert.equal(status, 404);
    assert.match(body.error.message, /^Method not found: GET secretmanager\.googleapis\.com\/v1\/nonsense/);
  });

  it("refuses what is no JSON", async () => {
    const { status, body } = await ask(`${secrets}?secretId=a`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: "{",
    });
    assert.equal(status, 400);
    assert.match(body.error.message, /^Invalid JSON payload received\./);
  });

  it("takes compressed bodies", async () => {
    const { status } = await ask(`${secrets}?secretId=zipped`, {
      method: "POST",
      headers: { "content-type": "application/json", "content-encoding": "gzip" },
      body: new Uint8Array(gzipSync(JSON.stringify({ replication: { automatic: {} } }))),
    });
    assert.equal(status, 200);
  });

  it("shows the part of a reply that is asked for", async () => {
    await ask(`${secrets}?secretId=part`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ replication: { automatic: {} }, labels: { a: "1" } }),
    });
    assert.deepEqual((await ask(`${secrets}/part?fields=labels`)).body, { labels: { a: "1" } });
  });

  it("names a project by its ID or its number, and knows no others", async () => {
    const { body: project } = await cloud.send("cloudresourcemanager", "GET", "/v1/projects/asked-1");
    assert.equal((await ask(`v1/projects/${project.projectNumber}/secrets`)).status, 200);
    const { status, body } = await ask("v1/projects/nowhere-1/secrets");
    assert.equal(status, 403);
    assert.equal(body.error.message, "Permission denied on resource project nowhere-1.");
    assert.equal(body.error.details[1].reason, "CONSUMER_INVALID");
  });

  it("finishes what is due even if the call that finds it so is refused", async () => {
    const body = { projectId: "settled-1", parent: "organizations/419083752617" };
    await cloud.send("cloudresourcemanager", "POST", "/v3/projects", body);
    const now = Date.now;
    try {
      Date.now = () => now() + 5000;
      await ask("v1/projects/nowhere-1/secrets");
    } finally {
      Date.now = now;
    }
    assert.equal((await cloud.send("cloudresourcemanager", "GET", "/v1/projects/settled-1")).status, 200);
  });
});
