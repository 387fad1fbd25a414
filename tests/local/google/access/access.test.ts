import assert from "node:assert/strict";
import { type Answer, billingAccount, organizationId, TestCloud } from "../../../support/cloud.ts";

interface Binding {
  role: string;
  members: string[];
  condition?: { title: string; expression: string };
}

const grace = "user:grace@sourcegraph-distribution.example";
const robot = "serviceAccount:robot@access-1.iam.gserviceaccount.com";

describe("local Google: who may do what", () => {
  let cloud: TestCloud;
  let folder: string;
  let number: string;
  const tokens = new Map<string, string>();

  before(async () => {
    cloud = await TestCloud.start();
    const parent = `organizations/${organizationId}`;
    const made = await cloud.send("cloudresourcemanager", "POST", "/v3/folders", { parent, displayName: "Teams" });
    const { body } = await cloud.finish("cloudresourcemanager", `/v3/${made.body.name}`);
    folder = body.response.name;
    number = await cloud.project("access-1", ["pubsub", "secretmanager", "iam", "compute"], folder);
    await cloud.send("iam", "POST", "/v1/projects/access-1/serviceAccounts", { accountId: "robot-1" });
    await cloud.send("iam", "POST", "/v1/projects/access-1/serviceAccounts", { accountId: "robots" });
    await cloud.send("pubsub", "PUT", "/v1/projects/access-1/topics/things", {});
    await cloud.send("secretmanager", "POST", "/v1/projects/access-1/secrets?secretId=s", {
      replication: { automatic: {} },
    });
    await cloud.send("storage", "POST", "/storage/v1/b?project=access-1", {
      name: "access-1-things",
      iamConfiguration: { uniformBucketLevelAccess: { enabled: true } },
    });
  });
  after(() => cloud.stop());

  /** Sends a request as somebody. */
  function as(member: string, api: string, method: string, path: string, body?: object): Promise<Answer> {
    const token = tokens.get(member) ?? cloud.tokenFor(member);
    tokens.set(member, token);
    return cloud.send(api, method, path, body as never, token);
  }

  const topic = (member: string) => as(member, "pubsub", "GET", "/v1/projects/access-1/topics/things");

  async function set(path: string, bindings: Binding[], api = "cloudresourcemanager", method = "POST"): Promise<void> {
    const at = api === "storage" ? path : `${path}:setIamPolicy`;
    const policy = { bindings, version: 3 };
    const { status, body } = await cloud.send(api, method, at, (api === "storage" ? policy : { policy }) as never);
    assert.equal(status, 200, JSON.stringify(body));
  }

  const places = {
    "the organisation": () => ["cloudresourcemanager", `/v3/organizations/${organizationId}`] as const,
    "a folder": () => ["cloudresourcemanager", `/v3/${folder}`] as const,
    "the project": () => ["cloudresourcemanager", "/v3/projects/access-1"] as const,
    "the project by its number": () => ["cloudresourcemanager", `/v3/projects/${number}`] as const,
    "the resource": () => ["pubsub", "/v1/projects/access-1/topics/things"] as const,
  };
  for (const [where, at] of Object.entries(places)) {
    it(`allows what was given on ${where}, and nothing before or after`, async () => {
      const [api, path] = at();
      assert.equal((await topic(grace)).status, 403);
      await set(path, [{ role: "roles/pubsub.viewer", members: [grace] }], api);
      assert.equal((await topic(grace)).status, 200);
      assert.equal((await as(grace, "pubsub", "DELETE", "/v1/projects/access-1/topics/things")).status, 403);
      await set(path, [], api);
      assert.equal((await topic(grace)).status, 403);
    });
  }

  const meaning: Record<string, string> = {
    "her domain": "domain:sourcegraph-distribution.example",
    "whoever has a token": "allAuthenticatedUsers",
    "a group that she is in by another": "group:engineers@sourcegraph-distribution.example",
  };
  for (const [whom, member] of Object.entries(meaning)) {
    it(`means somebody by ${whom}`, async () => {
      cloud.cloud.directory.set("search@sourcegraph-distribution.example", [grace]);
      cloud.cloud.directory.set("engineers@sourcegraph-distribution.example", [
        "group:search@sourcegraph-distribution.example",
      ]);
      await set("/v3/projects/access-1", [{ role: "roles/pubsub.viewer", members: [member] }]);
      assert.equal((await topic(grace)).status, 200);
      const stranger = (await topic("user:eve@example.org")).status;
      assert.equal(stranger, member === "allAuthenticatedUsers" ? 200 : 403);
      await set("/v3/projects/access-1", []);
    });
  }

  it("means the service accounts of a folder by their principal set", async () => {
    const set_ = `principalSet://cloudresourcemanager.googleapis.com/${folder}/type/ServiceAccount`;
    await set("/v1/projects/access-1/topics/things", [{ role: "roles/pubsub.viewer", members: [set_] }], "pubsub");
    assert.equal((await topic(robot)).status, 200);
    assert.equal((await topic("serviceAccount:robot@elsewhere.iam.gserviceaccount.com")).status, 403);
    assert.equal((await topic(grace)).status, 403);
    await set("/v1/projects/access-1/topics/things", [], "pubsub");
  });

  it("takes custom roles for what they are just then", async () => {
    const path = "/v1/projects/access-1/roles";
    const role = { includedPermissions: ["pubsub.topics.get"] };
    await cloud.send("iam", "POST", path, { roleId: "looks", role });
    await set("/v3/projects/access-1", [{ role: "projects/access-1/roles/looks", members: [grace] }]);
    assert.equal((await topic(grace)).status, 200);
    await cloud.send("iam", "PATCH", `${path}/looks?updateMask=includedPermissions`, {
      includedPermissions: ["pubsub.topics.list"],
    });
    assert.equal((await topic(grace)).status, 403);
    await cloud.send("iam", "DELETE", `${path}/looks`);
    assert.equal((await as(grace, "pubsub", "GET", "/v1/projects/access-1/topics")).status, 403);
    await set("/v3/projects/access-1", []);
  });

  const object = (name: string) => `/storage/v1/b/access-1-things/o/${encodeURIComponent(name)}`;
  it("holds conditions: names of objects, and times", async () => {
    for (const [name, expected] of [
      ["lifts/one", 404],
      ["other", 403],
    ] as const) {
      const expression = 'resource.name.startsWith("projects/_/buckets/access-1-things/objects/lifts/")';
      const condition = { title: "lifts", expression };
      const bindings = [{ role: "roles/storage.objectUser", members: [grace], condition }];
      await set("/storage/v1/b/access-1-things/iam", bindings, "storage", "PUT");
      assert.equal((await as(grace, "storage", "GET", object(name))).status, expected, name);
    }
    const until = new Date(cloud.cloud.clock.now() + 3_600_000).toISOString();
    const condition = { title: "an hour", expression: `request.time < timestamp("${until}")` };
    await set("/v3/projects/access-1", [{ role: "roles/pubsub.viewer", members: [grace], condition }]);
    assert.equal((await topic(grace)).status, 200);
    cloud.cloud.clock.move(2 * 3_600_000);
    assert.equal((await topic(grace)).status, 403);
    cloud.cloud.clock.move(0);
    await set("/v3/projects/access-1", []);
  });

  it("holds conditions on which roles may be given", async () => {
    const expression =
      "api.getAttribute('iam.googleapis.com/modifiedGrantsByRole', []).hasOnly(['roles/pubsub.viewer'])";
    const admin = {
      role: "roles/resourcemanager.projectIamAdmin",
      members: [grace],
      condition: { title: "viewers only", expression },
    };
    await set("/v3/projects/access-1", [admin]);
    const give = (role: string) =>
      as(grace, "cloudresourcemanager", "POST", "/v3/projects/access-1:setIamPolicy", {
        policy: { version: 3, bindings: [admin, { role, members: ["user:eve@example.org"] }] },
      });
    assert.equal((await give("roles/pubsub.viewer")).status, 200);
    assert.equal((await give("roles/owner")).status, 403);
    await set("/v3/projects/access-1", []);
  });

  it("tells what somebody may do", async () => {
    await set("/v3/projects/access-1", [{ role: "roles/pubsub.viewer", members: [grace] }]);
    const permissions = ["pubsub.topics.get", "pubsub.topics.delete"];
    const path = "/v1/projects/access-1/topics/things:testIamPermissions";
    assert.deepEqual((await as(grace, "pubsub", "POST", path, { permissions })).body, {
      permissions: ["pubsub.topics.get"],
    });
    await set("/v3/projects/access-1", []);
  });

  it("lets somebody find only what they may see", async () => {
    const path = "/v3/projects:search";
    assert.deepEqual((await as(grace, "cloudresourcemanager", "GET", path)).body, {});
    await set(`/v3/${folder}`, [{ role: "roles/browser", members: [grace] }]);
    const { projects } = (await as(grace, "cloudresourcemanager", "GET", path)).body;
    assert.deepEqual(
      projects.map(({ projectId }: { projectId: string }) => projectId),
      ["access-1"],
    );
    await set(`/v3/${folder}`, []);
    assert.deepEqual((await as(grace, "cloudbilling", "GET", "/v1/billingAccounts")).body, { billingAccounts: [] });
  });

  it("asks for the right on both sides when a project is linked, and only on its own when a link is taken away", async () => {
    const info = "/v1/projects/access-1/billingInfo";
    const link = (billingAccountName: string) => as(grace, "cloudbilling", "PUT", info, { billingAccountName });
    const account = `billingAccounts/${billingAccount}`;
    await set("/v3/projects/access-1", [{ role: "roles/billing.projectManager", members: [grace] }]);
    assert.equal((await link(account)).status, 403);
    await set(`/v1/${account}`, [{ role: "roles/billing.user", members: [grace] }], "cloudbilling");
    assert.equal((await link(account)).status, 200);
    await set(`/v1/${account}`, [], "cloudbilling");
    assert.equal((await link("")).status, 200);
    await cloud.send("cloudbilling", "PUT", info, { billingAccountName: account });
    await set("/v3/projects/access-1", []);
  });

  it("lets nobody run something as an account without the right to act as it", async () => {
    await set("/v3/projects/access-1", [{ role: "roles/compute.instanceAdmin.v1", members: [grace] }]);
    const email = "robots@access-1.iam.gserviceaccount.com";
    const { status, body } = await as(
      grace,
      "compute",
      "POST",
      "/compute/v1/projects/access-1/zones/us-central1-a/instances",
      {
        name: "machine",
        serviceAccounts: [{ email }],
      },
    );
    assert.equal(status, 403);
    assert.equal(
      body.error.message,
      `Required 'iam.serviceAccounts.actAs' permission for 'projects/-/serviceAccounts/${email}'`,
    );
    await set("/v3/projects/access-1", []);
  });

  describe("refusals", () => {
    it("name permission, resource and identity, in the answer and in the audit log", async () => {
      const { status, body } = await as(grace, "logging", "GET", `/v2/organizations/${organizationId}/sinks?$alt=json`);
      assert.equal(status, 403);
      const resource = `organizations/${organizationId}`;
      assert.deepEqual(body, {
        error: {
          code: 403,
          message: `Permission 'logging.sinks.list' denied on resource '//cloudresourcemanager.googleapis.com/${resource}' (or it may not exist).`,
          status: "PERMISSION_DENIED",
          details: [
            {
              "@type": "type.googleapis.com/google.rpc.ErrorInfo",
              reason: "IAM_PERMISSION_DENIED",
              domain: "logging.googleapis.com",
              metadata: { permission: "logging.sinks.list", resource },
            },
          ],
        },
      });
      const { protoPayload } = cloud.cloud.audit.entries.at(-1)!;
      assert.deepEqual(protoPayload, {
        serviceName: "logging.googleapis.com",
        methodName: "logging.organizations.sinks.list",
        resourceName: resource,
        authenticationInfo: {
          principalEmail: "grace@sourcegraph-distribution.example",
          principalSubject: grace,
        },
        authorizationInfo: [{ permission: "logging.sinks.list", resource, granted: false }],
        status: { code: 7, message: body.error.message },
      });
    });

    for (const [api, method, path, message] of [
      [
        "storage",
        "GET",
        "/storage/v1/b/access-1-things",
        /^grace@.* does not have storage\.buckets\.get access to the Google Cloud Storage bucket\. Permission 'storage\.buckets\.get' denied on resource \(or it may not exist\)\.$/,
      ],
      [
        "compute",
        "GET",
        "/compute/v1/projects/access-1/global/networks/n",
        /^Required 'compute\.networks\.get' permission for 'projects\/access-1\/global\/networks\/n'$/,
      ],
      ["pubsub", "GET", "/v1/projects/access-1/topics/things", /^User not authorized to perform this action\.$/],
      [
        "secretmanager",
        "GET",
        "/v1/projects/access-1/secrets/s",
        /^Permission 'secretmanager\.secrets\.get' denied for resource 'projects\/access-1\/secrets\/s' \(or it may not exist\)\.$/,
      ],
      [
        "iam",
        "POST",
        "/v1/projects/access-1/serviceAccounts",
        /^Permission 'iam\.serviceAccounts\.create' denied on resource \(or it may not exist\)\.$/,
      ],
    ] as const) {
      it(`are in the words of ${api}`, async () => {
        const { status, body } = await as(grace, api, method, path, method === "POST" ? {} : undefined);
        assert.equal(status, 403);
        assert.match(body.error.message, message);
      });
    }

    it("don't tell whether something is there, but of buckets", async () => {
      const there = await as(grace, "secretmanager", "GET", "/v1/projects/access-1/secrets/s");
      const missing = await as(grace, "secretmanager", "GET", "/v1/projects/access-1/secrets/x");
      assert.deepEqual([there.status, missing.status], [403, 403]);
      assert.equal((await as(grace, "storage", "GET", "/storage/v1/b/nowhere-1")).status, 404);
    });
  });
});
