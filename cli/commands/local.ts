import { rmSync } from "node:fs";
import { bootstrapBackends } from "../../engine/bootstrap-backends.ts";
import { startCloud, stopCloud } from "../../local/cloud.ts";
import { paths } from "../../local/directory.ts";
import { type Endpoints, readEndpoints } from "../../local/endpoints.ts";
import { bucketStateEnvironment, localEnvironment } from "../../local/environment.ts";
import type { CloudStatus } from "../../local/google/control.ts";
import { farthest } from "../../local/google/core/clock.ts";
import type { Profile } from "../../local/google/core/timing.ts";
import { seedOf } from "../../local/seed.ts";
import { Switchboard } from "../../local/switchboard.ts";
import { ensurePulumi } from "../../local/toolchain/pulumi.ts";
import { stackPlans } from "../../plan/stacks.ts";
import { loadSpecification } from "../../spec/load.ts";
import { UserError } from "../../spec/problem.ts";
import { chooseStacks, projectRoot, today } from "../context.ts";
import { duration, marks, paint } from "../output/style.ts";
import { facts, table } from "../output/table.ts";
import { checkFault, type FaultOptions, parseSpan } from "./local-arguments.ts";

const say = (text: string) => console.log(`${paint("green", marks.done)} ${text}`);

/** The switchboard of this project's cloud, which must be running. */
export async function running(): Promise<Switchboard> {
  const switchboard = await Switchboard.find(paths(projectRoot()).directory);
  if (!switchboard) throw new UserError("The local Google Cloud is not running. Start it with `sgdist local up`.");
  return switchboard;
}

/** Where the cloud listens; one that doesn't run is started, for which the specification must have no mistakes. */
async function startedCloud(root: string): Promise<Endpoints> {
  if (await Switchboard.find(paths(root).directory)) return readEndpoints(paths(root).directory)!;
  const { organization } = loadSpecification(root, today());
  return (await startCloud(root, seedOf(organization))).endpoints;
}

/** The command local up. */
export async function up(options: { timing?: Profile; json?: boolean }): Promise<void> {
  const root = projectRoot();
  const { organization } = loadSpecification(root, today());
  const { endpoints, started } = await startCloud(root, seedOf(organization));
  if (options.timing) await (await running()).setTiming(options.timing);
  if (options.json) console.log(JSON.stringify(endpoints, null, 2));
  else say(`the local Google Cloud ${started ? "has started" : "runs already"} (process ${endpoints.pid})`);
}

/** The command local down. `wipe`: everything that it remembers goes too, and with it the state of all local stacks. */
export async function down(options: { wipe?: boolean; json?: boolean }): Promise<void> {
  const root = projectRoot();
  const stopped = await stopCloud(root);
  if (options.wipe) rmSync(paths(root).directory, { recursive: true, force: true });
  if (options.json) console.log(JSON.stringify({ stopped, wiped: options.wipe ?? false }));
  else
    say(
      `the local Google Cloud ${stopped ? "has stopped" : "was not running"}${options.wipe ? "; its data is gone" : ""}`,
    );
}

function describe({ pid, time, timing, clockOffset, faults, seed }: CloudStatus): string {
  return facts([
    ["organisation", `${seed.organization.domain} (${seed.organization.id})`],
    ["process", String(pid)],
    ["time", time + movedBy(clockOffset)],
    ["timing", timing === "prompt" ? "prompt: no delays" : "recorded: delays as recorded on Google Cloud"],
    ["faults", faults.length === 0 ? "none" : String(faults.length)],
  ]);
}

/** The command local status. */
export async function status(options: { json?: boolean }): Promise<void> {
  const found = await (await running()).status();
  console.log(options.json ? JSON.stringify(found, null, 2) : describe(found));
}

const quote = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;

/**
 * The command local env: what `eval` takes to point pulumi, gcloud and Google's clients at the local cloud. `stack`: the
 * stack to work on, where its state isn't with the others'.
 */
export async function env(stack: string | undefined, options: { json?: boolean }): Promise<void> {
  const root = projectRoot();
  const engine = await ensurePulumi();
  const endpoints = await startedCloud(root);
  const general = localEnvironment(root, endpoints, engine);
  const variables = stack === undefined ? general : { ...general, ...environmentOf(stack, root, endpoints, general) };
  if (options.json) console.log(JSON.stringify(variables, null, 2));
  else for (const [name, value] of Object.entries(variables)) console.log(`export ${name}=${quote(value)}`);
}

/** What a stack needs besides, if its state isn't with the others'. */
function environmentOf(
  stack: string,
  root: string,
  endpoints: Endpoints,
  general: Record<string, string>,
): Record<string, string> {
  const specification = loadSpecification(root, today());
  chooseStacks(stackPlans(specification), [stack], false);
  if (stack !== "bootstrap") return {};
  const { home } = bootstrapBackends(root, specification.organization.projects.seed.id, general);
  return { ...bucketStateEnvironment(endpoints), PULUMI_BACKEND_URL: home };
}

/** The command local fault add. */
export async function addFault(options: FaultOptions): Promise<void> {
  const added = await (await running()).addFault(checkFault(options));
  if (options.json) console.log(JSON.stringify(added, null, 2));
  else say(`fault ${added.id}: ${added.api} ${added.method}`);
}

/** The command local fault list. */
export async function listFaults(options: { json?: boolean }): Promise<void> {
  const { faults } = await (await running()).status();
  if (options.json) {
    console.log(JSON.stringify(faults, null, 2));
    return;
  }
  if (faults.length === 0) {
    console.log("No faults.");
    return;
  }
  const rows = faults.map(({ id, api, method, status, delay, unready, cut, struck, times }) => [
    id,
    api,
    method,
    [status && `status ${status}`, delay && `${delay} ms late`, unready && `unready ${unready} s`, cut && "cut off"]
      .filter(Boolean)
      .join(", "),
    times === undefined ? String(struck) : `${struck} of ${times}`,
  ]);
  console.log(table(["ID", "API", "METHOD", "WHAT", "STRUCK"], rows));
}

/** The command local fault clear. */
export async function clearFaults(id: string | undefined, options: { json?: boolean }): Promise<void> {
  const { cleared } = await (await running()).clearFaults(id);
  if (id !== undefined && cleared === 0)
    throw new UserError(`There is no fault ${id}. \`sgdist local fault list\` shows them.`);
  if (options.json) console.log(JSON.stringify({ cleared }));
  else say(cleared === 1 ? "1 fault cleared" : `${cleared} faults cleared`);
}

/** The command local clock: shows the time of the local cloud, or moves it. `change`: "+3d", "-2h" or "reset". */
export async function clock(change: string | undefined, options: { json?: boolean }): Promise<void> {
  const switchboard = await running();
  const { clockOffset } = await switchboard.status();
  if (change !== undefined) {
    const offset = change === "reset" ? 0 : clockOffset + parseSpan(change);
    if (Math.abs(offset) > farthest) throw new UserError(`${change} is too far. The clock moves by 100 years at most.`);
    await switchboard.moveClock(offset);
  }
  const after = await switchboard.status();
  if (options.json) console.log(JSON.stringify({ time: after.time, offset: after.clockOffset }));
  else console.log(after.time + movedBy(after.clockOffset));
}

/** How far the clock is from this machine's, in words. `offset`: milliseconds. */
export function movedBy(offset: number): string {
  if (offset === 0) return "";
  return ` (${duration(Math.abs(offset) / 1000)} ${offset > 0 ? "ahead" : "behind"})`;
}
