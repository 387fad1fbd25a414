import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { Workspace } from "../../engine/workspace.ts";
import { deletes } from "../../reconcile/action.ts";
import { Journal } from "../../reconcile/journal-store.ts";
import { noLimits } from "../../reconcile/limits.ts";
import { planReconciliation } from "../../reconcile/plan.ts";
import { readWorld } from "../../reconcile/read/index.ts";
import { orNone, type World } from "../../reconcile/world.ts";
import { TestCloud } from "../support/cloud.ts";
import { publicSpecification } from "../support/specification.ts";

const specification = publicSpecification();
const labels = { "managed-by": "sourcegraph-distribution", "environment-name": "demo", environment: "dynamic" };

/** What could not be read, and the first words of why. */
const failed = (world: World): string[] =>
  Object.entries(world).flatMap(([name, reading]) => ("failed" in reading ? [name] : []));

describe("reading what there is", () => {
  let cloud: TestCloud;
  let root: string;
  let number: string;
  before(async () => {
    cloud = await TestCloud.start();
    const { body: folder } = await cloud.send("cloudresourcemanager", "POST", "/v3/folders", {
      displayName: "Nightly",
      parent: "organizations/419083752617",
    });
    const made = await cloud.finish("cloudresourcemanager", `/v3/${folder.name}`);
    await cloud.project("tst-seed-k7m2", ["storage"]);
    await cloud.project("tst-dns-v8pm", ["dns"]);
    number = await cloud.project("tst-demo-d9hc", ["iam"], made.body.response.name);
    await cloud.send("cloudresourcemanager", "PUT", "/v1/projects/tst-demo-d9hc", { name: "Demo it", labels });
    await cloud.send("storage", "POST", "/storage/v1/b?project=tst-seed-k7m2", { name: "tst-seed-k7m2-outputs" });
    const zone = { name: "nonproduction", dnsName: "dev.example.net.", description: "" };
    await cloud.send("dns", "POST", "/dns/v1/projects/tst-dns-v8pm/managedZones", zone);
  });
  after(() => cloud.stop());
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "sgdist-reading-"));
  });
  afterEach(() => {
    cloud.cloud.faults.clear();
    rmSync(root, { recursive: true });
  });

  const read = async (now = Date.now, backend = root): Promise<World> => {
    const environment = {
      ...cloud.environment,
      PULUMI_BACKEND_URL: pathToFileURL(backend).href,
      PULUMI_CONFIG_PASSPHRASE: "test",
    };
    const workspace = new Workspace(root, specification, root, environment);
    const journal = new Journal(workspace.storeAt(environment.PULUMI_BACKEND_URL), now);
    return readWorld(specification, { workspace, journal, limits: noLimits(), now, report: () => undefined });
  };

  function writeState(stack: string, text: string): void {
    const folder = join(root, ".pulumi", "stacks", "sourcegraph-distribution");
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `${stack}.json`), text);
  }
  const stateOf = (resources: object[], time = "2026-11-22T12:00:00Z") =>
    JSON.stringify({ checkpoint: { latest: { manifest: { time }, resources } } });
  const resource = (type: string, outputs: object, more: object = {}) => ({
    urn: `urn:pulumi:env-demo::p::${type}::x`,
    type,
    custom: true,
    outputs,
    ...more,
  });

  it("finds the projects with their folders and labels, and fails at nothing", async () => {
    const world = await read();
    assert.deepEqual(failed(world), []);
    assert.deepEqual(
      orNone(world.projects).find(({ id }) => id === "tst-demo-d9hc"),
      { id: "tst-demo-d9hc", number, state: "ACTIVE", labels, folders: ["Nightly"] },
    );
  });

  it("finds what states hold, in their projects and elsewhere, and who works on them", async () => {
    const budget = { billingAccount: "A", name: "b1" };
    const record = { name: "demo.dev.example.net.", type: "A" };
    writeState(
      "env-demo",
      stateOf([
        { urn: "urn:pulumi:env-demo::p::pulumi:pulumi:Stack::p", type: "pulumi:pulumi:Stack" },
        resource("gcp:organizations/project:Project", { projectId: "tst-demo-d9hc" }, { protect: true }),
        resource("gcp:billing/budget:Budget", budget),
        resource("gcp:dns/recordSet:RecordSet", record),
      ]),
    );
    writeState("app-demo", JSON.stringify({ checkpoint: {} }));
    writeState("organization", stateOf([]));
    const locks = join(root, ".pulumi", "locks", "organization", "sourcegraph-distribution", "app-demo");
    mkdirSync(locks, { recursive: true });
    const lock = { hostname: hostname(), username: "ada", timestamp: new Date().toISOString() };
    writeFileSync(join(locks, "1.json"), JSON.stringify({ ...lock, pid: process.pid }));
    assert.deepEqual(orNone((await read()).stacks), [
      {
        name: "app-demo",
        environment: "demo",
        part: "application",
        resources: 0,
        protected: 0,
        holds: [],
        busy: `process ${process.pid} of ada on ${hostname()} since ${lock.timestamp}`,
      },
      {
        name: "env-demo",
        environment: "demo",
        part: "environment",
        resources: 3,
        protected: 1,
        holds: ["billingAccounts/A/budgets/b1", "demo.dev.example.net. A"],
        project: "tst-demo-d9hc",
      },
    ]);
  });

  for (const [api, method, readings] of [
    ["cloudbilling", "billingAccounts.get", ["clock"]],
    ["cloudasset", "assets.list", ["projects", "grants"]],
    ["billingbudgets", "billingAccounts.budgets.list", ["budgets"]],
    ["cloudbilling", "billingAccounts.getIamPolicy", ["grants"]],
    ["dns", "resourceRecordSets.list", ["records"]],
    ["storage", "objects.list", ["objects"]],
  ] as const) {
    it(`tells apart what is refused from what isn't there: ${api} ${method}`, async () => {
      cloud.cloud.faults.add({ api, method, status: 403 });
      const world = await read();
      assert.deepEqual(failed(world).toSorted(), [...readings].toSorted());
      const gone = planReconciliation(specification, world, Date.parse("2027-02-01"));
      assert.deepEqual(gone.actions.filter(deletes), []);
    });
  }

  for (const [what, stack, text] of [
    ["is damaged", "env-demo", '{"checkpoint": '],
    ["is empty", "env-demo", ""],
  ] as const) {
    it(`concludes nothing from states when one ${what}`, async () => {
      writeState(stack, text);
      assert.deepEqual(failed(await read()), ["stacks"]);
    });
  }

  it("doesn't take a backend that is gone for one without states", async () => {
    assert.deepEqual(failed(await read(Date.now, join(root, "gone"))), ["stacks"]);
  });

  it("concludes nothing from a journal that is damaged", async () => {
    mkdirSync(join(root, ".sgdist", "journal"), { recursive: true });
    writeFileSync(join(root, ".sgdist", "journal", "tst-demo-d9hc.00000001.json"), "{");
    assert.deepEqual(failed(await read()), ["journal"]);
  });

  it("doesn't trust a clock that has jumped, forward or back, or that is behind a state", async () => {
    const month = 30 * 86_400_000;
    for (const jump of [month, -month]) assert.deepEqual(failed(await read(() => Date.now() + jump)), ["clock"]);
    writeState("env-demo", stateOf([], new Date(Date.now() + month).toISOString()));
    assert.deepEqual(failed(await read()), ["clock"]);
  });

  it("takes the time of the cloud that it works on for Google's", async () => {
    const month = 30 * 86_400_000;
    cloud.cloud.clock.move(month);
    try {
      assert.deepEqual(failed(await read(() => Date.now() + month)), []);
      assert.deepEqual(failed(await read()), ["clock"]);
    } finally {
      cloud.cloud.clock.move(0);
    }
  });

  it("doesn't take a folder without files for one whose environments were all removed", async () => {
    const environment = { ...cloud.environment, PULUMI_BACKEND_URL: pathToFileURL(root).href };
    const empty = { ...specification, environments: new Map() };
    const workspace = new Workspace(root, empty, root, environment);
    const journal = new Journal(workspace.storeAt(environment.PULUMI_BACKEND_URL), Date.now);
    const reader = { workspace, journal, limits: noLimits(), now: Date.now, report: () => undefined };
    const world = await readWorld(empty, reader);
    assert.deepEqual(failed(world), ["files"]);
    assert.deepEqual(planReconciliation(empty, world, Date.now()).actions, []);
  });
});
