import { type Asked, choose } from "../../adoption/choose.ts";
import { differencesOf } from "../../adoption/differences.ts";
import { adoptionEdits, type Choice } from "../../adoption/edits.ts";
import { type Explained, explain } from "../../adoption/explain.ts";
import { plannedFor } from "../../adoption/planned.ts";
import { targetText } from "../../adoption/proposal.ts";
import { foundTree } from "../../adoption/tree.ts";
import { type Adoption, adoptExisting } from "../../engine/adoption.ts";
import { StackFailure } from "../../engine/operations.ts";
import { projectOf } from "../../engine/unimported.ts";
import type { StackPlan } from "../../plan/stacks.ts";
import { edited } from "../../spec/edit.ts";
import { type Files, parseSpecification, readFiles } from "../../spec/load.ts";
import { UserError } from "../../spec/problem.ts";
import type { Specification } from "../../spec/specification.ts";
import { budgetProblems } from "../../spending/estimate/problems.ts";
import { loadBook } from "../../spending/prices/load.ts";
import { chooseStacks, openContext, today } from "../context.ts";
import { importText } from "../output/adopt-import.ts";
import { inventoryNotes, inventoryTree } from "../output/adopt-inventory.ts";
import { planText } from "../output/adopt-plan.ts";
import { failureText } from "../output/failure.ts";
import { Live } from "../output/live.ts";
import { paint } from "../output/style.ts";
import { exitCodes, Reported } from "../run.ts";
import { writeEdits } from "../write-edits.ts";
import { readLive } from "./adopt-read.ts";
import { folderNamed } from "./guideline-audit.ts";

interface Options {
  json?: boolean;
  target?: string;
}

const importFacts = (stack: string, { imported }: Adoption, differences: readonly Explained[]) => ({
  stack,
  imported: imported.map(({ urn, type, id }) => ({ urn, type, id })),
  differences,
});

/**
 * Refuses stacks around projects that nobody decided to take over: a project of the same ID may be anybody's.
 * @throws UserError with what to do.
 */
function refuseStrangers(specification: Specification, stacks: readonly StackPlan[]): void {
  const wrong = stacks.flatMap((stack) => {
    const id = projectOf(specification, stack);
    if (stack.kind === "application") return [`${stack.name}: what runs in an environment is never taken over.`];
    if (id === undefined || specification.ledger[id]?.adopted) return [];
    return [`${stack.name}: ledger.yaml doesn't say that ${id} was taken over. \`sgdist adopt plan\` writes that.`];
  });
  if (wrong.length > 0) throw new UserError(wrong.join("\n"));
}

/** What went wrong with one stack, in words. @throws what is a bug of the program. */
function wordsOf(error: unknown): string {
  const text = error instanceof UserError ? error.message : failureText(error);
  if (text === undefined) throw error;
  return text;
}

/** The command adopt import: imports what is there into states. Writes nothing to Google. One that fails holds up no other. */
export async function importStacks(names: string[], options: Options): Promise<void> {
  const { specification, workspace, stacks } = await openContext(options.target);
  const chosen = chooseStacks(stacks, names, false);
  refuseStrangers(specification, chosen);
  const live = new Live(options.json ?? false);
  const facts = [];
  const errors: unknown[] = [];
  try {
    for (const stack of chosen) {
      try {
        const adoption = await adoptExisting(workspace, stack, (name, state, note) => live.watch(name, state, note));
        const differences = explain(adoption.preview);
        live.finish(stack.name, `${adoption.imported.length} imported`, false);
        if (options.json) facts.push(importFacts(stack.name, adoption, differences));
        else console.log(importText(stack.name, adoption.imported, differences));
      } catch (error) {
        const words = wordsOf(error);
        errors.push(error);
        live.finish(stack.name, "not imported", true);
        if (options.json) facts.push({ stack: stack.name, error: words });
        else console.error(paint("red", words, process.stderr));
      }
    }
  } finally {
    live.stop();
  }
  if (options.json) console.log(JSON.stringify(facts, null, 2));
  if (errors.length === 0) return;
  const isMistake = errors.every((error) => error instanceof UserError && !(error instanceof StackFailure));
  throw new Reported(isMistake ? exitCodes.mistaken : exitCodes.failed);
}

