import assert from "node:assert/strict";
import { z } from "zod";
import { auditText } from "../../cli/output/audit.ts";
import { checkText } from "../../cli/output/check.ts";
import { guidelineTable, guidelineText, parametersOf } from "../../cli/output/guideline.ts";
import { wrap } from "../../cli/output/wrap.ts";
import { type AuditReport, auditReport } from "../../policies/audit/report.ts";
import type { Verdict } from "../../policies/evaluate.ts";
import { guideline } from "../../policies/guideline.ts";
import { budgetForEachProject } from "../../policies/guidelines/budget-for-each-project.ts";
import { noBasicRoles } from "../../policies/guidelines/no-basic-roles.ts";
import { guidelines } from "../../policies/index.ts";
import { unknown } from "../../policies/landscape/maybe.ts";
import type { GrantFacts } from "../../policies/landscape/types.ts";
import { settingsFile } from "../../policies/settings/load.ts";
import { Settings } from "../../policies/settings/settings.ts";
import { landscape, projectFacts } from "../support/landscape.ts";
import { TestProject } from "../support/project.ts";
import { goodSpecification, today } from "../support/specification.ts";

const tooLong = (text: string) => text.split("\n").filter((line) => line.length > 80);

function report(): AuditReport {
  const grant = (
    id: string,
    role: GrantFacts["role"],
    member = "group:everybody-who-works-here@example.com",
  ): GrantFacts => ({
    place: { name: `grant on the project ${id}` },
    on: { kind: "project", id },
    project: id,
    role,
    member,
  });
  return auditReport({
    guidelines: [budgetForEachProject, noBasicRoles],
    settings: new Settings({
      exceptions: [
        {
          guideline: budgetForEachProject.id,
          project: "by-hand",
          owner: "search",
          reason: "It moves into the program with the next release, and its budget is made then.",
          until: "2026-12-31",
        },
      ],
    }),
    specification: goodSpecification(),
    live: landscape({
      source: "live",
      projects: [
        projectFacts({ id: "by-hand", parent: { kind: "organization" }, budgets: [] }),
        projectFacts({ id: "well-made" }),
        projectFacts({ id: "a-project-with-a-very-long-id", parent: { kind: "organization" } }),
      ],
      grants: [
        grant("by-hand", "roles/editor"),
        grant("by-hand", "roles/owner", "user:somebody.with.a.very.long.name@department.of.something.example.com"),
        grant("well-made", unknown),
        {
          place: { name: "grant on the folder ci" },
          on: { kind: "folder", id: "ci" },
          role: "roles/viewer",
          member: "group:x@example.com",
        },
      ],
    }),
    planned: landscape(),
    today,
  });
}

