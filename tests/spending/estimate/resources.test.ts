import assert from "node:assert/strict";
import { KubernetesInstallation } from "../../../components/kubernetes-installation.ts";
import { applicationPlan } from "../../../plan/application.ts";
import type { Environment } from "../../../spec/schema/environment.ts";
import { estimateWith, sumOf } from "../../../spending/estimate/estimate.ts";
import { groups, type Part } from "../../../spending/estimate/part.ts";
import { partsOf } from "../../../spending/estimate/parts.ts";
import { gibibytesOfQuantity } from "../../../spending/estimate/quantity.ts";
import { partsOfResources, type ResourceInputs } from "../../../spending/estimate/resources.ts";
import { costs, isFree } from "../../../spending/estimate/types.ts";
import { units } from "../../../spending/money.ts";
import { loadBook } from "../../../spending/prices/load.ts";
import { environment } from "../../../stacks/environment.ts";
import { objects, registered } from "../../support/mocks.ts";
import { publicSpecification, today } from "../../support/specification.ts";

const book = loadBook();
const specification = publicSpecification();
const [demo, live] = ["demo", "live"].map((name) => specification.environments.get(name)!) as [
  Environment,
  Environment,
];

const answers = {
  "gcp:organizations/getBillingAccount:getBillingAccount": { currencyCode: "USD" },
  ...objects({ folders: { production: "11", nightly: "12" } }),
};

/** What both stacks of an environment register. */
async function resourcesOf(spec: Environment): Promise<ResourceInputs[]> {
  const made = await registered(() => environment(specification, spec, today), answers);
  if (spec.deployment.type !== "kubernetes") return made;
  const { installation, door, protectData } = applicationPlan(specification, spec, today);
  const objects = await registered(() => {
    new KubernetesInstallation("sourcegraph", { deployment: installation, door, secrets: {}, protectData });
  });
  return [...made, ...objects];
}

/** What parts cost a month, by group: what use decides left out. */
function byGroup(parts: readonly Part[]): Record<string, [number, number]> {
  const { lines, unpriced } = estimateWith(
    book,
    parts.filter(({ thing }) => thing.kind !== "usage"),
  );
  assert.deepEqual(unpriced, []);
  return Object.fromEntries(
    groups.map((group) => {
      const { low, high } = sumOf(lines.filter((line) => line.group === group).map(({ monthly }) => monthly));
      return [group, [units(low), units(high)]];
    }),
  );
}

const of = (type: string, inputs: Record<string, unknown>) =>
  partsOfResources([{ type, name: "x", inputs }], "us-central1").parts.map(({ thing, count, most, region }) => ({
    thing,
    count,
    ...(most && { most: most.count }),
    region,
  }));

describe("the estimate of what the engine is about to make", () => {
  const environments: [what: string, spec: Environment][] = [
    ["a single container with an address of its own", demo],
    ["Compose in a machine", { ...demo, deployment: { type: "compose", size: "m", version: "7.5.4453" } }],
    ["a regional cluster", live],
    ["a zonal cluster with a load balancer", { ...live, kind: "dynamic", expires: "2026-12-01" }],
  ];
  for (const [what, spec] of environments) {
    it(`is to the micro that of the plan: ${what}`, async () => {
      const { parts, untold } = partsOfResources(await resourcesOf(spec), "us-central1");
      assert.deepEqual(byGroup(parts), byGroup(partsOf(specification, spec, today)));
      // Buckets cost by what is in them.
      assert.deepEqual([...untold.keys()], ["gcp:storage/bucket:Bucket"]);
    });
  }

  it("counts what runs, and not what is stopped or scaled to nothing", () => {
    const machine = {
      zone: "us-central1-b",
      machineType: "zones/us-central1-b/machineTypes/e2-standard-4",
      networkInterfaces: [{ accessConfigs: [{}] }],
    };
    assert.deepEqual(of("gcp:compute/instance:Instance", machine), [
      { thing: { kind: "machine", machineType: "e2-standard-4" }, count: 1, region: "us-central1" },
      { thing: { kind: "address", use: "machine" }, count: 1, region: "us-central1" },
    ]);
    assert.deepEqual(of("gcp:compute/instance:Instance", { ...machine, desiredStatus: "TERMINATED" }), []);
    const pool = { location: "us-central1", nodeCount: 0, nodeConfig: { machineType: "e2-standard-4" } };
    assert.deepEqual(of("gcp:container/nodePool:NodePool", pool), []);
    const spot = { ...pool, nodeCount: 2, nodeConfig: { machineType: "e2-standard-4", spot: true } };
    assert.deepEqual(of("gcp:container/nodePool:NodePool", { ...spot, location: "us-central1-b" }), [
      {
        thing: { kind: "machine", machineType: "e2-standard-4", spot: true },
        count: 2,
        most: 2,
        region: "us-central1",
      },
      { thing: { kind: "disk", diskType: "pd-standard", gigabytes: 100 }, count: 2, most: 2, region: "us-central1" },
    ]);
  });

  it("has no price for what isn't known yet", () => {
    const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
    const [part] = partsOfResources(
      [{ type: "gcp:compute/instance:Instance", name: "x", inputs: { zone: "us-central1-b", machineType: unknown } }],
      "us-central1",
    ).parts;
    assert.deepEqual(estimateWith(book, [part!]).unpriced, [
      { name: "x", region: "us-central1", keys: ["machine not known yet"] },
    ]);
  });

  it("tells the types that cost something which isn't here, and not those that are free", () => {
    const types = ["gcp:sql/databaseInstance:DatabaseInstance", "gcp:sql/databaseInstance:DatabaseInstance"];
    const { untold } = partsOfResources(
      [...types, "gcp:projects/iAMMember:IAMMember", "kubernetes:apps/v1:Deployment"].map((type) => ({
        type,
        name: "x",
        inputs: {},
      })),
      "us-central1",
    );
    assert.deepEqual([...untold], [["gcp:sql/databaseInstance:DatabaseInstance", 2]]);
    assert.ok(isFree("gcp:organizations/project:Project") && isFree("gcp:billing/budget:Budget"));
    assert.ok(!isFree("gcp:pubsub/topic:Topic") && costs("gcp:pubsub/topic:Topic"));
  });

  it("reads amounts of storage as Kubernetes writes them", () => {
    assert.deepEqual(["200Gi", "1Ti", "512Mi", "30G", "x"].map(gibibytesOfQuantity), [
      200,
      1024,
      0.5,
      27.939677238464355,
      undefined,
    ]);
  });
});
