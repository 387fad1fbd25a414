import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { RunState } from "../../../engine/events.ts";
import { assemble } from "../../../proposal/comment/parts.ts";
import { planParts } from "../../../proposal/comment/plan.ts";
import { type Examination, examine, isAcceptable } from "../../../proposal/examine.ts";
import { proposalFacts } from "../../../proposal/facts.ts";
import { readData, roleOf } from "../../../proposal/files.ts";
import { GitReader } from "../../../proposal/git.ts";
import { type PreviewSide, previewStacks, type StackPreview } from "../../../proposal/preview.ts";
import { layOutProgram, representatives } from "../../../proposal/programs.ts";
import { isGood, type Proposal } from "../../../proposal/proposal.ts";
import { type Files, parseSpecification } from "../../../spec/load.ts";
import type { Problem } from "../../../spec/problem.ts";
import { loadBook } from "../../../spending/prices/load.ts";
import { type Context, openContext, projectRoot, today } from "../../context.ts";
import { Live } from "../../output/live.ts";
import { exitCodes, Reported } from "../../run.ts";
import { countOf, parallelism } from "../operate.ts";
import { markerRoom, runSentence } from "./run.ts";

/** The options of `ci plan`. */
export interface PlanOptions {
  base: string;
  head: string;
  preview: boolean;
  most: string;
  out?: string;
  parallel?: string;
  json?: boolean;
  target?: string;
}

/** What git says of a proposal. */
interface Read {
  base: string;
  head: string;
  before: Files;
  after: Files;
  program: string[];
  /** Whether the program in this folder is the one that is proposed. */
  isProposedHere: boolean;
  problems: readonly Problem[];
}

async function read(root: string, options: PlanOptions): Promise<Read> {
  const git = new GitReader(root);
  const [base, head] = await Promise.all([git.commit(options.base), git.commit(options.head)]);
  const merge = await git.merge(base, head);
  const nothing = { base, head, before: new Map(), after: new Map(), program: [], isProposedHere: false };
  if ("conflicts" in merge) {
    const allowed = "a change that goes together with what is on the branch";
    const remedy = "Merge the branch into yours, and settle which of the two it is to be.";
    const found = "a change that contradicts one on the branch";
    return { ...nothing, problems: merge.conflicts.map((file) => ({ file, found, allowed, remedy })) };
  }
  const [was, is, changed] = await Promise.all([
    readData(git, base),
    readData(git, merge.tree),
    git.changed(base, merge.tree),
  ]);
  const program = changed.filter((path) => roleOf(path) === "program");
  const others = await git.changed(await git.commit("HEAD"), head);
  const isProposedHere = !others.some((path) => roleOf(path) === "program");
  return { base, head, before: was.files, after: is.files, program, isProposedHere, problems: is.problems };
}

/** What is previewed of a proposal, and what isn't. */
function chosen({ units }: Examination, { after }: Read, ranProposed: boolean, most: number): [string[], string[]] {
  const changed = units.flatMap(({ stacks }) => stacks);
  const shown = ranProposed ? representatives(parseSpecification(after, today())) : [];
  const all = [...new Set([...changed, ...shown])];
  return [all.slice(0, most), all.slice(most)];
}

async function previews(
  { root, workspace }: Context,
  read: Read,
  ranProposed: boolean,
  stacks: string[],
  options: PlanOptions,
): Promise<StackPreview[]> {
  const live = new Live(options.json ?? false);
  const folder = mkdtempSync(join(tmpdir(), "sgdist-program-"));
  try {
    const head: PreviewSide = { files: read.after, program: root };
    let base: PreviewSide = { files: read.before, program: root };
    if (ranProposed) {
      await layOutProgram(root, read.base, folder);
      base = { ...base, program: folder };
    }
    return await previewStacks({
      base,
      head,
      stacks,
      engine: workspace.engine,
      environment: workspace.environment,
      today: today(),
      parallel: parallelism(options.parallel),
      watch: (stack: string, state: RunState, note?: string) => live.watch(stack, state, note),
    });
  } finally {
    live.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Makes everything that is known of a proposal. */
async function propose(root: string, options: PlanOptions): Promise<Proposal> {
  const most = countOf("--most", options.most);
  const found = await read(root, options);
  const { base, head, program } = found;
  const empty: Examination = { problems: found.problems, environments: [], units: [], verdicts: [], notes: [] };
  const examination =
    found.problems.length > 0
      ? empty
      : examine({ base: found.before, head: found.after, today: today(), book: loadBook(root) });
  const nothing = { where: "none", ranProposed: false, previews: [], left: [] } as const;
  const proposal = { base, head, examination, program, ...nothing };
  if (!isAcceptable(examination)) return { ...proposal, because: "What is wrong is to be mended first" };
  const changed = examination.units.flatMap(({ stacks }) => stacks);
  if (!options.preview) return { ...proposal, left: changed, because: "It was asked to make none" };
  if (changed.length === 0 && program.length === 0) return proposal;
  const context = await openContext(options.target);
  const isLocal = context.target === "local" && program.length > 0;
  const ranProposed = isLocal && found.isProposedHere;
  const [stacks, left] = chosen(examination, found, ranProposed, most);
  const elsewhere = "The program in this folder isn't the one that is proposed: to see what that does, check it out";
  const about = { ...proposal, left, ...(isLocal && !ranProposed && { because: elsewhere }) };
  if (stacks.length === 0) return about;
  const made = await previews(context, found, ranProposed, stacks, options);
  return { ...about, where: context.target, ranProposed, previews: made };
}

/** The command ci plan: what a proposal would change, cost and break, as people are told it in its pull request. */
export async function plan(options: PlanOptions): Promise<void> {
  const proposal = await propose(projectRoot(), options);
  const parts = planParts(proposal);
  const facts = JSON.stringify(proposalFacts(proposal), null, 2);
  const whole = parts.map(({ text }) => text).join("\n\n");
  if (options.out !== undefined) {
    mkdirSync(options.out, { recursive: true });
    const files = {
      "comment.md": assemble(parts, runSentence(process.env), markerRoom),
      "plan.md": whole,
      "plan.json": facts,
    };
    for (const [name, text] of Object.entries(files)) writeFileSync(join(options.out, name), `${text}\n`);
  }
  console.log(options.json ? facts : whole);
  if (!isGood(proposal)) throw new Reported(exitCodes.failed);
}
