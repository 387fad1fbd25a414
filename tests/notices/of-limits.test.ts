import assert from "node:assert/strict";
import { channelsOf } from "../../notices/channels.ts";
import { deliver } from "../../notices/deliver.ts";
import { noticesOfLimits } from "../../notices/of-limits.ts";
import type { JournalRecord } from "../../spending/limits/journal.ts";
import { MailServer } from "../support/mail-server.ts";
import { folderStore } from "../support/notices.ts";
import { notifyingSpecification, SlackServer } from "../support/slack-server.ts";

const specification = notifyingSpecification();

const record = (given: Partial<JournalRecord> = {}): JournalRecord => ({
  version: 1,
  id: "demo-3-1a2b3c4d",
  kind: "outcome",
  at: "2026-11-28T12:00:00.000Z",
  environment: "demo",
  project: "tst-demo-d9hc",
  period: "2026-11",
  step: "scaleDown",
  who: "the spending controller",
  why: "101.00 EUR of 100.00 EUR (101 %) were spent by Google's figures",
  cause: "spending",
  dryRun: false,
  result: "done",
  ...given,
});
const of = (given: Partial<JournalRecord> = {}) => noticesOfLimits(specification, [record(given)]);

describe("the notices of what limits did", () => {
  it("tell of a step that was taken, why, and how it is taken back", () => {
    assert.deepEqual(of(), [
      {
        id: "tst-demo-d9hc.limit-outcome-98a6ab9328a68439",
        kind: "limited",
        at: "2026-11-28T12:00:00.000Z",
        environment: "demo",
        project: "tst-demo-d9hc",
        title: "demo was scaled down, as it reached its limit",
        text: "Its nodes and machines were taken away or stopped; its volumes are kept.",
        advice: "To take it back for the rest of the month: sgdist limits lift demo --reason TEXT.",
        facts: [
          { name: "Project", value: "tst-demo-d9hc" },
          { name: "Month", value: "2026-11" },
          { name: "Why", value: "101.00 EUR of 100.00 EUR (101 %) were spent by Google's figures" },
        ],
        tell: "search",
      },
    ]);
  });

  it("tell each kind in its own words, and of the others nothing", () => {
    const titles = (given: Partial<JournalRecord>) => of(given).map(({ kind, title }) => [kind, title]);
    assert.deepEqual(titles({ step: "notify" }), [["limited", "demo nears its limit"]]);
    assert.deepEqual(titles({ step: "freeze" }), [["limited", "demo is frozen"]]);
    assert.deepEqual(titles({ step: "unlinkBilling" }), [["limited", "demo lost its billing account"]]);
    assert.deepEqual(titles({ kind: "failure", why: "403" }), [["failed", "demo could not be brought to scaleDown"]]);
    assert.deepEqual(titles({ kind: "withheld" }), [
      ["limitWithheld", "demo was not brought to scaleDown, as its figures don't agree"],
    ]);
    assert.deepEqual(titles({ kind: "lift" }), [["limitLifted", "The limit of demo was lifted"]]);
    assert.deepEqual(titles({ kind: "release" }), [["limitLifted", "The limit of demo counts no longer"]]);
    assert.deepEqual(titles({ result: "abandoned" }), []);
    for (const kind of ["intent", "ignored"] as const) assert.deepEqual(titles({ kind }), []);
  });

  it("say that a rehearsal was none", () => {
    const [rehearsed] = of({ result: "rehearsed", dryRun: true });
    assert.equal(rehearsed!.title, "Rehearsed: demo was scaled down, as it reached its limit");
    assert.match(rehearsed!.text, /^Nothing was really done\./);
    assert.equal(rehearsed!.advice, undefined);
  });

  it("say who lifted it, and what comes back by itself", () => {
    const [lifted] = of({ kind: "lift", who: "ada on laptop", why: "a customer looks at it" });
    assert.deepEqual(lifted!.facts.slice(2), [
      { name: "By", value: "ada on laptop" },
      { name: "Why", value: "a customer looks at it" },
    ]);
    assert.equal(
      of({ kind: "release" })[0]!.text,
      "What was scaled down comes back with: sgdist up env-demo app-demo.",
    );
    assert.equal(of({ kind: "release", step: "freeze" })[0]!.text, "It may be deployed to again.");
  });

  it("leave to the reconciler's journal what is done at the end, and to the log what is about nobody", () => {
    assert.deepEqual(of({ cause: "end" }), []);
    const { environment: _, project: __, ...nobody } = record({ kind: "withheld" });
    assert.deepEqual(noticesOfLimits(specification, [nobody]), []);
  });

  it("go to the owner, or to who owns what all share where the project is another", () => {
    assert.deepEqual(
      [of({}), of({ project: "tst-demo-zzzz" }), of({ environment: "gone" })].map(([notice]) => notice!.tell),
      ["search", "platform", "platform"],
    );
  });

  it("have an ID for each record, the same whenever it is read", () => {
    const ids = [
      record(),
      record({ id: "demo-3-99999999" }),
      record({ kind: "failure" }),
      record({ kind: "failure", why: "another" }),
      record({ at: "2026-11-29T12:00:00.000Z" }),
    ].map((each) => noticesOfLimits(specification, [each])[0]!.id);
    assert.equal(new Set(ids).size, ids.length);
    assert.equal(of()[0]!.id, ids[0]);
  });
});

describe("telling of limits", () => {
  it("sends each to both channels once, and one that failed again while the other isn't asked", async () => {
    const [slack, mail, kept] = [await new SlackServer().start(), await new MailServer().start(), folderStore()];
    try {
      const { channels, missing } = channelsOf(specification.organization, {
        environment: { SGDIST_SLACK_TOKEN: "xoxb-test", SGDIST_SLACK_URL: slack.url, SGDIST_SMTP_URL: mail.url },
        missing: {},
      });
      assert.deepEqual(missing, []);
      const now = () => Date.parse("2026-11-29T12:00:00Z");
      const notices = noticesOfLimits(specification, [
        record({ step: "freeze", id: "demo-2-1" }),
        record({ at: "2026-11-28T13:00:00.000Z" }),
        record({ id: "demo-1-old", step: "notify", at: "2026-11-01T12:00:00.000Z" }),
      ]);
      const run = () => deliver(notices, channels, kept.store, now, { attempts: 1 });
      slack.faults.push({ status: 200, body: { ok: false, error: "is_archived" } });
      const first = await run();
      assert.deepEqual(
        [first.sent.map(({ channel }) => channel).toSorted(), first.failed.map(({ channel }) => channel), first.old],
        [["mail", "mail", "slack"], ["slack"], 1],
      );
      const second = await run();
      assert.deepEqual(
        [second.sent.map(({ channel, id }) => [channel, id]), second.failed],
        [[["slack", notices[0]!.id]], []],
      );
      const third = await run();
      assert.deepEqual([third.sent, third.failed], [[], []]);
      assert.deepEqual(slack.posted.map(({ text }) => text.split(".")[0]).toSorted(), [
        "demo is frozen",
        "demo was scaled down, as it reached its limit",
      ]);
      assert.equal(mail.mails.length, 2);
    } finally {
      kept.dispose();
      await Promise.all([slack.stop(), mail.stop()]);
    }
  });
});
