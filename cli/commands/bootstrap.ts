import { randomInt } from "node:crypto";
import { type ExportState, exportInstructions, readExport } from "../../bootstrap/billing-export.ts";
import type { Facts, Finding } from "../../bootstrap/facts.ts";
import { type BootstrapProject, type NewId, newId, takenIds } from "../../bootstrap/new-id.ts";
import { isShort, preflight } from "../../bootstrap/preflight/index.ts";
import { type Room, roomOf } from "../../bootstrap/preflight/room.ts";
import { readFacts } from "../../bootstrap/read-facts.ts";
import { attempt } from "../../bootstrap/reading.ts";
import { stateFacts } from "../../bootstrap/state-facts.ts";
import { readSteps, type StepStatus } from "../../bootstrap/status.ts";
import { stepTitles } from "../../bootstrap/steps.ts";
import { StackFailure, type Report as StackReport } from "../../engine/operations.ts";
import type { Outcome } from "../../engine/schedule.ts";
import { repositoryNumbers } from "../../github/numbers.ts";
import type { StackPlan } from "../../plan/stacks.ts";
import { readFiles } from "../../spec/load.ts";
import { UserError } from "../../spec/problem.ts";
import { type Context, clockOf, openContext, projectRoot, today } from "../context.ts";
import { exportText, findingsText, roomText, stepsText } from "../output/bootstrap.ts";
import { exitCodes, Reported } from "../run.ts";
import { writeEdits } from "../write-edits.ts";
import { asJson, failureCode, operateAll, showFailures } from "./operate.ts";

/** The options of `bootstrap`. */
export interface BootstrapOptions {
  check?: boolean;
  yes?: boolean;
  json?: boolean;
  target?: string;
  projectsLeft?: string;
  linksLeft?: string;
  newId?: BootstrapProject;
}

/** What was looked at, and what came of it. */
interface Report {
  findings: readonly Finding[];
  room: readonly Room[];
  steps: StepStatus[];
  export?: ExportState;
  /** What the engine failed at. */
  failed?: object[];
  newIds: Omit<NewId, "edits">[];
}

/** What somebody says that the console shows. @throws UserError for what is no number, of all at once. */
function toldBy({ projectsLeft, linksLeft }: BootstrapOptions): Facts["told"] {
  const asked = Object.entries({ "--projects-left": projectsLeft, "--links-left": linksLeft });
  const wrong = asked.filter(([, count]) => count !== undefined && !/^\d{1,6}$/.test(count));
  if (wrong.length > 0) {
    throw new UserError(wrong.map(([option, count]) => `${option} ${count}: allowed is a number from 0.`).join("\n"));
  }
  return {
    ...(projectsLeft !== undefined && { projectsLeft: Number(projectsLeft) }),
    ...(linksLeft !== undefined && { linksLeft: Number(linksLeft) }),
  };
}

const stackOf = ({ stacks }: Context): StackPlan => stacks.find(({ kind }) => kind === "bootstrap")!;

/** Reads how far the steps of the engine are. */
async function look(context: Context): Promise<StepStatus[]> {
  const { workspace, specification } = context;
  return readSteps(workspace.google, specification.organization, await stateFacts(workspace, stackOf(context)));
}

/** Reads all that has to be so before the first change, and judges it. */
async function examine(context: Context, told: Facts["told"]): Promise<Pick<Report, "findings" | "room">> {
  const { workspace, specification, target } = context;
  const { repository } = specification.organization.github;
  const facts = await readFacts(workspace.google, specification, {
    environment: workspace.environment,
    now: (await clockOf(context))(),
    state: await stateFacts(workspace, stackOf(context)),
    told,
    // The local cloud has neither Cloud Identity nor GitHub.
    groups: target === "google",
    ...(target === "google" && { repository: () => repositoryNumbers(repository, workspace.environment) }),
  });
  return { findings: preflight(specification, facts), room: roomOf(specification, facts) };
}

async function confirm(message: string, options: BootstrapOptions): Promise<void> {
  if (options.yes) return;
  if (options.json || !process.stdin.isTTY) {
    throw new UserError(`${message} There is nobody to ask: add --yes. Nothing was changed.`);
  }
  const prompts = await import("@clack/prompts");
  const answer = await prompts.confirm({ message, initialValue: false });
  if (prompts.isCancel(answer) || !answer) throw new UserError("Stopped. Run it again to go on.");
}

/** Writes another ID of a shared project down. */
function writeNewId(key: BootstrapProject): NewId {
  const root = projectRoot();
  const made = newId(readFiles(root), key, today(), (below) => randomInt(below));
  writeEdits(root, made.edits);
  return made;
}

/** Chooses another ID for a shared project that isn't made yet. @throws UserError for one that is. */
async function replaceId(key: BootstrapProject, options: BootstrapOptions): Promise<void> {
  const context = await openContext(options.target);
  const { id } = context.specification.organization.projects[key];
  const state = await stateFacts(context.workspace, stackOf(context));
  if (state.projects.includes(id)) {
    throw new UserError(`${id} is made, and in the state of bootstrap: an ID in use is never given up.`);
  }
  const { edits: _, ...made } = writeNewId(key);
  console.log(options.json ? JSON.stringify(made, null, 2) : `Wrote ${made.to} in the place of ${made.from}.`);
}

