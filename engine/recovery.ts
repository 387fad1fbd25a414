import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findExisting } from "../google/existing/index.ts";
import type { StackPlan } from "../plan/stacks.ts";
import { type Checkpoint, lastUpdate, readCheckpoint } from "./checkpoint.ts";
import { nameOf, newRunState, takeEvent, typeOf } from "./events.ts";
import type { LockOwner } from "./locks.ts";
import type { StateStore } from "./state-store.ts";
import type { Workspace } from "./workspace.ts";

/** A resource whose creation nobody saw the end of. */
export interface Candidate {
  urn: string;
  type: string;
  parent?: string;
  inputs: Record<string, unknown>;
}

/** A resource that is there although the state doesn't know of it. */
export interface Lost {
  urn: string;
  type: string;
  /** The ID by which the engine imports it. */
  id: string;
  parent?: string;
}

/** Milliseconds by which this machine's clock and Google's may differ. */
const clockDifference = 120_000;

/** What was being made when the engine was killed. */
function interrupted({ pending }: Checkpoint): Candidate[] {
  return pending
    .filter(({ type }) => type === "creating")
    .map(({ resource: { urn, type, parent, inputs = {} } }) => ({ urn, type, inputs, ...(parent && { parent }) }));
}

/** How the engine writes a value that a preview can't know (a constant of its protocol). */
const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Leaves out what isn't known yet, at every depth. */
export function known(inputs: Record<string, unknown>): Record<string, unknown> {
  return JSON.parse(JSON.stringify(inputs, (_, value) => (value === unknown ? undefined : value)));
}

/** What the next update would make. */
export async function planned(workspace: Workspace, stack: StackPlan): Promise<Candidate[]> {
  const state = newRunState();
  await workspace.run(stack, ["preview", "--stack", stack.name, "--json"], (event) => takeEvent(state, event, 0));
  return state.steps
    .filter(({ op }) => op === "create")
    .map(({ urn, type, new: made }) => ({
      urn,
      type,
      inputs: known(made?.inputs ?? {}),
      ...(made?.parent && { parent: made.parent }),
    }));
}

/** What tells that a run may have made things that the state doesn't know of. */
export interface Evidence {
  /** What was being made when an engine was killed. */
  interrupted: Candidate[];
  /** When the run began that failed or was killed, in milliseconds since the epoch; undefined when none did. */
  since: number | undefined;
}

/** Reads the traces of an earlier run. `locks`: those of owners that are dead. */
export async function findEvidence(store: StateStore, stack: string, locks: readonly LockOwner[]): Promise<Evidence> {
  const checkpoint = await readCheckpoint(store, stack);
  const last = await lastUpdate(store, stack);
  const times = locks.map(({ timestamp }) => Date.parse(timestamp));
  if (last?.result === "failed") times.push(last.startTime * 1000);
  return {
    interrupted: checkpoint ? interrupted(checkpoint) : [],
    since: times.length > 0 ? Math.min(...times) - clockDifference : undefined,
  };
}

/**
 * Looks for what an earlier run made without the state knowing of it. What was being made when an engine was killed is
 * looked for in any case; what an update would make, only among what is not older than the run that went wrong: anything
 * older is somebody else's.
 */
export async function findLost(workspace: Workspace, stack: StackPlan, evidence: Evidence): Promise<Lost[]> {
  const checkpoint = await readCheckpoint(workspace.storeOf(stack), stack.name);
  const known = new Set(checkpoint?.resources.map(({ urn }) => urn));
  const lost: Lost[] = [];
  const look = async (candidates: Candidate[], since: number) => {
    for (const { urn, type, inputs, parent } of candidates) {
      if (known.has(urn) || lost.some((each) => each.urn === urn)) continue;
      const existing = await findExisting(workspace.google, type, inputs);
      if (!existing || (existing.createdAt !== undefined && existing.createdAt < since)) continue;
      lost.push({ urn, type, id: existing.id, ...(parent && { parent }) });
    }
  };
  await look(evidence.interrupted, 0);
  if (evidence.since !== undefined) await look(await planned(workspace, stack), evidence.since);
  return lost;
}

/** A component that holds resources, as the engine remembers it. */
export interface Holder {
  urn: string;
  type: string;
  parent?: string;
}

/**
 * Imports resources into the state of a stack. `holders`: components that the state doesn't know yet, those around others
 * first; without them the engine knows no parent of what is in them.
 */
export async function adopt(
  workspace: Workspace,
  stack: StackPlan,
  found: readonly Lost[],
  holders: readonly Holder[] = [],
): Promise<void> {
  if (found.length === 0) return;
  // The file calls everything by a name of its own: those of different types may be called the same.
  const names = new Map(holders.map(({ urn }, index) => [urn, `holder${index}`]));
  const nameTable: Record<string, string> = {};
  const nameOfParent = (urn: string): string => {
    if (!names.has(urn)) {
      names.set(urn, `parent${names.size}`);
      nameTable[names.get(urn)!] = urn;
    }
    return names.get(urn)!;
  };
  const entry = ({ urn, type, parent }: Holder, name: string) => ({
    type,
    name,
    logicalName: nameOf(urn),
    // What has no other parent is the stack's, which the engine sees to.
    ...(parent && typeOf(parent) !== "pulumi:pulumi:Stack" && { parent: nameOfParent(parent) }),
  });
  const folder = mkdtempSync(join(tmpdir(), "sgdist-import-"));
  try {
    const file = join(folder, "resources.json");
    const resources = [
      ...holders.map((each, index) => ({ ...entry(each, `holder${index}`), component: true })),
      ...found.map((each, index) => ({ ...entry(each, `resource${index}`), id: each.id })),
    ];
    writeFileSync(file, JSON.stringify({ nameTable, resources }));
    const args = ["import", "--file", file, "--stack", stack.name, "--yes", "--skip-preview"];
    const { code, output } = await workspace.run(stack, [
      ...args,
      "--protect=false",
      "--generate-code=false",
      "--json",
    ]);
    if (code !== 0) throw new Error(`what is there already could not be taken into the state:\n${output}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Clears the record of what was being made when an engine was killed; only once all that is settled. An exported state
 * has no pending operations when it is taken back.
 */
export async function forgetInterrupted(workspace: Workspace, stack: StackPlan): Promise<void> {
  const checkpoint = await readCheckpoint(workspace.storeOf(stack), stack.name);
  if (!checkpoint || checkpoint.pending.length === 0) return;
  const exported = await workspace.run(stack, ["stack", "export", "--stack", stack.name]);
  const backend = workspace.backendOf(stack);
  const args = ["stack", "import", "--stack", stack.name];
  const imported = exported.code === 0 ? await workspace.runAt(backend, args, undefined, exported.output) : exported;
  if (imported.code !== 0) throw new Error(`the interrupted operations could not be cleared:\n${imported.output}`);
}
