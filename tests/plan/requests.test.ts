import assert from "node:assert/strict";
import { podRequests } from "../../plan/requests.ts";
import { deployment } from "../../sourcegraph/deployment.ts";

const gibibyte = 2 ** 30;

describe("what an installation asks of nodes", () => {
  const named = (name: string, replicas?: Record<string, number>) =>
    podRequests(deployment("7.2.1943", { size: "xs", ...(replicas && { replicas }) })).find(
      ({ workload }) => workload === name,
    )!;

  it("is the sum of a pod's containers", () => {
    const { replicas, perNode, rolling, milliCpu, memoryBytes, scratchBytes } = named("sourcegraph-frontend");
    assert.deepEqual(
      { replicas, perNode, rolling, milliCpu, memoryBytes, scratchBytes },
      {
        replicas: 2,
        perNode: false,
        rolling: true,
        milliCpu: 1000,
        memoryBytes: 2 * gibibyte,
        scratchBytes: 4 * gibibyte,
      },
    );
    assert.ok(named("pgsql").memoryBytes > 4 * gibibyte, "its exporter is counted");
  });

  it("knows what is updated apart, and what is on every node", () => {
    assert.equal(named("gitserver").rolling, false);
    assert.equal(named("pgsql").rolling, false);
    assert.equal(named("node-exporter").perNode, true);
  });

  it("goes by the replicas that were asked for", () => {
    assert.equal(named("gitserver").replicas, 1);
    assert.equal(named("gitserver", { gitserver: 3 }).replicas, 3);
  });
});
