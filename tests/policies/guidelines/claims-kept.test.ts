import assert from "node:assert/strict";
import { claimsKept } from "../../../policies/guidelines/claims-kept.ts";
import { unknown } from "../../../policies/landscape/maybe.ts";
import type { ClaimFacts } from "../../../policies/landscape/types.ts";
import { context, landscape } from "../../support/landscape.ts";

const check = (facts: Partial<ClaimFacts>) =>
  claimsKept.check(
    landscape({ claims: [{ place: { name: "claim" }, name: unknown, protected: true, ...facts }] }),
    context({}),
  );

describe("claims-kept", () => {
  it("has nothing against a claim that is protected, whatever it is called", () => {
    assert.deepEqual(check({}), []);
  });

  it("refuses one that isn't", () => {
    assert.deepEqual(check({ protected: false }), [
      {
        place: { name: "claim" },
        found: "a claim that an update may delete",
        allowed: "protect: true, unless the environment ends or was retired",
      },
    ]);
  });

  it("lets a claim go whose environment may go", () => {
    assert.deepEqual(check({ protected: false, disposable: true }), []);
  });
});
