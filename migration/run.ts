import type { GoogleClient } from "../google/client.ts";
import { get } from "../google/inventory/answer.ts";
import { newBucketName } from "./copy/bucket.ts";
import { ensureBucket } from "./copying/bucket.ts";
import { type CopiedObjects, copyObjects } from "./copying/objects.ts";
import { copySecrets } from "./copying/secrets.ts";
import type { MigrationPlan, Moved } from "./types.ts";

/** What became of one thing that the program moves itself. */
export interface Outcome {
  readonly label: string;
  readonly name: string;
  /** "done": it was there before; "copied": now; "left": all or part of it for people; "failed": Google refused. */
  readonly outcome: "done" | "copied" | "left" | "failed";
  /** What was copied, what was not and why, each a line. */
  readonly notes: readonly string[];
}

/** The types of what the program moves itself; the rest is for people. */
export const movedHere: readonly string[] = ["secretmanager.googleapis.com/Secret", "storage.googleapis.com/Bucket"];

/** Whether a secret is kept in one region, and listed there only. */
const isRegional = (asset: string): boolean => asset.includes("/locations/");

/** How many objects are named of those that were left or refused. */
const named = 5;

function some(all: readonly { name: string; why: string }[], what: string): string[] {
  const lines = all.slice(0, named).map(({ name, why }) => `${what} ${name}: ${why}`);
  return all.length > named ? [...lines, `${what} ${all.length - named} more`] : lines;
}

const missing = (notCopied: readonly string[]): string[] =>
  notCopied.length > 0 ? [`not copied: ${notCopied.join(", ")}`] : [];

function ofObjects({ done, copied, bytes, left, failed }: CopiedObjects): Pick<Outcome, "outcome" | "notes"> {
  const outcome = failed.length > 0 ? "failed" : left.length > 0 ? "left" : copied > 0 ? "copied" : "done";
  const counts = `${copied} objects of ${bytes} bytes copied, ${done} there before`;
  return { outcome, notes: [counts, ...some(left, "left:"), ...some(failed, "refused:")] };
}

async function bucket(
  google: GoogleClient,
  { name, label }: Moved,
  { source, target, moved }: MigrationPlan,
  number: string,
  report: (what: string) => void,
): Promise<Outcome> {
  const inside = new Set(moved.map(({ asset }) => asset));
  const copy = newBucketName(name, { source: { id: source }, target, inside });
  try {
    const ensured = await ensureBucket(google, name, copy, { id: target, number });
    if ("left" in ensured) return { label, name, outcome: "left", notes: [ensured.left] };
    const objects = await copyObjects(google, name, copy, ({ copied, bytes }) =>
      report(`${name}: ${copied} objects of ${bytes} bytes`),
    );
    const { outcome, notes } = ofObjects(objects);
    return { label, name, outcome, notes: [`to gs://${copy}`, ...notes, ...missing(ensured.notCopied)] };
  } catch (error) {
    return { label, name, outcome: "failed", notes: [(error as Error).message] };
  }
}

/**
 * Does what the program can do itself of a plan: the newest values of secrets, and the objects of buckets. It only adds, and
 * sees what is done by looking, so it can be stopped and run again. `report`: told how far it is.
 * @throws GoogleError where the target, or the secrets of the source, can't be seen.
 */
export async function runMigration(
  google: GoogleClient,
  plan: MigrationPlan,
  report: (what: string) => void = () => {},
): Promise<Outcome[]> {
  const { source, target, moved } = plan;
  const project = await get(
    google,
    "cloudresourcemanager.googleapis.com",
    `/v3/projects/${encodeURIComponent(target)}`,
  );
  const number = String(project.name).replace("projects/", "");
  const outcomes: Outcome[] = [];
  if (moved.some(({ type }) => type === movedHere[0])) {
    const secrets = await copySecrets(google, source, target, ({ id }) => report(`secret ${id}`));
    for (const { id, outcome, why, notCopied } of secrets) {
      outcomes.push({ label: "secret", name: id, outcome, notes: [...(why ? [why] : []), ...missing(notCopied)] });
    }
  }
  for (const { label, name } of moved.filter(({ type, asset }) => type === movedHere[0] && isRegional(asset))) {
    outcomes.push({ label, name, outcome: "left", notes: ["it is a regional secret: the checklist has how"] });
  }
  for (const each of moved.filter(({ type }) => type === movedHere[1])) {
    outcomes.push(await bucket(google, each, plan, number, report));
  }
  return outcomes;
}
