import { fileURLToPath } from "node:url";
import type { StackPlan } from "../plan/stacks.ts";
import { UserError } from "../spec/problem.ts";
import { AppliedStore, unitOf } from "./applied.ts";
import { locateBootstrap, makeBootstrapPassphrase, moveBootstrap } from "./bootstrap-state.ts";
import { outputsOf, readCheckpoint } from "./checkpoint.ts";
import { refuseDestruction, refuseProtected } from "./destruction.ts";
import { lostWorkloads } from "./drift.ts";
import { newRunState, type ResourceChange, type RunState, takeEvent } from "./events.ts";
import { changedByLimit } from "./limits.ts";
import { type Evidence, forgetInterrupted, type Lost } from "./recovery.ts";
import { remediesFor } from "./remedies.ts";
import { whileFreeingPods } from "./stuck-pods.ts";
import { bringAllBack, clearLocks, isConflict, lookAgain, takeUp } from "./take-up.ts";
import { refuseUnfinished } from "./unfinished-adoption.ts";
import { refuseUnimported } from "./unimported.ts";
import type { Workspace } from "./workspace.ts";

/** What is done with a stack. */
export type Verb = "preview" | "up" | "refresh" | "destroy";

/** How it went. */
export interface Report {
  stack: string;
  verb: Verb;
  /** How many resources each operation was or would be done to. */
  changes: Record<string, number>;
  steps: { op: string; urn: string; type: string; diffs?: string[] }[];
  /** All resources of a preview, as they are and as they would be. */
  resources: readonly ResourceChange[];
  /** What an interrupted run had made, or Google had kept, and is now known. */
  adopted: Lost[];
  warnings: string[];
  outputs: Record<string, unknown>;
  seconds: number;
}

/** A run of the engine that didn't end well. What it did before is kept in the state. */
export class StackFailure extends UserError {
  readonly stackName: string;
  readonly errors: string[];
  readonly remedies: string[];

  constructor(stack: string, verb: Verb, errors: string[]) {
    const remedies = remediesFor(errors);
    super([`${verb} of ${stack} failed:`, ...errors.map(indent), ...remedies.map((text) => `→ ${text}`)].join("\n"));
    this.stackName = stack;
    this.errors = errors;
    this.remedies = remedies;
  }
}

const indent = (text: string) => text.replaceAll(/^/gm, "  ");

/** What a caller is told while a run goes on. */
export type Watch = (stack: string, state: RunState, note?: string) => void;

const flags: Record<Verb, string[]> = {
  preview: [],
  // It previews first: what a whole stack shows is only held against the guidelines once all of it was registered.
  up: ["--yes"],
  refresh: ["--yes", "--skip-preview"],
  destroy: ["--yes", "--skip-preview"],
};

/**
 * Does something with a stack. Before a change, what an interrupted run left is put in order. `readFirst`: read how all is
 * before it is compared with what is to be (default: only where that is known to differ from the state).
 * @throws StackFailure with what the engine said, or UserError when the stack can't be worked on.
 */
export async function operate(
  workspace: Workspace,
  stack: StackPlan,
  verb: Verb,
  watch: Watch,
  readFirst = false,
): Promise<Report> {
  const start = performance.now();
  await locate(workspace, stack);
  let state = newRunState();
  const note = (text: string) => watch(stack.name, state, text);
  const adopted: Lost[] = [];
  const report = async (): Promise<Report> => {
    const checkpoint = await readCheckpoint(workspace.storeOf(stack), stack.name);
    return {
      stack: stack.name,
      verb,
      changes: state.changes,
      steps: state.steps.map(({ op, urn, type, diffs }) => ({ op, urn, type, ...(diffs?.length && { diffs }) })),
      resources: verb === "preview" ? [...state.resources.values()] : [],
      adopted,
      warnings: unique(state.warnings),
      outputs: checkpoint ? outputsOf(checkpoint) : {},
      seconds: Math.round((performance.now() - start) / 100) / 10,
    };
  };

  if (verb !== "preview") await refuseUnfinished(workspace, stack);
  if (verb === "up") await refuseUnimported(workspace, stack);
  if (!(await readCheckpoint(workspace.storeOf(stack), stack.name))) {
    if (verb === "refresh" || verb === "destroy") return report();
    await initialise(workspace, stack, note);
  }
  if (verb === "up" || verb === "destroy") await new AppliedStore(workspace.storeOf(stack)).forget(unitOf(stack));
  const evidence = verb === "preview" ? none : await takeUp(workspace, stack, adopted, note);
  if (verb === "destroy") await refuseProtected(workspace, stack);
  const lost = verb === "preview" || verb === "up" ? await lostWorkloads(workspace, stack) : [];
  if (lost.length > 0) note(`${lost.join(", ")}: changed in the cluster by somebody, so all of it is read first`);
  const limited = (verb === "preview" || verb === "up") && (await changedByLimit(workspace, stack));
  if (limited) note("a limit on spending changed what it runs on, so all of it is read first");
  const restored = new Set<string>();
  let reading = readFirst || lost.length > 0 || limited ? ["--refresh"] : [];
  for (let attempt = 1; ; attempt++) {
    state = newRunState();
    const work = () => run(workspace, stack, verb, state, watch, reading);
    const mending = stack.kind === "application" && verb === "up";
    const errors = await (mending ? whileFreeingPods(workspace, stack, note, work) : work());
    if (!errors) break;
    // Somebody else began after we had looked.
    if (attempt < attempts && isLocked(errors)) {
      await takeUp(workspace, stack, adopted, note);
      continue;
    }
    // What a run that was killed had deleted can't be deleted again: then it is read first what is there.
    if (verb === "destroy" && reading.length === 0) {
      note("reading all first, as some of it may be gone already");
      reading = ["--refresh"];
      continue;
    }
    // What an interrupted run began may only now come into being.
    const isThere = attempt < attempts && verb === "up" && isConflict(errors);
    const found = isThere ? await lookAgain(workspace, stack, evidence, note) : [];
    if (isThere && found.length === 0) found.push(...(await bringAllBack(workspace, stack, restored, note)));
    if (found.length === 0) throw new StackFailure(stack.name, verb, errors);
    adopted.push(...found);
  }
  if (verb !== "preview") await forgetInterrupted(workspace, stack);
  if (stack.kind === "bootstrap" && verb === "up" && (await moveBootstrap(workspace, stack))) {
    note(`moved the state into ${workspace.backendOf(stack)}`);
  }
  return report();
}

