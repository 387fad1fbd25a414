import assert from "node:assert/strict";
import { rolesOnFolders } from "../../../policies/guidelines/roles-on-folders.ts";
import { unknown } from "../../../policies/landscape/maybe.ts";
import type { GrantFacts, ProjectFacts } from "../../../policies/landscape/types.ts";
import { context, goodLabels, grantFacts, landscape, projectFacts } from "../../support/landscape.ts";

const check = (facts: Partial<GrantFacts>, labels: ProjectFacts["labels"] = goodLabels) =>
  rolesOnFolders.check(landscape({ projects: [projectFacts({ labels })], grants: [grantFacts(facts)] }), context({}));
const stranger = "group:gcp-platform@example.com";

describe("roles-on-folders", () => {
  it("only tells", () => {
    assert.equal(rolesOnFolders.level, "advisory");
  });

  it("has nothing against the owning team, nor against identities", () => {
    assert.deepEqual(check({ member: "group:gcp-search@example.com" }), []);
    assert.deepEqual(check({ member: "serviceAccount:a@tst-demo-a1b2.iam.gserviceaccount.com" }), []);
  });

  it("has nothing against a role on a folder, or on something in a project", () => {
    assert.deepEqual(check({ member: stranger, on: { kind: "folder", id: "testing" } }), []);
    assert.deepEqual(check({ member: stranger, on: { kind: "resource", id: "bucket" } }), []);
  });

  it("tells of another team's role on the project", () => {
    assert.deepEqual(check({ member: stranger }), [
      {
        place: { name: "grant" },
        project: "tst-demo-a1b2",
        found: `roles/logging.viewer for ${stranger} on the project tst-demo-a1b2`,
        allowed: "the owning team's group; all others have their roles on the folder",
      },
    ]);
  });

  it("can't say anything while the member, or whose the project is, isn't known", () => {
    assert.deepEqual(
      check({ member: unknown }).map(({ undecided }) => undecided),
      [true],
    );
    assert.deepEqual(
      check({ member: stranger }, unknown).map(({ undecided }) => undecided),
      [true],
    );
    assert.deepEqual(
      check({ member: stranger, on: { kind: "project", id: "tst-away-z9z9" } }).map(({ undecided }) => undecided),
      [true],
    );
  });
});
