import { hostname } from "node:os";
import { Hosts } from "../../../engine/hosts.ts";
import type { Workspace } from "../../../engine/workspace.ts";
import { openRepository } from "../../../github/open.ts";
import type { Tier } from "../../../spec/schema/organization.ts";

/** The run that this is a part of; undefined at home. */
function runOf({ GITHUB_RUN_ID }: NodeJS.ProcessEnv): number | undefined {
  const run = Number(GITHUB_RUN_ID);
  return Number.isSafeInteger(run) && run > 0 ? run : undefined;
}

/**
 * Does work that takes locks so that the next run knows whether this one is over, should it be cancelled: in a workflow its
 * number is kept beside the states as long as it works. `environment`: GITHUB_RUN_ID, and what GitHub is asked with.
 */
export async function asRun<T>(
  workspace: Workspace,
  tiers: readonly Tier[],
  environment: NodeJS.ProcessEnv,
  work: () => Promise<T>,
): Promise<T> {
  const { GITHUB_TOKEN, GITHUB_REPOSITORY } = environment;
  if (GITHUB_TOKEN && GITHUB_REPOSITORY) {
    const repository = openRepository(GITHUB_REPOSITORY, environment);
    // That GitHub can't say is no reason to give up: then the owner of a lock may be alive.
    workspace.isRunOver = async (run) => (await repository.isRunOver(run).catch(() => undefined)) ?? false;
  }
  const run = runOf(environment);
  if (run === undefined) return work();
  const stacks = workspace.stacks.filter(({ kind, tier }) => kind !== "bootstrap" && tiers.includes(tier));
  const backends = new Set(stacks.map((stack) => workspace.backendOf(stack)));
  const hosts = [...backends].map((backend) => new Hosts(workspace.storeAt(backend)));
  for (const host of hosts) await host.claim(hostname(), run);
  try {
    return await work();
  } finally {
    for (const host of hosts) await host.release(hostname(), run);
  }
}