/** How many IDs may turn out to be taken before something else must be wrong. */
const mostNewIds = 8;

/**
 * Lets the engine make everything, as `sgdist up bootstrap` does. Where an ID is taken, another one is written down. Returns
 * the context with the IDs that hold now, and what failed.
 */
async function bringUp(
  first: Context,
  options: BootstrapOptions,
  newIds: Report["newIds"],
): Promise<{ context: Context; failed?: Outcome<StackReport>[] }> {
  for (let context = first; ; context = await openContext(options.target)) {
    // What was whole once and isn't any more was changed by somebody: the state doesn't know that.
    const refresh = (await stateFacts(context.workspace, stackOf(context))).at === "home";
    const outcomes = await operateAll(context, [stackOf(context)], "up", { json: options.json ?? false, refresh });
    const [outcome] = outcomes;
    if (outcome?.status === "done") return { context };
    const errors = outcome?.status === "failed" && outcome.error instanceof StackFailure ? outcome.error.errors : [];
    const taken: BootstrapProject[] = [];
    for (const key of takenIds(errors)) {
      const { id } = context.specification.organization.projects[key];
      // What the caller can see is no stranger's: then the engine's own remedy holds.
      const seen = await attempt(
        context.workspace.google.request("cloudresourcemanager.googleapis.com", `/v3/projects/${id}`),
      );
      if ("refused" in seen) taken.push(key);
    }
    if (taken.length === 0 || newIds.length + taken.length > mostNewIds) {
      return { context, failed: outcomes };
    }
    for (const key of taken) {
      const { id } = context.specification.organization.projects[key];
      await confirm(`${id} is taken, by somebody whom Google doesn't name. Choose another ID for ${key}?`, options);
      const { edits: _, ...made } = writeNewId(key);
      newIds.push(made);
      if (!options.json) console.log(`${made.from} is taken: wrote ${made.to} into organization.yaml and ledger.yaml.`);
    }
  }
}

const exportStep = ({ state, found }: ExportState): StepStatus => ({
  key: "export",
  title: stepTitles.export,
  state,
  missing: state === "done" ? [] : [{ what: "billing export", found }],
});

/** The command bootstrap: tells what is short, makes what is missing, and looks at every step again. */
export async function bootstrap(options: BootstrapOptions): Promise<void> {
  const told = toldBy(options);
  if (options.newId) return replaceId(options.newId, options);
  let context = await openContext(options.target);
  let ran = false;
  const report: Report = { findings: [], room: [], steps: await look(context), newIds: [] };
  const say = (text: string) => {
    if (!options.json) console.log(text);
  };
  const isDone = () => report.steps.every(({ state }) => state === "done" || state === "waiting");
  const finish = async (code?: number) => {
    const found = await readExport(
      context.workspace.google,
      context.specification.organization,
      (await clockOf(context))(),
    );
    report.export = found;
    report.steps.push(exportStep(found));
    if (options.json) console.log(JSON.stringify({ done: isDone(), ...report }, null, 2));
    else {
      console.log(`\n${stepsText(report.steps, ran || report.steps.some(({ state }) => state === "done"))}`);
      if (found.state !== "done" && report.steps.every(({ key, state }) => key === "export" || state === "done")) {
        console.log(`\n${exportText(found, exportInstructions(context.specification.organization))}`);
      }
      if (report.newIds.length > 0) console.log("\nCommit organization.yaml and ledger.yaml: they have new IDs.");
    }
    if (ran && code) say("\nWhat was made is kept. Mend the cause, and run it again: it goes on where it was.");
    if (code) throw new Reported(code);
  };
  if (isDone() && !options.check) {
    say("Everything that the engine makes is there, as Google itself says.");
    return finish();
  }
  const isOpen = report.steps.some(({ state }) => state === "open");
  if (!isOpen && !options.check) {
    say("What the engine made can't all be read by you, so nothing was changed.");
    return finish(exitCodes.failed);
  }
  Object.assign(report, await examine(context, told));
  say(`${findingsText(report.findings)}\n\n${roomText(report.room)}`);
  if (options.check || isShort(report.findings)) {
    if (isShort(report.findings)) say("\nNothing was changed.");
    return finish(isShort(report.findings) ? exitCodes.mistaken : undefined);
  }
  const { organization } = context.specification.organization;
  await confirm(`Make what is missing in ${organization.domain} (${organization.id})?`, options);
  ran = true;
  const { context: brought, failed } = await bringUp(context, options, report.newIds);
  context = brought;
  if (failed && options.json) report.failed = asJson(failed, new Map());
  else if (failed) showFailures(failed);
  report.steps = await look(context);
  if (failed) return finish(failureCode(failed));
  return finish(isDone() ? undefined : exitCodes.failed);
}
