import { findAdoptable } from "../google/existing/adoptable.ts";
import { UnseenError } from "../google/existing/seeing.ts";
import type { StackPlan } from "../plan/stacks.ts";
import { UserError } from "../spec/problem.ts";
import { AppliedStore, unitOf } from "./applied.ts";
import { readCheckpoint } from "./checkpoint.ts";
import { nameOf, newRunState, type StepMetadata, shortType, takeEvent } from "./events.ts";
import { initialise, locate, operate, type Report, StackFailure, type Watch } from "./operations.ts";
import { adopt, forgetInterrupted, type Holder, known, type Lost } from "./recovery.ts";
import { clearLocks, takeUp } from "./take-up.ts";
import { forgetKept, keepState, putBack } from "./unfinished-adoption.ts";
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

/**
 * What is there of what the next update would make.
 * @throws UserError with all lists that may not be read.
 */
async function existingOf(workspace: Workspace, stack: StackPlan, resources: Planned["resources"]): Promise<Lost[]> {
  const found: Lost[] = [];
  const unseen = new Set<string>();
  for (const { urn, type, inputs, parent } of resources) {
    try {
      const existing = await findAdoptable(workspace.google, type, inputs);
      if (existing) found.push({ urn, type, id: existing.id, ...(parent && { parent }) });
    } catch (error) {
      if (!(error instanceof UnseenError)) throw error;
      unseen.add(`  ${error.message}`);
    }
  }
  if (unseen.size === 0) return found;
  throw new UserError(
    [
      `${stack.name}: you may not see all that may be there, and what isn't seen would be made a second time:`,
      ...unseen,
      `Let somebody give you a role with these permissions; then it goes on: sgdist adopt import ${stack.name}`,
    ].join("\n"),
  );
}

/**
 * What an update would change after the imports.
 * @throws UserError with what the engine said; then the state is put back.
 */
async function previewed(workspace: Workspace, stack: StackPlan, watch: Watch): Promise<Report> {
  try {
    return await operate(workspace, stack, "preview", watch);
  } catch (error) {
    if (!(error instanceof StackFailure)) throw error;
    await putBack(workspace, stack);
    throw new UserError(`${error.message}\nThe state of ${stack.name} is as it was before.`);
  }
}

/** How often it is looked: the number of a project is known once that was imported, and then what names it is found. */
const rounds = 6;

/**
 * Takes what is there already into the state of a stack, where an update would make it. Nothing is written to Google. Can
 * be killed at any moment, and run again: what is in the state isn't looked for again, and until it has ended nothing else
 * changes the stack.
 * @throws StackFailure with what the engine said of an import. UserError when something would be replaced, or when the
 * preview fails; then the state is put back as it was before the first import.
 */
export async function adoptExisting(workspace: Workspace, stack: StackPlan, watch: Watch): Promise<Adoption> {
  await locate(workspace, stack);
  const note = (text: string) => watch(stack.name, newRunState(), text);
  if (!(await readCheckpoint(workspace.storeOf(stack), stack.name))) await initialise(workspace, stack, note);
  const imported: Lost[] = [];
  await settle(workspace, stack, imported, note);
  // What it was brought up with isn't known any more.
  await new AppliedStore(workspace.storeOf(stack)).forget(unitOf(stack));
  await keepState(workspace, stack);
  for (let round = 1; round <= rounds; round++) {
    const { resources, holders } = await planned(workspace, stack, watch);
    const found = await existingOf(workspace, stack, resources);
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
  const preview = await previewed(workspace, stack, watch);
  const gone = replaced(preview);
  if (gone.length === 0) {
    await forgetKept(workspace, stack);
    return { imported, preview };
  }
  await putBack(workspace, stack);
  throw new UserError(
    [
      `${stack.name} would do away with what is there, so the state is as it was before:`,
      ...gone.map(({ what, diffs }) => `  ${what}${diffs.length > 0 ? ` (${diffs.join(", ")})` : ""}`),
      "Change the specification so that it says what is there, or take the project over as foreign.",
    ].join("\n"),
  );
}
