import assert from "node:assert/strict";
import { repositoryOpener } from "../../cli/github.ts";
import { type GoogleClient, GoogleError } from "../../google/client.ts";
import { UserError } from "../../spec/problem.ts";
import type { Organization } from "../../spec/schema/organization.ts";
import { TestApp } from "../support/github/app.ts";
import { GithubServer } from "../support/github/server.ts";
import { goodSpecification } from "../support/specification.ts";

/** A client of Google's that knows one secret. */
function secretOf(value: string | undefined): { google: GoogleClient; asked: string[] } {
  const asked: string[] = [];
  const request: GoogleClient["request"] = async (_, path) => {
    asked.push(path);
    if (value === undefined) throw new GoogleError(path, 404, "", "Secret Version not found.");
    return { payload: { data: Buffer.from(`${value}\n`).toString("base64") } } as never;
  };
  return { google: { request }, asked };
}

describe("how commands open repositories", () => {
  let server: GithubServer;
  let app: TestApp;
  let withApp: Organization;

  before(async () => {
    server = await new GithubServer().start();
    app = new TestApp(["infrastructure"], { contents: "write" });
    server.app = app;
    server.add("example/infrastructure", 611284903);
    const { organization } = goodSpecification();
    const { id, installation } = app;
    withApp = { ...organization, github: { ...organization.github, app: { id, installation } } };
  });
  after(() => server.stop());

  const url = () => ({ GITHUB_API_URL: server.environment.GITHUB_API_URL });
  const never = () => assert.fail("Google was asked");

  it("goes by GITHUB_TOKEN where there is one, and asks Google for nothing", async () => {
    const open = await repositoryOpener(withApp, never, server.environment);
    assert.match(await open("example/infrastructure", { contents: "read" }).head("main"), /^[0-9a-f]{40}$/);
    assert.equal(app.minted.length, 0);
  });

  it("is the app's without a token, with a key that is read of Secret Manager once", async () => {
    const { google, asked } = secretOf(app.privateKey);
    const open = await repositoryOpener(withApp, () => google, url());
    for (const level of ["read", "write"] as const) {
      await open("example/infrastructure", { contents: level }).head("main");
    }
    assert.deepEqual(asked, ["/v1/projects/tst-ci-r8fd/secrets/github-app-key/versions/latest:access"]);
    assert.deepEqual(
      app.minted.map(({ permissions }) => permissions),
      [{ contents: "read" }, { contents: "write" }],
    );
  });

  it("says what to do without a token, an app or a key, and never shows what it took for a key", async () => {
    const { organization } = goodSpecification();
    const open = await repositoryOpener(organization, never, url());
    assert.throws(() => open("example/infrastructure", {}), /GITHUB_TOKEN isn't set/);
    const wrong: [string | undefined, string][] = [
      [undefined, "The secret github-app-key of tst-ci-r8fd has no version yet."],
      [app.privateKey.slice(0, 300), "The secret github-app-key of tst-ci-r8fd is no private key of RSA as PEM."],
    ];
    for (const [value, message] of wrong) {
      await assert.rejects(
        repositoryOpener(withApp, () => secretOf(value).google, url()),
        (error: Error) => {
          assert.ok(error instanceof UserError);
          assert.equal(
            error.message,
            `${message} docs/github-app.md tells how to put it there; GITHUB_TOKEN does without the app.`,
          );
          return true;
        },
      );
    }
  });

  it("asks for no token of somebody else's repository of the same name", async () => {
    const open = await repositoryOpener(withApp, () => secretOf(app.privateKey).google, url());
    assert.throws(
      () => open("other/infrastructure", {}),
      /installed at example, and other\/infrastructure is another's/,
    );
  });
});
