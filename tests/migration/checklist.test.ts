import assert from "node:assert/strict";
import { checklist } from "../../migration/checklist.ts";
import { targetProject } from "../../migration/target.ts";
import type { MigrationPlan, Moved } from "../../migration/types.ts";
import { goodSpecification } from "../support/specification.ts";

const step: Moved = {
  name: "npm-token",
  asset: "//secretmanager.googleapis.com/projects/1/secrets/npm-token",
  type: "secretmanager.googleapis.com/Secret",
  label: "secret",
  stage: "what others need",
  way: "copy",
  downtime: "none",
  actions: [{ run: "gcloud one" }, { do: "Tell people." }],
  checks: [{ run: "gcloud two" }],
  back: "Use the old one.",
};
const plan = (...moved: Moved[]): MigrationPlan => ({ source: "old-ci", target: "new-ci", moved });

describe("the checklist of a migration", () => {
  it("has commands to copy, boxes to tick, how to see that it worked, and the way back", () => {
    const text = checklist(plan(step));
    assert.ok(text.startsWith("# From old-ci to new-ci\n"));
    assert.ok(
      text.includes(`## 1. What others need

### secret npm-token

Copy. Downtime: none.

\`\`\`sh
gcloud one
\`\`\`
- [ ] Tell people.

Seen to work when:

\`\`\`sh
gcloud two
\`\`\`

Back: Use the old one.
`),
    );
    assert.ok(text.includes("gcloud projects undelete old-ci"));
  });

  it("says what things are called as text, whatever that would be in Markdown", () => {
    const name = "a](http://evil)\u202e<b>`x`";
    const text = checklist(plan({ ...step, name, actions: [{ run: "echo '```\n# x'" }] }));
    assert.ok(text.includes("### secret a\\](http://evil)\\\\u202e\\<b\\>\\`x\\`"), text);
    assert.ok(text.includes("````sh\necho '```\\u000a# x'\n````"), text);
  });
});

describe("where a migration goes", () => {
  const specification = goodSpecification();

  it("is a project of the specification, by name or by ID", () => {
    assert.equal(targetProject(specification, "ci", "old"), "tst-ci-r8fd");
    assert.equal(targetProject(specification, "tst-ci-r8fd", "old"), "tst-ci-r8fd");
    assert.equal(targetProject(specification, "demo", "old"), "tst-demo-d9hc");
  });

  it("is no other project, and not the source", () => {
    assert.throws(
      () => targetProject(specification, "cii", "old"),
      /no project of the specification.*Did you mean ci\?/,
    );
    assert.throws(() => targetProject(specification, "ci", "tst-ci-r8fd"), /that is tst-ci-r8fd itself/);
  });
});
