import assert from "node:assert/strict";
import { organizationId, TestCloud } from "../../support/cloud.ts";

describe("local Google: enabling APIs", () => {
  let cloud: TestCloud;
  let number: string;
  before(async () => {
    cloud = await TestCloud.start();
    number = await cloud.project("serviced-1");
  });
  after(() => cloud.stop());

  const send = (method: string, path: string, body?: object) =>
    cloud.send("serviceusage", method, path, body && { ...body });
  const services = "/v1/projects/serviced-1/services";
  const finish = async (started: Awaited<ReturnType<typeof send>>) => {
    assert.equal(started.status, 200, started.body.error?.message);
    return (await cloud.finish("serviceusage", `/v1beta1/${started.body.name}`)).body;
  };
  const stateOf = async (host: string) => (await send("GET", `${services}/${host}`)).body.state;

  it("enables an API in an operation, and refuses its resources before and tells how", async () => {
    const refused = await cloud.send("secretmanager", "GET", "/v1/projects/serviced-1/secrets");
    assert.equal(refused.status, 403);
    assert.match(
      refused.body.error.message,
      new RegExp(`^Secret Manager API has not been used in project ${number} before or it is disabled\\.`),
    );
    const [help, info] = refused.body.error.details;
    assert.equal(help["@type"], "type.googleapis.com/google.rpc.Help");
    assert.deepEqual([info.reason, info.metadata.service], ["SERVICE_DISABLED", "secretmanager.googleapis.com"]);
    const started = await send("POST", `${services}/secretmanager.googleapis.com:enable`, {});
    assert.match(started.body.name, new RegExp(`^operations/acat\\.p2-${number}-[0-9a-f-]{36}$`));
    assert.equal((await cloud.send("secretmanager", "GET", "/v1/projects/serviced-1/secrets")).status, 403);
    const done = await finish(started);
    assert.equal(done.response["@type"], "type.googleapis.com/google.api.serviceusage.v1.EnableServiceResponse");
    assert.equal(done.response.service.name, `projects/${number}/services/secretmanager.googleapis.com`);
    assert.equal(done.response.service.state, "ENABLED");
    assert.equal((await cloud.send("secretmanager", "GET", "/v1/projects/serviced-1/secrets")).status, 200);
  });

  it("says errors the older way too, in the APIs that do", async () => {
    const { body } = await cloud.send("bigquery", "GET", "/bigquery/v2/projects/serviced-1/datasets");
    assert.deepEqual(body.error.errors[0].reason, "accessNotConfigured");
    assert.deepEqual(body.error.errors[0].domain, "usageLimits");
  });

  it("enables up to twenty APIs at once", async () => {
    const ids = (count: number) => Array.from({ length: count }, (_, index) => `api${index}.googleapis.com`);
    const batch = (serviceIds: string[]) => send("POST", `${services}:batchEnable`, { serviceIds });
    assert.equal((await batch([])).status, 400);
    assert.equal((await batch(ids(21))).status, 400);
    const { response } = await finish(await batch(ids(20)));
    assert.equal(response.services.length, 20);
    assert.equal(await stateOf("api19.googleapis.com"), "ENABLED");
  });

  it("enables what costs money only with billing", async () => {
    const body = { projectId: "unbilled-1", parent: `organizations/${organizationId}` };
    const made = await cloud.send("cloudresourcemanager", "POST", "/v3/projects", body);
    await cloud.finish("cloudresourcemanager", `/v3/${made.body.name}`);
    const enable = (host: string) => send("POST", `/v1/projects/unbilled-1/services/${host}:enable`, {});
    const refused = (await enable("compute.googleapis.com")).body.error;
    assert.match(refused.message, /^Billing account for project '\d+' is not found\. Billing must be enabled/);
    assert.equal(refused.status, "FAILED_PRECONDITION");
    assert.equal(refused.details[1].reason, "UREQ_PROJECT_BILLING_NOT_FOUND");
    assert.equal((await enable("pubsub.googleapis.com")).status, 200);
  });

  it("disables an API that is enabled, and only such a one", async () => {
    const host = "dns.googleapis.com";
    const disable = () => send("POST", `${services}/${host}:disable`, {});
    assert.equal((await disable()).status, 400);
    await finish(await send("POST", `${services}/${host}:enable`, {}));
    const started = await disable();
    assert.match(started.body.name, /^operations\/acat\.p17-/);
    assert.equal((await finish(started)).response.service.state, "DISABLED");
    assert.equal(await stateOf(host), "DISABLED");
  });

  it("lists what is enabled, in pages, with only the members that are asked for", async () => {
    await cloud.project("listed-1", ["pubsub", "storage", "dns"]);
    const list = async (query: string) => (await send("GET", `/v1/projects/listed-1/services?${query}`)).body;
    const short = (names: string[]) => names.map((name) => name.split("/").at(-1)!.split(".")[0]);
    const first = await list("filter=state:ENABLED&pageSize=2&fields=services/name,nextPageToken");
    assert.deepEqual(Object.keys(first), ["services", "nextPageToken"]);
    assert.deepEqual(Object.keys(first.services[0]), ["name"]);
    const names = ({ services: found }: { services: { name: string }[] }) => short(found.map(({ name }) => name));
    assert.deepEqual(names(first), ["dns", "pubsub"]);
    assert.deepEqual(names(await list(`filter=state:ENABLED&pageSize=2&pageToken=${first.nextPageToken}`)), [
      "storage",
    ]);
    assert.ok(!names(await list("filter=state:DISABLED&pageSize=200")).includes("pubsub"));
  });

  it("gets several at once", async () => {
    const names = ["pubsub", "dns"].map((short) => `names=projects/serviced-1/services/${short}.googleapis.com`);
    const { body } = await send("GET", `${services}:batchGet?${names.join("&")}`);
    assert.equal(body.services.length, 2);
  });

  it("refuses what is no API, and projects that aren't there", async () => {
    const { status, body } = await send("POST", `${services}/nonsense:enable`, {});
    assert.deepEqual([status, body.error.message], [403, "Not found or permission denied for service(s): nonsense."]);
    assert.equal((await send("GET", "/v1/projects/nowhere-1/services")).status, 403);
  });

  it("names a service's own account, if it has one", async () => {
    const identity = async (short: string) => {
      const path = `/v1beta1/projects/serviced-1/services/${short}.googleapis.com:generateServiceIdentity`;
      const { body } = await send("POST", path);
      assert.deepEqual([body.name, body.done], ["operations/finished.DONE_OPERATION", true]);
      return body.response.email;
    };
    assert.equal(await identity("pubsub"), `service-${number}@gcp-sa-pubsub.iam.gserviceaccount.com`);
    assert.equal(await identity("compute"), `service-${number}@compute-system.iam.gserviceaccount.com`);
    assert.equal(await identity("bigquery"), undefined);
  });

  it("keeps an API unready for a while after it was enabled, if that is asked for", async () => {
    const fault = cloud.cloud.faults.add({ api: "logging", method: "*", unready: 3600 });
    try {
      await cloud.project("waiting-1", ["logging"]);
      const { status } = await cloud.send("logging", "GET", "/v2/projects/waiting-1/sinks");
      assert.equal(status, 403);
      const host = "logging.googleapis.com";
      const { body } = await send("GET", `/v1/projects/waiting-1/services/${host}`);
      assert.equal(body.state, "ENABLED");
    } finally {
      cloud.cloud.faults.clear(fault.id);
    }
  });
});
