import assert from "node:assert/strict";
import * as provider from "../../../../local/providers/gcp/provider.ts";
import { TestCloud } from "../../../support/cloud.ts";
import { checked, contextOf, live, urnOf } from "../../../support/resources.ts";

const token = "gcp:monitoring/notificationChannel:NotificationChannel";

describe("local gcp provider: monitoring", () => {
  let cloud: TestCloud;
  before(async () => {
    cloud = await TestCloud.start();
    await cloud.project("watched-1", ["monitoring"]);
  });
  after(() => cloud.stop());

  it(token, async () => {
    const inputs = {
      project: "watched-1",
      type: "email",
      displayName: "Owners",
      labels: { email_address: "owners@example.com" },
    };
    await live(cloud, {
      token,
      inputs,
      change: { ...inputs, displayName: "Team", labels: { email_address: "team@example.com" }, enabled: false },
      id: /^projects\/watched-1\/notificationChannels\/\d+$/,
    });
  });

  it("sends a secret that the service never shows again", async () => {
    const inputs = {
      project: "watched-1",
      type: "webhook_basicauth",
      labels: { url: "https://example.com/hook", username: "ada" },
      sensitiveLabels: { password: "s3cret" },
    };
    const urn = urnOf(token);
    const asked = checked(token, inputs);
    const { id, state } = await provider.create(contextOf(cloud), urn, asked, false);
    assert.deepEqual(state.sensitiveLabels, { password: "s3cret" });
    assert.deepEqual(provider.diffResource(urn, state, asked), []);
    const read = await provider.read(contextOf(cloud), urn, id, state, asked);
    assert.deepEqual(read?.state, state);
    assert.ok(!JSON.stringify((await cloud.send("monitoring", "GET", `/v3/${id}`)).body).includes("s3cret"));
  });

  it("never keeps a secret that is given to be written only", async () => {
    const asked = checked(token, {
      project: "watched-1",
      type: "webhook_basicauth",
      labels: { url: "https://example.com/hook", username: "ada" },
      sensitiveLabels: { passwordWo: "s3cret", passwordWoVersion: "1" },
    });
    const { state } = await provider.create(contextOf(cloud), urnOf(token), asked, false);
    assert.deepEqual(state.sensitiveLabels, { passwordWoVersion: "1" });
    assert.deepEqual(provider.diffResource(urnOf(token), state, asked), []);
  });

  it("deletes a channel that is in use only by force", async () => {
    for (const forceDelete of [false, true]) {
      const inputs = checked(token, {
        project: "watched-1",
        type: "email",
        labels: { email_address: "used@example.com" },
        forceDelete,
      });
      const { id, state } = await provider.create(contextOf(cloud), urnOf(token), inputs, false);
      await cloud.send("monitoring", "POST", "/v3/projects/watched-1/alertPolicies", {
        displayName: "Alert",
        combiner: "OR",
        conditions: [{ displayName: "c" }],
        notificationChannels: [id],
      });
      const removal = provider.remove(contextOf(cloud), urnOf(token), id, state);
      if (forceDelete) await removal;
      else await assert.rejects(removal, /Cannot delete notification channel/);
    }
  });
});
