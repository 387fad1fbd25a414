import assert from "node:assert/strict";
import { accessApart } from "../../../policies/guidelines/access-apart.ts";
import { unknown } from "../../../policies/landscape/maybe.ts";
import type { GrantFacts, Labels } from "../../../policies/landscape/types.ts";
import { findings, undecided, workload } from "../../support/guideline.ts";
import { goodLabels, projectFacts } from "../../support/landscape.ts";

const ofPlatform: Labels = { ...goodLabels, owner: "platform" };

const check = (facts: Partial<GrantFacts>, labels: Labels | typeof unknown = goodLabels, parameters: object = {}) => {
  const grant: GrantFacts = {
    place: { name: "grant" },
    on: { kind: "project", id: "tst-demo-a1b2" },
    project: "tst-demo-a1b2",
    role: "roles/pubsub.editor",
    member: "group:gcp-search@example.com",
    ...facts,
  };
  return findings(accessApart, { projects: [projectFacts({ labels })], grants: [grant] }, parameters);
};

describe("access-apart", () => {
  it("has nothing against the owner, the platform team, readers, and whoever is no team", () => {
    assert.deepEqual(check({}), []);
    assert.deepEqual(check({ member: "group:gcp-platform@example.com" }), []);
    assert.deepEqual(check({ role: "roles/logging.viewer" }, ofPlatform), []);
    assert.deepEqual(check({ member: "serviceAccount:a@tst-demo-a1b2.iam.gserviceaccount.com" }, ofPlatform), []);
    assert.deepEqual(check({ on: { kind: "folder", id: "testing" } }, ofPlatform), []);
    assert.deepEqual(check({}, {}), []);
  });

  it("refuses another team's group with a role that changes things", () => {
    assert.deepEqual(check({}, ofPlatform), [
      {
        place: { name: "grant" },
        project: "tst-demo-a1b2",
        found: "roles/pubsub.editor for group:gcp-search@example.com in a project of platform",
        allowed: "its owner, the platform team, and others who only look",
      },
    ]);
  });

  it("knows a team's group in capitals", () => {
    assert.deepEqual(check({ member: "group:GCP-Search@Example.com" }), []);
    assert.deepEqual(check({ member: "group:GCP-Platform@Example.com" }), []);
    assert.equal(check({ member: "group:GCP-Search@Example.com" }, ofPlatform).length, 1);
  });

  it("refuses a group that is no team's, unless it only looks", () => {
    const member = "group:everybody@example.com";
    assert.deepEqual(
      check({ member }).map(({ found }) => found),
      ["roles/pubsub.editor for group:everybody@example.com, which is no team's, in a project of search"],
    );
    assert.deepEqual(check({ member, role: "roles/logging.viewer" }), []);
    assert.deepEqual(check({ member: "group:team@another.example" }), [], "own-people-only says that");
  });

  it("allows the roles that its parameter says", () => {
    assert.deepEqual(check({}, ofPlatform, { reading: ["roles/pubsub.editor"] }), []);
    assert.equal(check({ role: "roles/browser" }, ofPlatform, { reading: [] }).length, 1);
  });

  it("can't say anything before member, role and owner are known", () => {
    assert.ok(undecided(check({ member: unknown })));
    assert.ok(undecided(check({ role: unknown })));
    assert.ok(undecided(check({}, unknown)));
    assert.ok(undecided(check({ project: "tst-other-c3d4" })));
  });

  it("keeps workloads apart for the same reason", () => {
    assert.equal(accessApart.apart!(workload(), workload()), undefined);
    assert.equal(
      accessApart.apart!(workload({ access: ["security"] }), workload()),
      "security would get into what they have no part in",
    );
  });
});
