import { hostname } from "node:os";
import type { Workspace } from "../engine/workspace.ts";
import { GoogleError } from "../google/client.ts";
import { inParallel } from "../google/inventory/parallel.ts";
import { limitsBucket } from "../plan/names.ts";
import type { Environment } from "../spec/schema/environment.ts";
import { actOn } from "../spending/controller/acting.ts";
import type { ControllerConfig, DynamicEnvironment } from "../spending/controller/config.ts";
import { googleWorld } from "../spending/controller/google/index.ts";
import { perform } from "../spending/controller/steps.ts";
import type { World } from "../spending/controller/world.ts";
import { periodOf } from "../spending/limits/period.ts";
import { stateObject } from "../spending/limits/state.ts";
import type { Limits } from "./limits.ts";

/** How many states are read at once. */
const atOnce = 16;

const isMissing = (error: unknown): boolean => Number((error as { code?: unknown }).code) === 404;

/** The limits of the spending project, in the bucket where its controller has them. */
export function spendingLimits({ google, specification, environment }: Workspace): Limits {
  const { organization } = specification;
  const spending = organization.projects.spending.id;
  const bucket = limitsBucket(spending);
  const config: ControllerConfig = {
    billingAccount: organization.billingAccount,
    spendingProject: spending,
    limitsBucket: bucket,
    dryRun: false,
    environments: [],
    teams: {},
    platform: organization.owner,
  };
  const connect = (): World => ({
    ...googleWorld(config, "", environment),
    // Whoever runs the reconciler tells people, and shows what went wrong.
    tell: async () => undefined,
    log: () => undefined,
  });

  /** The names of the environments that have a state; undefined where nothing limits spending yet. */
  async function names({ store }: World): Promise<string[] | undefined> {
    try {
      return await store.names();
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  return {
    async states() {
      const world = connect();
      const known = (await names(world)) ?? [];
      const states = await inParallel(known, atOnce, (name) => world.store.state(name));
      return new Map(states.flatMap(({ value }) => (value ? [[value.environment, value] as const] : [])));
    },

    async read(wanted) {
      if (wanted.size === 0) return [];
      const world = connect();
      const known = (await names(world)) ?? [];
      const states = await inParallel(
        known.filter((name) => wanted.has(name)),
        atOnce,
        (name) => world.store.state(name),
      );
      return states.flatMap(({ value }) => (value ? [{ environment: value.environment, project: value.project }] : []));
    },

    async scaleDown(spec, expires) {
      const world = connect();
      const limited = limitedEnvironment(spec, organization.region, expires);
      if ((await names(world)) === undefined) {
        await perform(world, limited, "scaleDown");
        return;
      }
      const now = await world.now();
      const { failure } = await actOn({ world, config, holder: `${hostname()}-${process.pid}` }, limited, {
        cause: "end",
        source: "guard",
        period: periodOf(now),
        at: new Date(now).toISOString(),
        expires,
      });
      if (failure !== undefined) throw new Error(`${spec.name} could not be scaled down: ${failure}`);
    },

    async forget(name, project) {
      const { value, generation } = await connect().store.state(name);
      if (value?.project !== project) return;
      const path = `/storage/v1/b/${bucket}/o/${encodeURIComponent(stateObject(name))}?ifGenerationMatch=${generation}`;
      try {
        await google.request("storage.googleapis.com", path, { method: "DELETE" });
      } catch (error) {
        if (!(error instanceof GoogleError && error.code === 404)) throw error;
      }
    },
  };
}

/** An environment as limits know it. Past its last day it is scaled down, whatever the ladder of its spending is. */
const limitedEnvironment = (spec: Environment, region: string, expires: string): DynamicEnvironment => ({
  name: spec.name,
  project: spec.project,
  kind: spec.kind,
  owner: spec.owner,
  // Of no account for the end, but no environment is without one.
  budget: spec.budget ?? 1,
  region: spec.region ?? region,
  tier: "nonproduction",
  ladder: ["notify", "freeze", "scaleDown"],
  expires,
});
