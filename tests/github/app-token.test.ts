import assert from "node:assert/strict";
import { createVerify, generateKeyPairSync } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { appJwt, appTokens } from "../../github/app-token.ts";

const { privateKey, publicKey } = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  privateKeyEncoding: { type: "pkcs1", format: "pem" },
  publicKeyEncoding: { type: "spki", format: "pem" },
});
const start = Date.parse("2026-11-28T12:00:00Z");

const decoded = (part: string) => JSON.parse(Buffer.from(part, "base64url").toString());

describe("the tokens of an app of GitHub", () => {
  it("are asked for by a text that only the app can sign", () => {
    const [head, claims, signature] = appJwt({ id: "12", privateKey }, start).split(".") as [string, string, string];
    assert.deepEqual(decoded(head), { alg: "RS256", typ: "JWT" });
    assert.deepEqual(decoded(claims), { iat: start / 1000 - 60, exp: start / 1000 + 540, iss: "12" });
    const verify = createVerify("RSA-SHA256").update(`${head}.${claims}`);
    assert.ok(verify.verify(publicKey, signature, "base64url"));
  });

  it("may do what was asked for, and are kept as long as they are good", async () => {
    const asked: [string | undefined, object][] = [];
    let status = 201;
    const server = createServer((request, response) => {
      let body = "";
      request.on("data", (chunk) => {
        body += chunk;
      });
      request.on("end", () => {
        asked.push([request.url, JSON.parse(body)]);
        const answer = { token: `ghs_${asked.length}`, expires_at: new Date(start + 3_600_000).toISOString() };
        response.writeHead(status).end(JSON.stringify(answer));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    try {
      let now = start;
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      const scope = { repository: "infrastructure", permissions: { actions: "write" } } as const;
      const token = appTokens({ id: "12", installation: "34", privateKey, url }, scope, () => now);
      assert.deepEqual([await token(), await token()], ["ghs_1", "ghs_1"]);
      now += 3_300_000;
      assert.equal(await token(), "ghs_2");
      assert.deepEqual(asked[0], [
        "/app/installations/34/access_tokens",
        { repositories: ["infrastructure"], permissions: { actions: "write" } },
      ]);
      status = 401;
      now += 3_600_000;
      await assert.rejects(token, /^GithubError: a token of the app for infrastructure: 401 was not given$/);
    } finally {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  });
});
