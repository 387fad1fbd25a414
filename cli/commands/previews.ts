import { listResources } from "../../google/inventory/assets.ts";
import { type Decision, type Desk, decide, type Handled, handle, noPreviews, previewsOf } from "../../previews/desk.ts";
import { changeTitle } from "../../previews/edit.ts";
import { takeAway } from "../../previews/leftovers.ts";
import { spentByProject } from "../../previews/spent.ts";
import { remains, sweptTypes } from "../../previews/sweep.ts";
import { isChanged } from "../../reconcile/changes.ts";
import { readChanges } from "../../reconcile/read/changes.ts";
import { readStacks } from "../../reconcile/read/stacks.ts";
import { spendingLimits } from "../../reconcile/spending-limits.ts";
import { loadSpecification, readFiles } from "../../spec/load.ts";
import { printable } from "../../spec/problem.ts";
import { isSlot } from "../../spec/slots.ts";
import type { Specification } from "../../spec/specification.ts";
import { pacificDate } from "../../spending/report/period.ts";
import { readFacts } from "../../spending/report/read.ts";
import { keyFor } from "../../spending/report/report.ts";
import { type Context, clockOf, openContext, projectRoot, today } from "../context.ts";
import { repositoryOpener } from "../github.ts";
import { cut } from "../output/style.ts";
import { table } from "../output/table.ts";
import { wrap } from "../output/wrap.ts";
import { exitCodes, Reported } from "../run.ts";
import { openSource } from "./cost-report.ts";

interface Options {
  json?: boolean;
  target?: string;
}

/** The command previews list. */
export function listPreviews(options: Options): void {
  const specification = loadSpecification(projectRoot(), today());
  previewsOf(specification);
  const slots = [...specification.environments.values()].filter((each) => isSlot(specification.organization, each));
  if (options.json) {
    console.log(JSON.stringify(slots, null, 2));
    return;
  }
  const rows = slots.map(({ name, lease, dirty, deployment }) =>
    lease
      ? [
          name,
          "leased",
          `#${lease.pullRequest}`,
          cut(lease.person, 16),
          deployment.commit!.slice(0, 10),
          ends(lease.until),
        ]
      : [name, dirty ? "dirty" : "vacant", "", "", "", ""],
  );
  console.log(table(["SLOT", "STATE", "PULL", "PERSON", "COMMIT", "UNTIL (UTC)"], rows));
}

const ends = (until: string): string => until.slice(0, 16).replace("T", " ");

/** What dirty slots still have, by the states of their stacks and by Cloud Asset Inventory, each read once. */
function remainsIn({ workspace }: Context, now: () => number): Desk["remains"] {
  let read: Promise<[Awaited<ReturnType<typeof readStacks>>, Awaited<ReturnType<typeof listResources>>]> | undefined;
  const changes = new Map<Specification, ReturnType<typeof readChanges>>();
  return async (slot, specification) => {
    const organization = specification.organization.organization.id;
    read ??= Promise.all([readStacks(workspace), listResources(workspace.google, organization, undefined, sweptTypes)]);
    const [{ stacks }, assets] = await read;
    // By what the branch says of it now, which may be newer than the files here.
    const known =
      changes.get(specification) ??
      readChanges(workspace, spendingLimits(workspace), ["nonproduction"], now(), specification);
    changes.set(specification, known);
    const changed = await known;
    if ("failed" in changed) throw new Error(`what was brought up can't be read: ${changed.failed}`);
    const { units, applied } = changed.is;
    const unit = units.find(({ environment }) => environment === slot);
    const isUp = unit !== undefined && !isChanged(unit, applied);
    const { project } = specification.environments.get(slot)!;
    const own = stacks.filter(({ environment }) => environment === slot);
    const asset = assets.find(({ type, data }) => type.endsWith("/Project") && data.projectId === project);
    return remains({
      slot,
      project,
      number: asset?.name.split("/").at(-1) ?? "",
      applicationResources: own.find(({ part }) => part === "application")?.resources ?? 0,
      settled: asset !== undefined && isUp && own.every(({ busy }) => busy === undefined),
      assets,
    });
  };
}

