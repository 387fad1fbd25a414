import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { projectName, type ResourceState, readCheckpoint } from "../../engine/checkpoint.ts";
import { isDead, type LockOwner, readLocks } from "../../engine/locks.ts";
import type { StateStore } from "../../engine/state-store.ts";
import type { Workspace } from "../../engine/workspace.ts";
import { inParallel } from "../../google/inventory/parallel.ts";
import type { StackPlan } from "../../plan/stacks.ts";
import { UserError } from "../../spec/problem.ts";
import type { Tier } from "../../spec/schema/organization.ts";
import type { StackFound } from "../world.ts";

/** How many states are read at once. */
const atOnce = 8;

/** The tier of all that is ever taken down here. */
const tier: Tier = "nonproduction";

/** A stack of an environment, also of one that no file names any more. */
export function stackNamed(name: string): StackPlan {
  const [, part, environment] = /^(env|app)-(.+)$/.exec(name) ?? [];
  if (environment === undefined) throw new Error(`${name} is no stack of an environment`);
  return part === "env"
    ? { name, kind: "environment", tier, dependsOn: ["bootstrap", "organization"], environment }
    : { name, kind: "application", tier, dependsOn: [`env-${environment}`], environment };
}

/** The backend that has the states of environments, and the journal. */
export const backendOf = (workspace: Workspace): string => workspace.backendOf(stackNamed("env-any"));

/** A backend that isn't there has no states, which is not the same as that nothing was made. */
async function requireBackend({ google }: Workspace, url: string): Promise<void> {
  const { protocol, host } = new URL(url);
  if (protocol === "file:" && !existsSync(fileURLToPath(new URL(url)))) {
    throw new UserError(`the folder of the backend ${url} is not there`);
  }
  if (protocol === "gs:") await google.request("storage.googleapis.com", `/storage/v1/b/${host}?fields=name`);
}

const lastPart = (text: unknown): string => String(text).split("/").at(-1)!;

/** What a resource is called outside of the project of its environment, where it lives there. */
function heldBy({ type, outputs, inputs }: ResourceState): string[] {
  const of = { ...inputs, ...outputs };
  if (type === "gcp:billing/budget:Budget")
    return [`billingAccounts/${of.billingAccount}/budgets/${lastPart(of.name)}`];
  if (type === "gcp:dns/recordSet:RecordSet") return [`${of.name} ${of.type}`];
  if (type === "gcp:resourcemanager/lien:Lien") return [`liens/${lastPart(of.name)}`];
  return [];
}

/** Who holds a lock, and may be alive. */
async function workerOf(
  workspace: Workspace,
  store: StateStore,
  locks: readonly { owner: LockOwner }[],
): Promise<LockOwner | undefined> {
  for (const { owner } of locks) {
    if (!isDead(owner) && !(await workspace.isOver(store, owner))) return owner;
  }
  return undefined;
}

async function stackFound(
  workspace: Workspace,
  stack: StackPlan,
): Promise<{ found: StackFound; written?: number } | undefined> {
  const store = workspace.storeOf(stack);
  const [checkpoint, locks] = await Promise.all([readCheckpoint(store, stack.name), readLocks(store, stack.name)]);
  // Gone since it was listed.
  if (!checkpoint) return undefined;
  const made = checkpoint.resources.filter(({ custom, type }) => custom && !type.startsWith("pulumi:"));
  const project = made.find(({ type }) => type === "gcp:organizations/project:Project");
  const owner = await workerOf(workspace, store, locks);
  const found: StackFound = {
    name: stack.name,
    environment: stack.environment!,
    part: stack.kind === "environment" ? "environment" : "application",
    // What was being made when an engine was killed may be there.
    resources: made.length + checkpoint.pending.length,
    protected: checkpoint.resources.filter(({ protect }) => protect).length,
    holds: made.flatMap(heldBy),
    ...(owner && {
      busy: `process ${owner.pid} of ${owner.username} on ${owner.hostname} since ${owner.timestamp}`,
    }),
    ...(project && { project: String(project.outputs?.projectId ?? project.inputs?.projectId) }),
  };
  return { found, ...(checkpoint.time && { written: Date.parse(checkpoint.time) }) };
}

/**
 * The states of all environments that aren't production's, also of those that no file names, and when the newest of them
 * was written, in milliseconds since the epoch. Production's are nobody's business here, who may not even read them.
 */
export async function readStacks(workspace: Workspace): Promise<{ stacks: StackFound[]; newest?: number }> {
  const url = backendOf(workspace);
  await requireBackend(workspace, url);
  const names = (await workspace.storeAt(url).list(`.pulumi/stacks/${projectName}`)).flatMap(
    (path) => /\/((?:env|app)-[^/]+)\.json$/.exec(path)?.[1] ?? [],
  );
  const all = await inParallel(names, atOnce, (name) => stackFound(workspace, stackNamed(name)));
  const there = all.filter((each) => each !== undefined);
  const times = there.flatMap(({ written }) => written ?? []);
  return { stacks: there.map(({ found }) => found), ...(times.length > 0 && { newest: Math.max(...times) }) };
}
