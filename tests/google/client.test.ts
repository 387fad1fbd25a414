import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { endpoint, type GoogleClient, googleClient } from "../../google/client.ts";

const host = "pubsub.googleapis.com";

describe("the client", () => {
  let server: Server;
  let answers: (() => { status: number; body: object } | undefined)[];
  let asked: string[];
  let client: (retries?: number) => GoogleClient;

  before(async () => {
    server = createServer((request, response) => {
      asked.push(`${request.method} ${request.url} ${request.headers.authorization}`);
      const answer = answers.shift()?.();
      if (!answer) request.destroy();
      else response.writeHead(answer.status, { "content-type": "application/json" }).end(JSON.stringify(answer.body));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const environment = { CLOUDSDK_API_ENDPOINT_OVERRIDES_PUBSUB: base, GOOGLE_OAUTH_ACCESS_TOKEN: "token" };
    client = (retries) => googleClient(environment, retries);
  });
  after(() => server.close());
  beforeEach(() => {
    asked = [];
  });

  const says =
    (status: number, body: object = {}) =>
    () => ({ status, body });
  const breaks = () => undefined;

  it("goes to Google unless the environment says otherwise", () => {
    assert.equal(endpoint(host, {}), "https://pubsub.googleapis.com");
  });

  it("sends the token", async () => {
    answers = [says(200, { name: "x" })];
    assert.deepEqual(await client().request(host, "/v1/x"), { name: "x" });
    assert.deepEqual(asked, ["GET /v1/x Bearer token"]);
  });

  for (const [what, failure] of [
    ["429", says(429)],
    ["503", says(503)],
    ["a connection that breaks", breaks],
  ] as const) {
    it(`tries again after ${what}`, async () => {
      answers = [failure, failure, says(200, { name: "x" })];
      assert.deepEqual(await client().request(host, "/v1/x"), { name: "x" });
      assert.equal(asked.length, 3);
    });
  }

  it("never sends twice what might be done twice", async () => {
    answers = [says(503)];
    await assert.rejects(client().request(host, "/v1/x", { method: "POST", body: {} }), { code: 503 });
    assert.equal(asked.length, 1);
  });

  it("gives up with the last refusal, its reason and what was asked", async () => {
    const error = { message: "slow down", errors: [{ reason: "rateLimitExceeded" }] };
    answers = [says(429, { error }), says(429, { error })];
    await assert.rejects(client(1).request(host, "/v1/x"), {
      name: "GoogleError",
      code: 429,
      reason: "rateLimitExceeded",
      message: "GET pubsub.googleapis.com/v1/x: 429 slow down",
    });
    assert.equal(asked.length, 2);
  });

  it("passes a refusal on at once when waiting can't mend it", async () => {
    const error = { message: "no", details: [{ reason: "SERVICE_DISABLED" }], errors: [{ reason: "forbidden" }] };
    answers = [says(403, { error })];
    await assert.rejects(client().request(host, "/v1/x"), { code: 403, reason: "SERVICE_DISABLED" });
    assert.equal(asked.length, 1);
  });
});
