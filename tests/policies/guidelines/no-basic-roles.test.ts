import assert from "node:assert/strict";
import { noBasicRoles } from "../../../policies/guidelines/no-basic-roles.ts";
import { unknown } from "../../../policies/landscape/maybe.ts";
import type { GrantFacts } from "../../../policies/landscape/types.ts";
import { context, landscape } from "../../support/landscape.ts";

const grant = (facts: Partial<GrantFacts>): GrantFacts => ({
  place: { name: "grant" },
  on: { kind: "project", id: "tst-demo-a1b2" },
  project: "tst-demo-a1b2",
  role: "roles/logging.viewer",
  member: "group:search@example.com",
  ...facts,
});

const check = (facts: Partial<GrantFacts>) => noBasicRoles.check(landscape({ grants: [grant(facts)] }), context({}));

describe("no-basic-roles", () => {
  it("has nothing against a role of one service", () => {
    assert.deepEqual(check({}), []);
  });

  for (const role of ["roles/owner", "roles/editor", "roles/viewer"]) {
    it(`refuses ${role}`, () => {
      assert.deepEqual(check({ role }), [
        {
          place: { name: "grant" },
          project: "tst-demo-a1b2",
          found: `${role} for group:search@example.com`,
          allowed: "a role of one service",
        },
      ]);
    });
  }

  it("can't say anything of a role that isn't known yet", () => {
    assert.deepEqual(
      check({ role: unknown }).map(({ undecided }) => undecided),
      [true],
    );
  });
});
