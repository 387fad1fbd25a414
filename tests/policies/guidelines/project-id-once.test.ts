import assert from "node:assert/strict";
import { projectIdOnce } from "../../../policies/guidelines/project-id-once.ts";
import type { ProjectFacts } from "../../../policies/landscape/types.ts";
import { context, landscape, projectFacts } from "../../support/landscape.ts";

const check = (...projects: Partial<ProjectFacts>[]) =>
  projectIdOnce.check(landscape({ projects: projects.map(projectFacts) }), context({}));

describe("project-id-once", () => {
  it("has nothing against projects with IDs of their own", () => {
    assert.deepEqual(check({}, { id: "tst-live-t5wk" }), []);
  });

  it("refuses the second project of an ID", () => {
    assert.deepEqual(check({}, { place: { name: "project twin" } }), [
      {
        place: { name: "project twin" },
        project: "tst-demo-a1b2",
        found: "the ID tst-demo-a1b2, which project tst-demo-a1b2 has too",
        allowed: "an ID of its own",
      },
    ]);
  });

  it("doesn't count what only names the project", () => {
    assert.deepEqual(check({}, { declared: false }), []);
  });
});
