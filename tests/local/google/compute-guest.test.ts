import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { TestCloud } from "../../support/cloud.ts";
import { ComputeProject, machine } from "../../support/compute.ts";

const project = "guests-1";
const zone = "zones/us-central1-a";
const bucket = "guests-1-deployment";
/** So many that they are not all healthy before a test has looked. */
const services = ["pgsql", ...Array.from({ length: 60 }, (_, index) => `gitserver-${index}`), "frontend"];
const sum = (text: string) => createHash("sha256").update(text).digest("hex");

describe("local Google: the simulated guest of a machine", () => {
  let cloud: TestCloud;
  let compute: ComputeProject;
  beforeEach(async () => {
    cloud = await TestCloud.start();
    await cloud.project(project, ["compute", "secretmanager"]);
    compute = new ComputeProject(cloud, project);
    await cloud.send("storage", "POST", `/storage/v1/b?project=${project}`, { name: bucket });
    await compute.change("POST", `${zone}/instances`, machine("sourcegraph", { metadata: { items: told } }));
  });
  afterEach(() => cloud.stop());

  const told = [
    { key: "enable-guest-attributes", value: "TRUE" },
    { key: "sourcegraph-deployment", value: `gs://${bucket}/current` },
  ];

  async function upload(name: string, content: object): Promise<void> {
    const path = `/upload/storage/v1/b/${bucket}/o?uploadType=media&name=${encodeURIComponent(`current/${name}`)}`;
    const { status } = await cloud.send("storage", "POST", path, content as Record<string, unknown>);
    assert.equal(status, 200);
  }

  /** Uploads a deployment of one file, and its manifest last. */
  async function deploy(revision: string, more: object = {}): Promise<void> {
    const sha256 = sum(JSON.stringify({ revision }));
    await upload(`${sha256}/compose.yaml`, { revision });
    await upload("manifest.json", { revision, services, files: [{ path: "compose.yaml", sha256 }], ...more });
  }

  const ask = (query: string) => compute.send("GET", `${zone}/instances/sourcegraph/getGuestAttributes?${query}`);

  /** The attributes of the deployment, by name. */
  async function attributes(): Promise<Record<string, string>> {
    const { status, body } = await ask("queryPath=sourcegraph/");
    if (status === 404) return {};
    const items = body.queryValue.items as { namespace: string; key: string; value: string }[];
    return Object.fromEntries(items.map(({ key, value }) => [key, value]));
  }

  /** Lets the cloud's clock go on. */
  const pass = (milliseconds: number) => cloud.cloud.clock.move(cloud.cloud.clock.offset + milliseconds);

  it("waits for a deployment", async () => {
    assert.deepEqual(await attributes(), {
      state: "waiting",
      message: `gs://${bucket}/current/manifest.json is not there: nothing was deployed yet`,
    });
  });

  it("reports the services that it waits for, until all are healthy", async () => {
    await deploy("r1");
    const first = await attributes();
    assert.deepEqual([first.revision, first.state], ["r1", "waiting"]);
    const seen = [first.waiting!];
    for (let steps = 0; steps < 3; steps++) {
      pass(500);
      seen.push((await attributes()).waiting!);
    }
    // Those that were first to wait for are healthy first.
    for (const [index, waiting] of seen.entries()) {
      assert.ok(services.join(", ").endsWith(waiting), waiting);
      if (index > 0) assert.ok(waiting.length < seen[index - 1]!.length, waiting);
    }
    pass(3_600_000);
    assert.deepEqual(await attributes(), { revision: "r1", state: "ready", running: "r1" });
  });

  it("shows one attribute, those of a namespace, or all", async () => {
    await deploy("r1");
    pass(3_600_000);
    const one = (await ask("variableKey=sourcegraph/state")).body;
    assert.deepEqual(
      [one.kind, one.variableKey, one.variableValue],
      ["compute#guestAttributes", "sourcegraph/state", "ready"],
    );
    const all = (await ask("")).body;
    assert.deepEqual(all.queryValue.items, [
      { namespace: "sourcegraph", key: "revision", value: "r1" },
      { namespace: "sourcegraph", key: "state", value: "ready" },
      { namespace: "sourcegraph", key: "running", value: "r1" },
    ]);
    assert.equal((await ask("variableKey=sourcegraph/none")).status, 404);
    const { body } = await ask("queryPath=other/");
    assert.equal(body.error.code, 404);
    assert.equal(body.error.message, "The resource 'other/' of type 'Guest Attribute' was not found.");
  });

  it("starts over with another revision, and after it was stopped", async () => {
    await deploy("r1");
    pass(3_600_000);
    assert.equal((await attributes()).state, "ready");
    await deploy("r2");
    assert.deepEqual([(await attributes()).revision, (await attributes()).state], ["r2", "waiting"]);
    pass(3_600_000);
    assert.equal((await attributes()).state, "ready");
    await compute.change("POST", `${zone}/instances/sourcegraph/stop`);
    assert.deepEqual(await attributes(), {});
    await compute.change("POST", `${zone}/instances/sourcegraph/start`);
    assert.equal((await attributes()).state, "waiting");
  });

  const everyService = services.join(", ");

  it("refuses what isn't what was announced", async () => {
    await deploy("r1");
    const sha256 = sum("other");
    await upload(`${sha256}/compose.yaml`, { revision: "r2" });
    await upload("manifest.json", { revision: "r2", services, files: [{ path: "compose.yaml", sha256 }] });
    const found = sum(JSON.stringify({ revision: "r2" }));
    assert.deepEqual(await attributes(), {
      revision: "r2",
      state: "failed",
      waiting: everyService,
      message: `compose.yaml has the checksum ${found}, but ${sha256} was announced`,
    });
    await upload("manifest.json", { revision: "r3" });
    const message = `gs://${bucket}/current/manifest.json was refused`;
    assert.deepEqual(await attributes(), { state: "failed", message });
  });

  it("tries again what may still come, and fails after five attempts", async () => {
    const secret = `projects/${project}/secrets/password`;
    await deploy("r1", { secrets: [{ name: "PGPASSWORD", secret }] });
    const problem = `the secret ${secret} has no value yet`;
    const waiting = { revision: "r1", waiting: everyService };
    assert.deepEqual(await attributes(), { ...waiting, state: "waiting", message: `attempt 1 of 5: ${problem}` });
    pass(3_600_000);
    assert.deepEqual(await attributes(), { ...waiting, state: "failed", message: problem });
    const replication = { automatic: {} };
    await cloud.send("secretmanager", "POST", `/v1/projects/${project}/secrets?secretId=password`, { replication });
    await cloud.send("secretmanager", "POST", `/v1/${secret}:addVersion`, { payload: { data: "eA==" } });
    assert.equal((await attributes()).state, "waiting");
    pass(3_600_000);
    assert.equal((await attributes()).state, "ready");
    const sha256 = sum("");
    await deploy("r2", { files: [{ path: "none.yaml", sha256 }] });
    assert.equal(
      (await attributes()).message,
      `attempt 1 of 5: gs://${bucket}/current/${sha256}/none.yaml is not there`,
    );
  });

  it("is there only where guest attributes are on, which a project can say too", async () => {
    await deploy("r1");
    await compute.change("POST", `${zone}/instances`, machine("silent", { metadata: { items: told.slice(1) } }));
    const path = `${zone}/instances/silent/getGuestAttributes?queryPath=sourcegraph/`;
    assert.equal((await compute.send("GET", path)).status, 404);
    const { body } = await cloud.send("compute", "GET", compute.path);
    const { fingerprint } = body.commonInstanceMetadata;
    await compute.change("POST", "setCommonInstanceMetadata", { items: told.slice(0, 1), fingerprint });
    assert.equal((await compute.send("GET", path)).status, 200);
  });
});
