import assert from "node:assert/strict";
import * as fc from "fast-check";
import { clusterPlan, nodePoolPlan, type PodRequest, podsByNode } from "../../plan/cluster.ts";
import { allocatable, type MachineType, machineTypes } from "../../plan/nodes.ts";
import { goodSpecification } from "../support/specification.ts";

const gibibyte = 2 ** 30;
const typeNamed = (name: string): MachineType => machineTypes.find((type) => type.name === name)!;
const largest = typeNamed("n2-highmem-64");

/** Requests that at least the largest machine can hold each of. */
const request: fc.Arbitrary<PodRequest> = fc.record({
  workload: fc.constantFrom("a", "b", "c", "d", "e"),
  replicas: fc.integer({ min: 1, max: 5 }),
  perNode: fc.constant(false),
  milliCpu: fc.integer({ min: 1, max: 14_000 }),
  memoryBytes: fc.integer({ min: 1, max: 120 * gibibyte }),
  rolling: fc.boolean(),
});
const perNode = request.map(
  (each): PodRequest => ({
    ...each,
    perNode: true,
    milliCpu: each.milliCpu / 20,
    memoryBytes: each.memoryBytes / 40,
  }),
);
const requests = fc
  .tuple(fc.array(request, { maxLength: 12 }), fc.array(perNode, { maxLength: 2 }))
  .map((both) => both.flat());

/** What the documentation says that pods get of a node, computed in another way: share by share, per slice. */
function documented({ cpus, memoryGibibytes }: MachineType): { milliCpu: number; memoryBytes: number } {
  let milliCpu = 0;
  for (let core = 0; core < cpus; core++) {
    milliCpu += 1000 * (1 - (core === 0 ? 0.06 : core === 1 ? 0.01 : core < 4 ? 0.005 : 0.0025));
  }
  const slice = 0.001;
  let memory = -100 / 1024;
  for (let at = 0; at < memoryGibibytes; at += slice) {
    memory += slice * (1 - (at < 4 ? 0.25 : at < 8 ? 0.2 : at < 16 ? 0.1 : at < 128 ? 0.06 : 0.02));
  }
  return { milliCpu, memoryBytes: memory * gibibyte };
}

describe("what pods get of a node", () => {
  it("is what Google documents, less what the kernel takes", () => {
    for (const type of machineTypes) {
      const [mine, google] = [allocatable(type), documented(type)];
      assert.ok(Math.abs(mine.milliCpu - google.milliCpu) <= 1, `${type.name}: ${mine.milliCpu} ${google.milliCpu}`);
      assert.ok(mine.memoryBytes < google.memoryBytes, type.name);
      assert.ok(mine.memoryBytes > google.memoryBytes - 0.03 * type.memoryGibibytes * gibibyte, type.name);
    }
  });
});

