import assert from "node:assert/strict";
import { dynamicDeletable } from "../../../policies/guidelines/dynamic-deletable.ts";
import { unknown } from "../../../policies/landscape/maybe.ts";
import type { ProjectFacts } from "../../../policies/landscape/types.ts";
import { context, goodLabels, holding, landscape, projectFacts } from "../../support/landscape.ts";

const subject = { place: { name: "project tst-demo-a1b2" }, project: "tst-demo-a1b2" };
const labels = { ...goodLabels, environment: "dynamic", "environment-kind": "dynamic", expires: "2026-12-01" };
const free = { protected: false, prevented: false, lien: false };
const allowed = "nothing that stands in the way of its deletion";
const check = (facts: Partial<ProjectFacts> = {}) =>
  dynamicDeletable.check(landscape({ projects: [projectFacts({ labels, deletion: free, ...facts })] }), context({}));

describe("dynamic-deletable", () => {
  it("has nothing against a project that can go, with all that is in it", () => {
    assert.deepEqual(check({ holdings: [holding("disk", { protected: false }), holding("bucket")] }), []);
  });

  it("has nothing against what nobody can see", () => {
    assert.deepEqual(check({ deletion: { lien: false } }), []);
  });

  it("says nothing of other environments", () => {
    assert.deepEqual(check({ labels: goodLabels, deletion: { lien: true } }), []);
  });

  it("refuses each lock of the project", () => {
    const locks: [ProjectFacts["deletion"], string][] = [
      [{ ...free, protected: true }, "a project that the engine protects"],
      [{ ...free, prevented: true }, "a project with deletionPolicy: PREVENT"],
      [{ ...free, lien: true }, "a project with a lien"],
    ];
    for (const [deletion, found] of locks) assert.deepEqual(check({ deletion }), [{ ...subject, found, allowed }]);
  });

  it("refuses something protected in it", () => {
    assert.deepEqual(check({ holdings: [holding("disk", { protected: true })] }), [
      { ...subject, place: { name: "disk thing" }, found: "a disk that the engine protects", allowed },
    ]);
  });

  it("can't say anything while a lien, or the environment, isn't known", () => {
    assert.deepEqual(
      check({ deletion: { ...free, lien: unknown } }).map(({ undecided }) => undecided),
      [true],
    );
    assert.deepEqual(
      check({ labels: unknown, parent: unknown }).map(({ undecided }) => undecided),
      [true],
    );
  });
});
