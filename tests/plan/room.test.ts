import assert from "node:assert/strict";
import { environmentPlan } from "../../plan/environment.ts";
import { installationOf } from "../../plan/installation.ts";
import { type Room, shortageOf } from "../../plan/room.ts";
import { sizes } from "../../sourcegraph/model/size.ts";
import type { Environment } from "../../spec/schema/environment.ts";
import { goodSpecification, today } from "../support/specification.ts";

const specification = goodSpecification();

const asked = (deployment: Pick<Environment["deployment"], "type" | "size" | "replicas">) => {
  const demo = specification.environments.get("demo")!;
  const environment = { ...demo, deployment: { ...demo.deployment, ...deployment } };
  return { installation: installationOf(environment), plan: environmentPlan(specification, environment, today) };
};

const shortage = (deployment: Parameters<typeof asked>[0], room: Room) => {
  const { installation, plan } = asked(deployment);
  return shortageOf(installation, plan, room);
};

/** What the environment's stack makes for a deployment. */
const made = (deployment: Parameters<typeof asked>[0]): Room => {
  const { cluster, machine } = asked(deployment).plan;
  return { ...(cluster && { cluster }), ...(machine && { machine }) };
};

describe("what an environment has room for", () => {
  for (const type of ["kubernetes", "compose", "container"] as const) {
    it(`is what was made for it, and what is smaller, for ${type}`, () => {
      for (const [index, size] of sizes.entries()) {
        for (const smaller of sizes.slice(0, index + 1)) {
          assert.equal(shortage({ type, size: smaller }, made({ type, size })), undefined, `${smaller} on ${size}`);
        }
      }
    });
  }

  it("is no larger machine: what there is and what is needed are named", () => {
    assert.deepEqual(shortage({ type: "container", size: "m" }, { machine: { machineType: "e2-standard-4" } }), {
      has: "a machine of type e2-standard-4",
      needs: "a machine of type e2-standard-16",
    });
    const replicas = { gitserver: 12 };
    assert.deepEqual(shortage({ type: "compose", size: "xs", replicas }, made({ type: "compose", size: "xs" })), {
      has: "a machine of type e2-highmem-8",
      needs: "a machine of type e2-highmem-16",
    });
  });

  it("is no larger nodes, and no more of them than the autoscaler adds", () => {
    const room = (machineType: string, maximumNodesPerZone: number): Room => ({
      cluster: { nodePool: { machineType, zones: 1, maximumNodesPerZone } },
    });
    const large = { type: "kubernetes", size: "l" } as const;
    const needs = "1 node of type e2-standard-32";
    assert.deepEqual(shortage(large, room("e2-standard-4", 100)), {
      has: "at most 100 nodes of type e2-standard-4",
      needs,
    });
    assert.deepEqual(shortage(large, room("e2-standard-8", 2)), {
      has: "at most 2 nodes of type e2-standard-8",
      needs,
    });
    assert.equal(shortage(large, room("e2-standard-8", 20)), undefined);
    assert.equal(shortage(large, room("e2-standard-32", 1)), undefined);
  });

  it("isn't known of stacks that don't say it, and of machines that nobody plans", () => {
    const nodePool = { machineType: "c4-standard-4", zones: 1, maximumNodesPerZone: 1 };
    for (const room of [{}, { cluster: {} }, { cluster: { nodePool } }]) {
      assert.equal(shortage({ type: "kubernetes", size: "xl" }, room), undefined);
    }
    for (const room of [{}, { machine: {} }, { machine: { machineType: "c4-standard-4" } }]) {
      assert.equal(shortage({ type: "compose", size: "xl" }, room), undefined);
    }
  });
});
