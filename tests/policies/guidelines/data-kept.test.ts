import assert from "node:assert/strict";
import { dataKept } from "../../../policies/guidelines/data-kept.ts";
import { unknown } from "../../../policies/landscape/maybe.ts";
import type { Holding, ProjectFacts } from "../../../policies/landscape/types.ts";
import { context, goodLabels, holding, landscape, projectFacts } from "../../support/landscape.ts";

const defaults = dataKept.parameters!.parse({});
const check = (one: Holding, facts: Partial<ProjectFacts> = {}, parameters: unknown = defaults) =>
  dataKept.check(landscape({ projects: [projectFacts({ holdings: [one], ...facts })] }), context(parameters as never));
const loose = holding("disk", { protected: false });

describe("data-kept", () => {
  it("has nothing against what is protected, or what nobody can see", () => {
    assert.deepEqual(check(holding("disk", { protected: true })), []);
    assert.deepEqual(check(holding("disk")), []);
  });

  it("says nothing of what can be made anew", () => {
    assert.deepEqual(check(holding("machine", { protected: false })), []);
  });

  for (const kind of ["disk", "database", "cluster", "state", "key", "logs", "billing-export"] as const) {
    it(`refuses a ${kind} that isn't protected`, () => {
      assert.deepEqual(check(holding(kind, { protected: false })), [
        {
          place: { name: `${kind} thing` },
          project: "tst-demo-a1b2",
          found: `a ${kind} that an update may delete`,
          allowed: "protect: true, unless the environment ends or was retired",
        },
      ]);
    });
  }

  it("lets dynamic environments go, and those that were retired", () => {
    assert.deepEqual(check(loose, { labels: { ...goodLabels, environment: "dynamic" } }), []);
    assert.deepEqual(check(loose, { labels: { ...goodLabels, retired: "true" } }), []);
  });

  it("looks at the kinds that its parameter names", () => {
    assert.deepEqual(check(loose, {}, { kinds: ["bucket"] }), []);
    assert.equal(check(holding("bucket", { protected: false }), {}, { kinds: ["bucket"] }).length, 1);
    assert.equal(dataKept.parameters!.safeParse({ kinds: ["thing"] }).success, false);
  });

  it("can't say anything while the environment isn't known", () => {
    assert.deepEqual(
      check(loose, { labels: unknown }).map(({ undecided }) => undecided),
      [true],
    );
  });
});
