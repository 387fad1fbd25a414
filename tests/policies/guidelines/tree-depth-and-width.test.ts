import assert from "node:assert/strict";
import { treeDepthAndWidth } from "../../../policies/guidelines/tree-depth-and-width.ts";
import { type Maybe, unknown } from "../../../policies/landscape/maybe.ts";
import type { FolderFacts, Parent } from "../../../policies/landscape/types.ts";
import { findings, undecided } from "../../support/guideline.ts";
import { projectFacts } from "../../support/landscape.ts";

const inFolder = (folder: string): Parent => ({ kind: "folder", folder });
const folder = (id: string, parent: Maybe<Parent>): [string, FolderFacts] => [
  id,
  { id, name: id, environment: undefined, parent },
];

/** Folders in each other; the first is in what is given. */
const chain = (count: number, top: Maybe<Parent> = { kind: "organization" }) =>
  new Map(Array.from({ length: count }, (_, at) => folder(`f${at + 1}`, at === 0 ? top : inFolder(`f${at}`))));

const wide = (count: number) =>
  new Map(Array.from({ length: count }, (_, at) => folder(`f${at + 1}`, { kind: "organization" })));

const projectsIn = (count: number, parent: Maybe<Parent>) =>
  Array.from({ length: count }, (_, at) => projectFacts({ id: `tst-p${at}-a1b2`, parent }));

describe("tree-depth-and-width", () => {
  it("has nothing against a tree within its limits", () => {
    assert.deepEqual(findings(treeDepthAndWidth, { folders: chain(4) }), []);
    assert.deepEqual(findings(treeDepthAndWidth, { projects: projectsIn(100, inFolder("testing")) }), []);
  });

  it("refuses the first folder that is too deep", () => {
    assert.deepEqual(findings(treeDepthAndWidth, { folders: chain(6) }), [
      { place: { name: "folder f5" }, found: "a folder at depth 5", allowed: "at most 4 folders from the top down" },
    ]);
  });

  it("refuses too many folders and projects", () => {
    assert.deepEqual(findings(treeDepthAndWidth, { folders: wide(3) }, { folders: 2 }), [
      { place: { name: "organisation" }, found: "3 folders right in it", allowed: "at most 2" },
    ]);
    assert.deepEqual(findings(treeDepthAndWidth, { projects: projectsIn(3, inFolder("testing")) }, { projects: 2 }), [
      { place: { name: "folder testing" }, found: "3 projects right in it", allowed: "at most 2" },
    ]);
  });

  it("knows no limit beyond Google's own", () => {
    for (const parameters of [{ depth: 11 }, { folders: 301 }, { depth: 0 }]) {
      assert.equal(treeDepthAndWidth.parameters!.safeParse(parameters).success, false);
    }
  });

  it("can't say how deep a folder is whose parent isn't known, or that is inside itself", () => {
    assert.ok(undecided(findings(treeDepthAndWidth, { folders: chain(1, unknown) })));
    assert.ok(undecided(findings(treeDepthAndWidth, { folders: new Map([folder("f1", inFolder("f1"))]) })));
  });

  it("can't say how many projects a folder has while one may be in any", () => {
    const projects = [...projectsIn(2, inFolder("testing")), ...projectsIn(1, unknown)];
    assert.ok(undecided(findings(treeDepthAndWidth, { projects }, { projects: 2 })));
    assert.deepEqual(findings(treeDepthAndWidth, { projects }, { projects: 3 }), []);
  });
});
