import {
  type Considered,
  considerNow,
  type Desk,
  follow,
  followerNamed,
  followersOf,
  pause,
  resume,
} from "../../dogfood/desk.ts";
import { factsOf } from "../../dogfood/facts.ts";
import { Images } from "../../dogfood/images.ts";
import { titleOf } from "../../dogfood/message.ts";
import { applicationStack } from "../../plan/names.ts";
import { loadSpecification, readFiles } from "../../spec/load.ts";
import { printable, UserError } from "../../spec/problem.ts";
import type { Specification } from "../../spec/specification.ts";
import { type Context, clockOf, openContext, projectRoot, today } from "../context.ts";
import { repositoryOpener } from "../github.ts";
import { failureText } from "../output/failure.ts";
import { marks, paint } from "../output/style.ts";
import { facts as factLines } from "../output/table.ts";
import { wrap } from "../output/wrap.ts";
import { exitCodes, Reported } from "../run.ts";

interface Options {
  json?: boolean;
  target?: string;
}

/** `may`: what is asked for in our own repository. */
async function deskOf(context: Context, may: "read" | "write"): Promise<Desk> {
  const { root, specification, stacks, workspace } = context;
  const { region, projects, github } = specification.organization;
  const open = await repositoryOpener(specification.organization, () => workspace.google);
  const images = new Images(workspace.google, { project: projects.ci.id, region });
  return {
    infrastructure: open(github.repository, { contents: may }),
    files: readFiles(root),
    product: (name) => open(name, { contents: "read" }),
    complete: (commit, names) => images.complete(commit, names),
    facts: (name) => {
      const stack = stacks.find((each) => each.name === applicationStack(name))!;
      return factsOf(workspace, stack, specification.environments.get(name)!.project);
    },
    now: await clockOf(context),
  };
}

/** The environments that are named; all that follow a branch where none is. */
const chosen = (specification: Specification, names: readonly string[]): string[] =>
  names.length > 0
    ? names.map((name) => followerNamed(specification, name).name)
    : followersOf(specification).map(({ name }) => name);

/** What became of an environment: what was decided, or why nothing could be. */
type Outcome = (Considered & { made?: string }) | { name: string; error: string };

/** Decides about each: the failure of one holds up no other. */
async function each(context: Context, names: readonly string[], may: "read" | "write"): Promise<Outcome[]> {
  if (names.length === 0) return [];
  const desk = await deskOf(context, may);
  const outcomes: Outcome[] = [];
  for (const name of names) {
    try {
      outcomes.push(await (may === "write" ? follow : considerNow)(desk, name));
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      outcomes.push({
        name,
        error: error instanceof UserError ? error.message : (failureText(error) ?? String(error)),
      });
    }
  }
  return outcomes;
}

function decisionText({ name, decision }: Considered): string {
  if (decision.do === "wait") return printable(`${name} waits: ${decision.because}. ${decision.detail}`);
  const why = decision.do === "return" ? `: ${decision.because}` : "";
  return printable(`${titleOf(name, decision)}${why}`);
}

const errorText = ({ name, error }: { name: string; error: string }): string =>
  paint("red", `${marks.failed} ${name}: ${printable(error)}`);

function show(outcomes: readonly Outcome[], options: Options, text: (outcome: Outcome) => string): void {
  const none = "No environment follows a branch. `follow` in an environment's file lets it; docs/dogfood.md tells how.";
  if (options.json) console.log(JSON.stringify(outcomes, null, 2));
  else console.log(outcomes.length > 0 ? outcomes.map(text).join("\n") : none);
  if (outcomes.some((outcome) => "error" in outcome)) throw new Reported(exitCodes.failed);
}

/** The command dogfood follow. It is run by the clock, also where there is nothing to do. */
export async function followNow(names: readonly string[], options: Options & { dryRun?: boolean }): Promise<void> {
  if (names.length === 0 && followersOf(loadSpecification(projectRoot(), today())).length === 0) {
    show([], options, () => "");
    return;
  }
  const context = await openContext(options.target);
  const outcomes = await each(context, chosen(context.specification, names), options.dryRun ? "read" : "write");
  show(outcomes, options, (outcome) => {
    if ("error" in outcome) return errorText(outcome);
    const made = outcome.made ? ` (commit ${outcome.made.slice(0, 12)})` : "";
    return wrap(`${decisionText(outcome)}${made}`, "", "  ");
  });
}

const short = (commits: readonly string[] | undefined): string =>
  commits && commits.length > 0 ? commits.map((commit) => commit.slice(0, 12)).join(", ") : "none";

function statusText(outcome: Outcome): string {
  if ("error" in outcome) return errorText(outcome);
  const { name, commit, follow: said, health } = outcome;
  const why = "why" in health ? `: ${health.why.replaceAll(/\s+/g, " ")}` : "";
  const judged = commit === undefined ? "" : said.good?.includes(commit) ? ", good" : ", not judged yet";
  const lines: [string, string][] = [
    ["follows", `${said.branch} of ${said.repository}`],
    ["asked for", commit === undefined ? "the newest release" : `${commit.slice(0, 12)}${judged}`],
    ["what runs", printable(`${health.state}${why}`)],
    ["good", short(said.good)],
    ["bad", short(said.bad)],
    ["next", decisionText(outcome)],
  ];
  return `${paint("bold", name)}\n${factLines(lines)}`;
}

/** The command dogfood status. */
export async function dogfoodStatus(names: readonly string[], options: Options): Promise<void> {
  const context = await openContext(options.target);
  show(await each(context, chosen(context.specification, names), "read"), options, statusText);
}

/** Who asks: --by, or who started a workflow. */
function asker(by: string | undefined): string {
  const login = by ?? process.env.GITHUB_ACTOR;
  if (login !== undefined && /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})(?:\[bot\])?$/.test(login)) return login;
  throw new UserError(
    login === undefined
      ? "Who asks? Say it with --by and a login of GitHub."
      : `--by ${JSON.stringify(login)}: allowed is a login of GitHub.`,
  );
}

/** What a wish needs: no cloud is asked but for the key of the app. */
async function wishDesk({ target }: Options): Promise<Desk> {
  const root = projectRoot();
  const { organization } = loadSpecification(root, today());
  const open = await repositoryOpener(organization, async () => (await openContext(target)).workspace.google);
  const refuse = () => Promise.reject(new Error("not asked for a wish"));
  return {
    infrastructure: open(organization.github.repository, { contents: "write" }),
    files: readFiles(root),
    product: () => ({ history: refuse }),
    complete: refuse,
    facts: refuse,
    now: Date.now,
  };
}

function tell(commit: string | undefined, name: string, state: string, options: Options): void {
  if (options.json) console.log(JSON.stringify({ name, commit: commit ?? null }, null, 2));
  else if (commit === undefined) console.log(`${name} is ${state} already.`);
  else console.log(`${paint("green", marks.done)} ${name} is ${state} (commit ${commit.slice(0, 12)})`);
}

/** The command dogfood pause. */
export async function pauseNow(name: string, options: Options & { reason: string; by?: string }): Promise<void> {
  const { reason, by } = options;
  tell(await pause(await wishDesk(options), name, { by: asker(by), reason }), name, "paused", options);
}

/** The command dogfood resume. */
export async function resumeNow(name: string, options: Options & { by?: string }): Promise<void> {
  tell(await resume(await wishDesk(options), name, { by: asker(options.by) }), name, "resumed", options);
}
