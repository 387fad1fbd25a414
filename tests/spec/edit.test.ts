import assert from "node:assert/strict";
import fc from "fast-check";
import { parse } from "yaml";
import { chooseProjectId, extendEnvironment, newEnvironment, retireEnvironment } from "../../spec/edit.ts";
import { UserError } from "../../spec/problem.ts";
import { goodFiles, goodSpecification, today } from "../support/specification.ts";

const asked = {
  name: "trial",
  kind: "dynamic",
  owner: "search",
  purpose: "Shows search to Initech.",
  deployment: { type: "container" },
};

describe("a new environment", () => {
  it("is a file and a line in the ledger, filled in from its kind", () => {
    const { file, environment, edits } = newEnvironment(goodFiles(), asked, today, () => 0);
    assert.equal(file, "environments/trial.yaml");
    assert.equal(environment.project, "tst-trial-bbbb");
    assert.equal(
      edits.get(file),
      `# yaml-language-server: $schema=../docs/schema/environment.schema.json

name: trial
kind: dynamic
owner: search
purpose: Shows search to Initech.
project: tst-trial-bbbb
deployment:
  type: container
  version: main
  size: s
expires: 2026-11-29
`,
    );
    const lines = edits.get("ledger.yaml")!.split("\n");
    assert.equal(lines.at(-2), "tst-trial-bbbb: { for: environment/trial, kind: dynamic, since: 2026-11-22 }");
    assert.deepEqual(lines.slice(0, -2), goodFiles().get("ledger.yaml")!.split("\n").slice(0, -1));
  });

  it("is refused with all that is wrong, and then nothing is to be written", () => {
    assert.throws(
      () => newEnvironment(goodFiles(), { ...asked, owner: "nobody", budget: 401 }, today, () => 0),
      (error: UserError) => error.problems.length === 2 && error.message.includes("at most 400, the ceiling"),
    );
  });

  it("is refused when there is one of the name", () => {
    assert.throws(() => newEnvironment(goodFiles(), { ...asked, name: "live" }, today, () => 0), /already/);
  });
});

describe("a project ID", () => {
  it("is never one of the ledger, whatever the dice say", () => {
    const rolls = [..."k7m2"].map((letter) => "bcdfghjkmnpqrstvwxz23456789".indexOf(letter));
    let roll = 0;
    const id = chooseProjectId(goodSpecification(), "seed", () => rolls[roll++] ?? 0);
    assert.equal(id, "tst-seed-bbbb");
  });

  it("is one that Google takes, for every name", () => {
    const letters = fc.stringMatching(/^[a-z][a-z0-9]{0,3}(-?[a-z0-9]){1,8}$/);
    fc.assert(
      fc.property(letters, fc.nat(26), (name, die) => {
        const id = chooseProjectId(goodSpecification(), name, () => die);
        assert.match(id, /^[a-z](?:[a-z0-9]|-(?=[a-z0-9])){5,29}$/);
      }),
    );
  });
});

describe("an extension", () => {
  it("moves the last day and keeps comments and order", () => {
    const { file, edits, expires } = extendEnvironment(goodFiles(), "demo", "7d", today);
    assert.equal(expires, "2026-12-08");
    assert.equal(edits.get(file), goodFiles().get(file)!.replace("2026-12-01", "2026-12-08"));
  });

  it("takes a day", () => {
    assert.equal(extendEnvironment(goodFiles(), "demo", "2026-12-20", today).expires, "2026-12-20");
  });

  it("counts from today when the last day is past", () => {
    const files = goodFiles();
    files.set("environments/demo.yaml", files.get("environments/demo.yaml")!.replace("2026-12-01", "2026-11-21"));
    assert.equal(extendEnvironment(files, "demo", "3d", today).expires, "2026-11-25");
  });

  for (const [what, name, until, message] of [
    ["longer than the kind allows", "demo", "30d", /allowed: a day up to 2026-12-20/],
    ["into the past", "demo", "2026-11-20", /2026-11-20 is past/],
    ["of what has no end", "live", "7d", /live has no end/],
    ["of what isn't there", "none", "7d", /no environment none/],
    ["in words", "demo", "soon", /^"soon" is neither a day nor a number of days\. Name a day from 2026-11-22 on/],
    ["by nothing", "demo", "", /^"" is neither a day nor a number of days\./],
    ["by more days than there can be", "demo", "1000d", /^"1000d" is neither a day nor a number of days\./],
    ["to a day that isn't in the calendar", "demo", "2026-12-32", /allowed: a day that is in the calendar/],
  ] as const) {
    it(`is refused: ${what}`, () => {
      assert.throws(
        () => extendEnvironment(goodFiles(), name, until, today),
        (error) => error instanceof UserError && message.test(error.message),
      );
    });
  }
});

it("retiring lifts the protection and nothing else", () => {
  const { file, edits } = retireEnvironment(goodFiles(), "live", today);
  assert.deepEqual(parse(edits.get(file)!), { ...parse(goodFiles().get(file)!), retired: true });
});