describe("the nodes of a cluster", () => {
  it("hold every pod of each request once, beside what runs on every node", () => {
    fc.assert(
      fc.property(requests, fc.constantFrom(...machineTypes), (asked, type) => {
        const nodes = podsByNode(asked, type);
        const room = allocatable(type);
        const own = asked.filter(({ perNode }) => perNode);
        if (!nodes) {
          const everywhere = own.reduce((sum, each) => sum + each.milliCpu, 450);
          const memory = own.reduce((sum, each) => sum + each.memoryBytes, 800 * 2 ** 20);
          const others = asked.filter(({ perNode }) => !perNode);
          const cpu = Math.max(270, ...others.map(({ milliCpu }) => milliCpu));
          const bytes = Math.max(250 * 2 ** 20, ...others.map(({ memoryBytes }) => memoryBytes));
          assert.ok(everywhere + cpu > room.milliCpu || memory + bytes > room.memoryBytes, "the largest pod would fit");
          return;
        }
        for (const pods of nodes) {
          const all = [...pods, ...own];
          assert.ok(all.reduce((sum, each) => sum + each.milliCpu, 450) <= room.milliCpu, "cores");
          assert.ok(all.reduce((sum, each) => sum + each.memoryBytes, 800 * 2 ** 20) <= room.memoryBytes, "memory");
        }
        const wanted = asked.flatMap(({ workload, perNode, replicas, milliCpu, memoryBytes }) =>
          perNode ? [] : Array.from({ length: replicas }, () => `${workload} ${milliCpu} ${memoryBytes}`),
        );
        const placed = nodes.flat().filter(({ workload }) => workload.length === 1);
        assert.deepEqual(
          placed.map(({ workload, milliCpu, memoryBytes }) => `${workload} ${milliCpu} ${memoryBytes}`).toSorted(),
          wanted.toSorted(),
        );
      }),
    );
  });

  it("are never fewer for more pods", () => {
    fc.assert(
      fc.property(requests, fc.oneof(request, perNode), fc.constantFrom(...machineTypes), (asked, more, type) => {
        const [before, after] = [podsByNode(asked, type), podsByNode([...asked, more], type)];
        assert.ok(!after || (before && before.length <= after.length));
      }),
      { numRuns: 1000 },
    );
  });

  it("never cost less for more pods, and are the same number in each zone", () => {
    const price = ({ machineType, nodesPerZone, zones }: ReturnType<typeof nodePoolPlan>) =>
      typeNamed(machineType).price * nodesPerZone * zones;
    fc.assert(
      fc.property(requests, request, fc.integer({ min: 1, max: 3 }), (asked, more, zones) => {
        fc.pre(podsByNode([...asked, more], largest) !== undefined);
        const before = nodePoolPlan(asked, zones);
        assert.ok(price(before) <= price(nodePoolPlan([...asked, more], zones)));
        assert.ok(podsByNode(asked, typeNamed(before.machineType))!.length <= before.nodesPerZone * zones);
        assert.ok(before.maximumNodesPerZone > before.nodesPerZone);
      }),
    );
  });

  it("have room for one pod more of the largest that is updated while it runs", () => {
    const type = typeNamed("e2-standard-4");
    const pod: PodRequest = { workload: "a", replicas: 1, perNode: false, milliCpu: 2000, memoryBytes: gibibyte };
    assert.equal(podsByNode([{ ...pod, rolling: false }], type)!.length, 1);
    assert.equal(podsByNode([pod], type)!.length, 2);
    assert.equal(podsByNode([pod, { ...pod, workload: "b", milliCpu: 1000 }], type)!.length, 2);
  });

  it("have disks for what pods write there", () => {
    const pod: PodRequest = { workload: "a", replicas: 1, perNode: false, milliCpu: 100, memoryBytes: gibibyte };
    assert.equal(nodePoolPlan([pod], 1).diskGigabytes, 100);
    assert.equal(nodePoolPlan([{ ...pod, rolling: false, scratchBytes: 100e9 }], 1).diskGigabytes, 300);
  });

  it("can't be had for a pod that is larger than every machine", () => {
    const pod: PodRequest = { workload: "giant", replicas: 1, perNode: false, milliCpu: 70_000, memoryBytes: gibibyte };
    assert.throws(() => nodePoolPlan([pod], 1), {
      name: "RangeError",
      message: "no machine is large enough for every pod; giant asks for 70 cores and 1 GiB",
    });
  });
});

describe("the plan of a cluster", () => {
  const { kinds } = goodSpecification().organization;
  const pod: PodRequest = { workload: "a", replicas: 1, perNode: false, milliCpu: 100, memoryBytes: gibibyte };

  it("is in three zones in production, with versions that others have tried", () => {
    assert.deepEqual(clusterPlan(kinds.production!, "europe-west1", [pod]), {
      name: "sourcegraph",
      location: "europe-west1",
      channel: "REGULAR",
      maintenance: {
        start: "2026-01-03T02:00:00Z",
        end: "2026-01-03T08:00:00Z",
        recurrence: "FREQ=WEEKLY;BYDAY=SA,SU",
      },
      ranges: { pods: "pods", services: "services" },
      nodePool: {
        name: "main",
        machineType: "e2-standard-4",
        zones: 3,
        nodesPerZone: 1,
        maximumNodesPerZone: 2,
        diskGigabytes: 100,
      },
      serviceAccount: "sourcegraph-nodes",
    });
  });

  it("is in one zone elsewhere, with the newest versions", () => {
    const { location, channel, nodePool } = clusterPlan(kinds.dynamic!, "europe-west1", [pod]);
    assert.deepEqual([location, channel, nodePool.zones], ["europe-west1-b", "RAPID", 1]);
  });

  it("is as the kind says, where it says so", () => {
    const dynamic = clusterPlan({ ...kinds.dynamic!, cluster: { availability: "regional" } }, "europe-west1", [pod]);
    const live = { availability: "zonal", channel: "stable" } as const;
    const production = clusterPlan({ ...kinds.production!, cluster: live }, "europe-west1", [pod]);
    assert.deepEqual([dynamic.location, dynamic.channel], ["europe-west1", "RAPID"]);
    assert.deepEqual([production.location, production.channel], ["europe-west1-b", "STABLE"]);
  });
});
