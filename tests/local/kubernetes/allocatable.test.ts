import assert from "node:assert/strict";
import { nodeResources } from "../../../local/kubernetes/allocatable.ts";

const gibibyte = 2 ** 30;
const mebibyte = 2 ** 20;

describe("what pods can get of a node", () => {
  /** Milli-CPU and mebibytes, rounded down. */
  const allocatable = (machineType: string, cpus: number, gibibytes: number) => {
    const { milliCpu, memory } = nodeResources(machineType, cpus, gibibytes * gibibyte, 100).allocatable;
    return [milliCpu, Math.floor(memory / mebibyte)];
  };

  it("is what GKE leaves of a machine", () => {
    assert.deepEqual(allocatable("e2-standard-2", 2, 8), [1930, 6248]);
    assert.deepEqual(allocatable("e2-standard-4", 4, 16), [3920, 13621]);
    assert.deepEqual(allocatable("e2-standard-8", 8, 32), [7910, 29022]);
    assert.deepEqual(allocatable("n2-standard-64", 64, 256), [63770, 249878]);
    // More than 128 GiB: the last slice.
    assert.deepEqual(allocatable("n2-highmem-32", 32, 256), [31850, 249878]);
  });

  it("is less of machines that share cores, and of tiny ones", () => {
    assert.deepEqual(allocatable("e2-medium", 2, 4), [940, 2972]);
    assert.deepEqual(allocatable("f1-micro", 1, 0.5), [940, 157]);
  });

  it("leaves out what the system has of the disk", () => {
    const storage = (disk: number) => nodeResources("e2-standard-8", 8, gibibyte, disk).allocatable.storage / gibibyte;
    // Half of a small one, 6 GiB and 35 % of a usual one, 100 GiB of a large one; and always a tenth besides.
    assert.equal(storage(20), 20 - 10 - 2);
    assert.equal(storage(100), 100 - 41 - 10);
    assert.equal(storage(1000), 1000 - 100 - 100);
  });
});
