import assert from "node:assert/strict";
import { publish } from "../../../local/google/apis/pubsub/messages.ts";
import { TestCloud } from "../../support/cloud.ts";

const hour = 60 * 60 * 1000;

describe("local Google: Pub/Sub", () => {
  let cloud: TestCloud;
  before(async () => {
    cloud = await TestCloud.start();
    await cloud.project("messages-1", ["pubsub"]);
  });
  after(() => cloud.stop());
  afterEach(() => cloud.cloud.clock.move(0));

  const p = "projects/messages-1";
  const send = (method: string, name: string, body?: object) =>
    cloud.send("pubsub", method, `/v1/${name}`, body as never);
  const topic = (id: string, body: object = {}) => send("PUT", `${p}/topics/${id}`, body);
  const subscription = (id: string, body: object) => send("PUT", `${p}/subscriptions/${id}`, body);

  const refusal = (code: number, status: string, message: string) => ({
    status: code,
    body: { error: { code, message, status } },
  });

  describe("topics", () => {
    it("are made, read, listed, changed and deleted", async () => {
      const labels = { team: "platform" };
      const made = await topic("kept", { labels });
      assert.deepEqual(made, { status: 200, body: { labels, name: `${p}/topics/kept` } });
      assert.deepEqual(await send("GET", `${p}/topics/kept`), made);
      assert.deepEqual((await send("GET", `${p}/topics`)).body, { topics: [made.body] });
      const change = { topic: { labels: { a: "b" }, messageRetentionDuration: "86400s" }, updateMask: "labels" };
      assert.deepEqual((await send("PATCH", `${p}/topics/kept`, change)).body, {
        labels: { a: "b" },
        name: `${p}/topics/kept`,
      });
      const byQuery = await send("PATCH", `${p}/topics/kept?updateMask=message_retention_duration`, change);
      assert.equal(byQuery.body.messageRetentionDuration, "86400s");
      assert.deepEqual(await send("DELETE", `${p}/topics/kept`), { status: 200, body: {} });
      assert.deepEqual(
        await send("GET", `${p}/topics/kept`),
        refusal(404, "NOT_FOUND", "Resource not found (resource=kept)."),
      );
    });

    it("are refused twice, with a bad name or label, and in a project that isn't there", async () => {
      await topic("twice");
      const twice = "Resource already exists in the project (resource=twice).";
      assert.deepEqual(await topic("twice"), refusal(409, "ALREADY_EXISTS", twice));
      const name =
        `Invalid resource name given (name=${p}/topics/goog-x). Refer to ` +
        "https://cloud.google.com/pubsub/docs/pubsub-basics#resource_names for more information.";
      assert.deepEqual(await topic("goog-x"), refusal(400, "INVALID_ARGUMENT", name));
      assert.equal((await topic("labelled", { labels: { Upper: "x" } })).status, 400);
      const nowhere = await send("PUT", "projects/nowhere-1/topics/t", {});
      assert.equal(nowhere.status, 404);
      assert.match(nowhere.body.error.message, /^Requested project not found or user does not have access to it/);
    });

    it("change only what can be changed, and only by a mask", async () => {
      await topic("masked");
      const empty = await send("PATCH", `${p}/topics/masked`, { topic: {} });
      assert.equal(
        empty.body.error.message,
        "The update_mask in the UpdateTopicRequest must be set, and must contain a non-empty paths list.",
      );
      const fixed = await send("PATCH", `${p}/topics/masked?updateMask=kms_key_name`, { topic: {} });
      assert.equal(
        fixed.body.error.message,
        "Invalid update_mask provided in the UpdateTopicRequest: the 'kms_key_name' field in the Topic is not mutable.",
      );
      const unknown = await send("PATCH", `${p}/topics/masked?updateMask=colour`, { topic: {} });
      assert.match(unknown.body.error.message, /'colour' is not a known Topic field/);
    });

    it("have policies, which go with them", async () => {
      await topic("policed");
      assert.deepEqual((await send("GET", `${p}/topics/policed:getIamPolicy`)).body, { etag: "ACAB" });
      const bindings = [{ role: "roles/pubsub.publisher", members: ["user:ada@example.com"] }];
      const set = await send("POST", `${p}/topics/policed:setIamPolicy`, { policy: { bindings } });
      assert.deepEqual(set.body, { version: 1, etag: set.body.etag, bindings });
      await send("DELETE", `${p}/topics/policed`);
      await topic("policed");
      assert.deepEqual((await send("GET", `${p}/topics/policed:getIamPolicy`)).body, { etag: "ACAB" });
    });
  });

  describe("subscriptions", () => {
    const topicName = `${p}/topics/events`;
    before(() => topic("events"));

    it("fill in what Google does", async () => {
      const made = await subscription("defaults", { topic: topicName, deadLetterPolicy: null, expirationPolicy: null });
      assert.deepEqual(made.body, {
        topic: topicName,
        name: `${p}/subscriptions/defaults`,
        ackDeadlineSeconds: 10,
        messageRetentionDuration: "604800s",
        expirationPolicy: { ttl: "2678400s" },
        pushConfig: {},
        state: "ACTIVE",
      });
      assert.deepEqual(await send("GET", `${p}/subscriptions/defaults`), made);
      const never = await subscription("never", { topic: topicName, expirationPolicy: { ttl: "" } });
      assert.deepEqual(never.body.expirationPolicy, {});
    });

    it("show the version of the wrapping only to who writes them", async () => {
      const pushConfig = { pushEndpoint: "https://example.com/push", attributes: { a: "b" } };
      const made = await subscription("pushed", { topic: topicName, pushConfig });
      assert.deepEqual(made.body.pushConfig.attributes, { a: "b", "x-goog-version": "v1" });
      const read = await send("GET", `${p}/subscriptions/pushed`);
      assert.deepEqual(read.body.pushConfig, pushConfig);
      const unwrapped = { subscription: { pushConfig: { ...pushConfig, noWrapper: { writeMetadata: false } } } };
      await send("PATCH", `${p}/subscriptions/pushed?updateMask=pushConfig`, unwrapped);
      const after = await send("GET", `${p}/subscriptions/pushed`);
      assert.deepEqual(after.body.pushConfig, { pushEndpoint: pushConfig.pushEndpoint, noWrapper: {} });
      await send("POST", `${p}/subscriptions/pushed:modifyPushConfig`, { pushConfig: {} });
      assert.deepEqual((await send("GET", `${p}/subscriptions/pushed`)).body.pushConfig, {});
    });

    it("to files wait for them, with counts as strings", async () => {
      const cloudStorageConfig = { bucket: "files", maxBytes: 10240, maxDuration: "400s" };
      const made = await subscription("files", { topic: topicName, ackDeadlineSeconds: 300, cloudStorageConfig });
      assert.equal(made.body.ackDeadlineSeconds, 400);
      assert.deepEqual(made.body.cloudStorageConfig, {
        bucket: "files",
        textConfig: {},
        maxBytes: "10240",
        maxDuration: "400s",
        state: "ACTIVE",
      });
    });

    it("change what the mask names", async () => {
      await subscription("changing", { topic: topicName, labels: { a: "b" } });
      const change = {
        subscription: { ackDeadlineSeconds: 60, retryPolicy: { minimumBackoff: "5s" }, labels: { ignored: "x" } },
        updateMask: "ackDeadlineSeconds,retry_policy",
      };
      const { body } = await send("PATCH", `${p}/subscriptions/changing`, change);
      assert.deepEqual(
        [body.ackDeadlineSeconds, body.retryPolicy, body.labels],
        [60, { minimumBackoff: "5s", maximumBackoff: "600s" }, { a: "b" }],
      );
      const fixed = await send("PATCH", `${p}/subscriptions/changing?updateMask=filter`, { subscription: {} });
      assert.equal(
        fixed.body.error.message,
        "Invalid update_mask provided in the UpdateSubscriptionRequest: the 'filter' field in the Subscription is " +
          "not mutable.",
      );
    });

    for (const [mistake, body, code, message] of [
      ["a topic that isn't there", { topic: `${p}/topics/none` }, 404, "Resource not found (resource=none)."],
      [
        "a dead letter topic that isn't there",
        { topic: topicName, deadLetterPolicy: { deadLetterTopic: `${p}/topics/dead` } },
        404,
        "Resource not found (resource=dead).",
      ],
      [
        "a deadline of 5 seconds",
        { topic: topicName, ackDeadlineSeconds: 5 },
        400,
        "Invalid ack deadline given (ack_deadline_secs=5).",
      ],
      [
        "an endpoint that is none",
        { topic: topicName, pushConfig: { pushEndpoint: "example.com" } },
        400,
        "Invalid push endpoint given (endpoint=example.com). Refer to " +
          "https://cloud.google.com/pubsub/subscriber#create for more information.",
      ],
      [
        "an account that is none",
        { topic: topicName, pushConfig: { pushEndpoint: "https://a.b", oidcToken: { serviceAccountEmail: "x" } } },
        400,
        "You have passed an invalid argument to the service (argument=PushConfig::oidc_token::service_account_email).",
      ],
    ] as const) {
      it(`are refused with ${mistake}`, async () => {
        const status = code === 404 ? "NOT_FOUND" : "INVALID_ARGUMENT";
        assert.deepEqual(await subscription("refused", body), refusal(code, status, message));
      });
    }

    it("outlive their topic, and are told of by it", async () => {
      await topic("mortal");
      await subscription("orphan", { topic: `${p}/topics/mortal` });
      const listed = await send("GET", `${p}/topics/mortal/subscriptions`);
      assert.deepEqual(listed.body, { subscriptions: [`${p}/subscriptions/orphan`] });
      await send("DELETE", `${p}/topics/mortal`);
      assert.equal((await send("GET", `${p}/subscriptions/orphan`)).body.topic, "_deleted-topic_");
    });
  });

  describe("messages", () => {
    const data = (text: string) => Buffer.from(text).toString("base64");
    const pull = async (id: string, maxMessages = 10) =>
      (await send("POST", `${p}/subscriptions/${id}:pull`, { maxMessages })).body.receivedMessages ?? [];

    async function setUp(id: string, rest: object = {}): Promise<void> {
      await topic(id);
      await subscription(id, { topic: `${p}/topics/${id}`, ...rest });
    }
    const publishTo = (id: string, ...messages: object[]) => send("POST", `${p}/topics/${id}:publish`, { messages });

    it("are delivered to every subscription until they are acknowledged", async () => {
      await setUp("delivered");
      await subscription("second", { topic: `${p}/topics/delivered` });
      const { body } = await publishTo(
        "delivered",
        { data: data("one"), attributes: { a: "b" } },
        { data: data("two") },
      );
      assert.equal(body.messageIds.length, 2);
      const received = await pull("delivered");
      assert.deepEqual(
        received.map(({ message }: { message: { messageId: string } }) => message.messageId),
        body.messageIds,
      );
      const { message } = received[0];
      assert.deepEqual(message, {
        data: data("one"),
        attributes: { a: "b" },
        messageId: body.messageIds[0],
        publishTime: message.publishTime,
      });
      assert.deepEqual(await pull("delivered"), []);
      const ackIds = [received[0].ackId];
      assert.deepEqual((await send("POST", `${p}/subscriptions/delivered:acknowledge`, { ackIds })).body, {});
      cloud.cloud.clock.move(11_000);
      const again = await pull("delivered");
      assert.deepEqual([again.length, again[0].message.messageId], [1, body.messageIds[1]]);
      assert.equal((await pull("second")).length, 2);
    });

    it("come again at once when they are given back, and later when their deadline is moved", async () => {
      await setUp("moved");
      await publishTo("moved", { data: data("x") });
      const modify = (ackId: string, ackDeadlineSeconds: number) =>
        send("POST", `${p}/subscriptions/moved:modifyAckDeadline`, { ackIds: [ackId], ackDeadlineSeconds });
      const [first] = await pull("moved");
      await modify(first.ackId, 0);
      const [second] = await pull("moved");
      assert.notEqual(second.ackId, first.ackId);
      await modify(second.ackId, 300);
      cloud.cloud.clock.move(200_000);
      assert.deepEqual(await pull("moved"), []);
      await send("POST", `${p}/subscriptions/moved:acknowledge`, { ackIds: [first.ackId] });
      cloud.cloud.clock.move(301_000);
      assert.equal((await pull("moved")).length, 1);
      assert.equal((await modify(second.ackId, 601)).status, 400);
    });

    it("wait between attempts as the retry policy says", async () => {
      await setUp("retried", { retryPolicy: { minimumBackoff: "30s" } });
      await publishTo("retried", { data: data("x") });
      const [{ ackId }] = await pull("retried");
      const body = { ackIds: [ackId], ackDeadlineSeconds: 0 };
      await send("POST", `${p}/subscriptions/retried:modifyAckDeadline`, body);
      assert.deepEqual(await pull("retried"), []);
      cloud.cloud.clock.move(31_000);
      assert.equal((await pull("retried")).length, 1);
    });

    it("go to the dead letters after too many attempts", async () => {
      await setUp("letters");
      const deadLetterPolicy = { deadLetterTopic: `${p}/topics/letters`, maxDeliveryAttempts: 5 };
      await setUp("failing", { deadLetterPolicy });
      await publishTo("failing", { data: data("x"), attributes: { a: "b" } });
      for (let attempt = 1; attempt <= 5; attempt++) {
        const [{ deliveryAttempt }] = await pull("failing");
        assert.equal(deliveryAttempt, attempt);
        cloud.cloud.clock.move(attempt * 11_000);
      }
      assert.deepEqual(await pull("failing"), []);
      const [{ message }] = await pull("letters");
      assert.equal(message.attributes.CloudPubSubDeadLetterSourceSubscription, "failing");
      assert.equal(message.attributes.a, "b");
    });

    it("are forgotten when they are kept for long enough", async () => {
      await setUp("old", { messageRetentionDuration: "3600s" });
      await publishTo("old", { data: data("x") });
      cloud.cloud.clock.move(hour + 1000);
      assert.deepEqual(await pull("old"), []);
    });

    for (const [filter, attributes, expected] of [
      ['attributes.type = "key"', { type: "key" }, true],
      ['attributes.type = "key"', { type: "other" }, false],
      ['attributes.type != "key"', {}, true],
      ["attributes:type", { type: "" }, true],
      ["NOT attributes:type", { type: "" }, false],
      ['hasPrefix(attributes.type, "k")', { type: "key" }, true],
      ['attributes.a = "1" AND (attributes.b = "2" OR attributes:c)', { a: "1", c: "" }, true],
      ['attributes.a = "1" AND (attributes.b = "2" OR attributes:c)', { a: "1" }, false],
    ] as const) {
      it(`are ${expected ? "" : "not "}let through by ${filter} with ${JSON.stringify(attributes)}`, async () => {
        const id = `filtered-${Math.random().toString(36).slice(2)}`;
        await setUp(id, { filter });
        await publishTo(id, { data: data("x"), attributes });
        assert.equal((await pull(id)).length, expected ? 1 : 0);
      });
    }

    it("are refused when they are empty, and filters when they are none", async () => {
      await setUp("strict");
      const empty = await publishTo("strict", {});
      assert.match(empty.body.error.message, /^One or more messages in the publish request is empty\./);
      const none = await publishTo("strict");
      assert.match(none.body.error.message, /^The value for message_count is too small\./);
      for (const filter of ["type = 1", "attributes.a", 'attributes.a = "1" AND attributes:b OR attributes:c']) {
        assert.equal((await subscription("unfiltered", { topic: `${p}/topics/strict`, filter })).status, 400, filter);
      }
      const body = { maxMessages: 0 };
      assert.equal((await send("POST", `${p}/subscriptions/strict:pull`, body)).status, 400);
    });

    it("can be published by other parts of the cloud", async () => {
      await setUp("internal");
      const { store } = cloud.cloud;
      store.transaction(() => publish(cloud.cloud, `${p}/topics/internal`, [{ data: data("budget") }]));
      assert.equal((await pull("internal")).length, 1);
      await send("POST", `${p}/subscriptions/internal:detach`, {});
      store.transaction(() => publish(cloud.cloud, `${p}/topics/internal`, [{ data: data("budget") }]));
      assert.deepEqual(await pull("internal"), []);
    });
  });
});