/** What projects cost so far this month; nothing is known where the billing export isn't switched on. */
async function spentThisMonth({ root, specification, target }: Context): Promise<ReadonlyMap<string, number>> {
  if (!specification.organization.limits?.billingExport) return new Map();
  const source = await openSource(root, specification, { target, mostBytes: "100GiB" });
  try {
    const month = pacificDate(Date.now()).slice(0, 7);
    return spentByProject((await readFacts(source, { month, key: keyFor({ by: "project" }) })).keys);
  } finally {
    source.close();
  }
}

/** `may`: what is asked for in both repositories. */
async function deskOf(context: Context, may: "read" | "write"): Promise<Desk> {
  const { specification, root, workspace } = context;
  const previews = previewsOf(specification);
  const open = await repositoryOpener(specification.organization, () => workspace.google);
  const now = await clockOf(context);
  return {
    infrastructure: open(specification.organization.github.repository, { contents: may }),
    product: open(previews.repository, { pull_requests: may }),
    files: readFiles(root),
    spent: await spentThisMonth(context),
    now,
    remains: remainsIn(context, now),
    takeAway: (leftover) => takeAway(workspace.google, leftover),
  };
}

const facts = (decision: Decision) => ({
  changes: decision.changes,
  pullRequests: [...decision.plan.words].map(([pullRequest, word]) => ({ pullRequest, ...word })),
  remains: Object.fromEntries([...decision.remains].map(([slot, { words }]) => [slot, words])),
});

function decisionText({ changes, plan, remains: left }: Decision): string {
  const queue = [...plan.words].flatMap(([pullRequest, word]) =>
    word.state === "queued" ? [`Pull request ${pullRequest} is number ${word.position} in the queue.`] : [],
  );
  const dirty = [...left].map(([slot, { words }]) => `${slot} is not clean: ${words.join("; ")}.`);
  const lines = [...changes.map(changeTitle), ...queue, ...dirty].map((line) => wrap(printable(line), "", "  "));
  return lines.length > 0 ? lines.join("\n") : "Nothing is to be done.";
}

/** The command previews plan. */
export async function planPreviewsNow(options: Options): Promise<void> {
  const decision = await decide(await deskOf(await openContext(options.target), "read"));
  console.log(options.json ? JSON.stringify(facts(decision), null, 2) : decisionText(decision));
}

function handledText(handled: Handled): string {
  const { commit, taken, failures } = handled;
  const swept = taken.map((each) => {
    if (each.state === "kept") return `${each.what} of ${each.slot} is kept: ${each.why}.`;
    return `${each.what} of ${each.slot} is ${each.state === "gone" ? "gone already" : "being deleted"}.`;
  });
  const lines = [...(commit ? [`Commit ${commit.slice(0, 12)}.`] : []), ...swept, ...failures];
  return [decisionText(handled), ...lines.map((line) => wrap(printable(line), "", "  "))].join("\n");
}

/** The command previews reconcile. It is run by the clock, also where there is nothing to do. */
export async function reconcilePreviews(options: Options): Promise<void> {
  const { organization } = loadSpecification(projectRoot(), today());
  if (!organization.previews) {
    const none = { changes: [], pullRequests: [], remains: {}, taken: [], failures: [] };
    console.log(options.json ? JSON.stringify(none, null, 2) : noPreviews);
    return;
  }
  const handled = await handle(await deskOf(await openContext(options.target), "write"));
  const { commit, taken, failures } = handled;
  const all = { ...facts(handled), commit, taken, failures };
  console.log(options.json ? JSON.stringify(all, null, 2) : handledText(handled));
  if (failures.length > 0) throw new Reported(exitCodes.failed);
}