/** The command adopt inventory: what there is, and whether and as what it can be taken over. Changes nothing. */
export async function inventory(options: Options & { folder?: string }): Promise<void> {
  const context = await openContext(options.target);
  const { organization } = context.specification;
  const { live, proposals, score } = await readLive(context);
  const top = folderNamed(live, options.folder);
  const { folders } = live.landscape;
  const within = (folder: string | undefined): boolean => {
    if (top === undefined || folder === top) return true;
    const parent = folder === undefined ? undefined : folders.get(folder)?.parent;
    return typeof parent === "object" && parent.kind === "folder" && within(parent.folder);
  };
  const shown = proposals.filter(({ project }) => within(project.folder));
  if (options.json) {
    const projects = shown.map(({ target, ...rest }) => ({ ...rest, ...(target && { as: targetText(target) }) }));
    console.log(JSON.stringify({ score: score ?? null, projects, unseen: live.unseen }, null, 2));
    return;
  }
  const tree = foundTree(folders, shown, new Set(Object.keys(organization.folders)), top);
  const { domain, id } = organization.organization;
  console.log(inventoryTree(top === undefined ? `${domain} (${id})` : folders.get(top)!.name, tree));
  console.log(`\n${inventoryNotes(shown)}`);
}

/**
 * Refuses environments whose deployment costs more than their budget: `up` would refuse them.
 * @throws UserError with what each costs.
 */
function refuseTooDear(root: string, specification: Specification, files: Files, choices: readonly Choice[]): void {
  const names = choices.filter(({ as }) => as === "environment").map(({ name }) => name);
  if (names.length === 0) return;
  const problems = budgetProblems(specification, files, today(), loadBook(root), names);
  const here = "`--budget` says it here. Nothing was written.";
  if (problems.length > 0)
    throw UserError.of(problems.map((each) => ({ ...each, remedy: `${each.remedy ?? ""} ${here}` })));
}

/** The command adopt plan: shows what would differ, and writes the specification of projects that are to be taken over. */
export async function plan(ids: string[], options: Options & Asked & { dryRun?: boolean }): Promise<void> {
  const context = await openContext(options.target);
  const { root } = context;
  const { projects, proposals } = await readLive(context);
  const choices = choose(ids, options, proposals, context.specification, today());
  const files = readFiles(root);
  const edits = adoptionEdits(files, choices, new Set(projects.map(({ id }) => id)), today());
  const after = parseSpecification(edited(files, edits), today());
  refuseTooDear(root, after, edited(files, edits), choices);
  const planned = choices.map((choice) => {
    const { stack, planned } = plannedFor(after, choice, today());
    return { project: choice.project.id, stack, differences: differencesOf(choice.project, planned) };
  });
  const refused = planned.some(({ differences }) => differences.some(({ becomes }) => becomes === "refused"));
  if (!refused && !options.dryRun) writeEdits(root, edits);
  const written = refused || options.dryRun ? [] : [...edits.keys()];
  if (options.json) console.log(JSON.stringify({ planned, written, files: Object.fromEntries(edits) }, null, 2));
  else {
    for (const { project, stack, differences } of planned)
      console.log(`${planText(`${project} → ${stack}`, differences)}\n`);
    const stacks = planned.map(({ stack }) => stack).join(" ");
    if (refused) console.log("Nothing was written: what can't be would need something to be made anew.");
    else if (options.dryRun) console.log(`It would write ${[...edits.keys()].join(", ")}. Nothing was written.`);
    else
      console.log(`Wrote ${written.join(", ")}. Look at it with \`git diff\`; then \`sgdist adopt import ${stacks}\`.`);
  }
  if (refused) throw new Reported(exitCodes.mistaken);
}
