import type { MachineBefore } from "../../limits/state.ts";
import type { World } from "../world.ts";
import { aggregatedRequest, type ComputeClients, everywhere, lastOf, unlessDisabled } from "./compute.ts";
import { asking, askingFor, Refusal } from "./refusal.ts";

/** The label of machines that are nodes of a cluster: they come and go with its node pools. */
export const nodeLabel = "goog-gke-node";

/** What a machine says when it is at rest, or about to be. */
export const resting: readonly string[] = ["TERMINATED", "STOPPED", "SUSPENDED"];

/** How long a machine may take to stop, in milliseconds; Google gives it 90 s, and then stops it anyway. */
const patience = 240_000;

/** Machines through Google's own clients. */
export function machinesOf(clients: () => Promise<ComputeClients>): Pick<World, "machines" | "stopMachine"> {
  return {
    async machines(project) {
      const { instances } = await clients();
      const found = await unlessDisabled(
        everywhere(
          `the machines of ${project}`,
          () => instances.aggregatedListAsync(aggregatedRequest(project), { autoPaginate: false }),
          (part) => part.instances,
        ),
      );
      return found
        .filter(({ labels, status }) => labels?.[nodeLabel] === undefined && !resting.includes(String(status)))
        .map(
          ({ zone, name, machineType }): MachineBefore => ({
            zone: lastOf(zone),
            name: String(name),
            machineType: lastOf(machineType),
          }),
        );
    },

    async stopMachine(project, { zone, name }) {
      const { instances, operations } = await clients();
      const what = `stopping ${name} in ${project}`;
      // A machine that stops already, or is gone, is what is wanted.
      const started = await askingFor(what, () => instances.stop({ project, zone, instance: name }));
      if (!started) return;
      const operation = lastOf((started[0] as { latestResponse: { name?: string } }).latestResponse.name);
      for (const end = Date.now() + patience; Date.now() < end; ) {
        const [{ status, error }] = await asking(what, () => operations.wait({ project, zone, operation }));
        if (error?.errors?.length) throw new Refusal(what, 400, String(error.errors[0]?.message), error);
        if (status === "DONE" || status === 2104194) return;
      }
      throw new Refusal(what, 504, "it takes longer than four minutes", undefined);
    },
  };
}
