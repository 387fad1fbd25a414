import assert from "node:assert/strict";
import { localDirectory } from "../../local/directory.ts";
import { readEndpoints } from "../../local/endpoints.ts";
import type { Switchboard } from "../../local/switchboard.ts";
import { githubPlan } from "../../plan/github.ts";
import { identityPlans } from "../../plan/identities.ts";
import { loadSpecification } from "../../spec/load.ts";
import { TestProject } from "../support/project.ts";
import { isGoogles, neededElsewhere, placeOf } from "../support/roles.ts";
import { current, publicFiles, replace, today } from "../support/specification.ts";

const seed = "tst-seed-k7m2";
const spending = "tst-spending-h3vq";
const billing = "/v1/billingAccounts/01C0DE-5EED00-CAFE42";

/** The roles that docs/real-google-cloud.md asks of the person who begins. */
const founderRoles = [
  "iam.organizationRoleAdmin",
  "logging.configWriter",
  "orgpolicy.policyAdmin",
  "resourcemanager.folderAdmin",
  "resourcemanager.organizationAdmin",
  "resourcemanager.projectCreator",
  "resourcemanager.tagAdmin",
  "resourcemanager.tagUser",
].map((role) => `roles/${role}`);

const accountOf = (id: string, project = seed) => `${id}@${project}.iam.gserviceaccount.com`;

