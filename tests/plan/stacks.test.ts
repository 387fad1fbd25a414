import assert from "node:assert/strict";
import { organizationPlan } from "../../plan/organization.ts";
import { stackPlans } from "../../plan/stacks.ts";
import { organizationTree } from "../../plan/tree.ts";
import { goodSpecification, today } from "../support/specification.ts";

describe("the stacks", () => {
  it("come after what they depend on, each in its tier", () => {
    assert.deepEqual(
      stackPlans(goodSpecification()).map(({ name, tier, dependsOn }) => [name, tier, ...dependsOn]),
      [
        ["bootstrap", "production"],
        ["organization", "production", "bootstrap"],
        ["ci", "production", "bootstrap", "organization"],
        ["spending", "production", "bootstrap", "organization"],
        ["env-demo", "nonproduction", "bootstrap", "organization"],
        ["app-demo", "nonproduction", "env-demo"],
        ["env-live", "production", "bootstrap", "organization"],
        ["app-live", "production", "env-live"],
      ],
    );
  });
});

describe("the folders", () => {
  const { folders } = organizationPlan(goodSpecification().organization);

  it("come after those around them; the one that bootstrap made is only used", () => {
    assert.deepEqual(
      folders.map(({ key, parent, existing }) => [key, parent, existing]),
      [
        ["ci", undefined, false],
        ["common", undefined, true],
        ["production", undefined, false],
        ["testing", undefined, false],
        ["nightly", "testing", false],
      ],
    );
  });

  it("give a tier's deployer, and who watches production, roles at the top of the tier's tree, and nowhere else", () => {
    const deployers = folders.map(({ key, grants }) => [
      key,
      [...new Set(grants.map(({ member }) => member).filter((member) => member.startsWith("serviceAccount:")))],
    ]);
    assert.deepEqual(deployers, [
      ["ci", []],
      // To see what a person made there.
      ["common", ["serviceAccount:deployer-production@tst-seed-k7m2.iam.gserviceaccount.com"]],
      [
        "production",
        ["deployer", "watcher"].map((who) => `serviceAccount:${who}-production@tst-seed-k7m2.iam.gserviceaccount.com`),
      ],
      ["testing", ["serviceAccount:deployer-nonproduction@tst-seed-k7m2.iam.gserviceaccount.com"]],
      ["nightly", []],
    ]);
  });
});

it("the tree holds every project once, in its folder", () => {
  const tree = organizationTree(goodSpecification(), today);
  const shape = (folders: typeof tree): unknown[] =>
    folders.map(({ key, folders: inner, projects }) => [key, ...shape(inner), ...projects.map(({ id }) => id)]);
  assert.deepEqual(shape(tree), [
    ["common", "tst-seed-k7m2", "tst-keys-w4xr", "tst-billing-p9tc", "tst-spending-h3vq", "tst-logs-b6zn"],
    ["ci", "tst-ci-r8fd"],
    ["production", "tst-live-t5wk"],
    ["testing", ["nightly", "tst-demo-d9hc"]],
  ]);
});
