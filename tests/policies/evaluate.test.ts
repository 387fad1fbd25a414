import assert from "node:assert/strict";
import { describeVerdict, evaluate, GuidelineFailure, isRefused, type Verdict } from "../../policies/evaluate.ts";
import { type Finding, type Guideline, guideline, type Level } from "../../policies/guideline.ts";
import type { SettingsFile } from "../../policies/settings/schema.ts";
import { Settings } from "../../policies/settings/settings.ts";
import { landscape } from "../support/landscape.ts";
import { goodSpecification, today } from "../support/specification.ts";

const finding: Finding = { place: { name: "project p" }, project: "tst-demo-a1b2", found: "a", allowed: "b" };

const rule = (check: Guideline["check"], level?: Level): Guideline =>
  guideline({
    id: "some-rule",
    title: "Things are right",
    topic: "project",
    why: "Because.",
    sources: [],
    appliesTo: "all",
    ...(level && { level }),
    remedy: "Mend it.",
    check,
    good: { says: "right", base: "production", resources: {} },
    bad: { says: "wrong", base: "production", resources: {} },
  });

interface Given {
  check?: Guideline["check"];
  level?: Level;
  settings?: SettingsFile;
  stack?: string;
}

const verdicts = ({ check = () => [finding], level, settings = {}, stack }: Given): Verdict[] =>
  evaluate({
    guidelines: [rule(check, level)],
    landscape: landscape(),
    settings: new Settings(settings),
    organization: goodSpecification().organization,
    ...(stack !== undefined && { stack }),
    today,
  });

const summary = (given: Given) =>
  verdicts(given).map((verdict) => ({
    status: verdict.status,
    level: verdict.level,
    refused: isRefused(verdict),
  }));

const exception = (until: string, project = "tst-demo-a1b2"): SettingsFile => ({
  exceptions: [{ guideline: "some-rule", project, owner: "search", reason: "It takes a while.", until }],
});

describe("holding a landscape against guidelines", () => {
  it("finds nothing where nothing is broken", () => {
    assert.deepEqual(summary({ check: () => [] }), []);
  });

  it("refuses what breaks a guideline", () => {
    assert.deepEqual(summary({}), [{ status: "broken", level: "mandatory", refused: true }]);
  });

  it("only tells what breaks one that is advisory, by itself or by a setting", () => {
    const told = [{ status: "broken", level: "advisory", refused: false }];
    assert.deepEqual(summary({ level: "advisory" }), told);
    assert.deepEqual(summary({ settings: { levels: { "some-rule": "advisory" } } }), told);
  });

  it("doesn't ask one that is disabled", () => {
    const check = () => assert.fail("it was asked");
    assert.deepEqual(summary({ check, settings: { levels: { "some-rule": "disabled" } } }), []);
  });

  it("goes by the level of the stack before that of all", () => {
    const settings: SettingsFile = {
      levels: { "some-rule": "disabled" },
      stacks: { "env-demo": { levels: { "some-rule": "mandatory" } } },
    };
    assert.deepEqual(summary({ settings, stack: "env-live" }), []);
    assert.deepEqual(summary({ settings, stack: "env-demo" }), [
      { status: "broken", level: "mandatory", refused: true },
    ]);
  });

  it("lets pass what is excepted, on its last day too", () => {
    const passed = [{ status: "excepted", level: "mandatory", refused: false }];
    assert.deepEqual(summary({ settings: exception("2026-12-31") }), passed);
    assert.deepEqual(summary({ settings: exception(today) }), passed);
  });

  it("refuses what was excepted until yesterday, even where it would only be told", () => {
    const refused = [{ status: "expired", level: "mandatory", refused: true }];
    assert.deepEqual(summary({ settings: exception("2026-11-21") }), refused);
    assert.deepEqual(summary({ level: "advisory", settings: exception("2026-11-21") }), refused);
  });

  it("takes the exception that holds longest", () => {
    const both = [exception("2026-11-21"), exception("2026-12-31")].flatMap(({ exceptions }) => exceptions!);
    assert.equal(summary({ settings: { exceptions: both } })[0]?.status, "excepted");
  });

  it("excepts one project, and nothing that is of none", () => {
    const settings = exception("2026-12-31", "tst-live-t5wk");
    assert.equal(summary({ settings })[0]?.status, "broken");
    const { project: _, ...ofNone } = finding;
    assert.equal(summary({ check: () => [ofNone], settings })[0]?.status, "broken");
  });

  it("neither refuses nor passes what nobody can know yet, whatever was excepted", () => {
    const check = () => [{ ...finding, undecided: true as const }];
    const undecided = [{ status: "undecided", level: "mandatory", refused: false }];
    assert.deepEqual(summary({ check }), undecided);
    assert.deepEqual(summary({ check, settings: exception("2026-11-21") }), undecided);
  });

  it("names the guideline whose check fails, and passes nothing", () => {
    const check = () => {
      throw new TypeError("x is undefined");
    };
    assert.throws(
      () => verdicts({ check }),
      (error) =>
        error instanceof GuidelineFailure &&
        error.message === "the check of the guideline some-rule failed: x is undefined" &&
        error.cause instanceof TypeError,
    );
  });
});

describe("a verdict for people", () => {
  const text = (given: Given) => verdicts(given).map(describeVerdict);
  const beginning = "some-rule: Things are right.\n  project p: found a; allowed: b.";

  it("says what was found, what is allowed and what to do", () => {
    assert.deepEqual(text({}), [`${beginning}\n  → Mend it.`]);
    assert.deepEqual(text({ check: () => [{ ...finding, remedy: "Do this." }] }), [`${beginning}\n  → Do this.`]);
  });

  it("has no remedy for what isn't known yet", () => {
    assert.deepEqual(text({ check: () => [{ ...finding, undecided: true }] }), [beginning]);
  });

  it("tells of an exception, who answers for it and why", () => {
    assert.deepEqual(text({ settings: exception("2026-12-31") }), [
      `${beginning}\n  → Mend it.\n  Excepted until 2026-12-31 by search: It takes a while.`,
    ]);
    assert.deepEqual(text({ settings: exception("2026-11-21") }), [
      `${beginning}\n  → Mend it.\n  The exception of search ended on 2026-11-21: It takes a while.`,
    ]);
  });

  it("writes out what a terminal would obey", () => {
    assert.match(text({ check: () => [{ ...finding, found: "\u001b[2J" }] })[0]!, /found \\u001b\[2J;/);
  });
});
