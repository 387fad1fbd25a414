import assert from "node:assert/strict";
import { dynamicEndDate } from "../../../policies/guidelines/dynamic-end-date.ts";
import { unknown } from "../../../policies/landscape/maybe.ts";
import type { ProjectFacts } from "../../../policies/landscape/types.ts";
import { context, goodLabels, landscape, projectFacts } from "../../support/landscape.ts";

const subject = { place: { name: "project tst-demo-a1b2" }, project: "tst-demo-a1b2" };
const labels = { ...goodLabels, environment: "dynamic", "environment-kind": "dynamic", expires: "2026-12-01" };
const check = (facts: Partial<ProjectFacts> = {}) =>
  dynamicEndDate.check(landscape({ projects: [projectFacts({ labels, ...facts })] }), context({}));
const until = (expires: string) => check({ labels: { ...labels, expires } });
const allowed = "a day up to 2026-12-22, 30 days from today, as the kind dynamic says";

describe("dynamic-end-date", () => {
  it("has nothing against a day within the time to live", () => {
    assert.deepEqual(check(), []);
    assert.deepEqual(until("2026-12-22"), []);
  });

  it("has nothing against a day that is past: the environment is on its way out", () => {
    assert.deepEqual(until("2026-11-01"), []);
  });

  it("says nothing of other environments", () => {
    assert.deepEqual(check({ labels: goodLabels }), []);
  });

  it("refuses a project without a last day", () => {
    const { expires: _, ...endless } = labels;
    assert.deepEqual(check({ labels: endless }), [{ ...subject, found: "no label expires", allowed }]);
  });

  it("refuses a day that there isn't, and one that is too far away", () => {
    assert.deepEqual(until("2026-11-31"), [{ ...subject, found: 'the last day "2026-11-31"', allowed }]);
    assert.deepEqual(until("2026-12-23"), [{ ...subject, found: "the last day 2026-12-23", allowed }]);
  });

  it("goes by the folder, and by the kinds that end, where labels don't say what it is", () => {
    const { owner } = goodLabels;
    assert.deepEqual(check({ parent: { kind: "folder", folder: "nightly" }, labels: { owner } }), [
      {
        ...subject,
        found: "no label expires",
        allowed: "a day up to 2026-12-22, 30 days from today, as a kind that ends says",
      },
    ]);
  });

  it("can't say anything while labels aren't known", () => {
    assert.deepEqual(
      check({ labels: unknown, parent: { kind: "folder", folder: "nightly" } }).map(({ undecided }) => undecided),
      [true],
    );
    assert.deepEqual(
      check({ labels: unknown, parent: unknown }).map(({ undecided }) => undecided),
      [true],
    );
  });
});
