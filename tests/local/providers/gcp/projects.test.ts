import assert from "node:assert/strict";
import * as provider from "../../../../local/providers/gcp/provider.ts";
import { TestCloud } from "../../../support/cloud.ts";
import { checked, contextOf, live, urnOf } from "../../../support/resources.ts";

const serviceToken = "gcp:projects/service:Service";
const memberToken = "gcp:projects/iAMMember:IAMMember";

describe("local gcp provider: projects", () => {
  let cloud: TestCloud;
  before(async () => {
    cloud = await TestCloud.start();
    await cloud.project("serviced-1");
  });
  after(() => cloud.stop());

  const stateOf = async (service: string) =>
    (await cloud.send("serviceusage", "GET", `/v1/projects/serviced-1/services/${service}`)).body.state;

  it(serviceToken, async () => {
    const inputs = { project: "serviced-1", service: "pubsub.googleapis.com", disableOnDestroy: true };
    await live(cloud, {
      token: serviceToken,
      inputs,
      change: { ...inputs, disableDependentServices: true },
      id: "serviced-1/pubsub.googleapis.com",
    });
    assert.equal(await stateOf("pubsub.googleapis.com"), "DISABLED");
  });

  it("leaves an API enabled unless it is to be disabled", async () => {
    const inputs = checked(serviceToken, { project: "serviced-1", service: "logging.googleapis.com" });
    const { id, state } = await provider.create(contextOf(cloud), urnOf(serviceToken), inputs, false);
    await provider.remove(contextOf(cloud), urnOf(serviceToken), id, state);
    assert.equal(await stateOf("logging.googleapis.com"), "ENABLED");
  });

  it("enables many APIs at once, in requests of at most 20", async () => {
    const names = Array.from({ length: 25 }, (_, index) => `api${index}.googleapis.com`);
    const made = names.map((service) =>
      provider.create(
        contextOf(cloud),
        urnOf(serviceToken),
        checked(serviceToken, { project: "serviced-1", service }),
        false,
      ),
    );
    await Promise.all(made);
    assert.deepEqual(new Set(await Promise.all(names.map(stateOf))), new Set(["ENABLED"]));
  });

  it("tells everybody who waits when APIs can't be enabled", async () => {
    const parent = "organizations/419083752617";
    const made = await cloud.send("cloudresourcemanager", "POST", "/v3/projects", { projectId: "unpaid-1", parent });
    await cloud.finish("cloudresourcemanager", `/v3/${made.body.name}`);
    const attempts = ["compute.googleapis.com", "container.googleapis.com"].map((service) =>
      provider.create(
        contextOf(cloud),
        urnOf(serviceToken),
        checked(serviceToken, { project: "unpaid-1", service }),
        false,
      ),
    );
    for (const attempt of await Promise.allSettled(attempts)) {
      assert.equal(attempt.status, "rejected");
      assert.match(String(attempt.reason), /Billing must be enabled/);
    }
  });

  it("sees a service as gone when its project was deleted", async () => {
    await cloud.project("gone-1", ["pubsub"]);
    const state = { project: "gone-1", service: "pubsub.googleapis.com" };
    await cloud.send("cloudresourcemanager", "DELETE", "/v1/projects/gone-1");
    const id = "gone-1/pubsub.googleapis.com";
    assert.equal(await provider.read(contextOf(cloud), urnOf(serviceToken), id, state, state), undefined);
  });

  it(memberToken, async () => {
    const [role, member] = ["roles/viewer", "user:Grace@example.com"];
    await live(cloud, {
      token: memberToken,
      inputs: { project: "serviced-1", role, member },
      id: `serviced-1/${role}/user:grace@example.com`,
      importId: `serviced-1 ${role} user:grace@example.com`,
    });
  });

  it("keeps members with a condition apart from those without", async () => {
    const condition = { title: "soon over", expression: 'request.time < timestamp("2030-01-01T00:00:00Z")' };
    const base = { project: "serviced-1", role: "roles/editor", member: "user:alan@example.com" };
    const context = contextOf(cloud);
    const urn = urnOf(memberToken);
    const plain = await provider.create(context, urn, checked(memberToken, base), false);
    const conditional = await provider.create(context, urn, checked(memberToken, { ...base, condition }), false);
    await provider.remove(context, urn, plain.id, plain.state);
    assert.ok(await provider.read(context, urn, conditional.id, conditional.state, {}));
    assert.equal(await provider.read(context, urn, plain.id, plain.state, {}), undefined);
  });

  it("adds many members at the same time without losing any", async () => {
    const members = Array.from({ length: 8 }, (_, index) => `user:user${index}@example.com`);
    const urn = urnOf(memberToken);
    await Promise.all(
      members.map((member) =>
        provider.create(
          contextOf(cloud),
          urn,
          checked(memberToken, { project: "serviced-1", role: "roles/browser", member }),
          false,
        ),
      ),
    );
    const { body } = await cloud.send("cloudresourcemanager", "POST", "/v1/projects/serviced-1:getIamPolicy", {});
    const binding = body.bindings.find(({ role }: { role: string }) => role === "roles/browser");
    assert.deepEqual(binding.members.toSorted(), members);
  });
});
