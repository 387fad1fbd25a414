import assert from "node:assert/strict";
import { underFolderOfItsEnvironment } from "../../../policies/guidelines/under-folder-of-its-environment.ts";
import { unknown } from "../../../policies/landscape/maybe.ts";
import type { FolderFacts, Parent, ProjectFacts } from "../../../policies/landscape/types.ts";
import { findings, undecided } from "../../support/guideline.ts";
import { goodLabels, landscape, projectFacts } from "../../support/landscape.ts";

const check = (facts: Partial<ProjectFacts>) =>
  findings(underFolderOfItsEnvironment, { projects: [projectFacts(facts)] });

/** What is found of a landscape with one more folder. */
const withFolder = (facts: Partial<FolderFacts>, project: Partial<ProjectFacts> = {}) => {
  const folder: FolderFacts = {
    id: "5",
    name: "By hand",
    parent: { kind: "organization" },
    environment: undefined,
    ...facts,
  };
  const folders = new Map([...landscape().folders, [folder.id, folder] as const]);
  return findings(underFolderOfItsEnvironment, { folders, projects: [projectFacts(project)] });
};
const testing: Parent = { kind: "folder", folder: "testing" };

describe("under-folder-of-its-environment", () => {
  it("has nothing against a project whose label is its folder's, or that has none of either", () => {
    assert.deepEqual(check({}), []);
    assert.deepEqual(check({ labels: {} }), []);
    assert.deepEqual(check({ parent: { kind: "organization" } }), []);
    assert.deepEqual(check({ declared: false, parent: { kind: "folder", folder: "production" } }), []);
  });

  it("refuses a project under the folder of another environment", () => {
    assert.deepEqual(check({ parent: { kind: "folder", folder: "production" } }), [
      {
        place: { name: "project tst-demo-a1b2" },
        project: "tst-demo-a1b2",
        found: "a project labelled non-production under a folder of production",
        allowed: "a folder of non-production",
      },
    ]);
    assert.equal(check({ labels: { ...goodLabels, environment: "production" } }).length, 1);
  });

  it("can't say anything of a folder or labels that aren't known yet", () => {
    assert.ok(undecided(check({ parent: unknown })));
    assert.ok(undecided(check({ parent: { kind: "folder", folder: "314159" } })));
    assert.ok(undecided(check({ labels: unknown })));
  });

  it("has nothing against folders that say their environment, or are what is around them", () => {
    assert.deepEqual(withFolder({ environment: "dynamic" }), []);
    assert.deepEqual(withFolder({ parent: testing }), []);
    assert.deepEqual(withFolder({ parent: testing, environment: "non-production" }), []);
    const dynamic = {
      labels: { ...goodLabels, environment: "dynamic" },
      parent: { kind: "folder", folder: "5" },
    } as const;
    assert.deepEqual(withFolder({ environment: "dynamic" }, dynamic), []);
  });

  it("refuses a folder of no environment, and what is in it", () => {
    const untagged = {
      place: { name: "folder By hand" },
      found: "a folder of no environment",
      allowed: "a tag that says which environment it is of",
    };
    assert.deepEqual(withFolder({}), [untagged]);
    const dynamic = {
      labels: { ...goodLabels, environment: "dynamic" },
      parent: { kind: "folder", folder: "5" },
    } as const;
    assert.deepEqual(
      withFolder({}, dynamic).map(({ found }) => found),
      ["a project labelled dynamic under folders of no environment", "a folder of no environment"],
    );
  });

  it("refuses a folder of another environment than the one around it", () => {
    assert.deepEqual(withFolder({ parent: testing, environment: "production" }), [
      {
        place: { name: "folder By hand" },
        found: "a folder of production in a folder of non-production",
        allowed: "a folder of non-production",
      },
    ]);
  });

  it("can't say anything of folders whose place or tag isn't known", () => {
    assert.ok(undecided(withFolder({ environment: unknown })));
    assert.ok(undecided(withFolder({ parent: unknown })));
    assert.ok(undecided(withFolder({ environment: "production", parent: { kind: "folder", folder: "314159" } })));
  });
});
