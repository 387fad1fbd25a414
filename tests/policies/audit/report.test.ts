import assert from "node:assert/strict";
import { reportFacts } from "../../../policies/audit/facts.ts";
import { type Audit, auditReport } from "../../../policies/audit/report.ts";
import { guideline } from "../../../policies/guideline.ts";
import { budgetForEachProject } from "../../../policies/guidelines/budget-for-each-project.ts";
import { noBasicRoles } from "../../../policies/guidelines/no-basic-roles.ts";
import { unknown } from "../../../policies/landscape/maybe.ts";
import type { GrantFacts } from "../../../policies/landscape/types.ts";
import type { SettingsFile } from "../../../policies/settings/schema.ts";
import { Settings } from "../../../policies/settings/settings.ts";
import { landscape, projectFacts } from "../../support/landscape.ts";
import { goodSpecification, today } from "../../support/specification.ts";

const grant = (on: GrantFacts["on"], role: GrantFacts["role"] = "roles/editor"): GrantFacts => ({
  place: { name: `grant on ${on.id}` },
  on,
  ...(on.kind === "project" && { project: on.id }),
  role,
  member: "group:x@example.com",
});

const live = landscape({
  source: "live",
  projects: [
    projectFacts({ id: "tst-demo-a1b2" }),
    projectFacts({ id: "by-hand", parent: { kind: "organization" }, budgets: [] }),
    projectFacts({ id: "also-by-hand", parent: { kind: "folder", folder: "ci" } }),
  ],
  grants: [
    grant({ kind: "project", id: "by-hand" }),
    grant({ kind: "folder", id: "ci" }),
    grant({ kind: "organization", id: "9" }),
    grant({ kind: "project", id: "also-by-hand" }, unknown),
  ],
});

const report = (given: Partial<Audit> = {}, file: SettingsFile = {}) =>
  auditReport({
    guidelines: [budgetForEachProject, noBasicRoles],
    settings: new Settings(file),
    specification: goodSpecification(),
    live,
    planned: landscape({ projects: [projectFacts({ id: "tst-demo-a1b2" })] }),
    today,
    ...given,
  });
const ofProject = (id: string, ...given: Parameters<typeof report>) =>
  report(...given).projects.find((project) => project.id === id)!;
const broken = ({ verdicts }: ReturnType<typeof ofProject>) =>
  verdicts.map(({ guideline: { id }, level, status }) => `${id} ${level} ${status}`);

describe("the report of an audit", () => {
  it("tells what each project breaks, whether it is planned, and its score", () => {
    const { projects } = report();
    assert.deepEqual(
      projects.map((project) => [project.id, project.planned, project.score, broken(project).length]),
      [
        ["also-by-hand", false, 1, 0],
        ["by-hand", false, 0, 2],
        ["tst-demo-a1b2", true, 1, 0],
      ],
    );
  });

  it("lists apart what is in no project, and what nobody can say", () => {
    const { elsewhere, undecided, refused } = report();
    assert.deepEqual(
      elsewhere.map(({ finding }) => finding.place.name),
      ["grant on ci", "grant on 9"],
    );
    assert.deepEqual(
      undecided.map(({ finding }) => finding.project),
      ["also-by-hand"],
    );
    assert.equal(refused, true);
  });

  it("has a score for each folder, without one where there is no project", () => {
    const { folders, score } = report();
    assert.deepEqual(
      folders.filter(({ projects }) => projects > 0).map(({ id, projects, score: own }) => [id, projects, own]),
      [
        ["ci", 1, 1],
        ["testing", 1, 1],
      ],
    );
    assert.equal(folders.find(({ id }) => id === "common")!.score, undefined);
    // Of six judgements one is undecided, and two of the others are broken.
    assert.equal(score, 3 / 5);
  });

  it("can be of a single folder, and what is in it", () => {
    const { projects, elsewhere, folders } = report({ folder: "ci" });
    assert.deepEqual(
      [projects.map(({ id }) => id), elsewhere.map(({ finding }) => finding.place.name), folders.map(({ id }) => id)],
      [["also-by-hand"], ["grant on ci"], ["ci"]],
    );
  });

  it("holds a project to the levels of the stack that makes it, and no project to those of a stack that it names", () => {
    const lenient = { stacks: { "env-demo": { levels: { [budgetForEachProject.id]: "advisory" as const } } } };
    const projects = ["tst-demo-a1b2", "by-hand"].map((id) => projectFacts({ id, budgets: [] }));
    const given = { live: landscape({ projects }) };
    assert.deepEqual(broken(ofProject("tst-demo-a1b2", given, lenient)), ["budget-for-each-project advisory broken"]);
    assert.deepEqual(broken(ofProject("by-hand", given, lenient)), ["budget-for-each-project mandatory broken"]);
  });

  it("refuses nothing that is only advised, disabled or excepted", () => {
    const only = { guidelines: [budgetForEachProject] };
    const exception = {
      guideline: budgetForEachProject.id,
      project: "by-hand",
      owner: "search",
      reason: "Moved soon.",
    };
    assert.equal(report(only).refused, true);
    assert.equal(report(only, { levels: { [budgetForEachProject.id]: "advisory" } }).refused, false);
    assert.equal(report(only, { levels: { [budgetForEachProject.id]: "disabled" } }).score, undefined);
    const excepted = { exceptions: [{ ...exception, until: "2026-12-31" }] };
    assert.equal(report(only, excepted).refused, false);
    assert.equal(ofProject("by-hand", only, excepted).score, 0);
    assert.equal(report(only, { exceptions: [{ ...exception, until: "2026-11-01" }] }).refused, true);
  });

  it("names the guideline that can't be checked", () => {
    const throwing = guideline({
      ...budgetForEachProject,
      check: () => {
        throw new Error("no idea");
      },
    });
    assert.throws(() => report({ guidelines: [throwing] }), /budget-for-each-project failed: no idea/);
  });

  it("can be read by machines", () => {
    const facts = JSON.parse(JSON.stringify(reportFacts(report())));
    assert.deepEqual([facts.score, facts.broken, facts.projects[1].id], [0.6, true, "by-hand"]);
    assert.deepEqual(facts.projects[1].findings[0], {
      guideline: "budget-for-each-project",
      level: "mandatory",
      status: "broken",
      place: "project by-hand",
      project: "by-hand",
      found: "no budget that counts it alone",
      allowed: "a budget of its own",
      remedy: budgetForEachProject.remedy,
    });
  });
});
