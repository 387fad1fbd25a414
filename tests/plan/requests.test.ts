import assert from "node:assert/strict";
import { podRequests } from "../../plan/requests.ts";
import { deployment } from "../../sourcegraph/deployment.ts";
import { resources } from "../../sourcegraph/model/container.ts";
import { cores, gibibytes } from "../../sourcegraph/model/quantity.ts";

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

  it("is what runs first, where that is more than all that runs later", () => {
    const installation = deployment("7.2.1943", { size: "xs" });
    const asked = (cpu: number, memory: number) => {
      const services = installation.services.map((service) => {
        if (service.name !== "sourcegraph-frontend") return service;
        const [name, container] = Object.entries(service.first!)[0]!;
        const own = resources({
          cpu: { request: cores(cpu), limit: cores(cpu) },
          memory: { request: gibibytes(memory), limit: gibibytes(memory) },
        });
        // Two of them run one after the other, so that they count once.
        const one = { ...container, resources: own };
        return { ...service, first: { [name]: one, again: one } };
      });
      const { milliCpu, memoryBytes } = podRequests({ ...installation, services }).find(
        ({ workload }) => workload === "sourcegraph-frontend",
      )!;
      return { milliCpu, memoryBytes };
    };
    assert.deepEqual(asked(0.75, 1.5), { milliCpu: 1000, memoryBytes: 2 * gibibyte });
    assert.deepEqual(asked(3, 1.5), { milliCpu: 3000, memoryBytes: 2 * gibibyte });
    assert.deepEqual(asked(0.75, 5), { milliCpu: 1000, memoryBytes: 5 * gibibyte });
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
