import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { Workspace } from "../engine/workspace.ts";
import { startCloud } from "../local/cloud.ts";
import { localDirectory } from "../local/directory.ts";
import { readEndpoints } from "../local/endpoints.ts";
import { bucketStateEnvironment, localEnvironment } from "../local/environment.ts";
import { seedOf } from "../local/seed.ts";
import { Switchboard } from "../local/switchboard.ts";
import { ensurePulumi } from "../local/toolchain/pulumi.ts";
import { type StackPlan, stackPlans } from "../plan/stacks.ts";
import { loadSpecification } from "../spec/load.ts";
import { UserError } from "../spec/problem.ts";
import type { Specification } from "../spec/specification.ts";

/** Where commands work: on the local Google Cloud, or on Google's. */
export type Target = "local" | "google";

/** What commands that drive the engine work with. */
export interface Context {
  root: string;
  target: Target;
  specification: Specification;
  stacks: StackPlan[];
  workspace: Workspace;
}

/** The folder of the project: the nearest from here upwards that has a Pulumi.yaml. */
export function projectRoot(from = process.cwd()): string {
  for (let at = from; ; at = dirname(at)) {
    if (existsSync(join(at, "Pulumi.yaml"))) return at;
    if (at === dirname(at))
      throw new UserError(`There is no Pulumi.yaml in ${from} or above it. Run this in the project's folder.`);
  }
}

/** Today, in the calendar of Greenwich: "2026-11-22". */
export const today = (): string => new Date().toISOString().slice(0, 10);

/**
 * Where to work. Google's cloud is never touched without being named; the local one is used once there is one.
 * `asked`: --target or SGDIST_TARGET.
 */
export function chooseTarget(root: string, asked: string | undefined): Target {
  if (asked === "local" || asked === "google") return asked;
  if (asked !== undefined) throw new UserError(`The target ${asked} is unknown. Allowed are local and google.`);
  if (readEndpoints(localDirectory(root))) return "local";
  throw new UserError(
    "Where to? Start the local Google Cloud with `sgdist local up`, or name Google's with `--target google`.",
  );
}

/** Loads the specification, gets the engine, and connects to where the work is to be done. */
export async function openContext(asked: string | undefined): Promise<Context> {
  const root = projectRoot();
  const target = chooseTarget(root, asked ?? process.env.SGDIST_TARGET);
  const specification = loadSpecification(root, today());
  const engine = await ensurePulumi();
  const environment =
    target === "local" ? { ...process.env, ...(await environmentOfLocal(root, specification, engine)) } : process.env;
  const workspace = new Workspace(root, specification, engine, environment);
  return { root, target, specification, stacks: stackPlans(specification), workspace };
}

/**
 * The clock that days are judged by, in milliseconds since the epoch: that of this machine, or of the local cloud, which
 * can be moved.
 */
export async function clockOf({ root, target }: Context): Promise<() => number> {
  if (target === "google") return Date.now;
  const status = await (await Switchboard.find(localDirectory(root)))?.status();
  if (!status) throw new Error("the local Google Cloud does not answer, so its time is not known");
  return () => Date.now() + status.clockOffset;
}

/** A local cloud that was killed is started again: it has lost nothing. */
async function environmentOfLocal(
  root: string,
  { organization }: Specification,
  engine: string,
): Promise<Record<string, string>> {
  const { endpoints } = await startCloud(root, seedOf(organization));
  return { ...localEnvironment(root, endpoints, engine), ...bucketStateEnvironment(endpoints) };
}

/** The stacks that are named, or all; refuses unknown names, and none at all. */
export function chooseStacks(stacks: StackPlan[], names: string[], all: boolean | undefined): StackPlan[] {
  const list = stacks.map(({ name }) => name).join(", ");
  if (all && names.length > 0) throw new UserError("Name stacks or say --all, not both.");
  if (all) return stacks;
  if (names.length === 0) throw new UserError(`Which stacks? Name some, or say --all. There are: ${list}.`);
  const unknown = names.filter((name) => !stacks.some((stack) => stack.name === name));
  if (unknown.length > 0) throw new UserError(`No stack is called ${unknown.join(" or ")}. There are: ${list}.`);
  return stacks.filter(({ name }) => names.includes(name));
}
