import { changeBranch } from "../github/edit.ts";
import type { Repository } from "../github/repository.ts";
import { installationOf } from "../plan/installation.ts";
import { imagesOf } from "../sourcegraph/images.ts";
import { fileOf } from "../spec/edit.ts";
import { type Files, parseSpecification } from "../spec/load.ts";
import { UserError } from "../spec/problem.ts";
import type { Environment } from "../spec/schema/environment.ts";
import type { Follow } from "../spec/schema/follow.ts";
import type { Specification } from "../spec/specification.ts";
import { type Decision, decide } from "./decide.ts";
import { changedText, pausedText, resumedText } from "./edit.ts";
import { type Facts, type Health, healthOf } from "./health.ts";
import { messageOf } from "./message.ts";
import { newestComplete } from "./newest.ts";

/** What is decided from. */
export interface Desk {
  /** The repository of the specification. */
  readonly infrastructure: Repository;
  /** The files as they are here: the branch's own counts for the environment that is decided about. */
  readonly files: Files;
  /** The product's repository of a name. */
  product(name: string): Pick<Repository, "history">;
  /** Whether all images of a commit are there. */
  complete(commit: string, names: readonly string[]): Promise<boolean>;
  /** How what runs in an environment is. */
  facts(environment: string): Promise<Facts>;
  /** Milliseconds since the epoch. */
  now(): number;
}

/** An environment that follows a branch. */
export type Follower = Environment & { readonly follow: Follow };

/** The environments that follow a branch. */
export const followersOf = ({ environments }: Specification): Follower[] =>
  [...environments.values()].filter((each): each is Follower => each.follow !== undefined);

/** The one of a name. @throws UserError where there is none. */
export function followerNamed(specification: Specification, name: string): Follower {
  const all = followersOf(specification);
  const found = all.find((each) => each.name === name);
  if (found) return found;
  const names = all.map((each) => each.name).join(", ");
  throw new UserError(
    `No environment ${name} follows a branch. ${names ? `There are: ${names}.` : "`follow` in its file lets it."}`,
  );
}

/** What was decided about an environment, and of what. */
export interface Considered {
  readonly name: string;
  /** As the file has it; absent for the newest release. */
  readonly commit?: string;
  readonly follow: Follow;
  readonly health: Health;
  readonly decision: Decision;
}

const dayOf = (time: number): string => new Date(time).toISOString().slice(0, 10);

/** The branch that is deployed. */
const branchOf = (desk: Desk): string => parseSpecification(desk.files, dayOf(desk.now())).organization.github.branch;

/** An environment as the branch has it at a commit, with its file. */
async function environmentAt(desk: Desk, name: string, head: string) {
  const file = fileOf(desk.files, name);
  const text = await desk.infrastructure.file(file, head);
  if (text === undefined) {
    throw new UserError(
      `${file} is not on the branch at ${head.slice(0, 12)}: get the newest files, and run it again.`,
    );
  }
  const files = new Map([...desk.files, [file, text]]);
  const environment = followerNamed(parseSpecification(files, dayOf(desk.now())), name);
  return { file, text, files, environment };
}

/** The last commit that was healthy and whose images are still there. */
async function backOf({ follow: { good = [] } }: Follower, complete: (commit: string) => Promise<boolean>) {
  for (const commit of good) if (await complete(commit)) return commit;
  return undefined;
}

/** Decides about an environment. Asks no more than the decision needs. */
async function consider(desk: Desk, environment: Follower): Promise<Considered> {
  const { name, follow, deployment } = environment;
  const { commit } = deployment;
  const health = healthOf(commit, await desk.facts(name));
  const images = imagesOf(installationOf(environment), deployment.type);
  const complete = (each: string) => desk.complete(each, images);
  const judged = commit === undefined || follow.good?.includes(commit);
  const known = { ...(commit !== undefined && { commit }), follow, health };
  const back = judged || follow.paused ? undefined : await backOf(environment, complete);
  const found =
    judged && !follow.paused
      ? await newestComplete(
          await desk.product(follow.repository).history(follow.branch),
          { ...known, ...follow },
          complete,
        )
      : { unbuilt: 0 };
  const decision = decide({ ...known, ...found, ...(back !== undefined && { back }), now: desk.now() });
  return { name, ...known, decision };
}

/** What would be done now with an environment. */
export async function considerNow(desk: Desk, name: string): Promise<Considered> {
  const head = await desk.infrastructure.head(branchOf(desk));
  return consider(desk, (await environmentAt(desk, name, head)).environment);
}

/** What was done; without a commit nothing was. */
export interface Followed extends Considered {
  readonly made?: string;
}

/** Decides about an environment and does it: one commit at most, decided again when somebody was quicker. */
export async function follow(desk: Desk, name: string): Promise<Followed> {
  let last: Considered | undefined;
  const made = await changeBranch(desk.infrastructure, branchOf(desk), async (head) => {
    const { file, text, files, environment } = await environmentAt(desk, name, head);
    last = await consider(desk, environment);
    const { decision } = last;
    if (decision.do === "wait") return undefined;
    const changed = changedText(text, decision);
    parseSpecification(new Map([...files, [file, changed]]), dayOf(desk.now()));
    return { message: messageOf(name, decision, environment.follow), files: new Map([[file, changed]]) };
  });
  return { ...last!, ...(made !== undefined && { made }) };
}

/** Somebody's wish to pause or go on. */
interface Wish {
  /** The login of who asks. */
  readonly by: string;
  readonly reason?: string;
}

/** Commits a change of a file that somebody asked for. Returns the commit; undefined where it is so already. */
function commitWish(desk: Desk, name: string, edit: (text: string) => { text?: string; message: string }) {
  return changeBranch(desk.infrastructure, branchOf(desk), async (head) => {
    const { file, text, files } = await environmentAt(desk, name, head);
    const { text: changed, message } = edit(text);
    if (changed === undefined) return undefined;
    parseSpecification(new Map([...files, [file, changed]]), dayOf(desk.now()));
    return { message, files: new Map([[file, changed]]) };
  });
}

/** Pauses an environment: nothing of it is changed by itself until somebody resumes it. */
export const pause = (desk: Desk, name: string, { by, reason }: Required<Wish>): Promise<string | undefined> =>
  commitWish(desk, name, (text) => {
    const changed = pausedText(text, { by, since: `${new Date(desk.now()).toISOString().slice(0, 19)}Z`, reason });
    return {
      ...(changed !== undefined && { text: changed }),
      message: `Pause ${name}: ${reason}\n\nAsked for by ${by}.\n`,
    };
  });

/** Ends a pause. */
export const resume = (desk: Desk, name: string, { by }: Wish): Promise<string | undefined> =>
  commitWish(desk, name, (text) => {
    const changed = resumedText(text);
    return { ...(changed !== undefined && { text: changed }), message: `Resume ${name}\n\nAsked for by ${by}.\n` };
  });
