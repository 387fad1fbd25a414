import assert from "node:assert/strict";
import { type SlackBlock, slackLimits } from "../../notices/slack-text.ts";
import { answerTo, answerToPress } from "../../slack/answer.ts";
import type { Command } from "../../slack/command.ts";
import { parseConfirmation } from "../../slack/confirmation.ts";
import { demo, facts, live, start } from "../support/slack.ts";

const asking = { by: "U0000ADA0", now: start, key: "key" };
const answer = (command: Command, given = facts) => answerTo(command, given, asking);

/** What a message shows, a line for each text. */
const linesOf = (blocks: readonly SlackBlock[]): string[] =>
  blocks.flatMap((block) => {
    if (block.type === "actions") return block.elements.map(({ text }) => `[${text.text}]`);
    if (block.type === "context") return block.elements.map(({ text }) => text);
    return "text" in block ? block.text.text.split("\n") : block.fields.map(({ text }) => text);
  });
const shown = (command: Command, given = facts) => linesOf(answer(command, given).message.blocks);

describe("the answer to list", () => {
  it("is a line for each environment", () => {
    assert.deepEqual(shown({ verb: "list" }), [
      "3 environments",
      "copy: dynamic of search, container main xs, has no last day",
      "demo: dynamic of search, container main xs, until 2026-12-01",
      "live: production of search, container main xs, has no last day",
    ]);
    assert.deepEqual(shown({ verb: "list" }, { version: 1, environments: [] }), ["There are no environments."]);
  });

  it("is within Slack's limits, and says how many it leaves out", () => {
    const environments = Array.from({ length: 5000 }, (_, index) => ({
      ...demo,
      name: `env-${index}`,
      owner: "&".repeat(20),
    }));
    const { blocks } = answer({ verb: "list" }, { version: 1, environments }).message;
    assert.ok(blocks.length <= slackLimits.blocks);
    const lines = linesOf(blocks);
    const left = Number(/^… and (\d+) more\.$/.exec(lines.at(-1)!)![1]);
    assert.equal(lines.length - 2 + left, 5000);
    for (const block of blocks) assert.ok("text" in block && block.text.text.length <= slackLimits.section);
  });
});

describe("the answer to show", () => {
  it("is what it is made of", () => {
    assert.deepEqual(shown({ verb: "show", name: "live" }), [
      "live",
      "Shows search to somebody.",
      "Project: tst-live-t5wk",
      "Kind: production (protected)",
      "Owner: search",
      "Deployment: container main xs",
      "Budget: 100 a month",
      "Last day: has no last day",
      "Address: <https://live.example.net>",
    ]);
  });

  it("is the nearest name where there is none such", () => {
    assert.deepEqual(shown({ verb: "show", name: "demmo" }), ["There is no environment demmo. Did you mean demo?"]);
    assert.deepEqual(shown({ verb: "destroy", name: "another" }), [
      "There is no environment another. Say /sgdist env list for those there are.",
    ]);
  });
});

describe("the answer to extend", () => {
  const extend = (until: string, given = demo) =>
    answer({ verb: "extend", name: given.name, until }, { version: 1, environments: [given] });

  it("is the day that it comes to, which is what is asked of the workflow", () => {
    const { message, work } = extend("7d");
    assert.deepEqual(work, { verb: "extend", name: "demo", until: "2026-12-08" });
    assert.equal(
      message.text,
      "demo is to live until 2026-12-08 instead of 2026-12-01: a commit is made for that, and then deployed.",
    );
    assert.deepEqual(extend("2026-12-20").work, { verb: "extend", name: "demo", until: "2026-12-20" });
    // What is over counts from today.
    assert.deepEqual(extend("7d", { ...demo, expires: "2026-11-20" }).work?.verb, "extend");
    assert.deepEqual(extend("7d", { ...demo, expires: "2026-11-20" }).work, {
      verb: "extend",
      name: "demo",
      until: "2026-12-05",
    });
  });

  it("is no where it can't be", () => {
    for (const [until, given, expected] of [
      ["20d", demo, "demo can't live until 2026-12-21: 2026-12-20 is the latest day that its kind allows."],
      ["999d", demo, "demo can't live until 2029-08-26: 2026-12-20 is the latest day that its kind allows."],
      ["2026-11-27", demo, "2026-11-27 is past. Name a day from 2026-11-28 to 2026-12-20."],
      ["2026-12-01", demo, "demo lives until 2026-12-01 already."],
      ["7d", live, "live has no last day that could be put off."],
    ] as const) {
      const { message, work } = extend(until, given);
      assert.deepEqual([message.text, work], [expected, undefined]);
    }
  });
});

