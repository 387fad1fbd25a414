import { Told } from "../../../engine/told.ts";
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
import { repositoryOf } from "./repository.ts";
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

/** What is told, and to whom. */
interface Telling {
  /** What the branch is at. */
  commit: string;
  all: readonly Deployed[];
  /** Whatever came on the branch since these commits is told of. */
  since: readonly string[];
}

/** Tells of what was deployed, in the repository of a name. Returns whether all was told; that it can't be told is a warning, as what was done is done. */
async function tell(root: string, name: string | undefined, what: Telling, { tier }: DeployOptions): Promise<boolean> {
  const { commit, all } = what;
  if (!process.env.GITHUB_TOKEN || !name) return false;
  if (all.length === 0) return true;
  let isTold = true;
  const attempt = async (part: string, work: () => Promise<unknown>) => {
    try {
      await work();
    } catch (error) {
      isTold = false;
      warn(`${part} could not be told: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  const repository = openRepository(name, process.env, { report: warn });
  for (const { environment, isShared, state, reach } of all) {
    if (isShared) continue;
    if (state === "inactive" || state === "success" || state === "failure") {
      await attempt(`The deployment of ${environment}`, () =>
        repository.reportDeployment(environment, commit, state, reach?.url),
      );
    }
  }
  await attempt("What was deployed", () => tellPullRequests(root, repository, what, tier));
  return isTold;
}

async function tellPullRequests(
  root: string,
  repository: Repository,
  { commit, all, since }: Telling,
  tier: Tier,
): Promise<void> {
  const git = new GitReader(root);
  const known: string[] = [];
  // What a forced push took away isn't there any more; a branch that was made anew comes from nowhere.
  for (const each of since) if (await git.has(each)) known.push(each);
  const commits = known.length > 0 ? await git.steps(known, commit, mostCommits) : [commit];
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
  const repository = repositoryOf(context.specification.organization, process.env);
  const told = new Told(context.workspace.storeOfTier(options.tier), options.tier);
  const before = await told.commits();
  const result = await reconcileWith(context, { ...options, commit, only: ["changed", "removed"] });
  console.log(options.json ? JSON.stringify(reconcileFacts(result), null, 2) : reconcileText(result));
  const deployed = deployedOf(result.plan, result.outcomes ?? []);
  const since = before.length > 0 ? before : [options.since ?? ""];
  const isTold = await tell(root, repository, { commit, all: deployed, since }, options);
  // What failed is tried again, and then told again.
  if (isTold && endedWell(result)) await told.record(commit, before);
  await tellOfRun(context, result, options.tier, noticesOf(context, commit, deployed, result.now));
  if (!endedWell(result)) throw new Reported(exitCodes.failed);
}
