import assert from "node:assert/strict";
import { periodOf } from "../../spending/limits/period.ts";
import { freshState, type LimitState } from "../../spending/limits/state.ts";
import { environment } from "../../stacks/environment.ts";
import { objects, type Registered, registered } from "../support/mocks.ts";
import { publicSpecification, today } from "../support/specification.ts";

const specification = publicSpecification();

/** `before`: what the environment told the last time. */
const answers = (before: object, limit?: object) => ({
  "gcp:organizations/getBillingAccount:getBillingAccount": { currencyCode: "EUR" },
  ...objects({ folders: { production: "11", nightly: "12" }, ...before }, limit),
});

const make = (name: string, before = {}, limit?: object) =>
  registered(() => environment(specification, specification.environments.get(name)!, today), answers(before, limit));

/** What a limit did to an environment, this month. */
const limited = (name: string, more: Partial<LimitState> = {}): LimitState => ({
  ...freshState(name, specification.environments.get(name)!.project, periodOf(Date.now()), "2026-11-20T12:00:00.000Z"),
  step: "scaleDown",
  reason: "101 % were spent",
  by: "guard",
  ...more,
});

/** What an environment tells its application. */
function told(resources: Registered[]): unknown {
  const { inputs } = resources.find(({ name }) => name === "environment-outputs")!;
  assert.equal(inputs.name, `outputs/${inputs.bucket === "tst-live-t5wk-outputs" ? "env-live" : "env-demo"}.json`);
  return JSON.parse(inputs.content as string);
}

describe("the stack of an environment", () => {
  it("tells its application how its cluster is reached", async () => {
    assert.deepEqual(told(await make("live")), {
      projectId: "tst-live-t5wk",
      region: "us-central1",
      cluster: {
        name: "sourcegraph",
        location: "us-central1",
        endpoint: "gke-1.us-central1.gke.goog",
        nodePool: { machineType: "e2-standard-8", zones: 3, maximumNodesPerZone: 3 },
      },
    });
  });

  it("tells its application where its machine is, and how it is reached from the internet", async () => {
    assert.deepEqual(told(await make("demo")), {
      projectId: "tst-demo-d9hc",
      region: "us-central1",
      machine: {
        name: "sourcegraph",
        zone: "us-central1-b",
        address: "10.0.0.2",
        serviceAccount: "sourcegraph-machine@tst-demo-d9hc.iam.gserviceaccount.com",
        bucket: "tst-demo-d9hc-deployment",
        prefix: "current",
        dataGigabytes: 100,
        machineType: "e2-standard-4",
      },
      exposure: {
        host: "demo.dev.example.net",
        url: "https://demo.dev.example.net",
        address: "203.0.113.7",
        addressName: "sourcegraph-public",
      },
    });
  });

  it("lets only those read what it tells who preview, besides those who deploy", async () => {
    const grants = (await make("live")).filter(({ type }) => type === "gcp:storage/bucketIAMMember:BucketIAMMember");
    assert.deepEqual(
      grants.map(({ inputs }) => inputs),
      [
        {
          bucket: "tst-live-t5wk-outputs",
          role: "roles/storage.objectViewer",
          member: "serviceAccount:previewer@tst-seed-k7m2.iam.gserviceaccount.com",
        },
      ],
    );
  });

  for (const [had, gets] of [
    [undefined, 100],
    [50, 100],
    [250, 250],
  ]) {
    it(`has a disk of ${gets} GB where it had ${had ?? "none"}: a smaller one would be another one, without the data`, async () => {
      const made = await make("demo", { machine: { dataGigabytes: had } });
      const disk = made.find(({ type }) => type === "gcp:compute/disk:Disk")!;
      assert.equal(disk.inputs.size, gets);
      assert.deepEqual((told(made) as { machine: { dataGigabytes: number } }).machine.dataGigabytes, gets);
    });
  }

  const machineIn = (made: Registered[]) => made.find(({ type }) => type === "gcp:compute/instance:Instance")!.inputs;
  const nodesIn = (made: Registered[]) => made.find(({ type }) => type === "gcp:container/nodePool:NodePool")!.inputs;

  it("keeps a machine stopped that a limit stopped, with its disk", async () => {
    const made = await make("demo", {}, limited("demo"));
    assert.equal(machineIn(made).desiredStatus, "TERMINATED");
    assert.ok(made.some(({ type }) => type === "gcp:compute/disk:Disk"));
    assert.equal(machineIn(await make("demo")).desiredStatus, "RUNNING");
  });

  it("keeps node pools empty that a limit emptied, and tells its application of as much room as ever", async () => {
    const made = await make("live", {}, limited("live"));
    const { nodeCount, autoscaling, initialNodeCount } = nodesIn(made);
    assert.deepEqual(
      { nodeCount, autoscaling, initialNodeCount },
      { nodeCount: 0, autoscaling: undefined, initialNodeCount: undefined },
    );
    assert.equal(
      (told(made) as { cluster: { nodePool: { maximumNodesPerZone: number } } }).cluster.nodePool.maximumNodesPerZone,
      3,
    );
    assert.equal(nodesIn(await make("live")).nodeCount, undefined);
  });

  const otherwise: [what: string, more: Partial<LimitState>][] = [
    ["what was only rehearsed", { dryRun: true }],
    ["what was done in a month that is over", { period: "2020-01" }],
    ["what was done to another project of the name", { project: "tst-demo-zzzz" }],
    ["a last day that was moved", { cause: "end" }],
    ["what a person lifted", { step: "none", by: "person" }],
  ];
  for (const [what, more] of otherwise) {
    it(`isn't held down by ${what}`, async () => {
      assert.equal(machineIn(await make("demo", {}, limited("demo", more))).desiredStatus, "RUNNING");
    });
  }

  it("stops when it can't be read what a limit did", async () => {
    await assert.rejects(
      make("demo", {}, { version: 2 }),
      /gs:\/\/tst-spending-h3vq-limits\/environments\/demo.json can't be read/,
    );
  });

  it("brings nothing up whose last day is past", async () => {
    const demo = specification.environments.get("demo")!;
    await assert.rejects(environment(specification, demo, "2026-12-02"), /The environment demo ended on 2026-12-01/);
  });
});
