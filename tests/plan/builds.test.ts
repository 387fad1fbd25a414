import assert from "node:assert/strict";
import { applicationPlan } from "../../plan/application.ts";
import { ciPlan } from "../../plan/ci.ts";
import { fingerprintOf } from "../../plan/fingerprint.ts";
import { targets } from "../../sourcegraph/targets/index.ts";
import { parseSpecification } from "../../spec/load.ts";
import { goodFiles, goodSpecification, replace, today } from "../support/specification.ts";

const commit = "0123456789abcdef0123456789abcdef01234567";

function plan(type: string, at?: string) {
  const file = "environments/demo.yaml";
  const typed = replace(goodFiles(), file, "type: container", `type: ${type}`);
  const files = at ? replace(typed, file, "version: main", `version: main\n  commit: ${at}`) : typed;
  const specification = parseSpecification(files, today);
  return applicationPlan(specification, specification.environments.get("demo")!, today);
}

const rendered = (type: "compose" | "container" | "kubernetes", at?: string): string =>
  JSON.stringify([...targets[type].render(plan(type, at).installation)]);

describe("what was built of a commit", () => {
  for (const type of ["compose", "container", "kubernetes"] as const) {
    it(`runs all images of that commit, out of our own registry, as ${type}`, () => {
      const images = rendered(type, commit).match(/[\w.-]+\/[\w./-]+:[0-9a-f]{40}\b/g)!;
      assert.ok(images.length > 0);
      assert.deepEqual(
        [...new Set(images.map((image) => image.replace(/\/[^/]+$/, "")))],
        ["us-central1-docker.pkg.dev/tst-ci-r8fd/sourcegraph"],
      );
      assert.doesNotMatch(rendered(type, commit), /index\.docker\.io\/sourcegraph/);
      assert.doesNotMatch(rendered(type), /docker\.pkg\.dev/);
    });
  }

  it("is another update for each commit", () => {
    const [none, one, other] = [undefined, commit, commit.replace("0", "1")].map((at) =>
      fingerprintOf(plan("container", at)),
    );
    assert.equal(new Set([none, one, other]).size, 3);
  });

  it("may be pulled by all that runs where environments aren't production's, and by nobody in production", () => {
    const [builds, cache] = ciPlan(goodSpecification().organization).registries;
    assert.deepEqual([builds!.id, builds!.pullers, cache!.pullers], ["sourcegraph", ["nightly", "testing"], undefined]);
  });
});
