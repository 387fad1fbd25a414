import assert from "node:assert/strict";
import { type GoogleClient, GoogleError } from "../../google/client.ts";
import { findAdoptable } from "../../google/existing/adoptable.ts";
import { findExisting } from "../../google/existing/index.ts";
import { UnseenError } from "../../google/existing/seeing.ts";

/** A client that knows some replies by path, and says of all else what `otherwise` says. */
function client(replies: Record<string, object>, otherwise = 404): GoogleClient {
  return {
    async request(host, path) {
      const reply = replies[path];
      if (!reply) throw new GoogleError(`GET ${host}${path}`, otherwise, "", "no");
      return reply as never;
    },
  };
}

describe("looking for what is there already", () => {
  it("finds what its maker names", async () => {
    const path = "/v1/projects/acme/topics/spend";
    const found = await findExisting(client({ [path]: {} }), "gcp:pubsub/topic:Topic", {
      project: "acme",
      name: "spend",
    });
    assert.deepEqual(found, { id: "projects/acme/topics/spend" });
  });

  it("tells when it was made", async () => {
    const path = "/v3/projects/acme";
    const reply = { state: "ACTIVE", createTime: "1970-01-01T00:00:05Z" };
    const found = await findExisting(client({ [path]: reply }), "gcp:organizations/project:Project", {
      projectId: "acme",
    });
    assert.deepEqual(found, { id: "projects/acme", createdAt: 5000 });
  });

  it("finds nodes of a cluster, whose ID is not their name", async () => {
    const path = "/v1/projects/a/locations/us-central1/clusters/main/nodePools/main";
    const inputs = { project: "a", location: "us-central1", cluster: "main", name: "main" };
    const found = await findExisting(client({ [path]: {} }), "gcp:container/nodePool:NodePool", inputs);
    assert.deepEqual(found, { id: "a/us-central1/main/main" });
  });

  for (const [type, place] of [
    ["instanceTemplate:InstanceTemplate", "global/instanceTemplates"],
    ["regionAutoscaler:RegionAutoscaler", "regions/r/autoscalers"],
    ["regionInstanceGroupManager:RegionInstanceGroupManager", "regions/r/instanceGroupManagers"],
  ] as const) {
    it(`finds what runners are made of by its name: ${type}`, async () => {
      const id = `projects/a/${place}/runners`;
      const inputs = { project: "a", region: "r", name: "runners" };
      const known = client({ [`/compute/v1/${id}`]: { name: "runners" } });
      assert.deepEqual(await findExisting(known, `gcp:compute/${type}`, inputs), { id });
      assert.equal(await findExisting(known, `gcp:compute/${type}`, { ...inputs, name: "other" }), undefined);
    });
  }

  it("tells when a zone was made, for which DNS has a word of its own", async () => {
    const path = "/dns/v1/projects/a/managedZones/production";
    const reply = { creationTime: "1970-01-01T00:00:05Z" };
    const inputs = { project: "a", name: "production" };
    const found = await findExisting(client({ [path]: reply }), "gcp:dns/managedZone:ManagedZone", inputs);
    assert.deepEqual(found, { id: "projects/a/managedZones/production", createdAt: 5000 });
  });

  for (const [what, type, inputs, path, reply] of [
    [
      "a deleted project",
      "organizations/project:Project",
      { projectId: "a" },
      "/v3/projects/a",
      { state: "DELETE_REQUESTED" },
    ],
    [
      "a disabled service",
      "projects/service:Service",
      { project: "a", service: "x.googleapis.com" },
      "/v1/projects/a/services/x.googleapis.com",
      { state: "DISABLED" },
    ],
    [
      "another NAT of the router",
      "compute/routerNat:RouterNat",
      { project: "a", region: "r", router: "main", name: "nat" },
      "/compute/v1/projects/a/regions/r/routers/main",
      { nats: [{ name: "other" }] },
    ],
  ] as const) {
    it(`doesn't take ${what} for it`, async () => {
      assert.equal(await findExisting(client({ [path]: reply }), `gcp:${type}`, inputs), undefined);
    });
  }

  it("looks through all pages for what the service names", async () => {
    const folder = (name: string, displayName: string, state = "ACTIVE") => ({ name, displayName, state });
    const pages = {
      "/v3/folders?parent=organizations/1": {
        folders: [folder("folders/1", "ci", "DELETE_REQUESTED")],
        nextPageToken: "a+b",
      },
      "/v3/folders?parent=organizations/1&pageToken=a%2Bb": { folders: [folder("folders/2", "ci")] },
    };
    const inputs = { parent: "organizations/1", displayName: "ci" };
    const type = "gcp:organizations/folder:Folder";
    assert.deepEqual(await findExisting(client(pages), type, inputs), { id: "folders/2" });
    assert.equal(await findExisting(client(pages), type, { ...inputs, displayName: "common" }), undefined);
  });

  it("knows a budget by its name and its scope, and when it was written by its etag", async () => {
    const budget = (name: string, project: string) => ({
      name,
      displayName: "acme",
      budgetFilter: { projects: [project] },
      etag: "1700000000000000",
    });
    const budgets = [
      budget("billingAccounts/B/budgets/1", "projects/1"),
      budget("billingAccounts/B/budgets/2", "projects/2"),
    ];
    const found = await findExisting(
      client({ "/v1/billingAccounts/B/budgets": { budgets } }),
      "gcp:billing/budget:Budget",
      { billingAccount: "B", displayName: "acme", budgetFilter: { projects: ["projects/2"] } },
    );
    assert.deepEqual(found, { id: "billingAccounts/B/budgets/2", createdAt: 1_700_000_000_000 });
  });

  it("looks for nothing whose place isn't known yet", async () => {
    assert.equal(await findExisting(client({}, 500), "gcp:pubsub/topic:Topic", { name: "spend" }), undefined);
  });

  it("takes what we may not see for missing, and passes on every other refusal", async () => {
    const inputs = { project: "acme", name: "spend" };
    assert.equal(await findExisting(client({}, 403), "gcp:pubsub/topic:Topic", inputs), undefined);
    await assert.rejects(findExisting(client({}, 500), "gcp:pubsub/topic:Topic", inputs), { code: 500 });
  });

  it("never finds what can be made again without harm", async () => {
    assert.equal(
      await findExisting(client({}, 500), "gcp:projects/iAMMember:IAMMember", { project: "acme" }),
      undefined,
    );
  });
});

