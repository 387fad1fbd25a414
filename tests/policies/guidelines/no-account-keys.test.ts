import assert from "node:assert/strict";
import { noAccountKeys } from "../../../policies/guidelines/no-account-keys.ts";
import type { ProjectFacts } from "../../../policies/landscape/types.ts";
import { context, landscape, projectFacts } from "../../support/landscape.ts";

const check = (facts: Partial<ProjectFacts>) =>
  noAccountKeys.check(landscape({ projects: [projectFacts(facts)] }), context({}));

describe("no-account-keys", () => {
  it("has nothing against a project without keys", () => {
    assert.deepEqual(check({}), []);
  });

  it("refuses every key, in whatever project it is", () => {
    const key = (name: string) => ({
      place: { name },
      project: "tst-demo-a1b2",
      found: "a key of a service account",
      allowed: "no keys: attached identities, or workload identity federation",
    });
    const accountKeys = [{ name: "key 1" }, { name: "key 2" }];
    assert.deepEqual(check({ declared: false, accountKeys }), [key("key 1"), key("key 2")]);
  });

  it("says what a key opens", () => {
    const [found] = check({ accountKeys: [{ name: "key 1", of: "APIs of Google's" }] });
    assert.deepEqual(found?.found, "a key of APIs of Google's");
    assert.deepEqual(found?.place, { name: "key 1" });
  });
});
