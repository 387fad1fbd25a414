import assert from "node:assert/strict";
import { productionProjectKept } from "../../../policies/guidelines/production-project-kept.ts";
import { unknown } from "../../../policies/landscape/maybe.ts";
import type { ProjectFacts } from "../../../policies/landscape/types.ts";
import { context, goodLabels, landscape, projectFacts } from "../../support/landscape.ts";

const subject = { place: { name: "project tst-demo-a1b2" }, project: "tst-demo-a1b2" };
const labels = { ...goodLabels, environment: "production" };
const locked = { protected: true, prevented: true, lien: true };
const allowed = "protect, deletionPolicy: PREVENT and a lien";
const check = (facts: Partial<ProjectFacts> = {}) =>
  productionProjectKept.check(
    landscape({ projects: [projectFacts({ labels, deletion: locked, ...facts })] }),
    context({}),
  );

describe("production-project-kept", () => {
  it("has nothing against a project with all locks", () => {
    assert.deepEqual(check(), []);
  });

  it("doesn't judge what nobody but the engine sees", () => {
    assert.deepEqual(check({ deletion: { lien: true } }), []);
  });

  it("names the locks that are missing", () => {
    assert.deepEqual(check({ deletion: { ...locked, lien: false } }), [
      { ...subject, found: "a project without a lien", allowed },
    ]);
    assert.deepEqual(check({ deletion: { protected: false, prevented: false, lien: false } }), [
      { ...subject, found: "a project without protect, deletionPolicy: PREVENT, a lien", allowed },
    ]);
  });

  it("looks at what all share, by its environment or its ID", () => {
    const deletion = { lien: false };
    for (const environment of ["common", "ci"]) {
      assert.equal(check({ labels: { ...labels, environment }, deletion }).length, 1);
    }
    assert.equal(check({ id: "tst-keys-w4xr", labels: goodLabels, deletion }).length, 1);
  });

  it("says nothing of other environments", () => {
    assert.deepEqual(check({ labels: goodLabels, deletion: { protected: false, lien: false } }), []);
  });

  it("lets an environment go that was retired, but nothing that all share", () => {
    const given = {
      labels: { ...labels, retired: "true" },
      deletion: { protected: false, prevented: false, lien: false },
    };
    assert.deepEqual(check(given), []);
    assert.equal(check({ ...given, id: "tst-keys-w4xr" }).length, 1);
  });

  it("can't say anything while a lock, or the environment, isn't known", () => {
    assert.deepEqual(
      check({ deletion: { ...locked, lien: unknown } }).map(({ undecided }) => undecided),
      [true],
    );
    assert.deepEqual(
      check({ deletion: { ...locked, prevented: unknown } }).map(({ undecided }) => undecided),
      [true],
    );
    assert.deepEqual(
      check({ labels: unknown, parent: unknown }).map(({ undecided }) => undecided),
      [true],
    );
  });
});
