import assert from "node:assert/strict";
import type { StateStore } from "../../engine/state-store.ts";
import { type GoogleClient, GoogleError } from "../../google/client.ts";
import type { Channel } from "../../notices/channel.ts";
import { channelsOf } from "../../notices/channels.ts";
import { deliver } from "../../notices/deliver.ts";
import { mailChannel } from "../../notices/mail.ts";
import { lease } from "../../notices/marks.ts";
import type { Notice } from "../../notices/notice.ts";
import { withSecrets } from "../../notices/secrets.ts";
import { slackChannel } from "../../notices/slack.ts";
import { MailServer } from "../support/mail-server.ts";
import { folderStore, notice } from "../support/notices.ts";
import { notifyingSpecification, SlackServer } from "../support/slack-server.ts";

const { organization } = notifyingSpecification();
const start = Date.parse("2026-11-29T12:00:00Z");
const folder = ".sgdist/notices";

describe("telling people", () => {
  let slack: SlackServer;
  let mail: MailServer;
  let kept: ReturnType<typeof folderStore>;
  let pauses: number[];
  let now: number;
  const patience = {
    pause: async (time: number) => {
      pauses.push(time);
    },
  };
  const bySlack = (timeout?: number): Channel =>
    slackChannel(organization, { token: "xoxb-test", url: slack.url, ...(timeout && { timeout }) });
  const send = (notices: Notice[], channels: Channel[] = [bySlack()], store: StateStore = kept.store) =>
    deliver(notices, channels, store, () => now, patience);
  const slackSent = { id: notice().id, channel: "slack", to: "C0000SEARCH" };

  beforeEach(async () => {
    [slack, mail] = await Promise.all([new SlackServer().start(), new MailServer().start()]);
    kept = folderStore();
    [pauses, now] = [[], start];
  });
  afterEach(async () => {
    kept.dispose();
    await Promise.all([slack.stop(), mail.stop()]);
  });

  it("posts to the channel of the team, or to that of all", async () => {
    const other = notice({ id: "tst-live-t5wk.00000001", tell: "platform", at: "2026-11-28T13:00:00.000Z" });
    const { sent, failed } = await send([other, notice()]);
    assert.deepEqual(sent, [slackSent, { id: other.id, channel: "slack", to: "C0000GENERAL" }]);
    assert.deepEqual(failed, []);
    assert.deepEqual(
      slack.posted.map(({ channel, text, parse, mrkdwn, link_names, unfurl_links }) => [
        channel,
        text,
        parse,
        mrkdwn,
        link_names,
        unfurl_links,
      ]),
      ["C0000SEARCH", "C0000GENERAL"].map((channel) => [
        channel,
        "demo ends on 2026-12-01. After that day it is scaled down.",
        "none",
        "false",
        "false",
        "false",
      ]),
    );
  });

  it("sends mails that are whole, and takes them by SMTP", async () => {
    const hostile = notice({ title: "a\r\nBcc: all@example.com", text: ".\r\nMAIL FROM:<x>" });
    const { sent } = await send([hostile], [mailChannel(organization, mail.url)]);
    assert.deepEqual(sent, [{ ...slackSent, channel: "mail", to: "search@example.com" }]);
    const [{ from, to, data }] = mail.mails as [(typeof mail.mails)[number]];
    assert.deepEqual([from, to], ["<sgdist@example.com>", ["<search@example.com>"]]);
    const [head, body] = data.split("\r\n\r\n");
    assert.ok(head!.includes("\r\nSubject: [sgdist] a Bcc: all@example.com\r\n"), head);
    assert.ok(!/^Bcc:/im.test(head!));
    assert.ok(body!.startsWith(".\r\nMAIL FROM:<x>"));
  });

  it("tells nobody twice", async () => {
    const channels = [bySlack(), mailChannel(organization, mail.url)];
    assert.equal((await send([notice()], channels)).sent.length, 2);
    assert.deepEqual(await send([notice()], channels), { sent: [], failed: [], old: 0 });
    assert.deepEqual([slack.posted.length, mail.mails.length], [1, 1]);
    assert.deepEqual(await kept.store.list(folder), [
      `${folder}/tst-demo-d9hc.00000001.mail.json`,
      `${folder}/tst-demo-d9hc.00000001.slack.json`,
    ]);
  });

  it("tells once, when two do it at once", async () => {
    const notices = Array.from({ length: 8 }, (_, index) => notice({ id: `tst-demo-d9hc.0000000${index}` }));
    const runs = await Promise.all([send(notices), send(notices), send(notices)]);
    assert.equal(slack.posted.length, 8);
    assert.equal(runs.flatMap(({ sent }) => sent).length, 8);
    assert.deepEqual(
      runs.flatMap(({ failed }) => failed),
      [],
    );
    assert.equal((await kept.store.list(folder)).length, 8);
  });

  it("tells once, when another sent it after what is there was read", async () => {
    const { store } = kept;
    let isFirst = true;
    const late: StateStore = {
      read: (path) => store.read(path),
      remove: (path) => store.remove(path),
      create: (path, content) => store.create(path, content),
      list: async (path) => {
        const before = await store.list(path);
        if (isFirst) {
          isFirst = false;
          await send([notice()]);
        }
        return before;
      },
    };
    assert.deepEqual(await send([notice()], [bySlack()], late), { sent: [], failed: [], old: 0 });
    assert.equal(slack.posted.length, 1);
    assert.deepEqual(await store.list(folder), [`${folder}/tst-demo-d9hc.00000001.slack.json`]);
  });

  it("waits as long as Slack asks for", async () => {
    slack.faults.push({ status: 429, headers: { "retry-after": "7" } });
    assert.deepEqual((await send([notice()])).sent, [slackSent]);
    assert.deepEqual([pauses, slack.calls], [[7000], 2]);
  });

  it("doesn't wait for longer than is bearable, and leaves it to the next run", async () => {
    slack.faults.push({ status: 429, headers: { "retry-after": "3600" } });
    const { failed } = await send([notice()]);
    assert.deepEqual(failed, [{ ...slackSent, why: "Slack asks to wait for 3600 s" }]);
    assert.deepEqual([pauses, slack.calls], [[], 1]);
    assert.deepEqual((await send([notice()])).sent, [slackSent]);
    assert.equal(slack.posted.length, 1);
  });

  it("tries again what failed, so often and no more", async () => {
    slack.faults.push({ status: 500 }, { status: 503 });
    assert.deepEqual((await send([notice()])).sent, [slackSent]);
    assert.deepEqual([pauses, slack.calls], [[1000, 2000], 3]);
    slack.faults.push({ status: 500 }, { status: 500 }, { status: 502 });
    const other = notice({ id: "tst-demo-d9hc.00000002" });
    assert.deepEqual((await send([other])).failed, [{ ...slackSent, id: other.id, why: "Slack answered 502" }]);
    assert.equal(slack.calls, 6);
  });

  it("doesn't wait for an answer that doesn't come", async () => {
    slack.faults.push({ status: 200, silent: true }, { status: 200, silent: true }, { status: 200, silent: true });
    const { failed } = await send([notice()], [bySlack(50)]);
    assert.deepEqual(failed, [{ ...slackSent, why: "Slack can't be reached: no answer in time" }]);
    // Each of them may have come: nobody can tell, and being told three times is better than not at all.
    assert.equal(slack.posted.length, 3);
  });

  it("says what Slack refused and what to do, and doesn't repeat that", async () => {
    slack.faults.push({ status: 200, body: { ok: false, error: "not_in_channel" } });
    assert.deepEqual((await send([notice()])).failed, [
      { ...slackSent, why: "Slack refused it: not_in_channel, the app isn't in the channel: invite it with /invite" },
    ]);
    assert.deepEqual([pauses, slack.calls], [[], 1]);
  });

  it("never says the token", async () => {
    const wrong = slackChannel(organization, { token: "xoxb-secret", url: slack.url });
    const unreachable = slackChannel(organization, { token: "xoxb-secret", url: "http://127.0.0.1:1/" });
    for (const channel of [wrong, unreachable]) {
      const { failed } = await send([notice()], [channel]);
      assert.equal(failed.length, 1);
      assert.ok(!JSON.stringify(failed).includes("xoxb-secret"));
    }
  });

  it("takes an answer that is nonsense for a failure", async () => {
    slack.faults.push(...Array.from({ length: 3 }, () => ({ status: 200, body: "<html>" })));
    const [failure] = (await send([notice()])).failed;
    assert.equal(failure!.why, "Slack's answer can't be read");
    slack.faults.push(...Array.from({ length: 3 }, () => ({ status: 429, headers: { "retry-after": "soon" } })));
    assert.match((await send([notice()])).failed[0]!.why, /^Slack's answer can't be read: Retry header/);
  });

  it("leaves a channel alone that is down, and goes on with the other", async () => {
    const notices = Array.from({ length: 5 }, (_, index) => notice({ id: `tst-demo-d9hc.0000000${index}` }));
    const down = slackChannel(organization, { token: "xoxb-test", url: "http://127.0.0.1:1/" });
    const { sent, failed } = await send(notices, [down, mailChannel(organization, mail.url)]);
    assert.deepEqual(
      sent.map(({ id, channel }) => [id, channel]),
      notices.map(({ id }) => [id, "mail"]),
    );
    assert.deepEqual(
      failed.map(({ why }) => why.replace(/:.*/, "")),
      [...Array(3).fill("Slack can't be reached"), ...Array(2).fill("others failed before it")],
    );
    assert.equal(pauses.length, 6);
  });

  it("begins nothing more once its time is over", async () => {
    const { failed } = await deliver([notice()], [bySlack()], kept.store, () => now, { ...patience, budget: 0 });
    assert.deepEqual(failed, [{ ...slackSent, why: "there was no time left for it" }]);
    assert.equal(slack.calls, 0);
  });

  it("tries mails again that are refused for now, and not those that are for good", async () => {
    const channel = mailChannel(organization, mail.url);
    mail.faults.push("451 try again later");
    assert.equal((await send([notice()], [channel])).sent.length, 1);
    mail.faults.push("550 no such user");
    const other = notice({ id: "tst-demo-d9hc.00000002" });
    const [failure] = (await send([other], [channel])).failed;
    assert.match(failure!.why, /^the mail server refused it: .*550 no such user/);
    assert.deepEqual(pauses, [1000]);
  });

  it("killed between sending and writing it down, sends once more, after a while", async () => {
    const { store } = kept;
    // It never comes to that: whatever it does after sending is lost.
    const killed: StateStore = {
      read: (path) => store.read(path),
      list: (path) => store.list(path),
      remove: async () => undefined,
      create: (path, content) =>
        path.includes(".claim-") ? store.create(path, content) : Promise.reject(new Error("killed")),
    };
    const { failed } = await send([notice()], [bySlack()], killed);
    assert.deepEqual(failed, [{ ...slackSent, why: "it was sent, but not written down: killed", sent: true }]);
    assert.deepEqual(await send([notice()]), { sent: [], failed: [], old: 0 });
    assert.equal(slack.posted.length, 1);
    now += lease + 1;
    assert.deepEqual((await send([notice()])).sent, [slackSent]);
    assert.deepEqual(await send([notice()]), { sent: [], failed: [], old: 0 });
    assert.equal(slack.posted.length, 2);
    assert.deepEqual(await store.list(folder), [`${folder}/tst-demo-d9hc.00000001.slack.json`]);
  });

  it("isn't held up by a clock that was ahead", async () => {
    now = start + 10 * lease;
    const fails: Channel = { ...bySlack(), send: () => new Promise(() => undefined) };
    void send([notice()], [fails]);
    while ((await kept.store.list(folder)).length === 0) await new Promise(setImmediate);
    now = start;
    assert.deepEqual((await send([notice()])).sent, [slackSent]);
  });

  it("fails no work when what was sent can't be read", async () => {
    const broken: StateStore = { ...kept.store, list: () => Promise.reject(new Error("403")) };
    const { failed } = await send([notice()], [bySlack()], broken);
    assert.deepEqual(failed, [{ ...slackSent, why: "what was sent before can't be read: 403" }]);
    assert.equal(slack.calls, 0);
  });

  it("doesn't tell what is old, and refuses an ID that could be a path", async () => {
    const old = notice({ at: "2026-11-22T11:59:59.000Z" });
    const odd = notice({ id: "../../state" });
    const { sent, failed, old: count } = await send([old, odd]);
    assert.deepEqual([sent.length, count], [0, 1]);
    assert.equal(failed[0]!.why, '"../../state.slack" can\'t be the name of a mark');
  });
});

