import assert from "node:assert/strict";
import { join } from "node:path";
import { bases, type Resources } from "../../../policies/examples/bases.ts";
import { lay } from "../../../policies/examples/build.ts";
import type { Base, ExampleResource } from "../../../policies/examples/example.ts";
import { guidelines } from "../../../policies/index.ts";
import { ExampleProject } from "../../support/example-project.ts";
import { prefixed } from "../../support/examples.ts";

/** All good examples of a base at once: its resources with the changes of each. */
function together(base: Base): Resources {
  const examples = guidelines.map(({ good }) => good).filter((good) => good.base === base);
  return examples.reduce<unknown>((all, { resources }) => lay(all, resources), bases[base]) as Resources;
}

/** A claim needs a cluster, which the tests of applications have. */
const withoutClaims = (resources: Resources): Resources =>
  Object.fromEntries(
    Object.entries(resources).filter(([, { type }]: [string, ExampleResource]) => !type?.startsWith("kubernetes:")),
  );

describe("the policy pack on the real engine", () => {
  const project = new ExampleProject();

  before(() => project.prepare());
  after(() => project.remove());

  it("fails the run, and names itself, when a check fails", async () => {
    const pack = join(import.meta.dirname, "..", "..", "support", "failing-pack", "pack");
    const { code, stdout } = await project.with(bases.dynamic, ["preview"], pack);
    assert.notEqual(code, 0);
    assert.match(stdout, /the check of the guideline never-checked failed: the check is broken/);
  });

  for (const [what, config, answer] of [
    ["of a wrong type", { "labels-of-project": { labels: "owner" } }, /labels-of-project: labels: Invalid type/],
    [
      "of an unknown policy",
      { "labels-of-projects": "remediate" },
      /unknown policies are configured: labels-of-projects/,
    ],
    ["with an unknown level", { "labels-of-project": "strict" }, /enforcement level/],
  ] as const) {
    it(`refuses a configuration ${what}`, async () => {
      project.write("config.json", JSON.stringify(config));
      const ran = await project.with({}, ["preview", "--policy-pack-config", "config.json"]);
      assert.notEqual(ran.code, 0);
      assert.match(ran.stdout + ran.stderr, answer);
    });
  }

  it("stops with what is wrong in policies.yaml", async () => {
    project.write("policies.yaml", "levels: { no-basic-role: advisory }\n");
    const ran = await project.with({}, ["preview"]);
    project.write("policies.yaml", "");
    assert.notEqual(ran.code, 0);
    assert.match(ran.stdout + ran.stderr, /policies.yaml:1: .*found the unknown guideline .*no-basic-role/);
  });

  it("adds labels of the project where that is asked for", async () => {
    const { project: inside } = bases.dynamic.access!.properties!;
    const properties = { ...bases.dynamic.bucket!.properties, project: inside, labels: { mine: "1" } };
    const bucket = { ...bases.dynamic.bucket!, properties };
    project.write(
      "config.json",
      JSON.stringify({ "labels-of-project": { enforcementLevel: "remediate", labels: ["owner"] } }),
    );
    const { code, stdout } = await project.with({ ...bases.dynamic, bucket }, [
      "preview",
      "--policy-pack-config",
      "config.json",
    ]);
    assert.equal(code, 0, stdout.slice(-3000));
    assert.match(stdout, /"policyRemediationEvent".*"labels":\{"mine":"1","owner":"search"\}/);
  });

  it("lets every good example come up", async () => {
    const good = (Object.keys(bases) as Base[]).map((base) => prefixed(base, withoutClaims(together(base))));
    const { code, said, stdout } = await project.with(Object.assign({}, ...good), ["up", "--yes", "--skip-preview"]);
    assert.deepEqual(said, []);
    assert.equal(code, 0, stdout.slice(-3000));
  });
});
