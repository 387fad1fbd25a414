import { closest } from "fastest-levenshtein";
import { z } from "zod";
import { environmentOf } from "../../spec/check/folders.ts";
import { show, UserError } from "../../spec/problem.ts";
import { deploymentTypes } from "../../spec/schema/environment.ts";
import * as field from "../../spec/schema/fields.ts";
import { environmentTag } from "../../spec/schema/organization.ts";
import type { Specification } from "../../spec/specification.ts";

/** What a workload may be besides an application. */
export const purposes = ["application", "keys", "logs", "state", "billing-export", "ci", "domains"] as const;

/** A workload as somebody describes it who wonders where it belongs. */
export const descriptionSchema = field.map(
  {
    name: field.key("a short name of it"),
    what: field.sentence("what it is, in a line"),
    purpose: field.oneOf([...purposes], "what it is for (default: application)").optional(),
    application: field.key("the application that it belongs to (default: sourcegraph)").optional(),
    environment: environmentTag.describe("what it is for: production, non-production or dynamic").optional(),
    partOf: field.key("the environment that it is to be part of, where there is one").optional(),
    kind: field.key("the kind of environment, where several fit").optional(),
    owner: field.key("the team that owns it"),
    costCode: field.text(/^[a-z0-9][a-z0-9_-]{0,30}$/, "the cost code that pays (default: its owner's)").optional(),
    dataOwner: field.key("the team whose data it keeps, where that is another one").optional(),
    retention: field
      .text(/^[1-9]\d{0,4}d$/, "a number of days from 1d to 99999d, such as 3650d")
      .describe("how long its data must be kept, where that is laid down")
      .optional(),
    access: field.listOf(field.key("a team"), "other teams that need access to it").optional(),
    heavy: z
      .boolean({ error: "true or false" })
      .describe("whether it may use up a quota, or take others down with it")
      .optional(),
    deployment: field.oneOf([...deploymentTypes], "how Sourcegraph is deployed (default: compose)").optional(),
  },
  "a workload",
);
export type Description = z.infer<typeof descriptionSchema>;

/** What doesn't fit the specification. */
function problems(description: Description, specification: Specification): string[] {
  const { organization, environments } = specification;
  const teams = Object.keys(organization.teams);
  const unknown = (path: string, value: string | undefined, allowed: string[]) =>
    value === undefined || allowed.includes(value)
      ? []
      : [
          `${path}: found ${show(value)}; allowed: ${allowed.join(", ")}.${allowed.length > 0 ? ` Did you mean ${closest(value, allowed)}?` : ""}`,
        ];
  return [
    ...unknown("owner", description.owner, teams),
    ...unknown("dataOwner", description.dataOwner, teams),
    ...(description.access ?? []).flatMap((team, index) => unknown(`access[${index}]`, team, teams)),
    ...unknown("kind", description.kind, Object.keys(organization.kinds)),
    ...unknown("partOf", description.partOf, [...environments.keys()]),
    ...contradictions(description, specification),
    ...taken(description, specification),
  ];
}

/** A part of an environment is of the same folder's environment as the whole. */
function contradictions({ partOf, environment }: Description, { organization, environments }: Specification): string[] {
  const whole = environments.get(partOf ?? "");
  if (!whole || environment === undefined) return [];
  const own = environmentOf(organization.folders, organization.kinds[whole.kind]!.folder);
  return own === environment
    ? []
    : [
        `environment: found ${environment}, and partOf ${partOf}, which is of ${own}; allowed: ${own}, or no partOf: ` +
          "what is of another environment is no part of it.",
      ];
}

/** What is new has a name of its own: whoever means the environment of that name says so. */
function taken({ name, partOf, purpose }: Description, { environments }: Specification): string[] {
  const isShared = purpose !== undefined && purpose !== "application";
  return environments.has(name) && partOf === undefined && !isShared
    ? [
        `name: found ${name}, which is an environment already; allowed: another name, or partOf: ${name} for a part of it.`,
      ]
    : [];
}

/**
 * Checks a description that somebody wrote.
 * @throws UserError with everything that is wrong with it.
 */
export function parseDescription(data: unknown, specification: Specification): Description {
  const { success, data: description, error } = descriptionSchema.safeParse(data);
  const found = success
    ? problems(description, specification)
    : error.issues.map((issue) =>
        issue.code === "unrecognized_keys"
          ? `the unknown key ${issue.keys.map(show).join(", ")}; allowed: ${Object.keys(descriptionSchema.shape).join(", ")}.`
          : `${issue.path.join(".") || "the description"}: allowed: ${issue.message}.`,
      );
  if (found.length > 0) throw new UserError(`The description of the workload:\n${found.join("\n")}`);
  return description!;
}
