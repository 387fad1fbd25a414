import { changeBranch } from "../github/edit.ts";
import type { Repository } from "../github/repository.ts";
import { say } from "../github/sticky-comment.ts";
import { exposurePlan } from "../plan/exposure.ts";
import { fileOf } from "../spec/edit.ts";
import { type Files, parseSpecification } from "../spec/load.ts";
import { UserError } from "../spec/problem.ts";
import type { Previews } from "../spec/schema/previews.ts";
import { isSlot } from "../spec/slots.ts";
import type { Specification } from "../spec/specification.ts";
import { commentText } from "./comment.ts";
import { type Change, changedText, messageOf } from "./edit.ts";
import type { Leftover, Taken } from "./leftovers.ts";
import { type PreviewPlan, planPreviews, type Slot } from "./plan.ts";
import type { Remains } from "./sweep.ts";
import { asks, requestOf, type Wish, wishOf } from "./wishes.ts";

/** What previews are decided from. */
export interface Desk {
  /** The repository of the specification, whose files give slots away. */
  readonly infrastructure: Repository;
  /** The product's, whose pull requests ask. */
  readonly product: Repository;
  /** The files as they are here: the branch's own count for slots. */
  readonly files: Files;
  /** What each project cost so far this month, by its ID; absent where the billing export isn't read. */
  readonly spent: ReadonlyMap<string, number>;
  /** Milliseconds since the epoch. */
  now(): number;
  /** What stands in the way of giving a dirty slot away. `specification`: as the branch has it. */
  remains(slot: string, specification: Specification): Promise<Remains>;
  /** Deletes what a lease left behind. */
  takeAway(leftover: Leftover): Promise<Taken>;
}

/** What was decided, and what dirty slots still have. */
export interface Decision {
  readonly specification: Specification;
  readonly plan: PreviewPlan;
  readonly changes: readonly Change[];
  /** By slot. */
  readonly remains: ReadonlyMap<string, Remains>;
}

const dayOf = (time: number): string => new Date(time).toISOString().slice(0, 10);

/** What is said where there are none. */
export const noPreviews = "There are no preview environments: organization.yaml has no `previews`.";

/** What organization.yaml says of previews. */
export function previewsOf({ organization: { previews } }: Specification): Previews {
  if (previews) return previews;
  throw new UserError(noPreviews);
}

/** What open pull requests with the label ask for. */
export async function readWishes(product: Repository, previews: Previews): Promise<Wish[]> {
  const open = (await product.openPullRequests(previews.label)).filter((each) => asks(each, previews));
  const self = await product.self();
  const writers = new Map<string, boolean>();
  const wishes: Wish[] = [];
  for (const pullRequest of open) {
    const comments = await product.comments(pullRequest.number);
    for (const { author, body } of comments) {
      if (author.id === self || requestOf(body) === undefined || writers.has(author.login)) continue;
      writers.set(author.login, await product.mayWrite(author.login));
    }
    const mayWrite = new Set([...writers].flatMap(([login, may]) => (may ? [login] : [])));
    const since = await product.labelledAt(pullRequest.number, previews.label);
    wishes.push(wishOf(pullRequest, comments, self, mayWrite, since));
  }
  return wishes;
}

/** The files with those of slots as the branch has them. A slot whose file isn't there any more is none. */
async function filesAt({ infrastructure, files }: Desk, specification: Specification, head: string): Promise<Files> {
  const fresh = new Map(files);
  for (const environment of specification.environments.values()) {
    if (!isSlot(specification.organization, environment)) continue;
    const file = fileOf(files, environment.name);
    const text = await infrastructure.file(file, head);
    if (text === undefined) {
      throw new UserError(
        `${file} is not on the branch at ${head.slice(0, 12)}: get the newest files, and run it again.`,
      );
    }
    fresh.set(file, text);
  }
  return fresh;
}

