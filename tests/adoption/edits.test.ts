import assert from "node:assert/strict";
import { adoptionEdits, type Choice } from "../../adoption/edits.ts";
import { edited } from "../../spec/edit.ts";
import { parseSpecification } from "../../spec/load.ts";
import { UserError } from "../../spec/problem.ts";
import { paidProject } from "../support/found.ts";
import { goodFiles, today } from "../support/specification.ts";

const common = { owner: "search", purpose: "Old things." };
const foreign = (name: string, id: string): Choice => ({
  ...common,
  as: "foreign",
  name,
  folder: "testing",
  budget: 250,
  project: paidProject({ id }),
});

/** The lines that one text has and another doesn't. */
const more = (a: string, b: string) => a.split("\n").filter((line) => !b.split("\n").includes(line));

describe("the files with which projects are taken over", () => {
  const files = goodFiles();
  const write = (...choices: Choice[]) => adoptionEdits(files, choices, new Set(), today);
  const check = (...choices: Choice[]) => parseSpecification(edited(files, write(...choices)), today);

  it("name foreign projects, and change no other line", () => {
    const edits = write(foreign("things", "old-things"), foreign("others", "old-others"));
    const text = edits.get("organization.yaml")!;
    assert.deepEqual(more(files.get("organization.yaml")!, text), []);
    assert.match(text, /\nforeign:\n {2}others:\n {4}id: old-others\n[\s\S]* {2}things:\n {4}id: old-things\n/);
    const { organization, ledger } = check(foreign("things", "old-things"), foreign("others", "old-others"));
    assert.deepEqual(organization.foreign!.things, {
      id: "old-things",
      name: "Old things",
      folder: "testing",
      owner: "search",
      purpose: "Old things.",
      budget: 250,
    });
    assert.deepEqual(ledger["old-things"], { for: "foreign/things", since: "2019-04-01", adopted: today });
  });

  it("put the project of builds in the place of one that was never made", () => {
    const choice: Choice = { ...common, as: "shared", name: "ci", project: paidProject({ id: "old-ci-1" }) };
    const { organization, ledger } = check(choice);
    assert.deepEqual(organization.projects.ci, { id: "old-ci-1", budget: 900, owner: "search" });
    assert.equal(ledger["tst-ci-r8fd"]!.retired, today);
    const refused = () => adoptionEdits(files, [choice], new Set(["tst-ci-r8fd"]), today);
    assert.throws(refused, (error: UserError) =>
      /\norganization\.yaml:\d+: projects\.ci\.id: found/.test(error.message),
    );
  });

  it("make an environment of a project whose ID doesn't begin with the prefix, whose life counts from today", () => {
    const choice: Choice = {
      ...common,
      as: "environment",
      name: "old",
      kind: "dynamic",
      deployment: { type: "compose", version: "main", size: "xs" },
      expires: "2026-11-29",
      project: paidProject(),
    };
    assert.equal(check(choice).environments.get("old")!.project, "old-things");
  });

  it("refuse a name that is in use, with the line", () => {
    const taken: Choice = {
      ...common,
      as: "environment",
      name: "demo",
      kind: "dynamic",
      deployment: { type: "compose", version: "main", size: "xs" },
      project: paidProject(),
    };
    assert.throws(
      () => write(taken),
      (error: UserError) => /\nenvironments\/demo\.yaml:2: name: found/.test(error.message),
    );
    const twice = () => write(foreign("things", "old-things"), foreign("things", "old-others"));
    assert.throws(
      twice,
      (error: UserError) => error instanceof UserError && /a foreign project things already/.test(error.message),
    );
  });

  it("are refused where a folder can't hold the budget", () => {
    const large = { ...foreign("things", "old-things"), budget: 9000 } as Choice;
    assert.throws(() => check(large), /organization\.yaml:\d+: folders\.testing\.budget/);
  });
});
