import type { Deployment } from "../sourcegraph/deployment.ts";
import { type NodePoolPlan, podsByNode } from "./cluster.ts";
import type { EnvironmentPlan } from "./environment.ts";
import { holds } from "./machine.ts";
import { machineTypes } from "./nodes.ts";
import { machineRequests, podRequests } from "./requests.ts";

/** What an environment's stack made to run things on. Those of before don't say it. */
export interface Room {
  cluster?: { nodePool?: Pick<NodePoolPlan, "machineType" | "zones" | "maximumNodesPerZone"> };
  machine?: { machineType?: string };
}

/** What doesn't fit: what there is, and what the environment's stack would make now. */
export interface Shortage {
  has: string;
  needs: string;
}

const typeNamed = (name: string | undefined) => machineTypes.find((type) => type.name === name);

const nodes = (count: number, type: string): string => `${count} ${count === 1 ? "node" : "nodes"} of type ${type}`;

/**
 * What an installation needs and its environment hasn't got. Undefined when it fits, if only because there is more than it
 * needs, and when it isn't known: a type of machine that somebody chose by hand is theirs to answer for.
 */
export function shortageOf(installation: Deployment, plan: EnvironmentPlan, room: Room): Shortage | undefined {
  const { type: kind } = plan.deployment;
  if (kind !== "kubernetes") {
    const type = typeNamed(room.machine?.machineType);
    if (!type || !plan.machine || holds(type, machineRequests(installation, kind))) return undefined;
    return { has: `a machine of type ${type.name}`, needs: `a machine of type ${plan.machine.machineType}` };
  }
  const pool = room.cluster?.nodePool;
  const type = typeNamed(pool?.machineType);
  if (!pool || !type || !plan.cluster) return undefined;
  const most = pool.zones * pool.maximumNodesPerZone;
  const filled = podsByNode(podRequests(installation), type);
  if (filled && filled.length <= most) return undefined;
  const { machineType, zones, nodesPerZone } = plan.cluster.nodePool;
  return { has: `at most ${nodes(most, type.name)}`, needs: nodes(zones * nodesPerZone, machineType) };
}
