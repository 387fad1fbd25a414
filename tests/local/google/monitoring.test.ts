import assert from "node:assert/strict";
import { TestCloud } from "../../support/cloud.ts";

describe("local Google: monitoring", () => {
  let cloud: TestCloud;
  before(async () => {
    cloud = await TestCloud.start();
    await cloud.project("watched-1", ["monitoring"]);
  });
  after(() => cloud.stop());

  const project = "projects/watched-1";
  const send = (method: string, path: string, body?: object) =>
    cloud.send("monitoring", method, `/v3/${path}`, body && { ...body });
  const email = (address: string, rest: object = {}) =>
    send("POST", `${project}/notificationChannels`, { type: "email", labels: { email_address: address }, ...rest });
  const alert = (rest: object = {}) =>
    send("POST", `${project}/alertPolicies`, {
      displayName: "Alert",
      combiner: "OR",
      conditions: [{ displayName: "Too much", conditionThreshold: { comparison: "COMPARISON_GT", duration: "60s" } }],
      ...rest,
    });

  it("makes a channel that is enabled, and remembers who made it when", async () => {
    const { body } = await email("team@example.com", { displayName: "Team" });
    const record = { mutateTime: body.creationRecord.mutateTime, mutatedBy: "ada@sourcegraph-distribution.example" };
    assert.deepEqual(body, {
      type: "email",
      displayName: "Team",
      labels: { email_address: "team@example.com" },
      name: body.name,
      enabled: true,
      creationRecord: record,
      mutationRecords: [record],
    });
    assert.match(body.name, /^projects\/watched-1\/notificationChannels\/\d{19}$/);
    assert.deepEqual((await send("GET", body.name)).body, body);
  });

  it("refuses channels of unknown types, or without what their type needs", async () => {
    const make = (body: object) => send("POST", `${project}/notificationChannels`, body);
    assert.match((await make({ type: "pigeon" })).body.error.message, /invalid value of "pigeon"/);
    assert.match((await make({ type: "email" })).body.error.message, /"email_address" is required/);
  });

  it("changes what the mask names, and never shows a secret", async () => {
    const { body } = await email("changed@example.com");
    const change = { displayName: "Changed", enabled: false, sensitiveLabels: { password: "s3cret" } };
    const changed = (await send("PATCH", `${body.name}?updateMask=displayName,sensitiveLabels`, change)).body;
    assert.deepEqual([changed.displayName, changed.enabled], ["Changed", true]);
    assert.equal(changed.sensitiveLabels, undefined);
  });

  it("tells missing channels by name", async () => {
    const { status, body } = await send("GET", `${project}/notificationChannels/1`);
    assert.equal(status, 404);
    assert.equal(body.error.message, `Notification channel with name ${project}/notificationChannels/1 not found.`);
  });

  it("names the conditions of an alerting policy, and keeps the names", async () => {
    const { status, body } = await alert();
    assert.equal(status, 200, body.error?.message);
    const { name, conditions, enabled } = body;
    assert.match(conditions[0].name, new RegExp(`^${name}/conditions/\\d+$`));
    assert.equal(enabled, true);
    const change = { displayName: "Changed", conditions: [...conditions, { displayName: "Other" }] };
    const changed = (await send("PATCH", `${name}?updateMask=conditions`, change)).body;
    assert.equal(changed.displayName, "Alert");
    assert.equal(changed.conditions[0].name, conditions[0].name);
    assert.ok(changed.conditions[1].name);
    assert.deepEqual(await send("DELETE", name), { status: 200, body: {} });
    assert.equal((await send("GET", name)).status, 404);
  });

  it("refuses alerting policies without conditions, combiner or known channels", async () => {
    assert.equal((await alert({ conditions: [] })).status, 400);
    assert.equal((await alert({ combiner: "XOR" })).status, 400);
    assert.equal((await alert({ notificationChannels: [`${project}/notificationChannels/1`] })).status, 404);
  });

  it("deletes a channel that policies tell only by force, and then they forget it", async () => {
    const channel = (await email("used@example.com")).body.name;
    const policy = (await alert({ notificationChannels: [channel] })).body.name;
    const { status, body } = await send("DELETE", channel);
    assert.deepEqual([status, body.error.status], [400, "FAILED_PRECONDITION"]);
    assert.equal((await send("DELETE", `${channel}?force=true`)).status, 200);
    assert.equal((await send("GET", policy)).body.notificationChannels, undefined);
  });
});
