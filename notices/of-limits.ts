import { createHash } from "node:crypto";
import type { Specification } from "../spec/specification.ts";
import { stepTexts } from "../spending/controller/text.ts";
import type { JournalRecord } from "../spending/limits/journal.ts";
import type { Fact, Notice } from "./notice.ts";

/** A record about an environment. */
type Told = JournalRecord & { environment: string; project: string };

type Telling = Pick<Notice, "kind" | "title" | "text" | "advice">;

/** How each step is told that was taken. */
const stepTitles: Record<NonNullable<JournalRecord["step"]>, (environment: string) => string> = {
  notify: (environment) => `${environment} nears its limit`,
  freeze: (environment) => `${environment} is frozen`,
  scaleDown: (environment) => `${environment} was scaled down, as it reached its limit`,
  unlinkBilling: (environment) => `${environment} lost its billing account`,
};

/** What became of a step; nothing of one that was given up, as it was told why it failed. */
function outcome({ environment, step, result, dryRun }: Told): Telling | undefined {
  if (step === undefined || result === "abandoned") return undefined;
  const title = stepTitles[step](environment);
  const advice =
    step === "notify"
      ? `To see how far it is: sgdist limits ${environment}.`
      : `To take it back for the rest of the month: sgdist limits lift ${environment} --reason TEXT.`;
  return dryRun || result === "rehearsed"
    ? {
        kind: "limited",
        title: `Rehearsed: ${title}`,
        text: `Nothing was really done. It would say: ${stepTexts[step]}`,
      }
    : { kind: "limited", title, text: stepTexts[step], advice };
}

/** How a record is told; undefined of one that is nothing for people. */
function tellingOf(record: Told): Telling | undefined {
  const { kind, environment, step } = record;
  switch (kind) {
    case "outcome":
      return outcome(record);
    case "failure":
      return {
        kind: "failed",
        title: `${environment} could not be brought to ${step}`,
        text: "What limits spending tries it again.",
      };
    case "withheld":
      return {
        kind: "limitWithheld",
        title: `${environment} was not brought to ${step}, as its figures don't agree`,
        text: "Please have a look at what it costs.",
        advice: `To see what is known: sgdist limits ${environment}.`,
      };
    case "lift":
      return {
        kind: "limitLifted",
        title: `The limit of ${environment} was lifted`,
        text: "It comes back when a further quarter of the budget is spent.",
      };
    case "release":
      return {
        kind: "limitLifted",
        title: `The limit of ${environment} counts no longer`,
        text:
          step === "scaleDown" || step === "unlinkBilling"
            ? `What was scaled down comes back with: sgdist up env-${environment} app-${environment}.`
            : "It may be deployed to again.",
      };
    default:
      return undefined;
  }
}

/** A record is never changed, so what is in it says which one it is. */
function idOf(record: Told): string {
  const { id, kind, at, why, project } = record;
  const mark = createHash("sha256")
    .update(JSON.stringify([id, kind, at, why]))
    .digest("hex")
    .slice(0, 16);
  return `${project}.limit-${kind}-${mark}`;
}

function factsOf({ project, period, who, why, kind }: Told): Fact[] {
  return [
    { name: "Project", value: project },
    ...(period ? [{ name: "Month", value: period }] : []),
    ...(kind === "lift" ? [{ name: "By", value: who }] : []),
    { name: kind === "failure" ? "Error" : "Why", value: why },
  ];
}

const isAboutOne = (record: JournalRecord): record is Told =>
  record.environment !== undefined && record.project !== undefined;

/**
 * The notices of what limits on spending did, out of their journal. What is done at the end of an environment is told by the
 * reconciler's own.
 */
export function noticesOfLimits(
  { organization, environments }: Specification,
  records: readonly JournalRecord[],
): Notice[] {
  return records.filter(isAboutOne).flatMap((record) => {
    const { environment, project, at, cause } = record;
    const telling = cause === "end" ? undefined : tellingOf(record);
    if (!telling) return [];
    const file = environments.get(environment);
    // Another project was called the same before.
    const tell = file?.project === project ? file.owner : organization.owner;
    return [{ ...telling, id: idOf(record), at, environment, project, facts: factsOf(record), tell }];
  });
}
