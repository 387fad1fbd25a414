import assert from "node:assert/strict";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { keepPushing } from "../../../local/google/apis/pubsub/push.ts";
import { Cloud } from "../../../local/google/core/cloud.ts";
import { readIdentityToken } from "../../../local/google/core/identity-tokens.ts";
import { TestCloud } from "../../support/cloud.ts";

interface Received {
  headers: IncomingHttpHeaders;
  text: string;
}

const minute = 60_000;

describe("local Google: Pub/Sub pushes", () => {
  const p = "projects/pushes-1";
  let cloud: TestCloud;
  let receiver: Server;
  let endpoint: string;
  let received: Received[] = [];
  /** What the receiver answers; the last one again and again. */
  let answers: number[] = [];

  before(async () => {
    receiver = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      received.push({ headers: request.headers, text: Buffer.concat(chunks).toString() });
      response.writeHead((answers.length > 1 ? answers.shift() : answers[0]) ?? 204).end();
    });
    await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
    endpoint = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/push`;
    cloud = await TestCloud.start();
    await cloud.project("pushes-1", ["pubsub"]);
    await send("PUT", `${p}/topics/news`, {});
    await send("PUT", `${p}/topics/dead`, {});
  });
  after(async () => {
    await cloud.stop();
    receiver.close();
  });
  beforeEach(() => {
    received = [];
    answers = [];
  });
  afterEach(async () => {
    cloud.cloud.clock.move(0);
    await send("DELETE", `${p}/subscriptions/pushed`);
    await cloud.cloud.work.idle();
  });

  const send = (method: string, name: string, body?: object) =>
    cloud.send("pubsub", method, `/v1/${name}`, body as never);
  const subscribe = (more: object = {}, push: object = {}) =>
    send("PUT", `${p}/subscriptions/pushed`, {
      topic: `${p}/topics/news`,
      pushConfig: { pushEndpoint: endpoint, ...push },
      ...more,
    });
  const publish = async (...texts: string[]) => {
    const messages = texts.map((text) => ({ data: Buffer.from(text).toString("base64"), attributes: { about: text } }));
    const { body } = await send("POST", `${p}/topics/news:publish`, { messages });
    await cloud.cloud.work.idle();
    return body.messageIds as string[];
  };
  const left = () => cloud.cloud.store.list(`pubsub-messages/${p}/subscriptions/pushed/`).length;
  const advance = async (milliseconds: number) => {
    cloud.cloud.clock.move(cloud.cloud.clock.offset + milliseconds);
    await cloud.cloud.work.idle();
  };

  it("send what is published, with the token of the account that pushes", async () => {
    const email = "pusher@pushes-1.iam.gserviceaccount.com";
    await subscribe({}, { oidcToken: { serviceAccountEmail: email, audience: "the-function" } });
    const [messageId] = await publish("one");
    assert.equal(received.length, 1);
    const { headers, text } = received[0]!;
    const { message, subscription } = JSON.parse(text);
    assert.equal(subscription, `${p}/subscriptions/pushed`);
    assert.deepEqual(message, {
      attributes: { about: "one" },
      data: Buffer.from("one").toString("base64"),
      messageId,
      message_id: messageId,
      publishTime: message.publishTime,
      publish_time: message.publishTime,
    });
    const identity = readIdentityToken(cloud.cloud, headers.authorization!.replace("Bearer ", ""));
    assert.equal(identity?.email, email);
    assert.equal(identity?.aud, "the-function");
    assert.equal(left(), 0);
  });

  it("come again after a wait that grows, by the cloud's clock, until they are taken", async () => {
    answers = [500, 503, 202];
    await subscribe({ retryPolicy: { minimumBackoff: "600s", maximumBackoff: "600s" } });
    await publish("one");
    assert.deepEqual([received.length, left()], [1, 1]);
    await advance(9 * minute);
    assert.equal(received.length, 1);
    await advance(minute);
    assert.deepEqual([received.length, left()], [2, 1]);
    await advance(10 * minute);
    assert.deepEqual([received.length, left()], [3, 0]);
    const attempts = received.map(({ text }) => JSON.parse(text).message.data);
    assert.equal(new Set(attempts).size, 1);
  });

  it("go to the dead letters when they failed too often", async () => {
    answers = [400];
    const policy = { deadLetterTopic: `${p}/topics/dead`, maxDeliveryAttempts: 5 };
    await send("PUT", `${p}/subscriptions/dead`, { topic: `${p}/topics/dead` });
    await subscribe({ deadLetterPolicy: policy });
    await publish("poison");
    for (let hours = 0; hours < 6; hours++) await advance(60 * minute);
    assert.deepEqual(
      received.map(({ text }) => JSON.parse(text).deliveryAttempt),
      [1, 2, 3, 4, 5],
    );
    const { body } = await send("POST", `${p}/subscriptions/dead:pull`, { maxMessages: 5 });
    assert.equal(body.receivedMessages[0].message.attributes.CloudPubSubDeadLetterSourceDeliveryCount, "5");
    assert.equal(left(), 0);
  });

  it("send the bare content where no wrapping is wanted", async () => {
    await subscribe({}, { noWrapper: { writeMetadata: true } });
    const [messageId] = await publish("bare");
    assert.equal(received[0]!.text, "bare");
    assert.equal(received[0]!.headers["x-goog-pubsub-message-id"], messageId);
    assert.equal(received[0]!.headers.about, "bare");
  });

  it("are all sent, however many there are, and begin when an endpoint is given", async () => {
    await send("PUT", `${p}/subscriptions/pushed`, { topic: `${p}/topics/news` });
    await publish(...Array.from({ length: 45 }, (_, index) => `message ${index}`));
    assert.equal(received.length, 0);
    await send("POST", `${p}/subscriptions/pushed:modifyPushConfig`, { pushConfig: { pushEndpoint: endpoint } });
    await cloud.cloud.work.idle();
    assert.equal(new Set(received.map(({ text }) => JSON.parse(text).message.messageId)).size, 45);
    assert.deepEqual([received.length, left()], [45, 0]);
  });

  it("never leave this machine: what goes to other hosts stays for those who pull", async () => {
    await subscribe({}, { pushEndpoint: "https://example.com/push" });
    await publish("kept");
    assert.equal(left(), 1);
    const { body } = await send("POST", `${p}/subscriptions/pushed:pull`, { maxMessages: 5 });
    assert.equal(body.receivedMessages.length, 1);
  });

  it("that were under way when the cloud was killed come again at their deadline", async () => {
    answers = [500];
    await subscribe();
    await publish("survivor");
    const { store } = cloud.cloud;
    // What another process finds: a message that was handed out and never acknowledged, and no alarm.
    const { name, document } = store.list(`pubsub-messages/${p}/`)[0]!;
    store.put(name, { ...document, from: cloud.cloud.clock.now() + 10_000 });
    for (const alarm of store.list("alarms/")) store.delete(alarm.name);
    answers = [200];
    keepPushing(cloud.cloud);
    await cloud.cloud.work.idle();
    assert.equal(left(), 1);
    await advance(minute);
    assert.equal(left(), 0);
  });
});

describe("local Google: alarms", () => {
  it("begin their task once its time has come, also when the clock jumps, and are kept by the store", async () => {
    const cloud = new Cloud(":memory:");
    const log: string[] = [];
    cloud.work.employ<{ name: string }>("note", async ({ name }) => void log.push(name));
    const task = (name: string) => ({ kind: "note", lane: "notes", data: { name } });
    cloud.alarms.set("late", cloud.clock.now() + 3_600_000, task("late"));
    cloud.alarms.set("replaced", cloud.clock.now() + 3_600_000, task("first"));
    cloud.alarms.set("replaced", cloud.clock.now() + 7_200_000, task("second"));
    cloud.alarms.set("cleared", cloud.clock.now() + 3_600_000, task("cleared"));
    cloud.alarms.clear("cleared");
    cloud.clock.move(3_600_000);
    await cloud.work.idle();
    assert.deepEqual(log, ["late"]);
    cloud.clock.move(30 * 86_400_000);
    await cloud.work.idle();
    assert.deepEqual(log, ["late", "second"]);
    const now = new Promise<void>((resolve) => cloud.work.employ("soon", async () => resolve()));
    cloud.alarms.set("soon", cloud.clock.now() + 5, { kind: "soon", lane: "soon", data: {} });
    // Its timer keeps no process alive: this one does.
    const alive = setInterval(() => {}, 1000);
    await now;
    clearInterval(alive);
    await cloud.work.idle();
    cloud.store.close();
  });
});
