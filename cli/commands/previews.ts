import { openRepository } from "../../github/open.ts";
import { listResources } from "../../google/inventory/assets.ts";
import { type Decision, decide, type Handled, handle, previewsOf } from "../../previews/desk.ts";
import { changeTitle } from "../../previews/edit.ts";
import { spentByProject } from "../../previews/spent.ts";
import { remains, sweptTypes } from "../../previews/sweep.ts";
import { readStacks } from "../../reconcile/read/stacks.ts";
import { loadSpecification, readFiles } from "../../spec/load.ts";
import { printable } from "../../spec/problem.ts";
import { isSlot } from "../../spec/slots.ts";
import { pacificDate } from "../../spending/report/period.ts";
import { readFacts } from "../../spending/report/read.ts";
import { keyFor } from "../../spending/report/report.ts";
import { type Context, clockOf, openContext, projectRoot, today } from "../context.ts";
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
function remainsIn({ workspace, specification }: Context): (slot: string) => Promise<readonly string[]> {
  const organization = specification.organization.organization.id;
  let read: Promise<[Awaited<ReturnType<typeof readStacks>>, Awaited<ReturnType<typeof listResources>>]> | undefined;
  return async (slot) => {
    read ??= Promise.all([readStacks(workspace), listResources(workspace.google, organization, undefined, sweptTypes)]);
    const [{ stacks }, assets] = await read;
    const { project } = specification.environments.get(slot)!;
    const own = stacks.filter(({ environment }) => environment === slot);
    const asset = assets.find(({ type, data }) => type.endsWith("/Project") && data.projectId === project);
    return remains({
      project,
      number: asset?.name.split("/").at(-1) ?? "",
      applicationResources: own.find(({ part }) => part === "application")?.resources ?? 0,
      environmentIsUp:
        asset !== undefined && own.some(({ part, resources }) => part === "environment" && resources > 0),
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

async function deskOf(context: Context) {
  const { specification, root } = context;
  const previews = previewsOf(specification);
  return {
    infrastructure: openRepository(specification.organization.github.repository, process.env),
    product: openRepository(previews.repository, process.env),
    files: readFiles(root),
    spent: await spentThisMonth(context),
    now: await clockOf(context),
    remains: remainsIn(context),
  };
}

const facts = (decision: Decision) => ({
  changes: decision.changes,
  pullRequests: [...decision.plan.words].map(([pullRequest, word]) => ({ pullRequest, ...word })),
  remains: Object.fromEntries(decision.remains),
});

function decisionText({ changes, plan, remains: left }: Decision): string {
  const queue = [...plan.words].flatMap(([pullRequest, word]) =>
    word.state === "queued" ? [`Pull request ${pullRequest} is number ${word.position} in the queue.`] : [],
  );
  const dirty = [...left].map(([slot, what]) => `${slot} is not clean: ${what.join("; ")}.`);
  const lines = [...changes.map(changeTitle), ...queue, ...dirty].map((line) => wrap(printable(line), "", "  "));
  return lines.length > 0 ? lines.join("\n") : "Nothing is to be done.";
}

/** The command previews plan. */
export async function planPreviewsNow(options: Options): Promise<void> {
  const decision = await decide(await deskOf(await openContext(options.target)));
  console.log(options.json ? JSON.stringify(facts(decision), null, 2) : decisionText(decision));
}

function handledText(handled: Handled): string {
  const commit = handled.commit ? [`Commit ${handled.commit.slice(0, 12)}.`] : [];
  return [decisionText(handled), ...commit, ...handled.untold.map((each) => `Not told: ${printable(each)}`)].join("\n");
}

/** The command previews reconcile. */
export async function reconcilePreviews(options: Options): Promise<void> {
  const handled = await handle(await deskOf(await openContext(options.target)));
  const { commit, untold } = handled;
  console.log(options.json ? JSON.stringify({ ...facts(handled), commit, untold }, null, 2) : handledText(handled));
  if (untold.length > 0) throw new Reported(exitCodes.failed);
}
