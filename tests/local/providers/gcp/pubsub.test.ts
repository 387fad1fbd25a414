import assert from "node:assert/strict";
import { TestCloud } from "../../../support/cloud.ts";
import { checked, live } from "../../../support/resources.ts";

describe("local gcp provider: Pub/Sub", () => {
  let cloud: TestCloud;
  before(async () => {
    cloud = await TestCloud.start();
    await cloud.project("messages-1", ["pubsub"]);
    await cloud.send("pubsub", "PUT", "/v1/projects/messages-1/topics/spending", {});
  });
  after(() => cloud.stop());

  it("gcp:pubsub/topic:Topic", async () => {
    const inputs = { project: "messages-1", name: "budgets", labels: { team: "platform" } };
    const state = await live(cloud, {
      token: "gcp:pubsub/topic:Topic",
      inputs,
      change: { ...inputs, labels: { owner: "finance" }, messageRetentionDuration: "86400s" },
      id: "projects/messages-1/topics/budgets",
      importId: "messages-1/budgets",
    });
    assert.deepEqual(state.effectiveLabels, { team: "platform", "goog-pulumi-provisioned": "true" });
  });

  const subscription = "gcp:pubsub/subscription:Subscription";

  it(`${subscription}, pulled`, async () => {
    const inputs = { project: "messages-1", name: "controller", topic: "spending" };
    const state = await live(cloud, {
      token: subscription,
      inputs,
      change: {
        ...inputs,
        ackDeadlineSeconds: 60,
        messageRetentionDuration: "86400s",
        retryPolicy: { minimumBackoff: "5s" },
        deadLetterPolicy: { deadLetterTopic: "projects/messages-1/topics/spending", maxDeliveryAttempts: 7 },
        labels: { team: "platform" },
      },
      id: "projects/messages-1/subscriptions/controller",
    });
    assert.equal(state.topic, "projects/messages-1/topics/spending");
    assert.deepEqual(state.expirationPolicy, { ttl: "2678400s" });
  });

  it(`${subscription}, pushed, that never expires`, async () => {
    const pushConfig = {
      pushEndpoint: "https://controller.example.com/",
      attributes: { "x-goog-version": "v1" },
      oidcToken: { serviceAccountEmail: "pusher@messages-1.iam.gserviceaccount.com" },
    };
    const inputs = {
      project: "messages-1",
      name: "push",
      topic: "projects/messages-1/topics/spending",
      expirationPolicy: { ttl: "" },
      enableMessageOrdering: true,
      pushConfig,
    };
    await live(cloud, {
      token: subscription,
      inputs,
      change: { ...inputs, pushConfig: { ...pushConfig, pushEndpoint: "https://other.example.com/" } },
    });
  });

  it(`${subscription}: replaces only what can't be changed`, () => {
    const inputs = checked(subscription, { project: "messages-1", name: "s", topic: "spending" });
    assert.equal(inputs.topic, "projects/messages-1/topics/spending");
  });

  it("gcp:pubsub/topicIAMMember:TopicIAMMember", async () => {
    await live(cloud, {
      token: "gcp:pubsub/topicIAMMember:TopicIAMMember",
      inputs: {
        project: "messages-1",
        topic: "spending",
        role: "roles/pubsub.publisher",
        member: "serviceAccount:billing-budget-alert@system.gserviceaccount.com",
      },
      id: "projects/messages-1/topics/spending/roles/pubsub.publisher/serviceAccount:billing-budget-alert@system.gserviceaccount.com",
      importId:
        "projects/messages-1/topics/spending roles/pubsub.publisher serviceAccount:billing-budget-alert@system.gserviceaccount.com",
    });
  });
});