/** Decides what is to be done with the slots as they are at a commit. Nothing is changed. */
async function decideAt(desk: Desk, wishes: readonly Wish[], head: string): Promise<Decision & { files: Files }> {
  const now = desk.now();
  const files = await filesAt(desk, parseSpecification(desk.files, dayOf(now)), head);
  const specification = parseSpecification(files, dayOf(now));
  const { organization, environments } = specification;
  const previews = previewsOf(specification);
  const slots = [...environments.values()]
    .filter((each) => isSlot(organization, each))
    .map(({ name, lease, dirty, deployment, project }): Slot => {
      return {
        name,
        dirty: dirty ?? false,
        spent: desk.spent.get(project) ?? 0,
        ...(lease && { lease }),
        ...(deployment.commit && { commit: deployment.commit }),
      };
    });
  const plan = planPreviews(slots, wishes, { ...previews, budget: organization.kinds[previews.kind]!.budget }, now);
  const remains = new Map<string, Remains>();
  const changes: Change[] = [];
  for (const action of plan.actions) {
    if (action.do !== "sweep") {
      changes.push(action);
      continue;
    }
    const left = await desk.remains(action.slot, specification);
    if (left.words.length === 0) changes.push({ do: "clean", slot: action.slot });
    else remains.set(action.slot, left);
  }
  return { specification, plan, changes, remains, files };
}

/** What would be done now. */
export async function decide(desk: Desk): Promise<Decision> {
  const here = parseSpecification(desk.files, dayOf(desk.now()));
  const wishes = await readWishes(desk.product, previewsOf(here));
  return decideAt(desk, wishes, await desk.infrastructure.head(here.organization.github.branch));
}

/** What was done. */
export interface Handled extends Decision {
  /** Absent where nothing was to be changed. */
  readonly commit?: string;
  /** What leases left behind, and what became of it. */
  readonly taken: readonly (Pick<Leftover, "slot" | "what"> & Taken)[];
  /** What couldn't be deleted or told, and why: neither holds up the rest. */
  readonly failures: readonly string[];
}

/** Does it: one commit for all slots, decided again when somebody was quicker, and a comment in each pull request. */
export async function handle(desk: Desk): Promise<Handled> {
  const here = parseSpecification(desk.files, dayOf(desk.now()));
  const previews = previewsOf(here);
  const wishes = await readWishes(desk.product, previews);
  let last: Decision | undefined;
  const commit = await changeBranch(desk.infrastructure, here.organization.github.branch, async (head) => {
    const { files, ...decision } = await decideAt(desk, wishes, head);
    last = decision;
    if (decision.changes.length === 0) return undefined;
    // Without the label first, whoever stopped or was idle would ask again, also when this is killed in between.
    for (const change of decision.changes) {
      if (change.do === "end" && change.because !== "gone") {
        await desk.product.removeLabel(change.pullRequest, previews.label);
      }
    }
    const edits = new Map(
      decision.changes.map((change) => {
        const file = fileOf(files, change.slot);
        return [file, changedText(files.get(file)!, change)] as const;
      }),
    );
    parseSpecification(new Map([...files, ...edits]), dayOf(desk.now()));
    return { message: messageOf(decision.changes), files: edits };
  });
  const { taken, failures } = await sweep(desk, last!);
  const untold = await tell(desk, last!, previews);
  return { ...last!, ...(commit && { commit }), taken, failures: [...failures, ...untold] };
}

const messageIn = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Deletes what leases left behind. A slot stays dirty until the next look at it finds nothing. */
async function sweep(desk: Desk, { remains }: Decision): Promise<Pick<Handled, "taken" | "failures">> {
  const taken: Handled["taken"][number][] = [];
  const failures: string[] = [];
  for (const leftover of [...remains.values()].flatMap(({ leftovers }) => leftovers)) {
    const { slot, what } = leftover;
    try {
      taken.push({ slot, what, ...(await desk.takeAway(leftover)) });
    } catch (error) {
      failures.push(`${what} of ${slot} was not deleted: ${messageIn(error)}`);
    }
  }
  return { taken, failures };
}

/** Tells every pull request how it stands. */
async function tell({ product }: Desk, { plan, specification }: Decision, previews: Previews): Promise<string[]> {
  const untold: string[] = [];
  for (const [pullRequest, word] of plan.words) {
    const slot = word.state === "leased" ? specification.environments.get(word.slot) : undefined;
    // Also of a slot that is only now given away, the address is known.
    const exposure = slot && exposurePlan(specification.organization, slot);
    const url = exposure?.kind === "public" ? exposure.url : undefined;
    try {
      await say(product, pullRequest, "preview", commentText(word, { label: previews.label, ...(url && { url }) }));
    } catch (error) {
      untold.push(`Pull request ${pullRequest} was not told: ${messageIn(error)}`);
    }
  }
  return untold;
}
