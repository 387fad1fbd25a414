import assert from "node:assert/strict";
import { MetadataServers } from "../../../../local/google/metadata-server.ts";
import { TestCloud } from "../../../support/cloud.ts";

const account = "guard@guest-1.iam.gserviceaccount.com";

describe("local Google: the metadata server", () => {
  let cloud: TestCloud;
  let base: string;
  before(async () => {
    cloud = await TestCloud.start();
    await cloud.project("guest-1", ["pubsub"]);
    const host = await new MetadataServers(cloud.cloud).host({ account, projectId: "guest-1" });
    base = `http://${host}/computeMetadata/v1`;
  });
  after(() => cloud.stop());

  const ask = (path: string, headers: Record<string, string> = { "metadata-flavor": "Google" }) =>
    fetch(base + path, { headers });

  it("gives tokens of the account, which may what the account may", async () => {
    const answer = await ask("/instance/service-accounts/default/token");
    assert.equal(answer.headers.get("metadata-flavor"), "Google");
    const { access_token: token, expires_in, token_type } = (await answer.json()) as Record<string, string>;
    assert.deepEqual([expires_in, token_type], [3600, "Bearer"]);
    const list = () => cloud.send("pubsub", "GET", "/v1/projects/guest-1/topics", undefined, token);
    assert.equal((await list()).status, 403);
    const bindings = [{ role: "roles/pubsub.viewer", members: [`serviceAccount:${account}`] }];
    await cloud.send("iam", "POST", "/v1/projects/guest-1/serviceAccounts", { accountId: "guard" });
    cloud.cloud.store.put("policies//cloudresourcemanager.googleapis.com/projects/guest-1", { bindings, etag: "x" });
    assert.equal((await list()).status, 200);
  });

  it("knows the account and the project", async () => {
    assert.equal(await (await ask("/instance/service-accounts/default/email")).text(), account);
    assert.equal(await (await ask("/project/project-id")).text(), "guest-1");
    assert.match(await (await ask("/project/numeric-project-id")).text(), /^\d{12}$/);
  });

  it("gives identity tokens for an audience", async () => {
    const token = await (await ask(`/instance/service-accounts/${account}/identity?audience=https://a.run.app`)).text();
    const claims = JSON.parse(Buffer.from(token.split(".")[1]!, "base64url").toString());
    assert.deepEqual([claims.aud, claims.email], ["https://a.run.app", account]);
  });

  it("answers nobody who didn't mean to ask, nor what it doesn't know", async () => {
    assert.equal((await ask("/instance/service-accounts/default/token", {})).status, 403);
    const forwarded = { "metadata-flavor": "Google", "x-forwarded-for": "1.2.3.4" };
    assert.equal((await ask("/instance/service-accounts/default/token", forwarded)).status, 403);
    assert.equal((await ask("/instance/attributes/startup-script")).status, 404);
  });
});
