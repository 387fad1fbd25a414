import { openRepository } from "../../../github/open.ts";
import type { Repository } from "../../../github/repository.ts";
import { say } from "../../../github/sticky-comment.ts";
import type { Notice } from "../../../notices/notice.ts";
import { noticeOfDeployment } from "../../../notices/of-deployment.ts";
import { type Deployed, deployedOf, deployedText } from "../../../proposal/comment/deployed.ts";
import { GitReader } from "../../../proposal/git.ts";
import type { Tier } from "../../../spec/schema/organization.ts";
import { type Context, openContext, projectRoot } from "../../context.ts";
import { tellOfRun } from "../../notices.ts";
import { reconcileFacts, reconcileText } from "../../output/reconcile.ts";
import { paint } from "../../output/style.ts";
import { exitCodes, Reported } from "../../run.ts";
import { endedWell, reconcileWith } from "../reconcile.ts";
import { runUrl } from "./run.ts";

/** The options of `ci deploy`. */
export interface DeployOptions {
  tier: Tier;
  since?: string;
  parallel?: string;
  json?: boolean;
  target?: string;
}

/** How many commits are looked at for whom to tell: as many as a merge queue brings at once. */
const mostCommits = 50;

const warn = (message: string) => console.error(paint("yellow", message, process.stderr));

/** Tells of what was deployed; that it can't be told is a warning, as what was done is done. */
async function tell(root: string, commit: string, all: readonly Deployed[], options: DeployOptions): Promise<void> {
  const { GITHUB_TOKEN, GITHUB_REPOSITORY } = process.env;
  if (!GITHUB_TOKEN || !GITHUB_REPOSITORY || all.length === 0) return;
  const attempt = async (what: string, work: () => Promise<unknown>) => {
    try {
      await work();
    } catch (error) {
      warn(`${what} could not be told: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  const repository = openRepository(GITHUB_REPOSITORY, process.env, { report: warn });
  for (const { environment, state, reach } of all) {
    if (state === "inactive" || state === "success" || state === "failure") {
      const what = `The deployment of ${environment}`;
      await attempt(what, () => repository.reportDeployment(environment, commit, state, reach?.url));
    }
  }
  await attempt("What was deployed", () => tellPullRequests(root, repository, commit, all, options));
}

async function tellPullRequests(
  root: string,
  repository: Repository,
  commit: string,
  all: readonly Deployed[],
  { since, tier }: DeployOptions,
): Promise<void> {
  const git = new GitReader(root);
  // A branch that was made anew comes from nowhere.
  const known = since !== undefined && !/^0+$/.test(since);
  const commits = known ? await git.steps(await git.commit(since), commit, mostCommits) : [commit];
  const numbers = new Set<number>();
  for (const each of commits) {
    for (const { number } of await repository.pullRequestsOf(each)) numbers.add(number);
  }
  const text = deployedText(all, commit, runUrl(process.env));
  for (const number of numbers) await say(repository, number, `deployed-${tier}`, text);
}

/** The notices of what came up or didn't; what was destroyed is told by the journal. */
function noticesOf(
  { specification: { environments } }: Context,
  commit: string,
  all: readonly Deployed[],
  now: number,
): Notice[] {
  const { GITHUB_ACTOR: who } = process.env;
  const run = runUrl(process.env);
  return all.flatMap(({ environment: name, state, reach, error }) => {
    const environment = environments.get(name);
    if (!environment || (state !== "success" && state !== "failure")) return [];
    const { project, owner, deployment } = environment;
    return noticeOfDeployment({
      environment: name,
      project,
      owner,
      commit,
      at: new Date(now).toISOString(),
      plan: `${deployment.type} ${deployment.version} ${deployment.size}`,
      ...(who && { who }),
      ...(reach && { reach }),
      ...(run && { run }),
      ...(error !== undefined && { error }),
    });
  });
}

/** The command ci deploy: brings up what changed, takes down what was removed, and tells of it. */
export async function deploy(options: DeployOptions): Promise<void> {
  const root = projectRoot();
  const commit = await new GitReader(root).commit("HEAD");
  const context = await openContext(options.target);
  const result = await reconcileWith(context, { ...options, commit, only: ["changed", "removed"] });
  console.log(options.json ? JSON.stringify(reconcileFacts(result), null, 2) : reconcileText(result));
  const deployed = deployedOf(result.plan, result.outcomes ?? []);
  await tell(root, commit, deployed, options);
  await tellOfRun(context, result, options.tier, noticesOf(context, commit, deployed, result.now));
  if (!endedWell(result)) throw new Reported(exitCodes.failed);
}
