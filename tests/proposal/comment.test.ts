import assert from "node:assert/strict";
import fc from "fast-check";
import { block, plain } from "../../github/markdown.ts";
import { deployedOf, deployedText } from "../../proposal/comment/deployed.ts";
import { assemble, commentLimit, type Part } from "../../proposal/comment/parts.ts";
import { planParts } from "../../proposal/comment/plan.ts";
import { examine } from "../../proposal/examine.ts";
import type { Proposal } from "../../proposal/proposal.ts";
import type { ReconcilePlan } from "../../reconcile/plan.ts";
import { loadBook } from "../../spending/prices/load.ts";
import { goodFiles, replace, today } from "../support/specification.ts";

const book = loadBook(".");
const examination = examine({ base: goodFiles(), head: goodFiles(), today, book });
const proposal: Proposal = {
  base: "a".repeat(40),
  head: "b".repeat(40),
  examination,
  program: [],
  where: "none",
  ranProposed: false,
  previews: [],
  left: [],
};
const textOf = (given: Partial<Proposal>) =>
  planParts({ ...proposal, ...given })
    .map(({ text }) => text)
    .join("\n\n");

describe("Markdown of what somebody wrote", () => {
  it("calls nobody, links nowhere, and has no markup", () => {
    assert.equal(plain("@ada see #12"), "&#64;ada see &#35;12");
    assert.equal(plain("<img src=x>"), "&lt;img src=x&gt;");
    assert.equal(plain("[a](https://x.y) | `b` **c**"), "\\[a\\]\\(https:&#47;&#47;x.y\\) \\| \\`b\\` \\*\\*c\\*\\*");
    assert.equal(plain("one\ntwo\u202ethree"), "one two three");
    assert.equal(plain("<!-- sgdist:plan -->"), "&lt;\\!-- sgdist:plan --&gt;");
  });

  it("hides nothing in its block", () => {
    assert.equal(block("a\t\u202eb\u200b\nc"), "```\na\t\\u202eb\\u200b\nc\n```");
  });

  it("never ends its block", () => {
    assert.equal(block("a\n```\nb", "diff"), "````diff\na\n```\nb\n````");
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom("`", "\n", "a") }), (text) => {
        const [first, ...rest] = block(text).split("\n");
        assert.ok(!rest.slice(0, -1).includes(first!));
        assert.equal(rest.at(-1), first);
      }),
    );
  });
});

