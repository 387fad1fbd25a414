import type { StackPlan } from "../plan/stacks.ts";
import { UserError } from "../spec/problem.ts";
import { lastUpdate } from "./checkpoint.ts";
import type { Workspace } from "./workspace.ts";

/** Beside the states: whoever may write those may write these. */
const pathOf = ({ name }: StackPlan): string => `.sgdist/adoption/${name}.json`;

/** What is kept of a stack while something is taken over into it. */
interface Kept {
  readonly version: 1;
  /** When its last update began, in seconds since the epoch: after another one, this is no longer what was before. */
  readonly updated: number | null;
  /** Its state before the first import, as the engine exports it: its secrets are encrypted. */
  readonly state: unknown;
}

const updatedAt = async (workspace: Workspace, stack: StackPlan): Promise<number | null> =>
  (await lastUpdate(workspace.storeOf(stack), stack.name))?.startTime ?? null;

/**
 * Keeps the state of a stack as it is before the first import, to put it back. What an import that was killed had kept
 * stays: only that is without a part of it.
 * @throws SyntaxError when the state can't be read whole: nothing is imported that couldn't be taken back.
 */
export async function keepState(workspace: Workspace, stack: StackPlan): Promise<void> {
  const store = workspace.storeOf(stack);
  const updated = await updatedAt(workspace, stack);
  const text = await store.read(pathOf(stack));
  if (text !== undefined) {
    if ((JSON.parse(text) as Kept).updated === updated) return;
    await store.remove(pathOf(stack));
  }
  const { code, output } = await workspace.run(stack, ["stack", "export", "--stack", stack.name]);
  if (code !== 0) throw new Error(`the state of ${stack.name} could not be read:\n${output}`);
  const kept: Kept = { version: 1, updated, state: JSON.parse(output) };
  await store.create(pathOf(stack), kept);
}

/** Forgets what was kept: the taking over has ended. */
export async function forgetKept(workspace: Workspace, stack: StackPlan): Promise<void> {
  await workspace.storeOf(stack).remove(pathOf(stack));
}

/** Puts the state of a stack back as it was before the first import. */
export async function putBack(workspace: Workspace, stack: StackPlan): Promise<void> {
  const { state } = JSON.parse((await workspace.storeOf(stack).read(pathOf(stack))) ?? "{}") as Partial<Kept>;
  if (state === undefined) throw new Error(`nothing is kept of the state of ${stack.name} to put back`);
  const args = ["stack", "import", "--stack", stack.name];
  const { code, output } = await workspace.runAt(workspace.backendOf(stack), args, undefined, JSON.stringify(state));
  if (code !== 0) throw new Error(`the state of ${stack.name} could not be put back:\n${output}`);
  await forgetKept(workspace, stack);
}

/**
 * Refuses to change a stack into which something is being taken over: what was imported may have to be replaced, which
 * only the end of it tells.
 * @throws UserError with the command that ends it.
 */
export async function refuseUnfinished(workspace: Workspace, stack: StackPlan): Promise<void> {
  if ((await workspace.storeOf(stack).read(pathOf(stack))) === undefined) return;
  throw new UserError(
    `${stack.name}: an import of what is there already hasn't ended, so nothing is changed. End it first; it goes on ` +
      `where it was, or takes back what it did: sgdist adopt import ${stack.name}`,
  );
}
