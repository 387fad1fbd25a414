import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findExisting } from "../google/existing/index.ts";
import type { StackPlan } from "../plan/stacks.ts";
import { type Checkpoint, lastUpdate, readCheckpoint } from "./checkpoint.ts";
import { nameOf, newRunState, takeEvent } from "./events.ts";
import type { Workspace } from "./workspace.ts";

/** A resource whose creation nobody saw the end of. */
interface Candidate {
  urn: string;
  type: string;
  parent?: string;
  inputs: Record<string, unknown>;
}

/** A resource that was found to be there and taken into the state. */
export interface Adopted {
  urn: string;
  type: string;
  id: string;
}

/** Milliseconds by which this machine's clock and Google's may differ. */
const clockDifference = 120_000;

/** What was being made when the engine was killed. */
function interrupted({ pending, resources }: Checkpoint): Candidate[] {
  const known = new Set(resources.filter((resource) => !resource.delete).map(({ urn }) => urn));
  return pending
    .filter(({ type, resource }) => type === "creating" && !known.has(resource.urn))
    .map(({ resource: { urn, type, parent, inputs = {} } }) => ({ urn, type, inputs, ...(parent && { parent }) }));
}

/** How the engine writes a value that a preview can't know (a constant of its protocol). */
const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Leaves out what isn't known yet, at every depth. */
function known(inputs: Record<string, unknown>): Record<string, unknown> {
  return JSON.parse(JSON.stringify(inputs, (_, value) => (value === unknown ? undefined : value)));
}

/** What the next update would make. */
async function planned(workspace: Workspace, stack: StackPlan): Promise<Candidate[]> {
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

/**
 * Brings the state of a stack and the world together after a run that was killed, or that lost the answer to a request:
 * what was made all the same is taken into the state, so that nothing is made twice. Returns what was taken in.
 */
export async function recover(workspace: Workspace, stack: StackPlan): Promise<Adopted[]> {
  const store = workspace.storeOf(stack);
  const checkpoint = await readCheckpoint(store, stack.name);
  if (!checkpoint) return [];
  const last = await lastUpdate(store, stack.name);
  const failed = last?.result === "failed";
  if (checkpoint.pending.length === 0 && !failed) return [];

  const found: (Adopted & { parent?: string })[] = [];
  const look = async (candidates: Candidate[], since: number) => {
    for (const { urn, type, inputs, parent } of candidates) {
      if (found.some((each) => each.urn === urn)) continue;
      const existing = await findExisting(workspace.google, type, inputs);
      // What is older than the run that may have made it is somebody else's.
      if (!existing || (existing.createdAt !== undefined && existing.createdAt < since)) continue;
      found.push({ urn, type, id: existing.id, ...(parent && { parent }) });
    }
  };
  await look(interrupted(checkpoint), 0);
  if (failed) await look(await planned(workspace, stack), last.startTime * 1000 - clockDifference);
  if (found.length > 0) await adopt(workspace, stack, found);
  // Only now: until what was found is in the state, the pending operations are all that is known of it.
  if (checkpoint.pending.length > 0) await forgetPending(workspace, stack);
  return found.map(({ urn, type, id }) => ({ urn, type, id }));
}

/** Imports resources into the state of a stack. */
async function adopt(workspace: Workspace, stack: StackPlan, found: (Adopted & { parent?: string })[]): Promise<void> {
  const parents = [...new Set(found.map(({ parent }) => parent).filter((parent) => parent !== undefined))];
  const folder = mkdtempSync(join(tmpdir(), "sgdist-import-"));
  try {
    const file = join(folder, "resources.json");
    const nameTable = Object.fromEntries(parents.map((urn, index) => [`parent${index}`, urn]));
    const resources = found.map(({ urn, type, id, parent }) => ({
      type,
      name: nameOf(urn),
      id,
      ...(parent && { parent: `parent${parents.indexOf(parent)}` }),
    }));
    writeFileSync(file, JSON.stringify({ nameTable, resources }));
    const args = ["import", "--file", file, "--stack", stack.name, "--yes", "--skip-preview"];
    const { code, output } = await workspace.run(stack, [
      ...args,
      "--protect=false",
      "--generate-code=false",
      "--json",
    ]);
    if (code !== 0) throw new Error(`what an interrupted run made could not be taken into the state:\n${output}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** An exported state has no pending operations when it is taken back. */
async function forgetPending(workspace: Workspace, stack: StackPlan): Promise<void> {
  const exported = await workspace.run(stack, ["stack", "export", "--stack", stack.name]);
  const backend = workspace.backendOf(stack);
  const args = ["stack", "import", "--stack", stack.name];
  const imported = exported.code === 0 ? await workspace.runAt(backend, args, undefined, exported.output) : exported;
  if (imported.code !== 0) throw new Error(`the interrupted operations could not be cleared:\n${imported.output}`);
}
