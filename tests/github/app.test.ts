import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { openAsApp } from "../../github/app.ts";
import { type GithubApp, isPrivateKey } from "../../github/app-token.ts";
import { GithubError } from "../../github/client.ts";
import { say } from "../../github/sticky-comment.ts";
import { TestApp } from "../support/github/app.ts";
import { git } from "../support/github/git.ts";
import { GithubServer } from "../support/github/server.ts";
import type { KeptRepository } from "../support/github/state.ts";

describe("a repository as an app of GitHub", () => {
  let server: GithubServer;
  let app: TestApp;
  let infrastructure: KeptRepository;
  let product: KeptRepository;

  before(async () => {
    server = await new GithubServer().start();
    infrastructure = server.add("acme/infra", 7001);
    product = server.add("acme/product", 7002);
    server.add("acme/secret", 7003);
  });
  after(() => server.stop());
  beforeEach(() => {
    app = new TestApp(["infra", "product"], { contents: "write", pull_requests: "write" });
    server.app = app;
    server.calls.length = 0;
    server.faults.length = 0;
  });

  const own = (changes: Partial<GithubApp> = {}): GithubApp => {
    const { id, installation, privateKey } = app;
    return { id, installation, privateKey, url: server.environment.GITHUB_API_URL!, pause: 1, ...changes };
  };
  const open = (name: string, permissions: Record<string, "read" | "write">, changes?: Partial<GithubApp>) =>
    openAsApp(name, permissions, own(changes), { pause: 1 });

  const minted = () => app.minted.map(({ repositories, permissions }) => [repositories, permissions]);

  const commitOn = async (kept: KeptRepository, repository = open(kept.name, { contents: "write" })) => {
    const parent = git(kept.bare, ["rev-parse", "main"]);
    return repository.commit({ branch: "main", parent, message: "Change", files: new Map([["a", `${parent}\n`]]) });
  };

  it("has one token for each, for that one and what is asked for", async () => {
    await commitOn(infrastructure);
    const pulls = open("acme/product", { pull_requests: "read" });
    await Promise.all([pulls.openPullRequests(), pulls.openPullRequests()]);
    assert.deepEqual(minted(), [
      [["infra"], { contents: "write" }],
      [["product"], { pull_requests: "read" }],
    ]);
    await assert.rejects(pulls.head("main"), (error: GithubError) => error.status === 403);
    await assert.rejects(commitOn(product, open("acme/product", { contents: "read" })), /403/);
  });

  it("gets another token when one comes to its end in the middle", async () => {
    const repository = open("acme/infra", { contents: "write" });
    await commitOn(infrastructure, repository);
    app.revoke();
    const made = await commitOn(infrastructure, repository);
    assert.equal(git(infrastructure.bare, ["rev-parse", "main"]), made);
    assert.equal(app.minted.length, 2);
  });

  it("is shown by the account of the app, so that it finds again what it said", async () => {
    git(product.bare, ["branch", "--force", "one", "main"]);
    const pull = server.open(product, "one");
    const repository = open("acme/product", { pull_requests: "write" });
    assert.equal(await repository.self(), app.account.id);
    assert.equal(await say(repository, pull.number, "test", "One"), "made");
    assert.equal(await say(repository, pull.number, "test", "Two"), "changed");
    assert.deepEqual(
      product.comments.map(({ user, body }) => [user.id, body]),
      [[app.account.id, "<!-- sgdist:test -->\nTwo"]],
    );
    assert.equal(server.calls.filter((call) => call === "GET /app").length, 1);
  });

  it("is refused with another key, a wrong number, and where it isn't installed or allowed", async () => {
    const { privateKey } = generateKeyPairSync("rsa", {
      modulusLength: 2048,
      privateKeyEncoding: { type: "pkcs8", format: "pem" },
      publicKeyEncoding: { type: "spki", format: "pem" },
    });
    const refused: [string, Record<string, "read" | "write">, Partial<GithubApp>, string][] = [
      ["acme/infra", { contents: "read" }, { privateKey }, "401 was not given: A JSON web token could not be decoded"],
      ["acme/infra", { contents: "read" }, { id: "9" }, "401 was not given: Integration not found"],
      ["acme/infra", { contents: "read" }, { installation: "9" }, "404 was not given: Not Found"],
      ["acme/infra", { administration: "write" }, {}, "422 was not given: The permissions requested are not granted"],
      ["acme/secret", { contents: "read" }, {}, "422 was not given: There is at least one repository"],
    ];
    for (const [name, permissions, changes, message] of refused) {
      await assert.rejects(open(name, permissions, changes).head("main"), (error: Error) => {
        assert.ok(error instanceof GithubError);
        const start = `a token of the app for ${name.slice(5)}: ${message}`;
        assert.equal(error.message.slice(0, start.length), start);
        return true;
      });
    }
    assert.equal(app.minted.length, 0);
  });

  it("waits where GitHub fails for a while, and not for ever", async () => {
    server.faults.push({ matches: /access_tokens$/, status: 503, times: 2 });
    await open("acme/infra", { contents: "read" }).head("main");
    assert.equal(app.minted.length, 1);
    server.faults.push({ matches: /access_tokens$/, status: 503, times: 99 });
    server.calls.length = 0;
    await assert.rejects(open("acme/infra", { contents: "read" }).head("main"), /503 was not given: a fault/);
    assert.equal(server.calls.length, 3);
  });

  it("knows a private key when it sees one", () => {
    assert.ok(isPrivateKey(app.privateKey));
    for (const text of ["", "x", app.privateKey.slice(0, 200), app.privateKey.replaceAll("\n", " ")]) {
      assert.ok(!isPrivateKey(text), text);
    }
    const { privateKey } = generateKeyPairSync("ec", {
      namedCurve: "P-256",
      privateKeyEncoding: { type: "pkcs8", format: "pem" },
      publicKeyEncoding: { type: "spki", format: "pem" },
    });
    assert.ok(!isPrivateKey(privateKey));
  });
});
