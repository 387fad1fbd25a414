import assert from "node:assert/strict";
import { evaluateByStack, stacksOf } from "../../policies/by-stack.ts";
import { budgetForEachProject } from "../../policies/guidelines/budget-for-each-project.ts";
import { noBasicRoles } from "../../policies/guidelines/no-basic-roles.ts";
import { unknown } from "../../policies/landscape/maybe.ts";
import type { SettingsFile } from "../../policies/settings/schema.ts";
import { Settings } from "../../policies/settings/settings.ts";
import { goodLabels, grantFacts, landscape, projectFacts } from "../support/landscape.ts";
import { goodSpecification, today } from "../support/specification.ts";

const project = (id: string, stack: string) =>
  projectFacts({ id, labels: { ...goodLabels, stack }, budgets: id === "tst-fine" ? [budget()] : [] });
const budget = () => projectFacts({ id: "tst-fine" }).budgets[0]!;

const all = landscape({
  projects: [project("tst-fine", "env-fine"), project("tst-one", "env-one"), project("tst-two", "env-two")],
  grants: [grantFacts({ on: { kind: "folder", id: "ci" }, project: undefined, role: "roles/editor" })],
});

/** What is found of each project, and how it is held. */
function held(file: SettingsFile): string[] {
  const stacks = stacksOf(all);
  return evaluateByStack(
    {
      guidelines: [budgetForEachProject, noBasicRoles],
      settings: new Settings(file),
      landscape: all,
      organization: goodSpecification().organization,
      today,
    },
    (id) => stacks.get(id ?? ""),
  )
    .filter(({ status }) => status === "broken")
    .map(({ finding, guideline: { id }, level }) => `${finding.project ?? "none"}: ${id} ${level}`)
    .toSorted();
}

describe("guidelines held stack by stack", () => {
  it("are held alike where nothing else is set", () => {
    assert.deepEqual(held({}), [
      "none: no-basic-roles mandatory",
      "tst-one: budget-for-each-project mandatory",
      "tst-two: budget-for-each-project mandatory",
    ]);
  });

  it("are held as its stack says of a project, and as ever of the others", () => {
    const levels = { "budget-for-each-project": "advisory", "no-basic-roles": "advisory" } as const;
    assert.deepEqual(held({ stacks: { "env-two": { levels } } }), [
      "none: no-basic-roles mandatory",
      "tst-one: budget-for-each-project mandatory",
      "tst-two: budget-for-each-project advisory",
    ]);
  });

  it("know of no stack where a project's labels aren't known", () => {
    assert.deepEqual(
      [...stacksOf(landscape({ projects: [projectFacts({ id: "tst-new", labels: unknown })] }))],
      [["tst-new", undefined]],
    );
  });
});
