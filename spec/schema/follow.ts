import { z } from "zod";
import { weekdays } from "../quiet-hours.ts";
import * as field from "./fields.ts";

/** Whether the time zone database has a zone. */
function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

const zoneText = "a time zone such as Europe/London or UTC";

const quietHours = field.map(
  {
    days: z
      .array(field.oneOf([...weekdays], "a day of the week"), { error: "a list of days of the week" })
      .nonempty({ error: "at least one day of the week" })
      .describe("the days on which it begins"),
    from: field.text(/^(?:[01]\d|2[0-3]):[0-5]\d$/, "a time of day from 00:00 to 23:59, in quotation marks"),
    to: field.text(
      /^(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/,
      "a time of day from 00:00 to 24:00, in quotation marks; on the next day where it is before `from`",
    ),
    zone: field
      .text(/^[A-Za-z][A-Za-z0-9_+-]*(?:\/[A-Za-z0-9_+-]+){0,2}$/, zoneText)
      .refine(isZone, { error: zoneText })
      .describe("the time zone of the clock that the times are read from, such as Europe/London"),
  },
  "quiet hours: days, from, to and zone",
);

const paused = field.map(
  {
    by: field.login("the GitHub login of who paused it"),
    since: field.instant.describe("since when, such as 2026-11-22T10:00:00Z"),
    reason: field.sentence("why"),
  },
  "a pause: by, since and reason",
);

/** The most commits that are remembered. */
export const mostGood = 10;
export const mostBad = 20;

const commits = (what: string, most: number) => {
  const error = `${what}: a list of at most ${most} commits`;
  return z.array(field.commit, { error }).max(most, { error }).describe(what);
};

/** follow of environments/<name>.yaml: the branch of the product whose commits the environment runs. */
export const followSchema = field.map(
  {
    repository: field.text(/^[\w.-]+\/[\w.-]+$/, "the product's repository such as sourcegraph/sourcegraph"),
    branch: field.text(/^[\w./-]{1,100}$/, "the branch of the product such as main"),
    patience: field
      .text(/^[1-9]\d{0,2}m$/, "minutes from 1m to 999m")
      .describe("how long a commit may take to become healthy, from when its deployment begins (default: 60m)")
      .optional(),
    quietHours: field
      .listOf(quietHours, "when nothing new is deployed; what fails is taken back at any time")
      .optional(),
    paused: paused.describe("while it is there, nothing is changed by itself").optional(),
    good: commits(
      "the last commits that became healthy, newest first; `sgdist dogfood follow` writes it",
      mostGood,
    ).optional(),
    bad: commits("the last commits that didn't, which aren't tried again, newest first", mostBad).optional(),
  },
  "what the environment follows: repository, branch, and perhaps patience, quietHours, paused, good and bad",
);

export type Follow = z.infer<typeof followSchema>;
