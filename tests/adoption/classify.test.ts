import assert from "node:assert/strict";
import { lookOf } from "../../adoption/classify.ts";
import type { FoundProject } from "../../adoption/facts.ts";
import { foundProject } from "../support/found.ts";

describe("what an old project looks like", () => {
  const cases: [says: string, project: Partial<FoundProject>, environment: string, by: string][] = [
    ["a label before all else", { labels: { env: "prod" }, path: ["Sandbox"] }, "production", "label env=prod"],
    ["a folder before the ID", { path: ["Sales", "Demos"], id: "acme-prod-1" }, "non-production", "folder Demos"],
    ["a word of the ID", { id: "acme-ci-runners" }, "ci", 'name, "ci"'],
    ["a word, not a part of one", { id: "circle-things" }, "non-production", "nothing says so"],
    ["a label that says nothing", { labels: { env: "blue" } }, "non-production", "nothing says so"],
  ];
  for (const [says, project, environment, by] of cases) {
    it(`goes by ${says}`, () => {
      const look = lookOf(foundProject(project));
      assert.deepEqual([look.environment, look.environmentBy], [environment, by]);
    });
  }

  it("tells what runs from what keeps data, and what holds nothing", () => {
    const purpose = (more: Partial<FoundProject>) => lookOf(foundProject(more)).purpose;
    assert.equal(purpose({ holdings: { machine: 1, bucket: 2 } }), "workload");
    assert.equal(purpose({ holdings: { bucket: 2 } }), "data");
    assert.equal(purpose({}), "empty");
    assert.equal(purpose({ id: "sys-26390547810293847561" }), "google");
    assert.equal(purpose({ labels: { env: "build" }, holdings: { machine: 2 } }), "ci");
  });

  it("counts in words", () => {
    assert.equal(lookOf(foundProject({ holdings: { machine: 2, images: 1 } })).purposeBy, "2 machines, 1 registry");
  });
});
