import assert from "node:assert/strict";
import { TestProject } from "../support/project.ts";
import { runnerFiles } from "../support/runners.ts";
import { current } from "../support/specification.ts";

const ci = "tst-ci-r8fd";
const base = `/compute/v1/projects/${ci}`;
const region = `${base}/regions/us-central1`;
const account = `serviceAccount:runner@${ci}.iam.gserviceaccount.com`;

describe("a pool of runners, deployed by the real engine", function () {
  this.timeout(300_000);
  let project: TestProject;

  /** As one of the program's accounts, with the rights that it has and no others. */
  const as = async (account: string) => ({
    GOOGLE_OAUTH_ACCESS_TOKEN: await (await project.cloud()).token(
      `serviceAccount:${account}@tst-seed-k7m2.iam.gserviceaccount.com`,
    ),
  });
  const up = async (stacks: string[], environment: NodeJS.ProcessEnv = {}) => {
    const { code, stdout, stderr } = await project.sgdist(["up", ...stacks], environment);
    assert.equal(code, 0, stdout + stderr);
  };
  const unchanged = async () => {
    const { code, stdout } = await project.sgdist(["preview", "ci", "--expect-no-changes"]);
    assert.equal(code, 0, stdout);
  };
  const compute = (path: string) => project.ask("compute", path);
  const namesIn = async (path: string): Promise<string[]> =>
    ((await compute(path)).items ?? []).map(({ name }: { name: string }) => name);
  const rolesIn = ({ bindings = [] }: { bindings?: { role: string; members: string[] }[] }) =>
    bindings.filter(({ members }) => members.includes(account)).map(({ role }) => role);
  const projectPolicy = () => project.ask("cloudresourcemanager", `/v3/projects/${ci}:getIamPolicy`, "POST", {});
  const secret = `/v1/projects/${ci}/secrets/runner-token`;

  before(async () => {
    project = new TestProject(current(runnerFiles()));
    await project.sgdist(["local", "up"]);
    await up(["bootstrap", "organization"]);
  });
  after(() => project.remove());

  it("is made by the deployer of production, and changes nothing on the second update", async () => {
    await up(["ci"], await as("deployer-production"));
    await unchanged();
    const watched = await project.sgdist(
      ["preview", "ci", "--refresh", "--expect-no-changes"],
      await as("watcher-production"),
    );
    assert.equal(watched.code, 0, watched.stdout + watched.stderr);
    assert.equal((await project.sgdist(["refresh", "ci"])).code, 0);
    await unchanged();
    const group = await compute(`${region}/instanceGroupManagers/runners`);
    const { properties } = await compute(new URL(group.instanceTemplate).pathname);
    assert.deepEqual([group.targetSize, properties.machineType], [1, "e2-standard-8"]);
    assert.equal(properties.networkInterfaces[0].accessConfigs, undefined);
    const { autoscalingPolicy } = await compute(`${region}/autoscalers/runners`);
    assert.deepEqual([autoscalingPolicy.minNumReplicas, autoscalingPolicy.maxNumReplicas], [1, 4]);
  });

  it("may write logs and metrics and read one secret, whose value isn't there yet, and nothing else", async () => {
    assert.deepEqual(rolesIn(await projectPolicy()).toSorted(), [
      "roles/logging.logWriter",
      "roles/monitoring.metricWriter",
    ]);
    const policy = await project.ask("secretmanager", `${secret}:getIamPolicy`);
    assert.deepEqual(rolesIn(policy), ["roles/secretmanager.secretAccessor"]);
    assert.deepEqual(await project.ask("secretmanager", `${secret}/versions`), {});
  });

  it("has another maximum where it is", async () => {
    const before = await compute(`${region}/autoscalers/runners`);
    project.edit("organization.yaml", "maximum: 4", "maximum: 6");
    await up(["ci"], await as("deployer-production"));
    const after = await compute(`${region}/autoscalers/runners`);
    assert.deepEqual([after.id, after.autoscalingPolicy.maxNumReplicas], [before.id, 6]);
  });

  it("has another template for another type of machine, and the same group", async () => {
    const before = await compute(`${region}/instanceGroupManagers/runners`);
    project.edit("organization.yaml", "e2-standard-8", "n2-standard-8");
    await up(["ci"], await as("deployer-production"));
    await unchanged();
    const after = await compute(`${region}/instanceGroupManagers/runners`);
    assert.equal(after.id, before.id);
    assert.notEqual(after.instanceTemplate, before.instanceTemplate);
    const { properties } = await compute(new URL(after.instanceTemplate).pathname);
    assert.equal(properties.machineType, "n2-standard-8");
    assert.deepEqual(await namesIn(`${base}/global/instanceTemplates`), [after.instanceTemplate.split("/").at(-1)]);
  });

  it("goes whole with the opt-in, and its account stays without a role", async () => {
    const optIn = /^ci:\n.*\n/m.exec(project.read("organization.yaml"))![0];
    project.edit("organization.yaml", optIn, "");
    await up(["ci"], await as("deployer-production"));
    for (const path of [
      `${base}/global/instanceTemplates`,
      `${region}/instanceGroupManagers`,
      `${region}/autoscalers`,
      `${base}/global/networks`,
      `${region}/routers`,
    ]) {
      assert.deepEqual(await namesIn(path), [], path);
    }
    assert.deepEqual(rolesIn(await projectPolicy()), []);
    assert.equal((await project.ask("secretmanager", secret)).error.code, 404);
    const { email } = await project.ask(
      "iam",
      `/v1/projects/${ci}/serviceAccounts/runner@${ci}.iam.gserviceaccount.com`,
    );
    assert.equal(email, `runner@${ci}.iam.gserviceaccount.com`);
  });
});