const none: Evidence = { interrupted: [], since: undefined };

/** How often a run is tried when what it would make turns out to be there, or somebody else is quicker. */
const attempts = 5;

/** Whether a run didn't begin because another one is under way. */
const isLocked = (errors: string[]): boolean => errors.some((error) => /currently locked by \d+ lock/.test(error));

/** The guidelines, which the engine holds against all that a run would make. */
const pack = fileURLToPath(new URL("../policies/pack/guidelines", import.meta.url));

/** Runs the engine once. `more`: flags besides those of the verb. Returns what went wrong, if something did. */
async function run(
  workspace: Workspace,
  stack: StackPlan,
  verb: Verb,
  state: RunState,
  watch: Watch,
  more: readonly string[],
): Promise<string[] | undefined> {
  const policies = verb === "preview" || verb === "up" ? ["--policy-pack", pack] : [];
  const args = [verb, "--stack", stack.name, "--json", ...flags[verb], ...policies, ...more];
  const { code, output } = await workspace.run(stack, args, (event) => {
    // Of the preview before an update only what was said counts.
    const isPlanned = (event.resourcePreEvent ?? event.resOutputsEvent)?.planning === true;
    if (isPlanned && verb !== "preview") return;
    takeEvent(state, event, performance.now());
    watch(stack.name, state);
  });
  if (code === 0) return undefined;
  return state.errors.length > 0 ? unique(state.errors) : [output];
}

const unique = (texts: string[]) => [...new Set(texts)];

/**
 * Says whether stacks may be destroyed, before any of them is.
 * @throws UserError when something is protected, when a stack that isn't named needs one that is, or while something is
 * being taken over.
 */
export async function checkDestruction(workspace: Workspace, stacks: readonly StackPlan[]): Promise<void> {
  for (const stack of stacks) await locate(workspace, stack);
  for (const stack of stacks) await refuseUnfinished(workspace, stack);
  await refuseDestruction(workspace, stacks);
}

/** Finds out where the state of a stack is. */
export async function locate(workspace: Workspace, stack: StackPlan): Promise<void> {
  if (stack.kind === "bootstrap") workspace.useBackend(stack, await locateBootstrap(workspace, stack));
}

/** Makes an empty stack. The key of the bootstrap stack is one of the things that it makes: it begins without. */
export async function initialise(workspace: Workspace, stack: StackPlan, note: (text: string) => void): Promise<void> {
  const key = workspace.secretsKeyOf(stack);
  if (stack.kind === "bootstrap" && key) makeBootstrapPassphrase(workspace);
  const provider = stack.kind === "bootstrap" || !key ? [] : ["--secrets-provider", key];
  for (let attempt = 1; ; attempt++) {
    const { code, output } = await workspace.run(stack, ["stack", "init", stack.name, "--no-select", ...provider]);
    // Another run may have made it since we looked.
    if (code === 0 || /stack '.*' already exists/.test(output)) return;
    if (attempt === attempts || !isLocked([output])) throw new StackFailure(stack.name, "up", [output]);
    // Another run is making it, or was killed at that.
    await clearLocks(workspace, stack, note);
  }
}
