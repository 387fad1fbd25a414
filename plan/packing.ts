import type { Amount } from "./nodes.ts";

/** A pod that is to be put on a node. */
export interface Pod extends Amount {
  workload: string;
  /** What it writes on the node's own disk. */
  scratchBytes: number;
}

/**
 * The orders in which pods are put on nodes: by what they ask for, of one thing, of the other, of both, or of one rather
 * than the other. None depends on the size of the nodes, nor on what else there is.
 */
const orders: readonly ((pod: Amount) => number)[] = Array.from({ length: 24 }, (_, step) => {
  const angle = (step / 24) * 2 * Math.PI;
  const [cpu, memory] = [Math.cos(angle), Math.sin(angle)];
  // A core weighs as much as four gibibytes: that is how much of both machines have.
  return ({ milliCpu, memoryBytes }) => cpu * (milliCpu / 1000) + memory * (memoryBytes / 2 ** 32);
});

const fits = (pod: Amount, room: Amount) => pod.milliCpu <= room.milliCpu && pod.memoryBytes <= room.memoryBytes;

/** Fills one node after the other, and never looks back. */
function fill(pods: readonly Pod[], room: Amount): Pod[][] {
  const nodes: Pod[][] = [[]];
  let left = room;
  for (const pod of pods) {
    if (!fits(pod, left)) {
      nodes.push([]);
      left = room;
    }
    nodes.at(-1)!.push(pod);
    left = { milliCpu: left.milliCpu - pod.milliCpu, memoryBytes: left.memoryBytes - pod.memoryBytes };
  }
  return nodes;
}

/**
 * Puts pods on as few nodes as it finds; undefined when one is too large for any. `first` are put before all others.
 *
 * It looks for the best of several orders, in each of which it fills node after node. Putting each pod where there is
 * room first often does as well with one order, but has a fault: with one pod more it may need one node less. Here, in
 * each order, one pod more only moves the others on, so that more pods never take fewer nodes.
 */
export function pack(first: readonly Pod[], pods: readonly Pod[], room: Amount): Pod[][] | undefined {
  if ([...first, ...pods].some((pod) => !fits(pod, room))) return undefined;
  const tries = orders.map((order) => {
    const sorted = pods.toSorted(
      (a, b) => order(a) - order(b) || b.milliCpu - a.milliCpu || b.memoryBytes - a.memoryBytes,
    );
    return fill([...first, ...sorted], room);
  });
  return tries.reduce((best, each) => (each.length < best.length ? each : best));
}
