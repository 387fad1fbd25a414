import assert from "node:assert/strict";
import { rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { GoogleAuth } from "google-auth-library";
import { githubPlan, trustedMembers } from "../../../../plan/github.ts";
import { type Answer, TestCloud } from "../../../support/cloud.ts";
import { ownSpecification } from "../../../support/organization-stacks.ts";

const { organization } = ownSpecification();
const plan = githubPlan(organization);
const { repository, repositoryId, ownerId, branch } = organization.github;
const deployer = "deployer@federated-1.iam.gserviceaccount.com";
const exchange = "urn:ietf:params:oauth:grant-type:token-exchange";

describe("local Google: workload identity", () => {
  let cloud: TestCloud;
  let pool: string;

  before(async () => {
    cloud = await TestCloud.start();
    const number = await cloud.project("federated-1", ["iam", "secretmanager"]);
    pool = `projects/${number}/locations/global/workloadIdentityPools/github`;
    const pools = "/v1/projects/federated-1/locations/global/workloadIdentityPools";
    const made = await cloud.send("iam", "POST", `${pools}?workloadIdentityPoolId=github`, {});
    await cloud.finish("iam", `/v1/${made.body.name}`);
    const provider = await cloud.send(
      "iam",
      "POST",
      `${pools}/github/providers?workloadIdentityPoolProviderId=github`,
      {
        oidc: { issuerUri: plan.issuer },
        attributeCondition: plan.condition,
        attributeMapping: plan.mapping,
      },
    );
    await cloud.finish("iam", `/v1/${provider.body.name}`);
    await cloud.send("iam", "POST", "/v1/projects/federated-1/serviceAccounts", { accountId: "deployer" });
    await cloud.send("iam", "POST", `/v1/projects/federated-1/serviceAccounts/${deployer}:setIamPolicy`, {
      policy: { bindings: [{ role: "roles/iam.workloadIdentityUser", members: [trustedMembers(pool, "production")] }] },
    });
    await cloud.send("cloudresourcemanager", "POST", "/v3/projects/federated-1:setIamPolicy", {
      policy: { bindings: [{ role: "roles/secretmanager.viewer", members: [`serviceAccount:${deployer}`] }] },
    });
  });
  after(() => cloud.stop());

  const audience = () => `//iam.googleapis.com/${pool}/providers/github`;

  /** A workflow's token, as GitHub gives it. */
  const workflow = (claims: Record<string, unknown> = {}) =>
    cloud.cloud.issuers.sign(plan.issuer, {
      aud: `https:${audience()}`,
      sub: `repo:${repository}:ref:refs/heads/${branch}`,
      actor: "ada",
      event_name: "push",
      ref: `refs/heads/${branch}`,
      repository,
      repository_id: repositoryId,
      repository_owner_id: ownerId,
      job_workflow_ref: `${repository}/.github/workflows/deploy-production.yml@refs/heads/${branch}`,
      environment: "production",
      ...claims,
    });

  async function exchanged(token: string, more: Record<string, string> = {}): Promise<Answer> {
    const response = await fetch(`${cloud.environment.CLOUDSDK_API_ENDPOINT_OVERRIDES_STS}v1/token`, {
      method: "POST",
      body: new URLSearchParams({
        grant_type: exchange,
        audience: audience(),
        subject_token: token,
        subject_token_type: "urn:ietf:params:oauth:token-type:jwt",
        requested_token_type: "urn:ietf:params:oauth:token-type:access_token",
        scope: "https://www.googleapis.com/auth/cloud-platform",
        ...more,
      }),
    });
    return { status: response.status, body: await response.json() };
  }

  const impersonate = (token: string) =>
    cloud.send(
      "iamcredentials",
      "POST",
      `/v1/projects/-/serviceAccounts/${deployer}:generateAccessToken`,
      { scope: ["https://www.googleapis.com/auth/cloud-platform"] },
      token,
    );

  const secrets = (token: string) =>
    cloud.send("secretmanager", "GET", "/v1/projects/federated-1/secrets", undefined, token);

  it("turns a workflow's token into one of an account, which may what the account may", async () => {
    const { status, body } = await exchanged(workflow());
    assert.deepEqual([status, body.token_type, body.expires_in], [200, "Bearer", 3600]);
    assert.equal((await secrets(body.access_token)).status, 403);
    const { accessToken, expireTime } = (await impersonate(body.access_token)).body;
    assert.ok(Date.parse(expireTime) > Date.now());
    assert.equal((await secrets(accessToken)).status, 200);
  });

  it("works with Google's own client and a credential file of theirs", async () => {
    const [token, file] = ["token", "credentials.json"].map((name) =>
      join(tmpdir(), `federation-${process.pid}-${name}`),
    ) as [string, string];
    writeFileSync(token, workflow());
    const { environment } = cloud;
    const credentials = {
      type: "external_account",
      audience: audience(),
      subject_token_type: "urn:ietf:params:oauth:token-type:jwt",
      token_url: `${environment.CLOUDSDK_API_ENDPOINT_OVERRIDES_STS}v1/token`,
      service_account_impersonation_url: `${environment.CLOUDSDK_API_ENDPOINT_OVERRIDES_IAMCREDENTIALS}v1/projects/-/serviceAccounts/${deployer}:generateAccessToken`,
      credential_source: { file: token },
    };
    writeFileSync(file, JSON.stringify(credentials));
    try {
      const auth = new GoogleAuth({ keyFilename: file, scopes: "https://www.googleapis.com/auth/cloud-platform" });
      const client = await auth.getClient();
      const own = (await client.getAccessToken()).token!;
      assert.equal((await secrets(own)).status, 200);
    } finally {
      for (const each of [token, file]) rmSync(each);
    }
  });

  for (const [what, claims] of Object.entries({
    "the other deployer's workflow": {
      job_workflow_ref: `${repository}/.github/workflows/deploy.yml@refs/heads/${branch}`,
    },
    "the workflow that only commits": {
      job_workflow_ref: `${repository}/.github/workflows/follow.yml@refs/heads/${branch}`,
    },
    "a job that no reviewer is asked for": { environment: undefined },
    "a job of another environment": { environment: "staging" },
    "another branch": { ref: "refs/heads/other" },
    "the workflow as another branch has it": {
      job_workflow_ref: `${repository}/.github/workflows/deploy-production.yml@refs/heads/other`,
    },
  })) {
    it(`lets nobody act as the deployer from ${what}`, async () => {
      const { body } = await exchanged(workflow(claims));
      const { status, body: refusal } = await impersonate(body.access_token);
      assert.equal(status, 403);
      assert.equal(
        refusal.error.message,
        "Permission 'iam.serviceAccounts.getAccessToken' denied on resource (or it may not exist).",
      );
    });
  }

  const refusals: Record<string, [token: () => string, error: string, description: RegExp]> = {
    "another repository": [
      () => workflow({ repository_id: "1" }),
      "unauthorized_client",
      /rejected by the attribute condition/,
    ],
    "a repository of the same number, of another owner": [
      () => workflow({ repository_owner_id: "1" }),
      "unauthorized_client",
      /rejected by the attribute condition/,
    ],
    "another audience": [() => workflow({ aud: "https://example.com" }), "invalid_grant", /audience/],
    "another issuer": [
      () => cloud.cloud.issuers.sign("https://evil.example", { aud: `https:${audience()}`, sub: "x" }),
      "invalid_grant",
      /issuer/,
    ],
    "one that is over": [() => workflow({ exp: Math.floor(Date.now() / 1000) - 1 }), "invalid_grant", /stale/],
    "a changed one": [
      () => {
        const [head, , signature] = workflow().split(".");
        const body = Buffer.from(JSON.stringify({ iss: plan.issuer, repository_id: repositoryId })).toString(
          "base64url",
        );
        return `${head}.${body}.${signature}`;
      },
      "invalid_grant",
      /signature/,
    ],
    "one without a signature": [
      () => `${Buffer.from('{"alg":"none"}').toString("base64url")}.e30.`,
      "invalid_grant",
      /RS256/,
    ],
    "one that lacks a mapped claim": [() => workflow({ actor: undefined }), "invalid_grant", /attribute\.actor/],
    "what is no token": [() => "hello", "invalid_grant", /JWT/],
  };
  for (const [what, [token, error, description]] of Object.entries(refusals)) {
    it(`refuses ${what}`, async () => {
      const { status, body } = await exchanged(token());
      assert.deepEqual([status, body.error], [400, error]);
      assert.match(body.error_description, description);
    });
  }

  it("refuses a pool that isn't there, and one that is switched off", async () => {
    const elsewhere = { audience: audience().replace("/github/", "/other/") };
    assert.equal((await exchanged(workflow(), elsewhere)).body.error, "invalid_target");
    const path = `/v1/${pool}`;
    const off = await cloud.send("iam", "PATCH", `${path}?updateMask=disabled`, { disabled: true });
    await cloud.finish("iam", `/v1/${off.body.name}`);
    assert.equal((await exchanged(workflow())).body.error, "invalid_target");
    const on = await cloud.send("iam", "PATCH", `${path}?updateMask=disabled`, { disabled: false });
    await cloud.finish("iam", `/v1/${on.body.name}`);
    assert.equal((await exchanged(workflow())).status, 200);
  });
});
