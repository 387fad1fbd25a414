import assert from "node:assert/strict";
import type { Document } from "../../../local/google/core/store.ts";
import { billingAccount, caller, organizationId, TestCloud } from "../../support/cloud.ts";

const manager = "cloudresourcemanager";
const organization = `organizations/${organizationId}`;
const parent = encodeURIComponent(organization);

/** The requests that gcloud 528 sends, without gcloud: its commands head the tests. */
describe("local Google: what gcloud asks", () => {
  let cloud: TestCloud;
  before(async () => {
    cloud = await TestCloud.start();
  });
  after(() => cloud.stop());

  async function ask(api: string, method: string, path: string, body?: Document) {
    const answer = await cloud.send(api, method, path, body);
    assert.equal(answer.status, 200, `${method} ${path}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  /** Polls as gcloud does until the operation says that it is done. */
  async function settle(api: string, operation: { name: string }) {
    const { body } = await cloud.finish(api, `/v1/${operation.name}?alt=json`);
    assert.equal(body.done, true);
    assert.equal(body.error, undefined);
    return body.response;
  }

  it("projects create, list, describe, update", async () => {
    const operation = await ask(manager, "POST", "/v1/projects?alt=json", {
      labels: { a: "b" },
      name: "Shop",
      parent: { id: organizationId, type: "organization" },
      projectId: "shop-1234",
    });
    await settle(manager, operation);
    const usage = "/v1/projects/shop-1234/services/cloudapis.googleapis.com:enable?alt=json";
    await settle("serviceusage", await ask("serviceusage", "POST", usage, {}));
    const list = await ask(manager, "GET", "/v1/projects?alt=json&filter=lifecycleState%3AACTIVE&pageSize=500");
    const [project] = list.projects;
    const { projectNumber, createTime } = project;
    const expected = {
      projectNumber,
      projectId: "shop-1234",
      lifecycleState: "ACTIVE",
      name: "Shop",
      labels: { a: "b" },
      createTime,
      parent: { type: "organization", id: organizationId },
    };
    assert.deepEqual(list, { projects: [expected] });
    assert.deepEqual(await ask(manager, "GET", "/v1/projects/shop-1234?alt=json"), expected);
    const renamed = await ask(manager, "PUT", "/v1/projects/shop-1234?alt=json", { ...expected, name: "Other" });
    assert.deepEqual(renamed, { ...expected, name: "Other" });
  });

  it("projects get-iam-policy, add-iam-policy-binding", async () => {
    const path = "/v1/projects/shop-1234";
    const options = { requestedPolicyVersion: 3 };
    const policy = await ask(manager, "POST", `${path}:getIamPolicy?alt=json`, { options });
    const owner = { role: "roles/owner", members: [caller] };
    assert.deepEqual(policy, { version: 1, etag: policy.etag, bindings: [owner] });
    const bindings = [owner, { role: "roles/viewer", members: ["user:bob@x.example"] }];
    const changed = { policy: { bindings, etag: policy.etag, version: 3 } };
    assert.deepEqual((await ask(manager, "POST", `${path}:setIamPolicy?alt=json`, changed)).bindings, bindings);
  });

  it("organizations list", async () => {
    const { organizations } = await ask(manager, "POST", "/v1/organizations:search?alt=json", {});
    assert.deepEqual(
      organizations.map(({ name }: Document) => name),
      [organization],
    );
  });

  it("resource-manager folders create, list, describe, update, move, delete", async () => {
    const operation = await ask(manager, "POST", `/v2/folders?alt=json&parent=${parent}`, { displayName: "Team" });
    const made = await settle(manager, operation);
    const { name, createTime } = made;
    const folder = { name, parent: organization, displayName: "Team", createTime, lifecycleState: "ACTIVE" };
    assert.deepEqual(made, { "@type": "type.googleapis.com/google.cloud.resourcemanager.v2.Folder", ...folder });
    assert.deepEqual(await ask(manager, "GET", `/v2/folders?alt=json&parent=${parent}`), { folders: [folder] });
    assert.deepEqual(await ask(manager, "GET", `/v2/folders?alt=json&parent=${encodeURIComponent(name)}`), {});
    assert.deepEqual(await ask(manager, "GET", `/v2/${name}?alt=json`), folder);
    const renamed = { ...folder, displayName: "Guild" };
    const path = `/v2/${name}?alt=json`;
    assert.deepEqual(await ask(manager, "PATCH", `${path}&updateMask=display_name`, renamed), renamed);
    const home = await ask(manager, "POST", `/v2/folders?alt=json&parent=${parent}`, { displayName: "Home" });
    const { name: destinationParent } = await settle(manager, home);
    const moved = await ask(manager, "POST", `/v2/${name}:move?alt=json`, { destinationParent });
    assert.equal((await settle(manager, moved)).parent, destinationParent);
    assert.equal((await ask(manager, "DELETE", path)).lifecycleState, "DELETE_REQUESTED");
  });

  it("services enable, list, disable", async () => {
    const services = "/v1/projects/shop-1234/services";
    const enabled = async () => {
      const reply = await ask("serviceusage", "GET", `${services}?alt=json&filter=state%3AENABLED&pageSize=200`);
      return reply.services.map(({ config }: { config: { name: string } }) => config.name);
    };
    await settle(
      "serviceusage",
      await ask("serviceusage", "POST", `${services}/pubsub.googleapis.com:enable?alt=json`, {}),
    );
    const serviceIds = ["pubsub.googleapis.com", "logging.googleapis.com"];
    await settle("serviceusage", await ask("serviceusage", "POST", `${services}:batchEnable?alt=json`, { serviceIds }));
    assert.deepEqual(
      await enabled(),
      ["cloudapis", "logging", "pubsub"].map((name) => `${name}.googleapis.com`),
    );
    const disabling = await ask("serviceusage", "POST", `${services}/logging.googleapis.com:disable?alt=json`, {
      checkIfServiceHasUsage: "CHECK",
      disableDependentServices: false,
    });
    await settle("serviceusage", disabling);
    assert.deepEqual(await enabled(), ["cloudapis.googleapis.com", "pubsub.googleapis.com"]);
  });

  it("billing accounts list, projects link, projects list", async () => {
    const { billingAccounts } = await ask("cloudbilling", "GET", "/v1/billingAccounts?alt=json&pageSize=100");
    assert.equal(billingAccounts[0].name, `billingAccounts/${billingAccount}`);
    const link = { billingAccountName: `billingAccounts/${billingAccount}` };
    await ask("cloudbilling", "PUT", "/v1/projects/shop-1234/billingInfo?alt=json", link);
    const path = `/v1/billingAccounts/${billingAccount}/projects?alt=json&pageSize=100`;
    const { projectBillingInfo } = await ask("cloudbilling", "GET", path);
    assert.deepEqual(
      projectBillingInfo.map(({ projectId }: Document) => projectId),
      ["shop-1234"],
    );
  });

  it("compute networks list, compute networks subnets list: without the API's path", async () => {
    const path = "/v1/projects/shop-1234/services/compute.googleapis.com:enable?alt=json";
    await settle("serviceusage", await ask("serviceusage", "POST", path, {}));
    const { items } = await ask("compute", "GET", "/projects/shop-1234/global/networks?alt=json&maxResults=500");
    assert.deepEqual(
      items.map(({ name }: Document) => name),
      ["default"],
    );
    const query = "alt=json&includeAllScopes=True&maxResults=500&returnPartialSuccess=True";
    const all = await ask("compute", "GET", `/projects/shop-1234/aggregated/subnetworks?${query}`);
    assert.equal(all.items["regions/us-central1"].subnetworks.length, 1);
  });

  it("iam service-accounts list", async () => {
    const path = "/v1/projects/shop-1234/services/iam.googleapis.com:enable?alt=json";
    await settle("serviceusage", await ask("serviceusage", "POST", path, {}));
    const { accounts } = await ask("iam", "GET", "/v1/projects/shop-1234/serviceAccounts?alt=json&pageSize=100");
    assert.match(accounts[0].email, /-compute@developer\.gserviceaccount\.com$/);
  });

  it("projects delete", async () => {
    assert.deepEqual(await ask(manager, "DELETE", "/v1/projects/shop-1234?alt=json"), {});
    const list = await ask(manager, "GET", "/v1/projects?alt=json&filter=lifecycleState%3AACTIVE&pageSize=500");
    assert.deepEqual(list, {});
  });
});
