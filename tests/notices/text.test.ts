import assert from "node:assert/strict";
import fc from "fast-check";
import { mailOf } from "../../notices/mail.ts";
import { type SlackBlock, type SlackText, slackEscaped, slackLimits, slackMessage } from "../../notices/slack-text.ts";
import { notice } from "../support/notices.ts";

/** All texts of blocks, with the limit of each. */
function textsOf(blocks: readonly SlackBlock[]): [text: SlackText, limit: number][] {
  return blocks.flatMap((block): [SlackText, number][] => {
    if (block.type === "header") return [[block.text, slackLimits.header]];
    if (block.type === "context") return block.elements.map((each) => [each, slackLimits.field]);
    if (block.type === "actions") return [];
    return "text" in block
      ? [[block.text, slackLimits.section]]
      : block.fields.map((each) => [each, slackLimits.field]);
  });
}

const plain = (text: string) => ({ type: "plain_text", text, emoji: false });

describe("a notice in Slack", () => {
  it("is a title, a text, facts and a footer", () => {
    const facts = [
      { name: "Project", value: "tst-demo-d9hc" },
      { name: "Address", value: "https://demo.example.net", url: "https://demo.example.net" },
    ];
    assert.deepEqual(slackMessage(notice({ facts, advice: "Extend it." })), {
      text: "demo ends on 2026-12-01. After that day it is scaled down.",
      blocks: [
        { type: "header", text: plain("⏳ demo ends on 2026-12-01") },
        { type: "section", text: plain("After that day it is scaled down.") },
        {
          type: "section",
          fields: [
            plain("Project: tst-demo-d9hc"),
            { type: "mrkdwn", text: "Address: <https://demo.example.net>", verbatim: true },
          ],
        },
        { type: "section", text: plain("Extend it.") },
        { type: "context", elements: [plain("tst-demo-d9hc.00000001 · 2026-11-28T12:00:00.000Z")] },
      ],
    });
  });

  it("calls nobody, links nowhere and hides nothing, whatever is in it", () => {
    const hostile =
      "<!channel> <@U0000ADA0> <https://evil.example|https://good.example> & @here @Channel https://evil.example \u202eabc\u0007";
    assert.equal(
      slackEscaped(hostile),
      "&lt;!channel&gt; &lt;@U0000ADA0&gt; &lt;https:\u2060//evil.example|https:\u2060//good.example&gt; &amp; " +
        "@\u2060here @\u2060Channel https:\u2060//evil.example \\u202eabc\\u0007",
    );
  });

  it("makes no link of an address that could be more than one", () => {
    for (const url of ["https://a.example|x", "https://a.example>", "http://a.example", "javascript:alert(1)"]) {
      const { blocks } = slackMessage(notice({ facts: [{ name: "Address", value: "there", url }] }));
      assert.deepEqual(blocks[2], { type: "section", fields: [plain("Address: there")] }, url);
    }
  });

  it("is within Slack's limits, whatever is in it", () => {
    const text = fc.oneof(
      fc.string({ unit: "grapheme", maxLength: 80 }),
      fc.constantFrom("&".repeat(4000), "<!here>".repeat(900), "😀".repeat(3000), "", "\n"),
    );
    const fact = fc.record({ name: text, value: text });
    fc.assert(
      fc.property(text, text, fc.array(fact, { maxLength: 80 }), (title, body, facts) => {
        const message = slackMessage(notice({ title, text: body, facts }));
        assert.ok(message.blocks.length <= slackLimits.blocks);
        assert.ok(message.text.length <= slackLimits.text);
        assert.equal(message.blocks.at(-1)!.type, "context");
        for (const [{ text: written, type }, limit] of textsOf(message.blocks)) {
          assert.equal(type, "plain_text");
          assert.ok(written.length > 0 && written.length <= limit, `${written.length} of ${limit}`);
          assert.ok(!/[<>]|&(?!(?:amp|lt|gt);)/.test(written), written);
          assert.ok(written.isWellFormed());
        }
      }),
      { numRuns: 200 },
    );
  });

  it("is cut between characters, and never inside of an entity", () => {
    const long = (letter: string) => slackMessage(notice({ title: letter.repeat(200) })).blocks[0];
    assert.deepEqual(long("&"), { type: "header", text: plain(`⏳ ${"&amp;".repeat(29)}…`) });
    assert.deepEqual(long("😀"), { type: "header", text: plain(`⏳ ${"😀".repeat(73)}…`) });
  });
});

describe("a notice as a mail", () => {
  it("has all of it as plain text", () => {
    assert.deepEqual(mailOf(notice({ advice: "Extend it." }), "sgdist@example.com", "search@example.com"), {
      from: "sgdist@example.com",
      to: "search@example.com",
      subject: "[sgdist] demo ends on 2026-12-01",
      text:
        "After that day it is scaled down.\n\nProject: tst-demo-d9hc\n\nExtend it.\n\n-- \n" +
        "tst-demo-d9hc.00000001, 2026-11-28T12:00:00.000Z\n",
      messageId: "<tst-demo-d9hc.00000001@example.com>",
      headers: { "Auto-Submitted": "auto-generated" },
    });
  });

  it("has one line of a subject, whatever the title is", () => {
    const { subject } = mailOf(
      notice({ title: "a\r\nBcc: all@example.com\u2028\u0000b" }),
      "a@b.example",
      "c@d.example",
    );
    assert.equal(subject, "[sgdist] a Bcc: all@example.com \\u0000b");
    assert.equal(mailOf(notice({ title: "x".repeat(500) }), "a@b.example", "c@d.example").subject.length, 150);
  });

  it("has an ID that is one, whatever the notice's is", () => {
    const { messageId } = mailOf(notice({ id: "a>\r\nb" }), "a@b.example", "c@d.example");
    assert.equal(messageId, "<a---b@b.example>");
  });
});
