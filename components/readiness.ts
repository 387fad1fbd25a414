import { setTimeout as sleep } from "node:timers/promises";
import { all, type Input, log, type Output, output, type Resource, RunError, runtime } from "@pulumi/pulumi";
import { googleClient } from "../google/client.ts";
import { probePath } from "../google/probes.ts";
import { NotReady, untilReady } from "../google/readiness.ts";

/** Seconds after which a wait gives up: SGDIST_READINESS_SECONDS, or ten minutes. */
const patienceSeconds = Number(process.env.SGDIST_READINESS_SECONDS ?? 600);

// Who waits asks again by itself.
const client = googleClient(process.env, 0);

/**
 * A project's ID that is known only once an API really answers in it. What needs the API takes the ID from here, and so
 * waits. Previews don't wait. `after`: what enables the API.
 */
export function projectOnceReady(
  api: string,
  projectId: Input<string>,
  after: Input<unknown>[],
  parent: Resource,
): Output<string> {
  return all([output(projectId), all(after)]).apply(async ([project]) => {
    if (runtime.isDryRun()) return project;
    await ready(`${api} in ${project}`, api, probePath(api, project), parent);
    return project;
  });
}

/** A service account's e-mail address that is known only once the account can be found. */
export function accountOnceReady(email: Input<string>, projectId: Input<string>, parent: Resource): Output<string> {
  return all([email, projectId]).apply(async ([address, project]) => {
    if (runtime.isDryRun()) return address;
    const path = `/v1/projects/${project}/serviceAccounts/${encodeURIComponent(address)}`;
    await ready(`the service account ${address}`, "iam.googleapis.com", path, parent);
    return address;
  });
}

async function ready(what: string, host: string, path: string, parent: Resource): Promise<void> {
  try {
    await untilReady(what, () => client.request(host, path), {
      now: () => performance.now(),
      sleep: (milliseconds) => sleep(milliseconds),
      report: (message) => log.info(message, parent, undefined, true),
      patience: patienceSeconds * 1000,
    });
  } catch (error) {
    if (!(error instanceof NotReady)) throw error;
    throw new RunError(
      `${error.message}\nWhat was made so far is kept. Mend the cause (is the API enabled, is billing linked, may the ` +
        "caller read there?) and run the same command again.",
    );
  }
}
