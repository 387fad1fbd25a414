import type { Step } from "../limits/ladder.ts";
import type { Before } from "../limits/state.ts";
import type { DynamicEnvironment } from "./config.ts";
import type { World } from "./world.ts";

/** What is there that a step would change; undefined for steps that change nothing in the project. */
export async function look(world: World, { project }: DynamicEnvironment, step: Step): Promise<Before | undefined> {
  if (step === "scaleDown") {
    const [nodePools, machines] = await Promise.all([world.nodePools(project), world.machines(project)]);
    return { nodePools, machines };
  }
  if (step === "unlinkBilling") return { billingAccount: await world.billingAccount(project) };
  return undefined;
}

/**
 * Changes what a step is about, in the environment's own project and nowhere else. It goes by what is there at that
 * moment, so that doing it again changes only what isn't done yet.
 */
export async function perform(
  world: World,
  { project }: DynamicEnvironment,
  step: "scaleDown" | "unlinkBilling",
): Promise<void> {
  if (step === "unlinkBilling") {
    if ((await world.billingAccount(project)) !== "") await world.unlinkBilling(project);
    return;
  }
  const [pools, machines] = await Promise.all([world.nodePools(project), world.machines(project)]);
  // One change of a cluster at a time is all that it takes; clusters and machines don't wait for each other.
  const clusters = [...Map.groupBy(pools, ({ cluster, location }) => `${location}/${cluster}`).values()];
  const results = await Promise.allSettled([
    ...machines.map((machine) => world.stopMachine(project, machine)),
    ...clusters.map(async (own) => {
      for (const pool of own) await world.emptyNodePool(project, pool);
    }),
  ]);
  // What can be stopped is stopped, whatever can't.
  const failed = results.find((result) => result.status === "rejected");
  if (failed) throw failed.reason;
}
