import assert from "node:assert/strict";
import { type MachineFacts, machinePlan, machineTypeFor } from "../../plan/machine.ts";

const facts: MachineFacts = {
  name: "demo",
  projectId: "tst-demo-d9hc",
  region: "us-central1",
  type: "compose",
  size: "xs",
  deletion: "guarded",
  needs: { milliCpu: 4000, memoryBytes: 15 * 2 ** 30 },
};

describe("the plan of a machine", () => {
  it("says all that it is", () => {
    assert.deepEqual(machinePlan(facts), {
      name: "sourcegraph",
      zone: "us-central1-b",
      machineType: "e2-standard-4",
      image: "projects/ubuntu-os-cloud/global/images/family/ubuntu-2404-lts-amd64",
      bootDiskGigabytes: 30,
      dataDisk: { name: "sourcegraph-data-demo", gigabytes: 100, type: "pd-balanced" },
      snapshots: { name: "sourcegraph-daily", startTime: "04:00", days: 14, keptWithoutDisk: true },
      serviceAccount: "sourcegraph-machine",
      deployment: { bucket: "tst-demo-d9hc-deployment", prefix: "current" },
      tags: [],
    });
  });

  it("keeps snapshots by the class of deletion, or as the kind says", () => {
    const days = (more: Partial<MachineFacts>) => machinePlan({ ...facts, ...more }).snapshots.days;
    assert.deepEqual([days({ deletion: "protected" }), days({ deletion: "disposable" })], [30, 3]);
    assert.equal(days({ deletion: "disposable", snapshotDays: 90 }), 90);
    assert.equal(machinePlan({ ...facts, deletion: "disposable" }).snapshots.keptWithoutDisk, false);
  });

  it("takes HTTPS itself only for the single container: Compose has a door of its own", () => {
    const host = "demo.example.net";
    assert.equal(machinePlan({ ...facts, host }).web, undefined);
    assert.deepEqual(machinePlan({ ...facts, host, type: "container" }).web, { host, upstream: "127.0.0.1:7080" });
  });

  it("is the cheapest that has what is needed, with room for the system", () => {
    const typeFor = (cpus: number, gibibytes: number) =>
      machineTypeFor({ milliCpu: cpus * 1000, memoryBytes: gibibytes * 2 ** 30 });
    assert.equal(typeFor(4, 15), "e2-standard-4");
    assert.equal(typeFor(4, 15.5), "e2-highmem-4");
    assert.equal(typeFor(4, 43), "e2-highmem-8");
    assert.equal(typeFor(16, 60), "e2-standard-16");
    assert.equal(typeFor(64, 450), "n2-highmem-64");
    assert.throws(() => typeFor(64, 500), {
      message:
        "No machine has 64 CPUs and 500 GiB of memory, which one machine would need for this size and these replicas. " +
        "Ask for less, or for the type kubernetes.",
    });
  });
});
