import assert from "node:assert/strict";
import { allowedApis } from "../../../policies/guidelines/allowed-apis.ts";
import { unknown } from "../../../policies/landscape/maybe.ts";
import type { ProjectFacts } from "../../../policies/landscape/types.ts";
import { context, goodLabels, landscape, projectFacts } from "../../support/landscape.ts";

const check = (facts: Partial<ProjectFacts>, also: string[] = []) =>
  allowedApis.check(landscape({ projects: [projectFacts(facts)] }), context({ also } as never));
const production = { ...goodLabels, "environment-kind": "production" };
const replica = { ...goodLabels, "environment-kind": "replica" };
const sql = ["sqladmin.googleapis.com"];

describe("allowed-apis", () => {
  it("has nothing against what all environments use, nor what the kind allows", () => {
    assert.deepEqual(check({ labels: replica, apis: ["iam.googleapis.com", "container.googleapis.com"] }), []);
    assert.deepEqual(check({ labels: production, apis: sql }), []);
  });

  it("refuses what the kind doesn't allow", () => {
    const [finding, ...others] = check({ labels: replica, apis: sql });
    assert.deepEqual(others, []);
    assert.equal(finding?.found, "the API sqladmin.googleapis.com");
    assert.equal(
      finding?.allowed,
      `what the kind replica may use: ${[
        "cloudresourcemanager",
        "compute",
        "container",
        "essentialcontacts",
        "iam",
        "logging",
        "monitoring",
        "secretmanager",
        "serviceusage",
        "storage",
      ]
        .map((name) => `${name}.googleapis.com`)
        .join(", ")}`,
    );
  });

  it("holds a shared project to what it is for", () => {
    const keys = { id: "tst-keys-w4xr", labels: goodLabels };
    assert.deepEqual(check({ ...keys, apis: ["cloudkms.googleapis.com"] }), []);
    const [finding] = check({ ...keys, apis: ["compute.googleapis.com"] });
    assert.match(finding!.allowed, /^what the shared project keys may use: cloudkms\.googleapis\.com, /);
  });

  it("refuses what no project may use where nobody says of which kind one is", () => {
    assert.deepEqual(check({ apis: [...sql, "cloudkms.googleapis.com"] }), []);
    const [finding] = check({ apis: ["aiplatform.googleapis.com"] });
    assert.match(finding!.allowed, /^what any project may use: /);
  });

  it("has nothing against what its parameter adds", () => {
    assert.deepEqual(check({ labels: replica, apis: sql }, sql), []);
  });

  it("opens nothing to what ends of which nobody can say what it costs", () => {
    const ends = { ...goodLabels, "environment-kind": "dynamic" };
    assert.deepEqual(check({ labels: ends, apis: ["dns.googleapis.com"] }, ["dns.googleapis.com"]), []);
    assert.equal(check({ labels: ends, apis: sql }, sql).length, 1);
  });

  it("can't say anything while the API, or the project's labels, aren't known", () => {
    const cases: Partial<ProjectFacts>[] = [{ apis: [unknown] }, { labels: unknown, apis: sql }];
    for (const facts of cases) {
      assert.deepEqual(
        check(facts).map(({ undecided }) => undecided),
        [true],
      );
    }
  });
});
