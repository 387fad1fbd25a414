import { setTimeout as sleep } from "node:timers/promises";
import { all, type Input, log, type Output, output, type Resource, RunError, runtime } from "@pulumi/pulumi";
import { googleClient } from "../google/client.ts";
import { type MachinePlace, type MachineState, machineState } from "../google/machine-state.ts";
import { patienceFor, type Waiting } from "../google/readiness.ts";

/** Seconds for which a machine may take: SGDIST_MACHINE_SECONDS, or half an hour, since it fetches many gigabytes. */
const patienceSeconds = Number(process.env.SGDIST_MACHINE_SECONDS ?? 1800);

const firstPause = 500;
const longestPause = 5_000;
const reportEvery = 10_000;

// Who waits asks again by itself.
const client = googleClient(process.env, 0);

/** What a wait for a release is about, for people. */
function progress(state: MachineState | undefined, revision: string): string {
  if (!state || state.revision !== revision) {
    return `the machine to see the release${state?.message ? ` (${state.message})` : ""}`;
  }
  const services = state.waiting.join(", ") || "the release";
  return state.message ? `${services} (${state.message})` : services;
}

/**
 * Asks until a machine says that a release is well.
 * @throws RunError when the machine gave up on it, when it takes too long, or when asking is refused.
 */
export async function untilMachineRuns(
  { name }: MachinePlace,
  revision: string,
  ask: () => Promise<MachineState>,
  { now, sleep, report, patience }: Waiting,
): Promise<void> {
  const start = now();
  let reported = start;
  let pause = firstPause;
  let state: MachineState | undefined;
  for (;;) {
    let allowed = patience;
    let problem: string | undefined;
    try {
      state = await ask();
    } catch (error) {
      allowed = patienceFor(error, patience);
      problem = (error as Error).message;
    }
    if (!problem && state?.revision === revision && state.state === "ready") return;
    if (!problem && state?.revision === revision && state.state === "failed") throw gaveUp(name, state);
    const elapsed = now() - start;
    if (elapsed + pause > allowed) {
      throw new RunError(
        `The machine ${name} did not run the release ${revision.slice(0, 12)} after ${Math.round(elapsed / 1000)} s. ` +
          `${problem ? `The last answer was: ${problem}` : `It was waiting for ${progress(state, revision)}.`}\n${advice(name)}`,
      );
    }
    if (now() - reported >= reportEvery) {
      reported = now();
      report(`waiting for ${problem ?? progress(state, revision)}, ${Math.round(elapsed / 1000)} s`);
    }
    await sleep(pause);
    pause = Math.min(pause * 2, longestPause);
  }
}

const advice = (name: string): string =>
  `It goes on trying. \`gcloud compute ssh ${name} --tunnel-through-iap --command "journalctl --unit 'sourcegraph*'"\` ` +
  "shows what it did. Mend the cause and run the same command again.";

function gaveUp(name: string, { revision, running, message, waiting }: MachineState): RunError {
  const before =
    running === revision
      ? ""
      : running
        ? ` The release ${running.slice(0, 12)} is still in place.`
        : " No release is in place.";
  const services = waiting.length > 0 ? ` Not well: ${waiting.join(", ")}.` : "";
  return new RunError(
    `The machine ${name} could not run the release ${revision.slice(0, 12)}: ${message || "it says no more"}.` +
      `${before}${services}\n${advice(name)}`,
  );
}

/** A release's revision that is known only once a machine runs it. Previews don't wait. `after`: what deploys it. */
export function revisionOnceRunning(
  place: { [K in keyof MachinePlace]: Input<string> },
  revision: string,
  after: Input<unknown>[],
  parent: Resource,
): Output<string> {
  return all([output(place), all(after)]).apply(async ([machine]) => {
    if (runtime.isDryRun()) return revision;
    await untilMachineRuns(machine, revision, () => machineState(client, machine), {
      now: () => performance.now(),
      sleep: (milliseconds) => sleep(milliseconds),
      report: (message) => log.info(message, parent, undefined, true),
      patience: patienceSeconds * 1000,
    });
    return revision;
  });
}
