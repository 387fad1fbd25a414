import assert from "node:assert/strict";
import { bases, type Resources } from "../../../policies/examples/bases.ts";
import { lay } from "../../../policies/examples/build.ts";
import type { ExampleResource } from "../../../policies/examples/example.ts";
import { settingsFile } from "../../../policies/settings/load.ts";
import { ExampleProject } from "../../support/example-project.ts";

const inProject = bases["non-production"].project!.properties!.projectId as string;
const basicRole = lay(bases["non-production"], { access: { properties: { role: "roles/editor" } } }) as Resources;

/** policies.yaml with an exception from the guideline about basic roles. */
const exception = (until: string, project = inProject) =>
  `exceptions:
  - guideline: no-basic-roles
    project: ${project}
    owner: search
    reason: It goes with the old installer.
    until: "${until}"
`;

describe("exceptions from guidelines, on the real engine", () => {
  const project = new ExampleProject();
  before(() => project.prepare());
  after(() => project.remove());

  const preview = async (settings: string) => {
    project.write(settingsFile, settings);
    const { code, said } = await project.with(basicRole, ["preview"]);
    return { code, said: said.filter(({ message }) => message.includes("no-basic-roles")) };
  };

  it("let a project pass until their last day, and are told on every run", async () => {
    const { code, said } = await preview(exception("2099-12-31"));
    assert.equal(code, 0);
    assert.deepEqual(
      said.map(({ enforcementLevel }) => enforcementLevel),
      ["advisory"],
    );
    assert.match(said[0]!.message, /Excepted until 2099-12-31 by search: It goes with the old installer\.$/m);
  });

  it("end with that day", async () => {
    const { code, said } = await preview(exception("2026-01-31"));
    assert.notEqual(code, 0);
    const refused = said.find(({ enforcementLevel }) => enforcementLevel === "mandatory");
    assert.match(refused!.message, /The exception of search ended on 2026-01-31: It goes with the old installer\.$/m);
  });

  it("are of one project alone", async () => {
    const { code, said } = await preview(exception("2099-12-31", "sgd-cloud-t5wk"));
    assert.notEqual(code, 0);
    assert.ok(said.some(({ enforcementLevel }) => enforcementLevel === "mandatory"));
  });
});

describe("the policy pack, where resources change their names,", () => {
  const project = new ExampleProject();
  const base = bases.dynamic;
  const { bucket, ...others } = base as Resources & { bucket: ExampleResource };

  before(async () => {
    await project.prepare();
    const { code, stdout } = await project.with(base, ["up", "--yes", "--skip-preview"]);
    assert.equal(code, 0, stdout.slice(-3000));
  });
  after(() => project.remove());

  const renamed = (changes: Partial<ExampleResource> = {}): Resources => ({
    ...others,
    files: {
      ...bucket,
      ...changes,
      properties: { ...bucket.properties, ...changes.properties },
      options: { aliases: [{ name: "bucket" }], ...changes.options },
    },
  });

  it("lets a renamed one pass as it passed before, without making it again", async () => {
    const { code, said, stdout } = await project.with(renamed(), ["preview"]);
    assert.equal(code, 0, stdout.slice(-3000));
    assert.deepEqual(said, []);
    assert.doesNotMatch(stdout, /"op":"(create|delete|replace)[^"]*","urn":"[^"]*bucket/);
  });

  it("refuses a renamed one for what it becomes, by its new name", async () => {
    const broken = renamed({ properties: { labels: { application: "website" } } });
    const { code, said } = await project.with(broken, ["preview"]);
    assert.notEqual(code, 0);
    const refused = said.filter(({ enforcementLevel }) => enforcementLevel === "mandatory");
    assert.deepEqual(
      refused.map(({ message }) => message.split("\n")[1]!.split(":")[0]),
      ["one-application-per-project"],
    );
    assert.match(refused[0]!.message, / files: found /);
  });

  it("holds an imported one to the same, though somebody else made it", async () => {
    const { projectId } = base.project!.properties! as { projectId: string };
    const name = `${projectId}-by-hand`;
    await project.ask("storage", `/storage/v1/b?project=${projectId}`, "POST", {
      name,
      location: "US-CENTRAL1",
      iamConfiguration: { uniformBucketLevelAccess: { enabled: true }, publicAccessPrevention: "enforced" },
    });
    const imported = (labels: Record<string, string>): Resources => ({
      ...base,
      "by-hand": {
        ...bucket,
        properties: { ...bucket.properties, name, labels },
        options: { import: name },
      },
    });
    const good = await project.with(imported({ application: "sourcegraph" }), ["preview"]);
    assert.deepEqual(good.said, []);
    const bad = await project.with(imported({ application: "website" }), ["preview"]);
    assert.notEqual(bad.code, 0);
    assert.ok(bad.said.some(({ message }) => message.includes("one-application-per-project")));
  });
});
