import assert from "node:assert/strict";
import { TestProject } from "../support/project.ts";

describe("an update while the world misbehaves", () => {
  let project: TestProject;
  before(async () => {
    project = new TestProject();
    await project.sgdist(["local", "up"]);
    const { code, stdout, stderr } = await project.sgdist(["up", "bootstrap", "organization"]);
    assert.equal(code, 0, stdout + stderr);
  });
  after(() => project.remove());

  const fault = (...args: string[]) => project.sgdist(["local", "fault", "add", ...args]);

  it("ends with the cause and the remedy when it is refused for good, and keeps what it made", async () => {
    await fault(
      "--api",
      "compute",
      "--method",
      "networks.list",
      "--status",
      "403",
      "--message",
      "You may not look at networks.",
    );
    const { code, stderr } = await project.sgdist(["up", "env-demo"], { SGDIST_READINESS_SECONDS: "2" });
    assert.equal(code, 1);
    assert.match(stderr, /compute\.googleapis\.com in tst-demo-d9hc was not ready after \d s/);
    assert.match(stderr, /You may not look at networks\./);
    assert.match(stderr, /What was made so far is kept\. Mend the cause/);
    assert.match(stderr, /→ Ask for the missing role/);
    const { stacks } = await project.json(["status"]);
    const demo = stacks.find(({ name }: { name: string }) => name === "env-demo");
    assert.equal(demo.state, "failed");
    assert.ok(demo.resources > 5, `${demo.resources} resources are kept`);
    await project.sgdist(["local", "fault", "clear"]);
  });

  it("sits out 429, 503, late answers and an API that is slow to get ready, and says what it waits for", async () => {
    await fault("--api", "billingbudgets", "--method", "*.create", "--status", "429", "--times", "2");
    await fault("--api", "compute", "--method", "networks.insert", "--status", "503", "--times", "3");
    await fault("--api", "compute", "--method", "globalOperations.get", "--delay", "3s", "--times", "1");
    await fault("--api", "secretmanager", "--status", "500", "--every", "5");
    await fault("--api", "essentialcontacts", "--unready", "5s");
    const { code, stdout, stderr } = await project.sgdist(["up", "env-demo", "env-live"]);
    assert.equal(code, 0, stdout + stderr);
    assert.match(stderr, /… env-live +waiting for essentialcontacts\.googleapis\.com in tst-live-t5wk/);
    const faults = await project.json(["local", "fault", "list"]);
    assert.deepEqual(
      faults.slice(0, 3).map(({ struck }: { struck: number }) => struck),
      [2, 3, 1],
    );
    await project.sgdist(["local", "fault", "clear"]);
    assert.equal((await project.sgdist(["preview", "env-demo", "env-live", "--expect-no-changes"])).code, 0);
  });

  it("refuses a specification with mistakes before it touches anything", async () => {
    project.edit("environments/demo.yaml", "size: xs", "size: enormous");
    const { code, stdout, stderr } = await project.sgdist(["up", "--all"]);
    assert.equal(code, 2);
    assert.match(stdout + stderr, /environments\/demo\.yaml:10: deployment\.size: found "enormous"/);
    const plain = await project.pulumi(["preview", "-s", "env-demo"]);
    assert.notEqual(plain.code, 0);
    assert.match(plain.stdout + plain.stderr, /environments\/demo\.yaml:10: deployment\.size: found "enormous"/);
    assert.doesNotMatch(plain.stdout + plain.stderr, /at \S+\.ts:\d+/, "no stack trace");
  });
});
