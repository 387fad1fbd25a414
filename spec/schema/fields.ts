import { z } from "zod";

/** A text of a given form. `what`: the form in words, as errors show it. */
export const text = (pattern: RegExp, what: string) =>
  z.string({ error: what }).regex(pattern, { error: what }).describe(what);

/** The name by which the specification refers to a thing. */
export const key = (what: string, maximum = 20) =>
  text(
    new RegExp(`^[a-z](?:[a-z0-9]|-(?=[a-z0-9])){1,${maximum - 1}}$`),
    `${what}: 2 to ${maximum} lower-case letters, digits and single hyphens, beginning with a letter`,
  );

/** A project ID: Google's rules, kept for good once used. */
export const projectId = text(
  /^[a-z](?:[a-z0-9]|-(?=[a-z0-9])){5,29}$/,
  "a project ID: 6 to 30 lower-case letters, digits and single hyphens, beginning with a letter",
);

export const email = text(
  /^[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$/,
  "an e-mail address such as search@example.com",
);

/** A whole amount of money a month, in the currency of the billing account. */
export const amount = z
  .int({ error: amountText() })
  .min(1, { error: amountText() })
  .max(10_000_000, { error: amountText() })
  .describe(amountText());

function amountText(): string {
  return "a whole amount a month from 1 to 10000000, in the currency of the billing account";
}

export const region = text(
  /^(africa|asia|australia|europe|me|northamerica|southamerica|us)-[a-z]+\d{1,2}$/,
  "a region of Google Cloud such as us-central1",
);

export const role = text(
  /^(roles\/[a-zA-Z0-9]+(\.[a-zA-Z0-9]+)+|(organizations|projects)\/[a-z0-9-]+\/roles\/[A-Za-z0-9_.]+|roles\/browser)$/,
  "a role such as roles/logging.viewer (the basic roles owner, editor and viewer are not: they are too wide)",
);

/** A day in the calendar, which must exist. */
export const day = text(/^\d{4}-\d{2}-\d{2}$/, "a day such as 2026-12-31").refine(
  (value) => !Number.isNaN(Date.parse(value)) && new Date(value).toISOString().startsWith(value),
  { error: "a day that is in the calendar, such as 2026-12-31" },
);

/** A moment in the calendar of Greenwich, to the second. */
export const instant = text(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/, "a moment such as 2026-12-31T10:00:00Z").refine(
  (value) => !Number.isNaN(Date.parse(value)) && new Date(value).toISOString().startsWith(value.slice(0, -1)),
  { error: "a moment that is in the calendar, such as 2026-12-31T10:00:00Z" },
);

/** A commit of git. */
export const commit = text(/^[0-9a-f]{40}$/, "a commit by its 40 hexadecimal digits, in lower case");

/** The login of a person or an app at GitHub. */
export const login = (what: string) => text(/^[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})(?:\[bot\])?$/, what);

/** A span of days: "14d". */
export const days = text(/^[1-9]\d{0,2}d$/, "a number of days from 1d to 999d");

/** The name of an API: "pubsub.googleapis.com". */
export const api = text(/^[a-z][a-z0-9-]*\.googleapis\.com$/, "the name of an API such as pubsub.googleapis.com");

/** One of a few words. */
export const oneOf = <const T extends [string, ...string[]]>(words: T, what: string) => {
  const error = `${what}: ${words.slice(0, -1).join(", ")}${words.length > 1 ? " or " : ""}${words.at(-1)}`;
  return z.enum(words, { error }).describe(error);
};

/** A map by name of things of one form. `minimum`: how many there must be. */
export const mapOf = <T extends z.ZodType>(name: z.ZodType<string>, value: T, what: string, minimum = 1) =>
  z
    .record(name as z.ZodString, value, { error: what })
    .refine((map) => Object.keys(map).length >= minimum, { error: `${what}, with at least ${minimum}` })
    .describe(what);

/** A map with fixed members, and no others. */
export const map = <T extends z.ZodRawShape>(shape: T, what: string) =>
  z.strictObject(shape, { error: what }).describe(what);

/** A list, which may be empty. */
export const listOf = <T extends z.ZodType>(value: T, what: string) => z.array(value, { error: what }).describe(what);

/** A line of prose for people, without what can't be seen: marks of direction make it read as another. */
export const sentence = (what: string) =>
  text(
    /^[^\s\p{Cc}\p{Cf}](?:[^\p{Cc}\p{Cf}\u2028\u2029]{0,198}[^\s\p{Cc}\p{Cf}])?$/u,
    `${what}: one line of up to 200 characters`,
  );
