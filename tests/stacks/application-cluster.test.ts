import assert from "node:assert/strict";
import { stackPlans } from "../../plan/stacks.ts";
import type { Answers } from "../support/mocks.ts";
import { ownSpecification, resourcesOf } from "../support/organization-stacks.ts";

const reading = "gcp:secretmanager/getSecretVersionAccess:getSecretVersionAccess";
const refusal = (message: string): Answers => ({
  [reading]: () => {
    throw Object.assign(new Error(message), { code: 2, details: message });
  },
});
const hidden =
  "error retrieving available secret manager secret version access: googleapi: Error 403: Permission " +
  "'secretmanager.versions.access' denied for resource 'projects/p/secrets/s/versions/latest' (or it may not exist).";

describe("the stack of an application in a cluster", () => {
  const specification = ownSpecification();
  const stack = stackPlans(specification).find(({ name }) => name === "app-cloud")!;

  it("is previewed by who may see none of its secrets", async () => {
    const usual = await resourcesOf(specification, stack, false);
    const seen = await resourcesOf(specification, stack, false, refusal(hidden));
    assert.ok(seen.some(({ type }) => type === "kubernetes:core/v1:Secret"));
    assert.equal(seen.length, usual.length);
  });
});
