import { findAdoptable } from "../google/existing/adoptable.ts";
import type { StackPlan } from "../plan/stacks.ts";
import { UserError } from "../spec/problem.ts";
import { AppliedStore, unitOf } from "./applied.ts";
import { readCheckpoint } from "./checkpoint.ts";
import { nameOf, newRunState, type StepMetadata, shortType, takeEvent } from "./events.ts";
import { initialise, locate, operate, type Report, StackFailure, type Watch } from "./operations.ts";
import { adopt, forgetInterrupted, type Holder, known, type Lost } from "./recovery.ts";
import { clearLocks, takeUp } from "./take-up.ts";
import type { Workspace } from "./workspace.ts";

/** What came of taking over what is there already. */
export interface Adoption {
  /** What the state knows now. */
  imported: readonly Lost[];
  /** What is still to be changed: a preview after it. */
  preview: Report;
}

/** What the next update would make, and the components that hold it. */
interface Planned {
  resources: { urn: string; type: string; parent?: string; inputs: Record<string, unknown> }[];
  holders: Holder[];
}

async function planned(workspace: Workspace, stack: StackPlan, watch: Watch): Promise<Planned> {
  const state = newRunState();
  const steps = new Map<string, StepMetadata>();
  const { code, output } = await workspace.run(stack, ["preview", "--stack", stack.name, "--json"], (event) => {
    takeEvent(state, event, performance.now());
    const metadata = event.resourcePreEvent?.metadata;
    if (metadata?.op === "create" && !metadata.type.startsWith("pulumi:")) steps.set(metadata.urn, metadata);
    watch(stack.name, state);
  });
  if (code !== 0) throw new StackFailure(stack.name, "preview", state.errors.length > 0 ? state.errors : [output]);
  const parentOf = (step: StepMetadata) => (step.new?.parent ? { parent: step.new.parent } : {});
  const all = [...steps.values()];
  return {
    resources: all
      .filter((step) => step.new?.custom === true)
      .map((step) => ({ urn: step.urn, type: step.type, inputs: known(step.new?.inputs ?? {}), ...parentOf(step) })),
    // The engine tells of what is around something before it tells of that.
    holders: all
      .filter((step) => step.new?.custom !== true)
      .map((step) => ({ urn: step.urn, type: step.type, ...parentOf(step) })),
  };
}

/** The components around resources, those around others first, out of those that the state doesn't know. */
export function holdersOf(found: readonly Lost[], holders: readonly Holder[]): Holder[] {
  const byUrn = new Map(holders.map((holder) => [holder.urn, holder]));
  const needed = new Set<string>();
  for (const { parent } of found) {
    for (let at = parent; at !== undefined && byUrn.has(at) && !needed.has(at); at = byUrn.get(at)!.parent)
      needed.add(at);
  }
  return holders.filter(({ urn }) => needed.has(urn));
}

/**
 * Puts in order what an earlier run left. What an update was making is looked for as always; an import that was killed
 * made nothing, and leaves only its lock: what it didn't come to is found again.
 */
async function settle(workspace: Workspace, stack: StackPlan, imported: Lost[], note: (text: string) => void) {
  const checkpoint = await readCheckpoint(workspace.storeOf(stack), stack.name);
  if (checkpoint?.pending.some(({ type }) => type === "creating")) {
    await takeUp(workspace, stack, imported, note);
    return;
  }
  await clearLocks(workspace, stack, note);
}

/** The whole state of a stack, to put it back. */
async function exported(workspace: Workspace, stack: StackPlan): Promise<string> {
  const { code, output } = await workspace.run(stack, ["stack", "export", "--stack", stack.name]);
  if (code !== 0) throw new Error(`the state of ${stack.name} could not be read:\n${output}`);
  // Nothing is imported that couldn't be taken back.
  JSON.parse(output);
  return output;
}

/** Operations that do away with what is there. */
const destructive = new Set(["replace", "delete", "create-replacement", "delete-replaced"]);

/** What a preview would do away with: nothing of that may be taken over. */
export const replaced = ({ steps }: Pick<Report, "steps">): { what: string; diffs: string[] }[] => [
  ...new Map(
    steps
      .filter(({ op, type }) => destructive.has(op) && !type.startsWith("pulumi:"))
      .map(({ urn, type, diffs = [] }) => [urn, { what: `${shortType(type)} ${nameOf(urn)}`, diffs }]),
  ).values(),
];

/** How often it is looked: the number of a project is known once that was imported, and then what names it is found. */
const rounds = 6;

/**
 * Takes what is there already into the state of a stack, where an update would make it. Nothing is written to Google. Can
 * be killed at any moment, and run again: what is in the state isn't looked for again.
 * @throws StackFailure with what the engine said, or UserError when something would be replaced; then the state is put back.
 */
export async function adoptExisting(workspace: Workspace, stack: StackPlan, watch: Watch): Promise<Adoption> {
  await locate(workspace, stack);
  const note = (text: string) => watch(stack.name, newRunState(), text);
  if (!(await readCheckpoint(workspace.storeOf(stack), stack.name))) await initialise(workspace, stack, note);
  const imported: Lost[] = [];
  await settle(workspace, stack, imported, note);
  // What it was brought up with isn't known any more.
  await new AppliedStore(workspace.storeOf(stack)).forget(unitOf(stack));
  const before = await exported(workspace, stack);
  for (let round = 1; round <= rounds; round++) {
    const { resources, holders } = await planned(workspace, stack, watch);
    const found: Lost[] = [];
    for (const { urn, type, inputs, parent } of resources) {
      const existing = await findAdoptable(workspace.google, type, inputs);
      if (existing) found.push({ urn, type, id: existing.id, ...(parent && { parent }) });
    }
    if (found.length === 0) break;
    note(`importing ${found.length} resources`);
    const there = new Set(
      (await readCheckpoint(workspace.storeOf(stack), stack.name))?.resources.map(({ urn }) => urn),
    );
    await adopt(
      workspace,
      stack,
      found,
      holdersOf(found, holders).filter(({ urn }) => !there.has(urn)),
    );
    imported.push(...found);
  }
  await forgetInterrupted(workspace, stack);
  const preview = await operate(workspace, stack, "preview", watch);
  const gone = replaced(preview);
  if (gone.length === 0) return { imported, preview };
  const { code, output } = await workspace.runAt(
    workspace.backendOf(stack),
    ["stack", "import", "--stack", stack.name],
    undefined,
    before,
  );
  if (code !== 0) throw new Error(`the state of ${stack.name} could not be put back:\n${output}`);
  throw new UserError(
    [
      `${stack.name} would do away with what is there, so the state is as it was before:`,
      ...gone.map(({ what, diffs }) => `  ${what}${diffs.length > 0 ? ` (${diffs.join(", ")})` : ""}`),
      "Change the specification so that it says what is there, or take the project over as foreign.",
    ].join("\n"),
  );
}
