import { z } from "zod";
import * as field from "./fields.ts";

const count = (what: string, maximum: number) => {
  const error = `${what}: a whole number from 1 to ${maximum}`;
  return z.int({ error }).min(1, { error }).max(maximum, { error }).describe(error);
};

/** A number that GitHub gives: of a person, a pull request or a comment. */
const number = (what: string, minimum = 1) => {
  const error = `${what}, a whole number from ${minimum} on`;
  return z.int({ error }).min(minimum, { error }).describe(error);
};

/** previews of organization.yaml: which pull requests of the product get an environment, how many and for how long. */
export const previewsSchema = field.map(
  {
    repository: field.text(/^[\w.-]+\/[\w.-]+$/, "the product's repository such as sourcegraph/sourcegraph"),
    repositoryId: field.text(/^[1-9]\d{0,15}$/, "the repository's number, as a text of digits in quotation marks"),
    label: field.text(
      /^[A-Za-z0-9](?:[\w ./:-]{0,48}[A-Za-z0-9])?$/,
      "the label that asks for a preview environment: up to 50 letters, digits, spaces and . / : _ -",
    ),
    kind: field.key("the kind of environment whose environments are the slots"),
    perPerson: count("how many a person has at once", 20),
    total: count("how many there are at once", 100),
    inactivity: field.days.describe("how long one is kept when nothing happens in its pull request, such as 2d"),
    maximumAge: field.days.describe("how long one is kept at most, such as 7d"),
    extension: field.days.describe("how long `/sgdist extend` keeps one from then on, such as 2d"),
  },
  "preview environments of the product's pull requests",
);

/** lease of environments/<name>.yaml: the pull request that has a slot. */
export const leaseSchema = field.map(
  {
    pullRequest: number("the number of the pull request"),
    person: field.login("the GitHub login of who wants it"),
    personId: number("the number of that person"),
    since: field.instant.describe("when it was given, such as 2026-11-22T10:00:00Z"),
    active: field.instant.describe("when something last happened in the pull request"),
    until: field.instant.describe("when it ends unless something happens"),
    handled: number("the last comment whose commands were heeded, or 0", 0),
    spentBefore: number("what the project had cost in the month of `since` when it was given", 0),
  },
  "the pull request that has the slot",
);

export type Previews = z.infer<typeof previewsSchema>;
export type Lease = z.infer<typeof leaseSchema>;
