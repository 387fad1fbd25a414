import assert from "node:assert/strict";
import { localDirectory } from "../../local/directory.ts";
import { readEndpoints } from "../../local/endpoints.ts";
import { isAlive } from "../../system/processes.mjs";
import { enginePid, until } from "../support/processes.ts";
import { TestProject } from "../support/project.ts";
import { current, dayIn, goodFiles } from "../support/specification.ts";

const victims = ["sgdist", "the engine", "the cloud"] as const;
type Victim = (typeof victims)[number];

/** Whether every moment is tried with every victim. Otherwise each is with one: `npm run test:all` does the rest. */
const all = process.env.SGDIST_TEST_ALL === "1";

function kill(project: TestProject, stack: string, victim: Victim, cli: number): number {
  const pid = {
    sgdist: cli,
    "the engine": enginePid(project, stack)!,
    "the cloud": readEndpoints(localDirectory(project.root))!.pid,
  }[victim];
  process.kill(pid, "SIGKILL");
  return pid;
}

/** The moments at which something is killed: while this method is being answered. */
const moments: [api: string, method: string][] = [
  ["cloudresourcemanager", "projects.create"],
  ["cloudbilling", "projects.updateBillingInfo"],
  ["serviceusage", "services.batchEnable"],
  ["monitoring", "projects.notificationChannels.create"],
  ["billingbudgets", "billingAccounts.budgets.create"],
  ["compute", "networks.insert"],
];

describe("killed in the middle of an update", () => {
  let project: TestProject;
  let count = 0;
  before(async () => {
    project = new TestProject();
    // Room for all that are added.
    project.edit("organization.yaml", "budget: 2000", "budget: 20000");
    project.edit("organization.yaml", "budget: 5000", "budget: 25000");
    await project.sgdist(["local", "up"]);
    const { code, stdout, stderr } = await project.sgdist(["up", "bootstrap", "organization"]);
    assert.equal(code, 0, stdout + stderr);
  });
  after(() => project.remove());

  /** Adds an environment that is like the demo, with a name and an ID of its own. */
  function addEnvironment(): { name: string; id: string } {
    const name = `trial-${++count}`;
    const id = `tst-${name}-x4x4`;
    const text = current(goodFiles()).get("environments/demo.yaml")!;
    project.write(
      `environments/${name}.yaml`,
      text.replace("name: demo", `name: ${name}`).replace("tst-demo-d9hc", `${id}\nbudget: 60`),
    );
    const line = `${id}: { for: environment/${name}, kind: dynamic, since: "${dayIn(-2)}" }\n`;
    project.write("ledger.yaml", project.read("ledger.yaml") + line);
    return { name, id };
  }

  /** Everything of which there must be one, and no more, whatever happened. */
  async function assertWhole(stack: string, id: string): Promise<void> {
    const { code, stdout, stderr } = await project.sgdist(["up", stack]);
    assert.equal(code, 0, stdout + stderr);
    const { projects } = await project.ask("cloudresourcemanager", `/v3/projects:search?query=id:${id}`);
    assert.deepEqual(
      projects.map(({ state }: { state: string }) => state),
      ["ACTIVE"],
    );
    const { budgets } = await project.ask(
      "billingbudgets",
      "/v1/billingAccounts/01C0DE-5EED00-CAFE42/budgets?pageSize=1000",
    );
    const own = budgets.filter(({ displayName }: { displayName: string }) => displayName === `Project ${id}`);
    assert.equal(own.length, 1, "one budget");
    const { notificationChannels } = await project.ask("monitoring", `/v3/projects/${id}/notificationChannels`);
    assert.equal(notificationChannels.length, 2, "two recipients");
    const { contacts } = await project.ask("essentialcontacts", `/v1/projects/${id}/contacts`);
    assert.equal(contacts.length, 2, "two contacts");
    const info = await project.ask("cloudbilling", `/v1/projects/${id}/billingInfo`);
    assert.equal(info.billingEnabled, true);
    const preview = await project.sgdist(["preview", stack, "--expect-no-changes"]);
    assert.equal(preview.code, 0, preview.stdout);
    const status = await project.json(["status"]);
    assert.equal(status.stacks.find(({ name }: { name: string }) => name === stack).state, "up");
  }

  for (const [turn, victim] of victims.entries()) {
    for (const [api, method] of moments.filter((_, index) => all || index % victims.length === turn)) {
      it(`${victim}, during ${api} ${method}: the next update finishes, and nothing is there twice`, async () => {
        const { name, id } = addEnvironment();
        const stack = `env-${name}`;
        const cloud = await project.cloud();
        // The work is done and then the answer takes long: the worst moment to go.
        const fault = await cloud.addFault({ api, method, delay: 4000, times: 1 });
        const run = project.start(["up", stack]);
        await until(`a call of ${method}`, async () =>
          (await cloud.status()).faults.some(({ id: at, struck }) => at === fault.id && struck > 0),
        );
        const engine = enginePid(project, stack);
        const pid = kill(project, stack, victim, run.pid);
        await until(`${victim} to be gone`, () => !isAlive(pid));
        if (victim === "the cloud") {
          // The provider keeps trying for a while; nobody need wait for that.
          if (engine !== undefined && isAlive(engine)) process.kill(engine, "SIGKILL");
        }
        await run.ended;
        await until("the engine to end", () => engine === undefined || !isAlive(engine));
        if (victim !== "the cloud") await cloud.clearFaults();
        else {
          await project.sgdist(["local", "up"]);
          await (await project.cloud()).clearFaults();
        }
        await assertWhole(stack, id);
      });
    }
  }

  it("two at once on a stack that isn't there yet: one waits for the other, and both end well", async () => {
    const { name, id } = addEnvironment();
    const stack = `env-${name}`;
    const runs = await Promise.all([1, 2].map(() => project.sgdist(["up", stack])));
    assert.deepEqual(
      runs.map(({ code }) => code),
      [0, 0],
      runs.map(({ stdout, stderr }) => stdout + stderr).join(),
    );
    await assertWhole(stack, id);
  });

  for (const [api, method] of moments.filter((_, index) => all || index % 2 === 0)) {
    it(`a connection that breaks after ${api} ${method} was done: the next update finishes, and nothing is there twice`, async () => {
      const { name, id } = addEnvironment();
      const cloud = await project.cloud();
      await cloud.addFault({ api, method, cut: true, times: 1 });
      await project.sgdist(["up", `env-${name}`]);
      await cloud.clearFaults();
      await assertWhole(`env-${name}`, id);
    });
  }
});
