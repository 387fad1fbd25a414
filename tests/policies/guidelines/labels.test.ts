import assert from "node:assert/strict";
import { labels } from "../../../policies/guidelines/labels.ts";
import { unknown } from "../../../policies/landscape/maybe.ts";
import { context, goodLabels, landscape, projectFacts } from "../../support/landscape.ts";

const subject = { place: { name: "project tst-demo-a1b2" }, project: "tst-demo-a1b2" };
const parameters = labels.parameters!.parse({}) as never;

const check = (changed: Record<string, string | undefined>) => {
  const given = Object.entries({ ...goodLabels, ...changed }).filter((entry) => entry[1] !== undefined);
  const project = projectFacts({ labels: Object.fromEntries(given) as Record<string, string> });
  return labels.check(landscape({ projects: [project] }), context(parameters));
};
const form = "1 to 63 lower-case letters, digits, _ and -, beginning with a letter or digit";

describe("labels", () => {
  it("has nothing against a project with all of them", () => {
    assert.deepEqual(check({}), []);
  });

  it("names those that are missing", () => {
    assert.deepEqual(check({ owner: undefined, "cost-code": undefined }), [
      {
        ...subject,
        found: "no label owner, cost-code",
        allowed: "the labels application, environment, owner, cost-code, managed-by",
      },
    ]);
  });

  it("refuses a value of another form", () => {
    assert.deepEqual(check({ purpose: "" }), [
      { ...subject, found: 'the label purpose with the value ""', allowed: form },
    ]);
    assert.deepEqual(check({ owner: "Search Team" }), [
      { ...subject, found: 'the label owner with the value "Search Team"', allowed: form },
    ]);
    assert.equal(check({ owner: "a".repeat(64) }).length, 1);
  });

  it("refuses an environment that there isn't", () => {
    assert.deepEqual(check({ environment: "staging" }), [
      {
        ...subject,
        found: "the label environment staging",
        allowed: "common, ci, production, non-production, dynamic",
      },
    ]);
  });

  it("can't say anything while they aren't known", () => {
    const found = labels.check(landscape({ projects: [projectFacts({ labels: unknown })] }), context(parameters));
    assert.deepEqual(
      found.map(({ undecided }) => undecided),
      [true],
    );
  });
});
