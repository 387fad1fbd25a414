import type { Environment } from "../spec/schema/environment.ts";
import type { Organization } from "../spec/schema/organization.ts";
import type { Action, Finding } from "./action.ts";
import { day, dayOf, daysBetween } from "./clock.ts";
import { lifeOf } from "./journal.ts";
import { isThere, type Situation } from "./situation.ts";
import { obstacleTo, takedown } from "./takedown.ts";

/** How many days before its last day an environment's owners are warned; once each. */
export const warningDays: readonly number[] = [3, 1];

/** How long an environment is kept after it was found past its last day and its owners were told, in milliseconds. */
export const grace = day;

/** What is done with an environment, and what a person has to look at. */
export interface Judged {
  actions: Action[];
  findings: Finding[];
}

/** What all of its life is judged by. */
export interface Judging {
  readonly organization: Organization;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** The names of production's folders. */
  readonly production: ReadonlySet<string>;
}

/**
 * The last day that counts: the later of what the file and the project itself say, so that neither an old checkout nor an
 * update that is still to come ends an environment too soon.
 */
export function lastDay({ project }: Situation, expires: string): string {
  const label = project?.labels.expires;
  return label !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(label) && label > expires ? label : expires;
}

const inDays = (left: number): string =>
  left === 0 ? "today is its last day" : left === 1 ? "tomorrow is its last day" : `${left} days are left`;

const shown = (time: number): string => `${new Date(time).toISOString().slice(0, 16).replace("T", " ")} UTC`;

/** What comes next in the life of an environment that ends: it is warned, scaled down, destroyed, or brought back. */
export function judgeLife(situation: Situation, file: Environment, judging: Judging): Judged {
  const { line, entries } = situation;
  if (file.expires === undefined || line.production) return { actions: [], findings: [] };
  const expires = lastDay(situation, file.expires);
  const left = daysBetween(dayOf(judging.now), expires);
  if (!isThere(situation)) return { actions: [], findings: left < 0 ? [goneNote(situation, expires)] : [] };
  const life = lifeOf(entries, expires);
  if (left < 0) return judgeEnded(situation, file, expires, judging);
  if (situation.project?.state === "DELETE_REQUESTED") return { actions: [], findings: [deletedByHand(situation)] };
  const common = commonOf(situation, file, expires, judging);
  const actions: Action[] = [];
  if (life.toRestore) {
    const reason = `it lives until ${expires} now, and was ended before`;
    actions.push({ ...common, id: `restore ${line.project}`, do: "restore", reason });
  }
  const stage = warningDays.toSorted((a, b) => a - b).find((days) => left <= days);
  if (stage !== undefined && ![...life.warned].some((given) => given <= stage)) {
    const reason = `it ends on ${expires}: ${inDays(left)}`;
    actions.push({ ...common, id: `warn ${line.project} ${stage}`, do: "warn", stage, reason });
  }
  return { actions, findings: [] };
}

const commonOf = ({ line }: Situation, file: Environment, expires: string, { organization }: Judging) => ({
  environment: line.environment,
  project: line.project,
  cause: "expired" as const,
  expires,
  tell: organization.teams[file.owner]!.email,
  after: [],
});

/** An environment that is past its last day. */
function judgeEnded(situation: Situation, file: Environment, expires: string, judging: Judging): Judged {
  const { line, stacks, project, entries } = situation;
  const { now, production } = judging;
  const obstacle = obstacleTo(situation, production);
  if (obstacle) return { actions: [], findings: [{ ...obstacle, kind: "refused" }] };
  const common = commonOf(situation, file, expires, judging);
  const { ended, scaledDown } = lifeOf(entries, expires);
  if (project?.state === "DELETE_REQUESTED") {
    const reason = `it ended on ${expires}, and its project is being deleted already`;
    return { actions: takedown(situation, "expired", reason, common.tell), findings: [] };
  }
  if (ended !== undefined && now - ended >= grace) {
    const reason = `it ended on ${expires}, and its owners were told at ${shown(ended)}`;
    return { actions: takedown(situation, "expired", reason, common.tell), findings: [] };
  }
  const actions: Action[] = [];
  if (ended === undefined) {
    const from = now + grace;
    actions.push({
      ...common,
      id: `end ${line.project}`,
      do: "end",
      destroyedFrom: new Date(from).toISOString(),
      reason: `it ended on ${expires}: from ${shown(from)} on it is destroyed`,
    });
  }
  const runs = stacks.some(({ part, resources }) => part === "environment" && resources > 0);
  if (runs && !scaledDown) {
    actions.push({
      ...common,
      id: `scaleDown ${line.project}`,
      do: "scaleDown",
      after: actions.map(({ id }) => id),
      reason: `it ended on ${expires}: nothing runs from now on, and its data is kept until it is destroyed`,
    });
  }
  return { actions, findings: [] };
}

const goneNote = ({ line }: Situation, expires: string): Finding => ({
  what: `the file of ${line.environment}`,
  environment: line.environment,
  kind: "note",
  reason: `it ended on ${expires}, and nothing of it is there`,
  remedy: `Delete the file, and write \`retired\` into the line ${line.project} of ledger.yaml.`,
});

const deletedByHand = ({ line }: Situation): Finding => ({
  what: `the project ${line.project}`,
  environment: line.environment,
  kind: "refused",
  reason: `${line.environment} is to live, by its file, but somebody has its project deleted`,
  remedy: `Bring it back with \`gcloud projects undelete ${line.project}\`, or delete the file.`,
});