describe("identities with their real roles, on the real engine", () => {
  let project: TestProject;
  let cloud: Switchboard;
  const founder = "user:founder@example.com";

  before(async () => {
    const evening = "  evening:\n    name: Evening\n    parent: testing\n    budget: 2000\n";
    project = new TestProject(
      current(replace(publicFiles(), "organization.yaml", "  nightly:\n", `${evening}  nightly:\n`)),
    );
    await project.sgdist(["local", "up"]);
    cloud = await project.cloud();
    const { organization, billingAccount } = loadSpecification(project.root, today).organization;
    const allow = (api: string, path: string, roles: string[]) =>
      project.ask(api, `${path}:setIamPolicy`, "POST", {
        policy: { bindings: roles.map((role) => ({ role, members: [founder] })) },
      });
    await allow("cloudresourcemanager", `/v3/organizations/${organization.id}`, founderRoles);
    await allow("cloudbilling", `/v1/billingAccounts/${billingAccount}`, ["roles/billing.admin"]);
  });
  after(() => project.remove());

  const as = async (member: string) => ({ GOOGLE_OAUTH_ACCESS_TOKEN: await cloud.token(member) });

  /** A request as somebody; returns its status and what was said. */
  async function attempt(token: string, api: string, method: string, path: string, body?: object) {
    const { endpoints } = readEndpoints(localDirectory(project.root))!;
    const response = await fetch(endpoints[`${api}.googleapis.com`] + path, {
      method,
      headers: { authorization: `Bearer ${token}`, ...(body && { "content-type": "application/json" }) },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, message: text ? JSON.parse(text).error?.message : undefined, body: text };
  }

  /** The token of an account that a workflow gets by workload identity, as the workflow's file on main. */
  async function workflowToken(file: string, account: string, environment?: string): Promise<string> {
    const { organization } = loadSpecification(project.root, today);
    const { repository, repositoryId, ownerId, branch } = organization.github;
    const { projects } = await project.ask("cloudresourcemanager", `/v3/projects:search?query=id:${seed}`);
    const pool = `${projects[0].name}/locations/global/workloadIdentityPools/github`;
    const audience = `//iam.googleapis.com/${pool}/providers/github`;
    const outside = await cloud.outsideToken(githubPlan(organization).issuer, {
      aud: `https:${audience}`,
      sub: `repo:${repository}:ref:refs/heads/${branch}`,
      actor: "ada",
      event_name: "push",
      ref: `refs/heads/${branch}`,
      repository_id: repositoryId,
      repository_owner_id: ownerId,
      job_workflow_ref: `${repository}/.github/workflows/${file}@refs/heads/${branch}`,
      ...(environment && { environment }),
    });
    const exchanged = await project.ask("sts", "/v1/token", "POST", {
      grantType: "urn:ietf:params:oauth:grant-type:token-exchange",
      audience,
      subjectToken: outside,
      subjectTokenType: "urn:ietf:params:oauth:token-type:jwt",
    });
    const path = `/v1/projects/-/serviceAccounts/${account}:generateAccessToken`;
    const scope = ["https://www.googleapis.com/auth/cloud-platform"];
    const { body } = await attempt(exchanged.access_token, "iamcredentials", "POST", path, { scope });
    const { accessToken, error } = JSON.parse(body);
    if (!accessToken) throw new Error(error.message);
    return accessToken;
  }

  /** Runs a command that must end well without anything being refused. */
  async function succeed(args: string[], token: string): Promise<void> {
    const before = (await cloud.refusals()).length;
    const { code, stdout, stderr } = await project.sgdist(args, { GOOGLE_OAUTH_ACCESS_TOKEN: token });
    assert.equal(code, 0, stdout + stderr);
    // The guard looks every five minutes, whatever else is going on.
    const refused = (await cloud.refusals())
      .slice(before)
      .filter(({ protoPayload }) => !protoPayload.authenticationInfo.principalEmail?.startsWith("spending-controller@"))
      .map(({ protoPayload }) => protoPayload.status.message);
    assert.deepEqual(refused, []);
  }

  it("let the person who begins bring up bootstrap", async () => {
    await succeed(["up", "bootstrap"], (await as(founder)).GOOGLE_OAUTH_ACCESS_TOKEN);
  });

  it("let the workflow of production deploy production, by workload identity", async () => {
    const token = await workflowToken("deploy-production.yml", accountOf("deployer-production"), "production");
    for (const stack of ["organization", "ci", "spending", "env-live", "app-live"]) await succeed(["up", stack], token);
    for (const stack of ["organization", "ci", "spending", "env-live"]) {
      await succeed(["preview", stack, "--expect-no-changes"], token);
      await succeed(["refresh", stack], token);
    }
    // What a person brought up is looked after, too.
    await succeed(["preview", "bootstrap", "--refresh", "--expect-no-changes"], token);
  });

  it("let the daily look see all of production, and change nothing", async () => {
    const token = await workflowToken("deploy-production.yml", accountOf("watcher-production"));
    await succeed(["preview", "--all", "--tier", "production", "--refresh", "--expect-no-changes"], token);
    for (const [api, method, path, body] of [
      ["storage", "GET", `/storage/v1/b/${seed}-state-nonproduction/o/${encodeURIComponent(".pulumi/meta.yaml")}`],
      ["storage", "POST", `/upload/storage/v1/b/${seed}-state-production/o?uploadType=media&name=a`, {}],
      ["storage", "POST", `/upload/storage/v1/b/${seed}-outputs/o?uploadType=media&name=outputs/organization.json`, {}],
      ["compute", "POST", "/compute/v1/projects/tst-live-t5wk/global/networks", { name: "tunnel" }],
      ["iam", "POST", "/v1/projects/tst-live-t5wk/serviceAccounts", { accountId: "intruder" }],
      ["pubsub", "POST", `/v1/projects/${spending}/topics/budgets:publish`, { messages: [{ data: "e30=" }] }],
      ["cloudresourcemanager", "POST", "/v3/projects/tst-live-t5wk:setIamPolicy", { policy: {} }],
      ["cloudresourcemanager", "POST", "/v3/organizations/419083752617:setIamPolicy", { policy: {} }],
      ["billingbudgets", "POST", `${billing}/budgets`, {}],
    ] as [string, string, string, object?][]) {
      const { status, message } = await attempt(token, api, method, path, body);
      assert.equal(status, 403, `${method} ${path}: ${message}`);
    }
  });

  it("let the other workflow deploy everything else", async () => {
    const token = await workflowToken("deploy.yml", accountOf("deployer-nonproduction"));
    for (const stack of ["env-demo", "app-demo"]) {
      await succeed(["up", stack], token);
      await succeed(["refresh", stack], token);
    }
    // A kind's environments move to another folder.
    project.edit("organization.yaml", "folder: nightly", "folder: evening");
    await succeed(["up", "env-demo"], token);
    project.edit("organization.yaml", "folder: evening", "folder: nightly");
    await succeed(["up", "env-demo"], token);
    // What is gone may have left something behind.
    await succeed(["reconcile", "--dry-run"], token);
  });

  it("let no workflow become what another one is for", async () => {
    for (const [file, account, environment] of [
      // Where no reviewer is asked.
      ["deploy-production.yml", "deployer-production"],
      ["deploy-production.yml", "deployer-production", "other"],
      ["deploy-production.yml", "watcher-production", "production"],
      ["deploy.yml", "watcher-production"],
      ["deploy.yml", "deployer-production", "production"],
      ["follow.yml", "deployer-production"],
      ["follow.yml", "previewer"],
      ["preview.yml", "deployer-nonproduction"],
      ["pull-request.yml", "previewer"],
    ] as [string, string, string?][]) {
      await assert.rejects(
        workflowToken(file, accountOf(account), environment),
        /'iam\.serviceAccounts\.getAccessToken' denied/,
      );
    }
    assert.ok(await workflowToken("follow.yml", accountOf("deployer-nonproduction")));
  });

  it("keep the deployer of everything else out of production", async () => {
    const token = await workflowToken("deploy.yml", accountOf("deployer-nonproduction"));
    const { folders } = await project.ask("cloudresourcemanager", "/v3/folders:search?query=displayName=Production");
    for (const [api, method, path, body] of [
      ["storage", "GET", `/storage/v1/b/${seed}-state-production/o`],
      ["storage", "DELETE", `/storage/v1/b/${seed}-state-production/o/${encodeURIComponent(".pulumi/meta.yaml")}`],
      ["storage", "POST", `/upload/storage/v1/b/${seed}-outputs/o?uploadType=media&name=outputs/organization.json`, {}],
      ["compute", "POST", "/compute/v1/projects/tst-live-t5wk/global/networks", { name: "tunnel" }],
      ["cloudresourcemanager", "POST", "/v3/projects/tst-live-t5wk:setIamPolicy", { policy: {} }],
      ["cloudresourcemanager", "DELETE", "/v3/projects/tst-live-t5wk"],
      ["cloudresourcemanager", "POST", "/v3/projects", { projectId: "tst-mine-x1x1", parent: folders[0].name }],
      ["cloudresourcemanager", "POST", "/v3/organizations/419083752617:setIamPolicy", { policy: {} }],
      ["cloudbilling", "POST", `${billing}:setIamPolicy`, { policy: {} }],
      ["cloudbilling", "PUT", "/v1/projects/tst-live-t5wk/billingInfo", { billingAccountName: "" }],
      [
        "iamcredentials",
        "POST",
        `/v1/projects/-/serviceAccounts/${accountOf("deployer-production")}:generateAccessToken`,
        { scope: ["https://www.googleapis.com/auth/cloud-platform"] },
      ],
    ] as [string, string, string, object?][]) {
      const { status, message } = await attempt(token, api, method, path, body);
      assert.equal(status, 403, `${method} ${path}: ${message}`);
    }
  });

  it("let the previewer preview, and change nothing", async () => {
    const token = await workflowToken("preview.yml", accountOf("previewer"));
    for (const stack of ["organization", "ci", "spending", "env-live", "env-demo", "app-demo"]) {
      await succeed(["preview", stack], token);
    }
    // What runs in a cluster has passwords, which a plan does without.
    const before = (await cloud.refusals()).length;
    const { code, stdout, stderr } = await project.sgdist(["preview", "app-live"], {
      GOOGLE_OAUTH_ACCESS_TOKEN: token,
    });
    assert.equal(code, 0, stdout + stderr);
    const refused = (await cloud.refusals())
      .slice(before)
      .map(({ protoPayload }) => protoPayload.authorizationInfo[0]!);
    assert.deepEqual([...new Set(refused.map(({ permission }) => permission))], ["secretmanager.versions.access"]);
    for (const [api, method, path, body] of [
      ["storage", "GET", `/storage/v1/b/${seed}-state-nonproduction/o/${encodeURIComponent(".pulumi/meta.yaml")}`],
      ["compute", "POST", "/compute/v1/projects/tst-demo-d9hc/global/networks", { name: "tunnel" }],
      ["compute", "POST", "/compute/v1/projects/tst-demo-d9hc/zones/us-central1-a/instances/sourcegraph/stop"],
      ["iam", "POST", "/v1/projects/tst-demo-d9hc/serviceAccounts", { accountId: "intruder" }],
      ["pubsub", "POST", `/v1/projects/${spending}/topics/budgets:publish`, { messages: [{ data: "e30=" }] }],
      ["serviceusage", "POST", "/v1/projects/tst-demo-d9hc/services/dns.googleapis.com:enable", {}],
      ["billingbudgets", "POST", `${billing}/budgets`, {}],
      ["cloudresourcemanager", "POST", "/v3/projects/tst-demo-d9hc:setIamPolicy", { policy: {} }],
      ["storage", "POST", `/storage/v1/b?project=${seed}`, { name: "intruder-1" }],
    ] as [string, string, string, object?][]) {
      const { status, message } = await attempt(token, api, method, path, body);
      assert.equal(status, 403, `${method} ${path}: ${message}`);
    }
  });

  it("let the controller take a billing link away where the ladder says so, and give none", async () => {
    const { GOOGLE_OAUTH_ACCESS_TOKEN: token } = await as(
      `serviceAccount:${accountOf("spending-controller", spending)}`,
    );
    const link = (id: string, billingAccountName: string) =>
      attempt(token, "cloudbilling", "PUT", `/v1/projects/${id}/billingInfo`, { billingAccountName });
    const account = billing.replace("/v1/", "");
    assert.equal((await link("tst-live-t5wk", "")).status, 403);
    assert.equal((await link("tst-live-t5wk", account)).status, 403);
    assert.equal((await attempt(token, "cloudbilling", "POST", `${billing}:setIamPolicy`, { policy: {} })).status, 403);
    const { folders } = await project.ask("cloudresourcemanager", "/v3/folders:search?query=displayName=Nightly");
    const operation = await project.ask("cloudresourcemanager", "/v3/projects", "POST", {
      projectId: "tst-night-x1x1",
      parent: folders[0].name,
    });
    for (let done = false; !done; ) done = (await project.ask("cloudresourcemanager", `/v3/${operation.name}`)).done;
    await project.ask("cloudbilling", "/v1/projects/tst-night-x1x1/billingInfo", "PUT", {
      billingAccountName: account,
    });
    assert.equal((await link("tst-night-x1x1", account)).status, 403);
    assert.equal((await link("tst-night-x1x1", "")).status, 200);
  });

  it("let people see what their team's access says, and change nothing", async () => {
    await cloud.group("gcp-search@example.com", ["user:ada@example.com"]);
    const [ada, eve] = await Promise.all(["ada", "eve"].map((name) => cloud.token(`user:${name}@example.com`)));
    const logs = "/v2/projects/tst-demo-d9hc/locations/us-central1/buckets";
    assert.equal((await attempt(ada!, "logging", "GET", logs)).status, 200);
    assert.equal((await attempt(eve!, "logging", "GET", logs)).status, 403);
    for (const [api, method, path, body] of [
      ["logging", "POST", `${logs}?bucketId=mine`, {}],
      ["logging", "GET", logs.replace("tst-demo-d9hc", "tst-live-t5wk"), undefined],
      ["compute", "POST", "/compute/v1/projects/tst-demo-d9hc/zones/us-central1-a/instances/sourcegraph/stop", {}],
      ["cloudresourcemanager", "DELETE", "/v3/projects/tst-demo-d9hc", undefined],
    ] as [string, string, string, object?][]) {
      const { status, message } = await attempt(ada!, api, method, path, body);
      assert.equal(status, 403, `${method} ${path}: ${message}`);
    }
  });

  it("name who was refused what in the audit log", async () => {
    const refusals = await cloud.refusals();
    const last = refusals.findLast(({ protoPayload }) =>
      protoPayload.authenticationInfo.principalEmail?.startsWith("spending-controller@"),
    )!.protoPayload;
    assert.equal(last.authenticationInfo.principalEmail, accountOf("spending-controller", spending));
    assert.equal(last.authorizationInfo[0]!.permission, "resourcemanager.projects.createBillingAssignment");
    const delegated = refusals.find(({ protoPayload }) => protoPayload.authenticationInfo.serviceAccountDelegationInfo);
    assert.match(
      JSON.stringify(delegated?.protoPayload.authenticationInfo.serviceAccountDelegationInfo),
      /principal:\/\/iam\.googleapis\.com\/projects\/\d+\/locations\/global\/workloadIdentityPools\/github\/subject\/repo:/,
    );
    assert.match(project.read(".local/audit.jsonl"), /"principalEmail":"deployer-nonproduction@/);
  });

  it("have the roles that the plan says, and no others", async () => {
    const plans = identityPlans(loadSpecification(project.root, today));
    const rights = await cloud.rights();
    for (const { member, grants } of plans) {
      const given = rights.find((each) => each.member === member)?.rights ?? [];
      const real = await Promise.all(given.map(async ({ role, on }) => `${role} on ${await placeOf(project, on)}`));
      const own = real.filter((each) => !each.startsWith("roles/owner on "));
      assert.deepEqual(own.toSorted(), grants.map(({ role, on }) => `${role} on ${on}`).toSorted(), member);
    }
  });

  it("let the other workflow take down what it brought up", async () => {
    const token = await workflowToken("deploy.yml", accountOf("deployer-nonproduction"));
    await succeed(["destroy", "env-demo", "app-demo"], token);
  });

  it("would be refused something without any of their roles, but for those that are named here", async () => {
    const idle: Record<string, string[]> = {};
    for (const { member, rights } of await cloud.rights(["roles/owner"])) {
      if (isGoogles(member) || member.startsWith("serviceAccount:spending-controller@")) continue;
      const none = rights.filter(({ needed }) => needed.length === 0);
      const names = await Promise.all(none.map(async ({ role, on }) => `${role} on ${await placeOf(project, on)}`));
      if (names.length > 0) idle[member.split(/[:@]/)[1]!] = names.toSorted();
    }
    assert.deepEqual(idle, neededElsewhere);
  });

  it("need nothing of the ownership of a project but to link it, where they made no shared project", async () => {
    const rights = await cloud.rights(["roles/owner"]);
    const missing = (account: string) => rights.find(({ member }) => member.includes(`:${account}@`))?.missing;
    assert.deepEqual(missing("deployer-nonproduction"), ["resourcemanager.projects.createBillingAssignment"]);
    assert.deepEqual(missing("previewer"), []);
    assert.deepEqual(missing("spending-controller"), []);
  });
});
