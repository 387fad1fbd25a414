import assert from "node:assert/strict";
import type { SlackMessage } from "../../notices/slack-text.ts";
import { demo, down, facts, ResponseUrls, SlackStand, valueIn } from "../support/slack.ts";

const textOf = ({ body }: { body: object | undefined }) => (body as SlackMessage | undefined)?.text;

describe("the function behind /sgdist", () => {
  let urls: ResponseUrls;
  let stand: SlackStand;
  beforeEach(async () => {
    urls = await new ResponseUrls().start();
    stand = new SlackStand(urls.origin);
  });
  afterEach(() => urls.stop());

  const destroyed = ["environment.yml", "main", { verb: "destroy", name: "demo", plan: demo.digest, by: "ada" }];

  it("answers to who asked alone", async () => {
    const { status, body } = await stand.ask("env list");
    assert.equal(status, 200);
    assert.deepEqual(
      [(body as { response_type: string }).response_type, textOf({ body })],
      ["ephemeral", "3 environments"],
    );
  });

  it("has an environment extended in the name of who asked", async () => {
    const response = await stand.ask("env extend demo 7d", { user_id: "U0000BOB0", user_name: "ada" });
    assert.match(textOf(response)!, /^demo is to live until 2026-12-08/);
    assert.deepEqual(stand.started, [
      ["environment.yml", "main", { verb: "extend", name: "demo", until: "2026-12-08", by: "bob" }],
    ]);
    assert.deepEqual(stand.log, [
      {
        severity: "INFO",
        message: "bob had demo extended",
        user: "U0000BOB0",
        login: "bob",
        verb: "extend",
        name: "demo",
        until: "2026-12-08",
      },
    ]);
  });

  it("destroys only once it is confirmed, and puts the answer in place of the button", async () => {
    const asked = await stand.ask("env destroy demo");
    assert.deepEqual(stand.started, []);
    const { status, body } = await stand.press(valueIn(asked));
    assert.deepEqual([status, body], [200, undefined]);
    assert.deepEqual(stand.started, [destroyed]);
    assert.deepEqual(
      urls.got.map(({ response_type, replace_original, text }) => [response_type, replace_original, text]),
      [
        [
          "ephemeral",
          true,
          "demo is destroyed with its project tst-demo-d9hc: a commit removes its file, and the deployment of that the rest.",
        ],
      ],
    );
  });

  it("destroys once, however often and at once it is pressed", async () => {
    const value = valueIn(await stand.ask("env destroy demo"));
    await Promise.all([stand.press(value), stand.press(value), stand.press(value)]);
    assert.deepEqual(stand.started, [destroyed]);
    assert.equal(urls.got.filter(({ text }) => text === "demo is on its way already.").length, 2);
  });

  it("refuses a press of somebody else, of something else by now, or too late", async () => {
    const value = valueIn(await stand.ask("env destroy demo"));
    await stand.press(value, { user: { id: "U0000BOB0" } });
    stand.facts = { ...facts, environments: [{ ...demo, digest: "fedcba9876543210" }] };
    await stand.press(value);
    stand.facts = facts;
    stand.now += 600_001;
    await stand.press(value);
    assert.deepEqual(
      urls.got.map(({ text }) => text),
      [
        "Only who asked can answer. Ask for it yourself.",
        "demo is not what was shown any more. Look at it again, and ask again.",
        "That was asked more than 10 minutes ago. Ask again.",
      ],
    );
    assert.deepEqual(stand.started, []);
  });

  it("says that it failed, and can be pressed again then", async () => {
    const value = valueIn(await stand.ask("env destroy demo"));
    stand.starting = async () => {
      stand.starting = async () => undefined;
      throw down();
    };
    await stand.press(value);
    assert.equal(urls.got[0]!.text, "That failed; the log of the service says why. To ask again does no harm.");
    assert.equal(stand.log[0]!.message, "A request failed: starting environment.yml: 503 is down");
    await stand.press(value);
    assert.deepEqual(stand.started, [destroyed]);
  });

  it("answers in time when GitHub doesn't, and says the rest later", async () => {
    const { promise: opened, resolve: open } = Promise.withResolvers<void>();
    stand = new SlackStand(urls.origin, { soon: 20 });
    stand.starting = () => opened;
    const response = await stand.ask("env extend demo 7d");
    assert.equal(textOf(response), "One moment. If nothing follows within a minute, ask again.");
    assert.deepEqual([stand.started, urls.got], [[], []]);
    open();
    await response.after;
    assert.equal(stand.started.length, 1);
    assert.match(urls.got[0]!.text, /^demo is to live until 2026-12-08/);
    assert.equal(urls.got[0]!.replace_original, false);
  });

  it("tries again to answer, and says in the log when it can't", async () => {
    const value = valueIn(await stand.ask("env destroy demo"));
    urls.faults.push(503, 429);
    await stand.press(value);
    assert.equal(urls.got.length, 1);
    urls.faults.push(404);
    await stand.press(value);
    assert.deepEqual(stand.log.at(-1), {
      severity: "ERROR",
      message: "An answer could not be sent: Slack did not take the answer: 404",
    });
  });

  it("sends answers nowhere but to Slack", async () => {
    const value = valueIn(await stand.ask("env destroy demo"));
    for (const url of [
      "https://evil.example/",
      "http://hooks.slack.com/",
      "https://hooks.slack.com@evil.example/",
      "https://hooks.slack.com.evil.example/",
      "file:///etc/passwd",
      "",
    ]) {
      await stand.press(value, { response_url: url });
      assert.equal(
        stand.log.at(-1)!.message,
        "An answer could not be sent: answers are sent to https://hooks.slack.com only",
      );
    }
    assert.deepEqual(urls.got, []);
    // To where it redirects neither.
    urls.faults.push(302, 302, 302);
    await stand.press(value);
    assert.match(stand.log.at(-1)!.message, /^An answer could not be sent: Slack did not take the answer: /);
  });

  it("knows people by their IDs, and what they may do by GitHub", async () => {
    const stranger = await stand.ask("env list", { user_id: "U0000MALLORY", user_name: "ada" });
    assert.equal(
      textOf(stranger),
      "You (U0000MALLORY) are not known here. Have your login of GitHub written down for that ID in " +
        "organization.yaml, under notifications.slack.people.",
    );
    assert.match(
      textOf(await stand.ask("env list", { user_id: "__proto__" }))!,
      /^You \(__proto__\) are not known here/,
    );
    const reader = await stand.ask("env extend demo 7d", { user_id: "U0000EVE0" });
    assert.equal(textOf(reader), "eve may not write in example/infrastructure, and so can't have this done.");
    assert.deepEqual(stand.started, []);
  });

  it("listens to one workspace", async () => {
    assert.equal((await stand.ask("env extend demo 7d", { team_id: "T0000OTHER" })).status, 403);
    const value = valueIn(await stand.ask("env destroy demo"));
    assert.equal((await stand.press(value, { team: { id: "T0000OTHER" } })).status, 403);
    assert.equal((await stand.press(value, { team: null })).status, 403);
    assert.deepEqual(stand.started, []);
  });

  it("refuses what isn't signed, isn't new, or isn't of now", async () => {
    const body = stand.commandBody("env extend demo 7d");
    const request = stand.signed(body);
    assert.equal((await stand.handle({ ...request, headers: {} })).status, 401);
    assert.equal((await stand.handle({ ...request, body: Buffer.from(`${body}0`) })).status, 401);
    for (const time of [stand.now - 301_000, stand.now + 301_000]) {
      assert.equal((await stand.handle(stand.signed(body, { time }))).status, 401);
    }
    assert.deepEqual(stand.started, []);
    assert.equal((await stand.handle(request)).status, 200);
    assert.equal((await stand.handle(request)).status, 401);
    assert.equal(stand.started.length, 1);
    assert.ok(!JSON.stringify(stand.log).includes(String(request.headers["x-slack-signature"])));
  });

  it("refuses what is no request of Slack's, without failing", async () => {
    const of = async (body: string) => (await stand.handle(stand.signed(body))).status;
    assert.equal((await stand.handle({ ...stand.signed(""), method: "GET" })).status, 405);
    assert.equal(await of("x".repeat(65_537)), 413);
    for (const body of [
      "",
      "ssl_check=1",
      "payload=",
      "payload=null",
      "payload=[]",
      "payload=%7B",
      'payload={"type":"view_submission"}',
      'payload={"type":"block_actions","actions":[]}',
      'payload={"type":"block_actions","actions":[{},{}]}',
      "command=%2Fother&team_id=T0000EXAMPLE&user_id=U0000ADA0",
      "command=%2Fsgdist&command=%2Fsgdist",
      "command=%2Fsgdist&team_id=T0000EXAMPLE&team_id=T0000OTHER&user_id=U0000ADA0",
      "command=%2Fsgdist&team_id=T0000EXAMPLE",
    ]) {
      assert.equal(await of(body), 400, body);
    }
    const { status } = await stand.press({ not: "a text" });
    assert.deepEqual([status, urls.got[0]!.text], [200, "That button is not known any more. Ask again."]);
  });

  it("says so when it isn't known what there is, but helps all the same", async () => {
    stand = new SlackStand(urls.origin, { facts: () => Promise.reject(new Error("403")) });
    assert.equal(
      textOf(await stand.ask("env list")),
      "That failed; the log of the service says why. To ask again does no harm.",
    );
    assert.match(textOf(await stand.ask("help"))!, /^\/sgdist env list: /);
  });
});