describe("a list that may not be read, of what is to be taken over", () => {
  const channel = "gcp:monitoring/notificationChannel:NotificationChannel";
  const inputs = { project: "acme", type: "email", labels: { email_address: "a@example.com" } };
  const refusing = (reason: string, replies: Record<string, object> = {}): GoogleClient => ({
    async request(host, path) {
      if (replies[path]) return replies[path] as never;
      throw new GoogleError(`GET ${host}${path}`, 403, reason, "Permission 'x.list' denied");
    },
  });
  const project = { "/v3/projects/acme": { state: "ACTIVE" } };

  it("is told, where the project is there", async () => {
    await assert.rejects(findAdoptable(refusing("", project), channel, inputs), (error: Error) => {
      assert.equal(
        error.message,
        "GET monitoring.googleapis.com/v3/projects/acme/notificationChannels: 403 Permission 'x.list' denied",
      );
      return error instanceof UnseenError;
    });
  });

  it("is told of a billing account and of what is asked for in a query", async () => {
    const budget = { billingAccount: "01C0DE-5EED00-CAFE42", budgetFilter: { projects: ["projects/1"] } };
    await assert.rejects(findAdoptable(refusing(""), "gcp:billing/budget:Budget", budget), UnseenError);
    const lien = { parent: "projects/acme", origin: "o", reason: "r" };
    await assert.rejects(findAdoptable(refusing("", project), "gcp:resourcemanager/lien:Lien", lien), UnseenError);
  });

  it("holds nothing, where there is no such project or the API is off", async () => {
    assert.equal(await findAdoptable(refusing(""), channel, inputs), undefined);
    for (const reason of ["SERVICE_DISABLED", "accessNotConfigured"])
      assert.equal(await findAdoptable(refusing(reason, project), channel, inputs), undefined);
  });
});
