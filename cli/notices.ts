import type { StateStore } from "../engine/state-store.ts";
import type { Workspace } from "../engine/workspace.ts";
import { channelsOf } from "../notices/channels.ts";
import { type Delivery, deliver, oldAfterDays } from "../notices/deliver.ts";
import type { Notice } from "../notices/notice.ts";
import { withDeployments } from "../notices/of-deployment.ts";
import { noticesOfJournal } from "../notices/of-journal.ts";
import { noticesOfLimits } from "../notices/of-limits.ts";
import { withSecrets } from "../notices/secrets.ts";
import { limitsBucket } from "../plan/names.ts";
import { Journal } from "../reconcile/journal-store.ts";
import { backendOf } from "../reconcile/read/stacks.ts";
import { printable } from "../spec/problem.ts";
import type { Tier } from "../spec/schema/organization.ts";
import { limitsStore } from "../spending/controller/google/index.ts";
import { refusalOf } from "../spending/controller/google/refusal.ts";
import { type Context, clockOf } from "./context.ts";
import type { Reconciled } from "./output/reconcile.ts";
import { paint } from "./output/style.ts";

/** What came of telling people, and the channels that couldn't be used at all. */
export interface Told extends Delivery {
  readonly missing: readonly string[];
}

/** Where it is kept what was sent: with the states of a tier. */
const storeOf = (workspace: Workspace, tier: Tier): StateStore =>
  workspace.storeOf({ name: `env-${tier}`, kind: "environment", tier, dependsOn: [] });

/** Sends notices by all channels that there are. */
export async function tell(context: Context, notices: readonly Notice[], tier: Tier): Promise<Told> {
  const { workspace } = context;
  const { organization } = context.specification;
  const secrets = await withSecrets(organization, workspace.environment, workspace.google);
  const { channels, missing } = channelsOf(organization, secrets);
  const store = storeOf(workspace, tier);
  return { ...(await deliver(notices, channels, store, await clockOf(context))), missing };
}

const warn = (message: string) => console.error(paint("yellow", `Warning: ${message}`, process.stderr));

/** Says on stderr who couldn't be told, and why. */
export function warnOf({ failed, missing }: Pick<Told, "failed" | "missing">): void {
  for (const channel of missing) warn(`nobody is told by ${printable(channel)}.`);
  for (const { id, channel, to, why, sent } of failed) {
    warn(printable(`${id} ${sent ? "may come twice" : "was not sent"} to ${to} by ${channel}: ${why}.`));
  }
  if (failed.length > 0) warn("the next run, or `sgdist notify`, tries again what the journal tells of.");
}

/** All that the journal tells of, or only of some projects. */
export async function noticesIn(context: Context, isWanted: (project: string) => boolean = () => true) {
  const { workspace, specification } = context;
  const journal = new Journal(workspace.storeAt(backendOf(workspace)), await clockOf(context));
  return noticesOfJournal(specification, await journal.read(isWanted));
}

/** What limits on spending did, as far as anybody is still told of it, and why it can't be read. */
export async function limitNoticesIn(context: Context): Promise<{ notices: Notice[]; unread?: string }> {
  const { specification, workspace } = context;
  const project = specification.organization.projects.spending.id;
  const bucket = limitsBucket(project);
  try {
    const now = await clockOf(context);
    // Records are named by when a step was decided on; it may have been taken days after that.
    const since = new Date(now() - 2 * oldAfterDays * 86_400_000).toISOString();
    const store = limitsStore(bucket, project, workspace.environment);
    return { notices: noticesOfLimits(specification, await store.journal(since)) };
  } catch (error) {
    const { status, message } = refusalOf(`gs://${bucket}`, error);
    // Nothing limits spending yet.
    return status === 404 ? { notices: [] } : { notices: [], unread: message };
  }
}

/** Says on stderr that nobody is told what limits did, and why. */
export const warnOfUnread = (unread: string): void =>
  warn(`nobody is told what limits on spending did, as their journal can't be read: ${printable(unread)}.`);

/**
 * Tells people what a run of the reconciler did, and what earlier ones couldn't tell. Whatever fails is a warning: the work is
 * done. `more`: what came up, and what did not.
 */
export async function tellOfRun(
  context: Context,
  { plan, outcomes, before }: Reconciled,
  tier: Tier | undefined,
  more: readonly Notice[] = [],
): Promise<void> {
  if (!context.specification.organization.notifications || !outcomes) return;
  try {
    // Whoever works on production may not even read what is written down of the rest.
    if (tier === "production") return warnOf(await tell(context, more, tier));
    const touched = new Set(plan.actions.map(({ project }) => project));
    const earlier = noticesOfJournal(
      context.specification,
      before.filter(({ project }) => !touched.has(project)),
    );
    const journal = [...earlier, ...(await noticesIn(context, (project) => touched.has(project)))];
    const { notices: limits, unread } = await limitNoticesIn(context);
    warnOf(await tell(context, [...withDeployments(journal, more), ...limits], "nonproduction"));
    if (unread) warnOfUnread(unread);
  } catch (error) {
    warn(`people could not be told: ${printable(error instanceof Error ? error.message : String(error))}.`);
  }
}