describe("a comment that is too long", () => {
  const part = (title: string, length: number, isKept = false): Part => ({ title, text: "x".repeat(length), isKept });

  it("is left as it is while it fits", () => {
    assert.equal(assemble([part("a", 3, true), part("b", 2)], "There."), "xxx\n\nxx");
  });

  it("loses its largest parts first, and says which and where they are", () => {
    const text = assemble(
      [part("verdict", 100, true), part("big", 60_000), part("small", 500), part("bigger", 63_000)],
      "See the run.",
    );
    assert.ok(text.length < commentLimit);
    assert.match(
      text,
      /_Left out for want of room: `bigger`\. See the run\._$|_Left out for want of room: `big`, `bigger`\. See the run\._$/,
    );
    assert.ok(text.includes("x".repeat(500)));
  });

  it("never is longer than allowed, and keeps what must be there", () => {
    const parts = fc.array(
      fc.record({ title: fc.string({ maxLength: 80 }), text: fc.string({ maxLength: 4000 }), isKept: fc.boolean() }),
      { minLength: 1, maxLength: 12 },
    );
    fc.assert(
      fc.property(parts, (all) => {
        const text = assemble(all, "There.", 6000);
        assert.ok(text.length <= 6000, String(text.length));
        const kept = all.filter(({ isKept }) => isKept);
        if (kept.length === 1 && kept[0]!.text.length < 100) assert.ok(text.includes(kept[0]!.text));
      }),
    );
  });

  it("closes a block that it cuts", () => {
    const text = assemble([{ title: "a", text: `\`\`\`\n${"x\n".repeat(50_000)}\`\`\``, isKept: true }], "There.");
    assert.equal((text.match(/^```$/gm) ?? []).length, 2);
    assert.match(text, /_Cut for want of room\. There\._$/);
  });
});

describe("what a pull request is told", () => {
  it("is that nothing changes", () => {
    assert.match(
      textOf({}),
      /^### ✅ Can be merged: nothing that is deployed\n\n`bbbbbbbbbb` merged into `aaaaaaaaaa`\./,
    );
  });

  it("shows problems as they are written, and no more", () => {
    const head = replace(
      goodFiles(),
      "environments/demo.yaml",
      "purpose: Shows",
      "purpose: 7 # ``` @ada\npurposes: Shows",
    );
    const found = examine({ base: goodFiles(), head, today, book });
    const text = textOf({ examination: found });
    assert.match(text, /^### ❌ Can't be merged/);
    assert.match(text, /\*\*\d problems? to mend\*\*\n\n```\nenvironments\/demo\.yaml:5:/);
    assert.doesNotMatch(text, /Guidelines/);
  });

  it("says whose program planned what", () => {
    const previews = [{ stack: "env-demo", differences: [], resources: 38, warnings: [], errors: [] }];
    assert.match(
      textOf({ previews, where: "google" }),
      /made by the program on the branch, as an identity that may only read/,
    );
    const program = ["plan/names.ts"];
    assert.match(
      textOf({ previews, where: "local", program, ranProposed: true }),
      /\*\*This changes the program, so the plan was made on a local/,
    );
    assert.match(textOf({ previews, where: "google", program }), /Changes of the program are not in it\./);
    const other = textOf({ previews, where: "local", program });
    assert.match(other, /The plan was made on a local Google Cloud\..*Changes of the program are not in it\./);
    assert.doesNotMatch(other, /as it is proposed/);
    assert.match(textOf({ previews, where: "local" }), /The plan was made on a local Google Cloud\./);
  });

  it("tells what comes next only where it can be merged", () => {
    const head = new Map(goodFiles());
    head.delete("environments/demo.yaml");
    const found = examine({ base: goodFiles(), head, today, book });
    assert.deepEqual([found.environments.length, found.problems.length], [1, 0]);
    assert.match(textOf({ examination: found }), /\*\*Next\.\*\* `demo` is destroyed with all its data/);
    const problems = [{ file: "ledger.yaml", found: "the removal of x", allowed: "the line as it is" }];
    assert.doesNotMatch(textOf({ examination: { ...found, problems } }), /\*\*Next|is destroyed/);
  });

  it("can't be merged when a stack can't be previewed", () => {
    const previews = [{ stack: "env-demo", differences: [], resources: 0, warnings: [], errors: ["boom ```"] }];
    const text = textOf({ previews, where: "google" });
    assert.match(text, /^### ❌ Can't be merged/);
    assert.match(text, /❌ `env-demo`: can't be brought up\*\*\n\n````\nboom ```\n````/);
  });

  it("shows what differs in a resource", () => {
    const text = textOf({
      where: "google",
      previews: [
        {
          stack: "env-demo",
          resources: 40,
          warnings: ["mind <this>"],
          errors: [],
          differences: [
            { change: "added", type: "gcp:organizations/project:Project", name: "demo", properties: [] },
            {
              change: "changed",
              type: "gcp:billing/budget:Budget",
              name: "demo",
              properties: [
                { path: "amount", before: "1", after: "2" },
                { path: "labels.a", after: "x" },
                { path: "labels.b", before: "y" },
              ],
            },
          ],
        },
      ],
    });
    assert.match(text, /<details><summary><code>env-demo<\/code>: 1 added, 1 changed<\/summary>/);
    assert.match(text, /- ⚠️ mind &lt;this&gt;/);
    assert.ok(
      text.includes(
        "```diff\n+ organizations/Project demo\n! billing/Budget demo\n!     amount: 1 → 2\n+     labels.a: x\n-     labels.b: y\n```",
      ),
    );
  });
});

describe("what a pull request is told once it was merged", () => {
  it("is how each environment is reached, and what went wrong", () => {
    const text = deployedText(
      [
        {
          environment: "demo",
          state: "success",
          did: "up",
          reach: { url: "http://localhost:8080", command: "gcloud x" },
        },
        { environment: "old", state: "inactive", did: "destroyed" },
        { environment: "bad", state: "failure", did: "not brought up", error: "403 no" },
      ],
      "c".repeat(40),
      undefined,
    );
    assert.match(text, /^### ❌ 1 of 3 not deployed\n\n`cccccccccc` is on the branch\./);
    assert.ok(text.includes("| ✅ | `demo` | up | <http://localhost:8080> |"));
    assert.ok(text.includes("`demo`, as long as this runs:\n\n```sh\ngcloud x\n```"));
    assert.ok(text.includes("<details><summary>What went wrong with <code>bad</code></summary>\n\n```\n403 no\n```"));
    assert.match(text, /The next run tries again; nothing that was made is lost\.$/);
  });

  it("is that nothing was deployed where it waits for what all share, and why that failed", () => {
    const apply = (environment: string) =>
      ({
        id: `apply ${environment}`,
        environment,
        project: "p",
        cause: "changed",
        reason: "it changed",
        after: [],
        do: "apply",
        stacks: [],
        fingerprint: "f",
      }) as const;
    const actions = ["organization", "spending", "demo"].map((name) => apply(name));
    const deployed = deployedOf({ actions } as unknown as ReconcilePlan, [
      { name: "apply organization", status: "failed", error: new Error("403 no") },
      { name: "apply spending", status: "done", result: { outcome: "done" } },
      { name: "apply demo", status: "skipped", because: "apply organization" },
    ]);
    const text = deployedText(deployed, "c".repeat(40), undefined);
    assert.match(text, /^### ❌ 2 of 2 not deployed\n/);
    assert.ok(text.includes("| ❌ | `organization` | not brought up |  |"));
    assert.ok(text.includes("| ⏳ | `demo` | waits for apply organization |  |"));
    assert.ok(text.includes("```\n403 no\n```"));
    assert.match(text, /The next run tries again/);
    assert.match(deployedText(deployed.slice(1), "c".repeat(40), undefined), /^### ⏳ 1 of 1 not deployed\n/);
  });
});
