import assert from "node:assert/strict";
import { dataOwnerApart } from "../../../policies/guidelines/data-owner-apart.ts";
import { unknown } from "../../../policies/landscape/maybe.ts";
import type { Labels, ProjectFacts } from "../../../policies/landscape/types.ts";
import { findings, undecided, workload } from "../../support/guideline.ts";
import { holding, projectFacts } from "../../support/landscape.ts";

const check = (labels: Labels | typeof unknown, project: Partial<ProjectFacts> = {}) =>
  findings(dataOwnerApart, { projects: [projectFacts({ holdings: [holding("bucket", { labels })], ...project })] });

describe("data-owner-apart", () => {
  it("has nothing against a thing with its project's label, or without one", () => {
    assert.deepEqual(check({ "data-owner": "search" }), []);
    assert.deepEqual(check({}), []);
    assert.deepEqual(check({}, { labels: unknown }), []);
  });

  it("refuses a thing with another label", () => {
    assert.deepEqual(check({ "data-owner": "platform" }), [
      {
        place: { name: "bucket thing" },
        project: "tst-demo-a1b2",
        found: "a bucket of platform",
        allowed: "what belongs to search, whose project it is",
      },
    ]);
  });

  it("can't say anything of labels that aren't known yet", () => {
    assert.ok(undecided(check(unknown)));
    assert.ok(undecided(check({ "data-owner": "platform" }, { labels: unknown })));
  });

  it("takes the label owner for the data's, where nothing else is said", () => {
    assert.deepEqual(check({ owner: "search" }), []);
    assert.equal(check({ owner: "platform" }).length, 1);
    assert.deepEqual(check({ owner: "platform", "data-owner": "search" }), []);
    assert.deepEqual(check({ owner: "platform" }, { labels: {} }), []);
  });

  it("keeps workloads apart for the same reason", () => {
    assert.equal(dataOwnerApart.apart!(workload(), workload()), undefined);
    assert.equal(
      dataOwnerApart.apart!(workload({ dataOwner: "platform" }), workload()),
      "the data of one belongs to platform and that of the other to search",
    );
  });
});
