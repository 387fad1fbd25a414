import assert from "node:assert/strict";
import fc from "fast-check";
import { labelValue, projectLabels } from "../../plan/labels.ts";

describe("labels", () => {
  it("are values that Google takes, whatever they are made of", () => {
    fc.assert(fc.property(fc.string(), (text) => assert.match(labelValue(text), /^[a-z0-9_-]{0,63}$/)));
  });

  it("leave out what isn't known", () => {
    const labels = projectLabels({
      environment: "ci",
      application: "ci",
      owner: "release",
      costCode: "2030",
      stack: "ci",
    });
    assert.deepEqual(labels, {
      application: "ci",
      "cost-code": "2030",
      environment: "ci",
      "managed-by": "sourcegraph-distribution",
      owner: "release",
      stack: "ci",
    });
  });
});
