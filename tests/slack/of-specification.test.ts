import assert from "node:assert/strict";
import { factsSchema } from "../../slack/facts.ts";
import { factsOf } from "../../slack/of-specification.ts";
import { destructionDigest } from "../../spec/edit.ts";
import { parseSpecification } from "../../spec/load.ts";
import { publicFiles, replace, today } from "../support/specification.ts";

const of = (files = publicFiles()) => factsOf(parseSpecification(files, today), files);

describe("what /sgdist knows of environments", () => {
  it("is what their files say, and until when they may live", () => {
    const files = publicFiles();
    const [demo, live] = of(files).environments;
    assert.deepEqual(demo, {
      name: "demo",
      project: "tst-demo-d9hc",
      kind: "dynamic",
      tier: "nonproduction",
      deletion: "disposable",
      owner: "search",
      purpose: "Shows search to somebody.",
      deployment: "container main xs",
      budget: 100,
      expires: "2026-12-01",
      latest: "2026-12-20",
      url: "https://demo.dev.example.net",
      goes: [
        "the project tst-demo-d9hc, with all that is in it",
        "its machine, with its data disk and the snapshots of that",
        "the stacks env-demo and app-demo",
        "its address https://demo.dev.example.net",
      ],
      digest: destructionDigest("environments/demo.yaml", files.get("environments/demo.yaml")!),
    });
    assert.deepEqual(
      [live!.deletion, live!.budget, live!.expires, live!.latest],
      ["protected", 5000, undefined, undefined],
    );
  });

  it("is what the function reads, and another when a file is", () => {
    const facts = of();
    assert.deepEqual(factsSchema.parse(JSON.parse(JSON.stringify(facts))), facts);
    const changed = of(replace(publicFiles(), "environments/demo.yaml", "# Shown", "# Shewn"));
    assert.notEqual(changed.environments[0]!.digest, facts.environments[0]!.digest);
    const retired = of(replace(publicFiles(), "environments/live.yaml", "budget: 5000\n", "retired: true\n"));
    assert.equal(retired.environments[1]!.deletion, "disposable");
  });
});
