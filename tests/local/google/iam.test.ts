import assert from "node:assert/strict";
import { organizationId, TestCloud } from "../../support/cloud.ts";

const day = 24 * 60 * 60 * 1000;

describe("local Google: IAM", () => {
  let cloud: TestCloud;
  let number: string;
  before(async () => {
    cloud = await TestCloud.start();
    number = await cloud.project("identity-1", ["iam"]);
    await cloud.project("identity-2", ["iam"]);
    await cloud.project("identity-off-1");
  });
  after(() => cloud.stop());
  afterEach(() => cloud.cloud.clock.move(0));

  const send = (method: string, path: string, body?: object) => cloud.send("iam", method, path, body as never);

  const refusal = (code: number, status: string, message: string, reason: string) => ({
    status: code,
    body: { error: { code, message, errors: [{ message, domain: "global", reason }], status } },
  });

  describe("service accounts", () => {
    const path = "/v1/projects/identity-1/serviceAccounts";
    const create = (accountId: string, serviceAccount: object = {}) =>
      send("POST", path, { accountId, serviceAccount });
    const emailOf = (id: string) => `${id}@identity-1.iam.gserviceaccount.com`;

    it("are made with all their names", async () => {
      const { status, body } = await create("deployer", { displayName: "Deployer" });
      assert.equal(status, 200);
      assert.match(body.uniqueId, /^\d{21}$/);
      assert.deepEqual(body, {
        name: `projects/identity-1/serviceAccounts/${emailOf("deployer")}`,
        projectId: "identity-1",
        uniqueId: body.uniqueId,
        email: emailOf("deployer"),
        displayName: "Deployer",
        etag: "MDEwMjE5MjA=",
        oauth2ClientId: body.uniqueId,
      });
      for (const at of [
        `${path}/${emailOf("deployer")}`,
        `${path}/${body.uniqueId}`,
        `/v1/projects/-/serviceAccounts/${emailOf("deployer")}`,
        `/v1/projects/-/serviceAccounts/${body.uniqueId}`,
        `/v1/projects/${number}/serviceAccounts/${emailOf("deployer")}`,
      ]) {
        assert.deepEqual((await send("GET", at)).body, body, at);
      }
    });

    it("are refused twice, or with a bad ID", async () => {
      await create("duplicate");
      const message = "Service account duplicate already exists within project projects/identity-1.";
      assert.deepEqual(await create("duplicate"), refusal(409, "ALREADY_EXISTS", message, "alreadyExists"));
      const short = 'The account ID "short" does not have a length between 6 and 30.';
      assert.deepEqual(await create("short"), refusal(400, "INVALID_ARGUMENT", short, "badRequest"));
      assert.equal((await create("Capitals")).status, 400);
      assert.equal((await create("too-much-to-say", { displayName: "x".repeat(101) })).status, 400);
    });

    it("are unknown where they aren't, and in projects where the API is off not to be asked for", async () => {
      await create("somewhere");
      const unknown = refusal(404, "NOT_FOUND", "Unknown service account", "notFound");
      assert.deepEqual(await send("GET", `${path}/${emailOf("nobody")}`), unknown);
      assert.deepEqual(await send("GET", `/v1/projects/-/serviceAccounts/${emailOf("nobody")}`), unknown);
      assert.deepEqual(await send("GET", `/v1/projects/identity-2/serviceAccounts/${emailOf("somewhere")}`), unknown);
      const off = await send("GET", "/v1/projects/identity-off-1/serviceAccounts");
      assert.equal(off.body.error.errors[0].reason, "accessNotConfigured");
    });

    it("have two texts that can be changed, by PATCH and by PUT", async () => {
      await create("changing", { displayName: "a", description: "b" });
      const at = `${path}/${emailOf("changing")}`;
      const patch = { serviceAccount: { displayName: "c", description: "ignored" }, updateMask: "display_name" };
      const patched = await send("PATCH", at, patch);
      assert.deepEqual([patched.body.displayName, patched.body.description], ["c", "b"]);
      const put = await send("PUT", at, { displayName: "d" });
      assert.deepEqual([put.body.displayName, put.body.description], ["d", undefined]);
      const email = { serviceAccount: { email: "x" }, updateMask: "email" };
      assert.equal((await send("PATCH", at, email)).status, 400);
    });

    it("are switched off and on", async () => {
      await create("switched");
      const at = `${path}/${emailOf("switched")}`;
      assert.deepEqual(await send("POST", `${at}:disable`), { status: 200, body: {} });
      assert.equal((await send("GET", at)).body.disabled, true);
      assert.deepEqual(await send("POST", `${at}:enable`, {}), { status: 200, body: {} });
      assert.equal((await send("GET", at)).body.disabled, undefined);
    });

    it("are listed in pages", async () => {
      const other = "/v1/projects/identity-2/serviceAccounts";
      assert.deepEqual(await send("GET", other), { status: 200, body: {} });
      for (const accountId of ["first-1", "second-1", "third-1"]) await send("POST", other, { accountId });
      const first = await send("GET", `${other}?pageSize=2`);
      assert.equal(first.body.accounts.length, 2);
      const rest = await send("GET", `${other}?pageSize=2&pageToken=${first.body.nextPageToken}`);
      assert.deepEqual(Object.keys(rest.body), ["accounts"]);
    });

    it("can be brought back for 30 days, and leave their mark in policies", async () => {
      const { body: account } = await create("returning");
      const project = "/v3/projects/identity-1";
      const read = async () =>
        (await cloud.send("cloudresourcemanager", "POST", `${project}:getIamPolicy`, {})).body.bindings;
      const member = `serviceAccount:${account.email}`;
      const owners = await read();
      const bindings = [...owners, { role: "roles/viewer", members: [member] }];
      await cloud.send("cloudresourcemanager", "POST", `${project}:setIamPolicy`, { policy: { bindings } });

      assert.deepEqual(await send("DELETE", `${path}/${account.email}`), { status: 200, body: {} });
      const gone = `Service account projects/identity-1/serviceAccounts/${account.email} does not exist.`;
      assert.deepEqual(await send("GET", `${path}/${account.email}`), refusal(404, "NOT_FOUND", gone, "notFound"));
      assert.deepEqual((await read()).at(-1).members, [`deleted:${member}?uid=${account.uniqueId}`]);

      const restored = await send("POST", `${path}/${account.uniqueId}:undelete`, {});
      assert.deepEqual(restored.body, { restoredAccount: account });
      assert.deepEqual((await read()).at(-1).members, [member]);

      await send("DELETE", `${path}/${account.email}`);
      cloud.cloud.clock.move(31 * day);
      assert.equal((await send("POST", `${path}/${account.uniqueId}:undelete`, {})).status, 404);
      const { body: second } = await create("returning");
      assert.notEqual(second.uniqueId, account.uniqueId);
    });

    it("must be there before a policy names them", async () => {
      const policy = { bindings: [{ role: "roles/viewer", members: [`serviceAccount:${emailOf("phantom")}`] }] };
      const set = "/v3/projects/identity-1:setIamPolicy";
      const early = await cloud.send("cloudresourcemanager", "POST", set, { policy });
      assert.equal(early.status, 400);
      assert.equal(early.body.error.message, `Service account ${emailOf("phantom")} does not exist.`);
    });

    it("have policies of their own", async () => {
      await create("policed");
      const at = `${path}/${emailOf("policed")}`;
      assert.deepEqual(await send("POST", `${at}:getIamPolicy`), { status: 200, body: { etag: "ACAB" } });
      const version = "?options.requestedPolicyVersion=3";
      assert.equal((await send("POST", `${at}:getIamPolicy${version}`)).status, 200);
      const withBody = await send("POST", `${at}:getIamPolicy`, { options: { requestedPolicyVersion: 3 } });
      assert.equal(withBody.status, 400);
      const unknown = 'Invalid JSON payload received. Unknown name "options": Root element must be a message.';
      assert.equal(withBody.body.error.message, unknown);
      const bindings = [{ role: "roles/iam.serviceAccountUser", members: ["user:ada@example.com"] }];
      const set = await send("POST", `${at}:setIamPolicy`, { policy: { bindings, etag: "ACAB" } });
      assert.deepEqual(set.body, { version: 1, etag: set.body.etag, bindings });
      const stale = await send("POST", `${at}:setIamPolicy`, { policy: { bindings, etag: "ACAB" } });
      assert.equal(stale.status, 409);
      await send("DELETE", at);
      await create("policed");
      assert.deepEqual((await send("POST", `${at}:getIamPolicy`)).body, { etag: "ACAB" });
    });

    it("are 100 in a project at most", async () => {
      await cloud.project("crowded-1", ["iam"]);
      const crowded = "/v1/projects/crowded-1/serviceAccounts";
      for (let index = 0; index < 100; index++) await send("POST", crowded, { accountId: `account-${index}` });
      const { status, body } = await send("POST", crowded, { accountId: "account-100" });
      assert.deepEqual([status, body.error.status], [429, "RESOURCE_EXHAUSTED"]);
    });
  });

  for (const parent of ["projects/identity-1", `organizations/${organizationId}`]) {
    describe(`roles of ${parent.split("/")[0]}`, () => {
      const path = `/v1/${parent}/roles`;
      const create = (roleId: string, role: object = { title: roleId }) => send("POST", path, { roleId, role });

      it("are made, read and listed", async () => {
        const includedPermissions = ["pubsub.topics.publish", "pubsub.topics.get"];
        const { body } = await create("publisher", { title: "Publisher", includedPermissions, stage: "GA" });
        assert.deepEqual(body, {
          name: `${parent}/roles/publisher`,
          title: "Publisher",
          includedPermissions: includedPermissions.toSorted(),
          stage: "GA",
          etag: body.etag,
        });
        assert.deepEqual((await send("GET", `${path}/publisher`)).body, body);
        const { includedPermissions: _, ...basic } = body;
        assert.deepEqual((await send("GET", path)).body.roles, [basic]);
        assert.deepEqual((await send("GET", `${path}?view=FULL`)).body.roles, [body]);
      });

      it("change by mask or by what is sent, unless somebody else changed them", async () => {
        const { body } = await create("changing", { title: "a", description: "b", includedPermissions: ["a.b.c"] });
        const masked = await send("PATCH", `${path}/changing?updateMask=title`, { title: "c", description: "d" });
        assert.deepEqual([masked.body.title, masked.body.description], ["c", "b"]);
        assert.notEqual(masked.body.etag, body.etag);
        const stale = await send("PATCH", `${path}/changing`, { title: "e", etag: body.etag });
        assert.deepEqual([stale.status, stale.body.error.status], [409, "ABORTED"]);
        const sent = await send("PATCH", `${path}/changing`, { description: "", includedPermissions: [] });
        assert.deepEqual(Object.keys(sent.body).toSorted(), ["etag", "name", "title"]);
      });

      it("stay a week when they are deleted, and keep their ID for 37 days", async () => {
        await create("retired");
        const at = `${path}/retired`;
        const { body } = await send("DELETE", at);
        assert.equal(body.deleted, true);
        assert.deepEqual((await send("GET", at)).body, body);
        const hidden = (await send("GET", path)).body.roles ?? [];
        assert.ok(!hidden.some(({ name }: { name: string }) => name === body.name));
        assert.ok((await send("GET", `${path}?showDeleted=true`)).body.roles.length > hidden.length);
        const again = `You can't delete role_id (${parent}/roles/retired) as it is already deleted.`;
        assert.deepEqual(await send("DELETE", at), refusal(400, "FAILED_PRECONDITION", again, "failedPrecondition"));
        assert.equal((await send("PATCH", at, { title: "x" })).status, 400);
        assert.equal(
          (await create("retired")).body.error.message,
          "You can't create a role with role_id (retired) where there is an existing role with that role_id in a " +
            "deleted state.",
        );
        const restored = await send("POST", `${at}:undelete`, { etag: body.etag });
        assert.equal(restored.body.deleted, undefined);
        assert.equal((await send("POST", `${at}:undelete`, {})).status, 400);

        await send("DELETE", at);
        cloud.cloud.clock.move(8 * day);
        assert.equal((await send("POST", `${at}:undelete`, {})).status, 404);
        const marked = "You can't create a role_id (retired) which has been marked for deletion.";
        assert.equal((await create("retired")).body.error.message, marked);
        cloud.cloud.clock.move(38 * day);
        assert.equal((await create("retired")).status, 200);
      });

      it("are refused twice, with a bad ID, or with a permission that isn't one", async () => {
        await create("twice");
        const taken = `A role named twice in ${parent} already exists.`;
        assert.deepEqual(await create("twice"), refusal(409, "ALREADY_EXISTS", taken, "alreadyExists"));
        assert.equal((await create("with-hyphen")).status, 400);
        const bad = await create("bad_role", { includedPermissions: ["everything"] });
        assert.equal(bad.body.error.message, "Permission everything is not valid.");
        const above = await create("above", { includedPermissions: ["resourcemanager.folders.create"] });
        assert.equal(above.status, parent.startsWith("projects") ? 400 : 200);
        const missing = `The role named ${parent}/roles/none was not found.`;
        assert.deepEqual(await send("GET", `${path}/none`), refusal(404, "NOT_FOUND", missing, "notFound"));
      });

      it("can be given only when they are there", async () => {
        const set = (role: string) => {
          const policy = { bindings: [{ role, members: ["user:ada@example.com"] }] };
          return cloud.send("cloudresourcemanager", "POST", "/v3/projects/identity-2:setIamPolicy", { policy });
        };
        const early = await set(`${parent}/roles/given`);
        assert.equal(
          early.body.error.message,
          `Role (${parent}/roles/given) does not exist in the resource's hierarchy.`,
        );
        await create("given");
        assert.equal((await set(`${parent}/roles/given`)).status, 200);
        await send("DELETE", `${path}/given`);
        assert.equal((await set(`${parent}/roles/given`)).status, 200);
      });
    });
  }

  it("knows a part of the predefined roles", async () => {
    const { body } = await send("GET", "/v1/roles/pubsub.publisher");
    assert.deepEqual(body, {
      name: "roles/pubsub.publisher",
      title: "Pub/Sub Publisher",
      description: "Publishes messages to topics.",
      includedPermissions: ["pubsub.topics.publish"],
      stage: "GA",
      etag: "AA==",
    });
    const list = await send("GET", "/v1/roles?view=FULL&pageSize=1000");
    for (const role of list.body.roles) assert.ok(role.includedPermissions.length > 0, role.name);
    const missing = "The role named roles/nothing was not found.";
    assert.deepEqual(await send("GET", "/v1/roles/nothing"), refusal(404, "NOT_FOUND", missing, "notFound"));
  });

  describe("workload identity pools", () => {
    const path = "/v1/projects/identity-1/locations/global/workloadIdentityPools";
    const shown = (id: string) => `projects/${number}/locations/global/workloadIdentityPools/${id}`;
    const finish = async (answer: { body: { name: string } }) => cloud.finish("iam", `/v1/${answer.body.name}`);
    const create = async (id: string, pool: object = {}) =>
      finish(await send("POST", `${path}?workloadIdentityPoolId=${id}`, pool));

    it("are made by an operation that only says that it is done", async () => {
      const started = await send("POST", `${path}?workloadIdentityPoolId=github`, {
        displayName: "GitHub",
        disabled: false,
      });
      assert.deepEqual(Object.keys(started.body), ["name"]);
      assert.match(started.body.name, new RegExp(`^${shown("github")}/operations/[a-z0-9]{32}$`));
      assert.deepEqual((await finish(started)).body, { name: started.body.name, done: true });
      assert.deepEqual((await send("GET", `${path}/github`)).body, {
        name: shown("github"),
        displayName: "GitHub",
        state: "ACTIVE",
      });
      const taken = refusal(409, "ALREADY_EXISTS", "Requested entity already exists", "alreadyExists");
      assert.deepEqual(await send("POST", `${path}?workloadIdentityPoolId=github`, {}), taken);
      assert.equal((await send("POST", `${path}?workloadIdentityPoolId=gcp-mine`, {})).status, 400);
    });

    it("stay 30 days when they are deleted, with their ID", async () => {
      await create("leaving");
      await finish(await send("DELETE", `${path}/leaving`));
      const { body } = await send("GET", `${path}/leaving`);
      assert.equal(body.state, "DELETED");
      assert.equal(Math.round((Date.parse(body.expireTime) - Date.now()) / day), 30);
      const names = async (query: string) =>
        ((await send("GET", path + query)).body.workloadIdentityPools ?? []).map(({ name }: { name: string }) => name);
      assert.ok(!(await names("")).includes(shown("leaving")));
      assert.ok((await names("?showDeleted=true")).includes(shown("leaving")));
      assert.equal((await send("POST", `${path}?workloadIdentityPoolId=leaving`, {})).status, 409);
      assert.equal((await send("PATCH", `${path}/leaving?updateMask=displayName`, {})).status, 400);
      await finish(await send("POST", `${path}/leaving:undelete`, {}));
      assert.deepEqual((await send("GET", `${path}/leaving`)).body, { name: shown("leaving"), state: "ACTIVE" });
      await finish(await send("DELETE", `${path}/leaving`));
      cloud.cloud.clock.move(31 * day);
      assert.equal((await create("leaving")).body.done, true);
    });

    it("have policies, and rules of who may attest", async () => {
      await create("attested");
      assert.deepEqual((await send("POST", `${path}/attested:getIamPolicy`, {})).body, { etag: "ACAB" });
      const rules = { attestationRules: [{ googleCloudResource: "//run.googleapis.com/projects/1/type/Service/*" }] };
      await finish(await send("POST", `${path}/attested:setAttestationRules`, rules));
      assert.deepEqual((await send("GET", `${path}/attested:listAttestationRules`)).body, rules);
      assert.deepEqual((await send("GET", `${path}/attested`)).body, { name: shown("attested"), state: "ACTIVE" });
    });

    describe("their providers", () => {
      const oidc = { issuerUri: "https://example.com/", allowedAudiences: ["a"] };
      const attributeMapping = { "google.subject": "assertion.sub" };
      const providers = `${path}/providing/providers`;
      before(() => create("providing"));
      const start = (id: string, provider: object) =>
        send("POST", `${providers}?workloadIdentityPoolProviderId=${id}`, provider);

      it("change member by member, are deleted and brought back", async () => {
        await finish(await start("example", { oidc, attributeMapping, disabled: true }));
        const at = `${providers}/example`;
        const mask = "updateMask=oidc.allowed_audiences,disabled";
        await finish(await send("PATCH", `${at}?${mask}`, { oidc: { allowedAudiences: ["b"] } }));
        assert.deepEqual((await send("GET", at)).body, {
          name: `${shown("providing")}/providers/example`,
          attributeMapping,
          oidc: { ...oidc, allowedAudiences: ["b"] },
          state: "ACTIVE",
        });
        await finish(await send("DELETE", at));
        assert.equal((await send("GET", at)).body.state, "DELETED");
        await finish(await send("POST", `${at}:undelete`, {}));
        const list = await send("GET", providers);
        assert.equal(list.body.workloadIdentityPoolProviders.length, 1);
      });

      it("of issuers that many share need a condition on a claim", async () => {
        const github = { issuerUri: "https://token.actions.githubusercontent.com" };
        const open = await start("github", { oidc: github, attributeMapping });
        assert.equal(open.status, 400);
        assert.match(open.body.error.message, /^The attribute condition must reference one of the provider's claims\./);
        const attributeCondition = 'assertion.repository_owner == "sourcegraph"';
        assert.equal((await start("github", { oidc: github, attributeMapping, attributeCondition })).status, 200);
      });

      for (const [mistake, provider] of Object.entries({
        "two kinds of federation": { oidc, aws: { accountId: "1" }, attributeMapping },
        "no kind of federation": { attributeMapping },
        "an issuer without TLS": { oidc: { issuerUri: "http://example.com" }, attributeMapping },
        "no subject": { oidc },
      })) {
        it(`are refused with ${mistake}`, async () => {
          const message = "Request contains an invalid argument.";
          assert.deepEqual(await start("bad-one", provider), refusal(400, "INVALID_ARGUMENT", message, "badRequest"));
        });
      }
    });
  });
});
