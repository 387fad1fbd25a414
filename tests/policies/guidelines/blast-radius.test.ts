import assert from "node:assert/strict";
import { blastRadius } from "../../../policies/guidelines/blast-radius.ts";
import { unknown } from "../../../policies/landscape/maybe.ts";
import type { Holding } from "../../../policies/landscape/types.ts";
import { findings, undecided, workload } from "../../support/guideline.ts";
import { goodLabels, holding, projectFacts } from "../../support/landscape.ts";

const check = (holdings: Holding[], parameters: object = {}, labels: object = goodLabels) =>
  findings(blastRadius, { projects: [projectFacts({ holdings, labels: labels as typeof goodLabels })] }, parameters);

const some = (count: number, kind: Holding["kind"], facts: Partial<Holding> = {}): Holding[] =>
  Array.from({ length: count }, () => holding(kind, facts));

describe("blast-radius", () => {
  it("has nothing against as many as are allowed", () => {
    assert.deepEqual(check([...some(2, "cluster"), ...some(5, "machine"), ...some(5, "database")]), []);
    assert.deepEqual(check(some(9, "bucket")), []);
  });

  it("refuses more", () => {
    assert.deepEqual(check(some(3, "cluster")), [
      {
        place: { name: "project tst-demo-a1b2" },
        project: "tst-demo-a1b2",
        found: "3 clusters",
        allowed: "at most 2",
      },
    ]);
  });

  it("takes its limits from its parameters", () => {
    assert.deepEqual(check(some(3, "cluster"), { clusters: 3 }), []);
    assert.equal(check(some(2, "machine"), { machines: 1 })[0]!.found, "2 machines");
  });

  it("counts the nodes of a cluster with the cluster", () => {
    assert.deepEqual(check(some(9, "machine", { labels: { "goog-gke-node": "" } })), []);
  });

  it("can't say anything of machines that may be nodes", () => {
    assert.ok(undecided(check(some(6, "machine", { labels: unknown }))));
    assert.equal(check([...some(6, "machine"), ...some(1, "machine", { labels: unknown })])[0]!.found, "6 machines");
  });

  it("refuses what is labelled heavy in a project that isn't", () => {
    const heavy = some(1, "bucket", { labels: { heavy: "true" } });
    assert.deepEqual(
      check(heavy).map(({ found }) => found),
      ["a bucket labelled heavy=true in a project without that label"],
    );
    assert.deepEqual(check(heavy, {}, { ...goodLabels, heavy: "true" }), []);
  });

  it("keeps workloads apart for the same reason", () => {
    assert.equal(blastRadius.apart!(workload(), workload()), undefined);
    assert.match(blastRadius.apart!(workload({ heavy: true }), workload())!, /quota/);
  });
});