describe("the answer to destroy", () => {
  const asked = answer({ verb: "destroy", name: "demo" });
  const value = (asked.message.blocks.at(-2) as { elements: { value: string }[] }).elements[0]!.value;
  const confirmation = parseConfirmation(value)!;
  const press = (given: Partial<typeof asking> = {}, changed = facts, pressed = confirmation) =>
    answerToPress(pressed, changed, { ...asking, ...given });
  const changedTo = (more: Partial<typeof demo>) => ({
    version: 1 as const,
    environments: [{ ...demo, ...more }],
  });

  it("is the plan, and a button", () => {
    assert.equal(asked.work, undefined);
    assert.deepEqual(linesOf(asked.message.blocks), [
      "Destroy demo?",
      "This goes, and nothing brings it back:",
      "• the project tst-demo-d9hc, with all that is in it",
      "Project: tst-demo-d9hc",
      "Owner: search",
      "Budget: 100 a month",
      "Last day: until 2026-12-01",
      "Deletion class: disposable, which allows it",
      "[Destroy demo]",
      "Only you can press it, within 10 minutes, as long as it stays as it is.",
    ]);
    assert.ok(value.length <= slackLimits.value);
    assert.ok(!value.includes("key"));
  });

  it("is no for production, and for what has to be retired first", () => {
    assert.deepEqual(shown({ verb: "destroy", name: "live" }), [
      "live is production. It is never destroyed from here.",
    ]);
    assert.deepEqual(shown({ verb: "destroy", name: "copy" }), [
      "copy is guarded, so it must be retired first, by a change that others look at: sgdist env retire copy.",
    ]);
    const retired = { ...live, deletion: "disposable" as const };
    assert.deepEqual(shown({ verb: "destroy", name: "live" }, { version: 1, environments: [retired] }), [
      "live is production. It is never destroyed from here.",
    ]);
  });

  it("counts when who asked presses in time, and nothing has changed", () => {
    const { message, work } = press({ now: start + 600_000 });
    assert.deepEqual(work, { verb: "destroy", name: "demo", plan: "0123456789abcdef" });
    assert.equal(
      message.text,
      "demo is destroyed with its project tst-demo-d9hc: a commit removes its file, and the deployment of that the rest.",
    );
  });

  it("counts for nothing when anything else is so", () => {
    const late = "That was asked more than 10 minutes ago. Ask again.";
    const other = "demo is not what was shown any more. Look at it again, and ask again.";
    const cases: [answer: ReturnType<typeof press>, expected: string][] = [
      [press({ by: "U0000BOB0" }), "Only who asked can answer. Ask for it yourself."],
      [press({ now: start + 600_001 }), late],
      [press({ now: start - 60_001 }), late],
      [press({}, { version: 1, environments: [] }), "There is no environment demo any more."],
      [press({}, changedTo({ digest: "fedcba9876543210" })), other],
      [press({}, changedTo({ expires: "2026-12-02" })), other],
      [press({}, changedTo({ project: "tst-demo-zzzz" })), other],
      [press({}, changedTo({ deletion: "guarded" })), other],
      [press({ key: "another" }), other],
      // Whoever could change what a button carries still couldn't make it true.
      [press({ by: "U0000BOB0" }, facts, { ...confirmation, by: "U0000BOB0" }), other],
      [press({ now: start + 700_000 }, facts, { ...confirmation, at: start + 700_000 }), other],
      [
        press({}, facts, { ...confirmation, name: "live" }),
        "live is not what was shown any more. Look at it again, and ask again.",
      ],
    ];
    for (const [{ message, work }, expected] of cases) assert.deepEqual([message.text, work], [expected, undefined]);
  });

  it("is read only where it is ours", () => {
    for (const odd of [
      undefined,
      1,
      "",
      "{",
      "null",
      "[]",
      "x".repeat(2001),
      JSON.stringify({ ...confirmation, more: 1 }),
    ]) {
      assert.equal(parseConfirmation(odd), undefined, String(odd));
    }
  });
});