describe("the channels", () => {
  const of = (environment: NodeJS.ProcessEnv, given = organization) => channelsOf(given, { environment, missing: {} });

  it("are those that are configured, where their secrets are there", () => {
    const { channels, missing } = of({ SGDIST_SLACK_TOKEN: "xoxb", SGDIST_SMTP_URL: "smtps://a:b@c" });
    assert.deepEqual([channels.map(({ name }) => name), missing], [["slack", "mail"], []]);
    const { notifications: _, ...silent } = organization;
    assert.deepEqual(of({ SGDIST_SLACK_TOKEN: "xoxb" }, silent), { channels: [], missing: [] });
  });

  it("say what is missing, and never what is secret", () => {
    assert.deepEqual(of({}).missing, ["Slack: SGDIST_SLACK_TOKEN is not set", "mail: SGDIST_SMTP_URL is not set"]);
    const wrong = {
      SGDIST_SLACK_TOKEN: "xoxb",
      SGDIST_SLACK_URL: "http://slack.example/api/",
      SGDIST_SMTP_URL: "http://user:password@mail.example",
    };
    assert.deepEqual(of(wrong), {
      channels: [],
      missing: [
        "Slack: SGDIST_SLACK_URL is no address that begins with https://",
        "mail: SGDIST_SMTP_URL is no address that begins with smtp:// or smtps://",
      ],
    });
  });

  it("are none for an address that is none", () => {
    for (const odd of ["mail.example", "smtps://", "smtps://a:%zz@mail.example", "smtp:mail.example"]) {
      const { channels } = of({ SGDIST_SMTP_URL: odd, SGDIST_SLACK_TOKEN: "xoxb" });
      assert.deepEqual(
        channels.map(({ name }) => name),
        ["slack"],
        odd,
      );
    }
  });

  it("find their secrets in Secret Manager, where the environment has none", async () => {
    const asked: string[] = [];
    const google = (answer: (path: string) => object): GoogleClient => ({
      request: async (_, path) => {
        asked.push(path);
        return answer(path) as never;
      },
    });
    const held = google((path) => ({
      payload: {
        data: Buffer.from(path.includes("slack") ? "xoxb-held\n" : "smtps://mail.example").toString("base64"),
      },
    }));
    const found = await withSecrets(organization, { SGDIST_SMTP_URL: "smtps://own.example" }, held);
    assert.deepEqual(found, {
      environment: { SGDIST_SMTP_URL: "smtps://own.example", SGDIST_SLACK_TOKEN: "xoxb-held" },
      missing: {},
    });
    assert.deepEqual(asked, ["/v1/projects/tst-ci-r8fd/secrets/slack-token/versions/latest:access"]);
    const refusing = google((path) => {
      throw new GoogleError(path, path.includes("slack") ? 404 : 403, "", "denied");
    });
    const without = await withSecrets(organization, {}, refusing);
    assert.deepEqual(channelsOf(organization, without).missing, [
      "Slack: SGDIST_SLACK_TOKEN is not set, and the secret slack-token of tst-ci-r8fd has no version",
      "mail: SGDIST_SMTP_URL is not set, and the secret smtp-url of tst-ci-r8fd can't be read: " +
        "/v1/projects/tst-ci-r8fd/secrets/smtp-url/versions/latest:access: 403 denied",
    ]);
  });
});