describe("an audit on the terminal", () => {
  const text = auditText(report(), "example.com", [
    "liens of well-made: GET x: 403 The caller does not have permission",
  ]);

  it("fits 80 columns", () => assert.deepEqual(tooLong(text), []));

  for (const [what, pattern] of [
    ["a score for everything", /^example\.com +3 +60 %$/m],
    ["a folder without projects", /^ {2}ci +0 +–$/m],
    ["a project made by hand", /^by-hand {2}right under the organisation · made by hand: in no plan · 0 %$/m],
    ["an exception", /– budget-for-each-project \(excepted until 2026-12-31, search: It moves/],
    ["both grants, and what to do once", /✘ no-basic-roles\n.*roles\/editor[^→]*roles\/owner[^→]*→ Give the roles/],
    ["what is in no project", /^In no project\n {2}✘ no-basic-roles\n {4}grant on the folder ci: roles\/viewer/m],
    ["what is undecided", /^Undecided\n {2}\? no-basic-roles: grant on the project well-made/m],
    ["what was refused", /^Not seen\n {2}liens of well-made/m],
    [
      "projects of nobody that break nothing",
      /^Made by hand, and breaking nothing\n[\s\S]* {2}well-made {2}in testing/m,
    ],
    ["what it comes to", /✘ 1 mandatory guideline broken, in 1 project and what is in no project\.$/],
  ] as const) {
    it(`shows ${what}`, () => assert.match(text, pattern));
  }

  it("says when all is well", () => {
    const good = { ...report(), projects: [], elsewhere: [] };
    assert.match(auditText(good, "example.com", []), /✔ Nothing mandatory is broken\.$/);
  });
});

describe("a checked plan on the terminal", () => {
  const verdict = (status: Verdict["status"], more: Partial<Verdict> = {}): Verdict => ({
    guideline: noBasicRoles,
    level: "mandatory",
    status,
    finding: { place: { name: "grant on x (organization.yaml)" }, found: "roles/editor for y", allowed: "less" },
    ...more,
  });
  const exception = {
    guideline: noBasicRoles.id,
    project: "x",
    owner: "search",
    reason: "It is given up soon.",
    until: "2026-12-31",
  };
  const text = (...verdicts: Verdict[]) =>
    checkText(
      [
        { stack: "ci", verdicts: [] },
        { stack: "env-x", verdicts },
      ],
      4,
      ["policies.yaml: the guideline labels is disabled, so nothing is held to it."],
    );

  it("says what guidelines are not held as they are", () => {
    assert.match(text(), /^Settings\n {2}~ policies\.yaml: the guideline labels is disabled/m);
  });

  it("names what is broken by stack", () => {
    assert.match(text(verdict("broken")), /^env-x\n {2}✘ no-basic-roles\n {4}grant on x \(organization\.yaml\): roles/);
    assert.match(text(verdict("broken")), /✘ 4 guidelines, 2 stacks: the plan breaks what is mandatory\.$/);
  });

  it("reports exceptions, whether they hold or have ended", () => {
    const holds = text(verdict("excepted", { exception }));
    assert.match(holds, /– no-basic-roles \(excepted until 2026-12-31, search: It is given up soon\.\)/);
    assert.match(holds, /nothing mandatory is broken\.$/);
    const ended = text(verdict("expired", { exception }));
    assert.match(ended, /✘ no-basic-roles \(exception ended on 2026-12-31, search:/);
    assert.match(ended, /breaks what is mandatory\.$/);
  });

  it("tells what is advised, and what is undecided", () => {
    assert.match(
      text(verdict("broken", { level: "advisory" })),
      /~ no-basic-roles \(advisory\)[\s\S]*nothing mandatory/,
    );
    assert.match(text(verdict("undecided")), /^Undecided\n {2}\? no-basic-roles: grant on x/);
  });
});

describe("guidelines on the terminal", () => {
  const withParameters = guideline({
    ...budgetForEachProject,
    parameters: z.object({ atMost: z.number().default(12).describe("whole units a month") }),
    check: () => [],
  });

  it("are listed by topic, within 80 columns", () => {
    const table = guidelineTable(guidelines);
    assert.deepEqual(tooLong(table), []);
    for (const { id } of guidelines) assert.ok(table.includes(id));
  });

  for (const each of guidelines) {
    it(`explain ${each.id} within 80 columns, but for links and examples`, () => {
      const text = guidelineText(each);
      const [prose] = text.split("\n\nGood: ") as [string];
      assert.deepEqual(tooLong(prose), []);
      for (const part of ["Good: ", "Bad: ", "→ ", "Sources:"]) assert.ok(text.includes(part), part);
    });
  }

  it("explain their parameters, with what they are when nobody sets them", () => {
    assert.deepEqual(parametersOf(withParameters), [
      { name: "atMost", default: 12, description: "whole units a month" },
    ]);
    assert.match(guidelineText(withParameters), /defaults:\n {2}atMost: 12, whole units a month/);
  });
});

describe("the commands of guidelines", () => {
  let project: TestProject;
  before(() => {
    project = new TestProject();
  });
  after(() => project.remove());

  it("explain no guideline that there is not, and name the nearest", async () => {
    const { code, stderr } = await project.sgdist(["guideline", "explain", "no-basic-role"]);
    assert.equal(code, 2);
    assert.match(stderr, /There is no guideline no-basic-role\. Did you mean no-basic-roles\?/);
  });

  it("list and explain for machines", async () => {
    const all = await project.json(["guideline", "list"]);
    assert.deepEqual(Object.keys(all[0]), ["id", "topic", "level", "title"]);
    const one = await project.json(["guideline", "explain", "no-basic-roles"]);
    assert.equal(one.remedy, noBasicRoles.remedy);
  });

  it("hold the whole plan", async () => {
    const { code, stdout } = await project.sgdist(["guideline", "check"]);
    assert.equal(code, 0, stdout);
    assert.match(stdout, /✔ \d+ guidelines, 6 stacks: nothing mandatory is broken\.$/m);
    const { stacks, broken } = await project.json(["guideline", "check"]);
    assert.deepEqual([stacks.length, broken], [6, false]);
  });

  it("are checked by validate, as far as policies.yaml sets them", async () => {
    project.write(settingsFile, "levels:\n  no-basic-role: advisory\n");
    const { code, stderr } = await project.sgdist(["validate"]);
    assert.equal(code, 2);
    assert.match(stderr, /policies\.yaml:2.*no-basic-role.*Did you mean no-basic-roles\?/);
  });
});

describe("long lines", () => {
  it("are broken between words", () => {
    assert.equal(wrap("one two three four", "- ", "  ", 10), "- one two\n  three\n  four");
  });

  it("stay as they are where there is no place to break them", () => {
    assert.equal(wrap("a-very-long-word-indeed", "- ", "  ", 10), "- a-very-long-word-indeed");
  });
});
