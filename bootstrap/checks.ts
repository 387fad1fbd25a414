import type { GoogleClient } from "../google/client.ts";
import { isOfCaller, refusalText } from "./facts.ts";
import { allPages, attempt, readOnly } from "./reading.ts";

/** Something that has to be so, and the read that shows whether it is. */
export interface Check {
  what: string;
  host: string;
  path: string;
  /** The body of a question that is asked by POST; empty: there is none. */
  question?: object;
  /** The member of the answer that holds a list of which all pages are read: `judge` gets the whole list. */
  list?: string;
  /** What is wrong with the answer; undefined: nothing. */
  // biome-ignore lint/suspicious/noExplicitAny: answers of Google's have every shape
  judge(answer: any): string | undefined;
}

/** How it is. `unknown`: it couldn't be read. */
export interface Checked {
  what: string;
  verdict: "ok" | "differs" | "unknown";
  /** Whether nothing can be concluded from not having read it: nobody is logged in, or the call is charged wrongly. */
  isOfCaller?: true;
  /** What is wrong, or why it couldn't be read. */
  found?: string;
}

const posting = (question: object | undefined) => {
  if (!question) return {};
  return { method: "POST", ...(Object.keys(question).length > 0 && { body: question }) };
};

async function run(google: GoogleClient, { what, host, path, question, list, judge }: Check): Promise<Checked> {
  const asked = list ? allPages(google, host, path, list) : google.request(host, path, posting(question));
  const read = await attempt<unknown>(asked);
  if ("refused" in read) {
    if (read.refused.code === 404) return { what, verdict: "differs", found: "it isn't there" };
    const found = refusalText(read.refused);
    return { what, verdict: "unknown", found, ...(isOfCaller(read.refused) && { isOfCaller: true }) };
  }
  const found = judge(read.value);
  return found === undefined ? { what, verdict: "ok" } : { what, verdict: "differs", found };
}

/** Reads how things are. Nothing but reads can be sent. */
export async function runChecks(client: GoogleClient, checks: readonly Check[]): Promise<Checked[]> {
  const google = readOnly(client);
  return Promise.all(checks.map((check) => run(google, check)));
}

/** Whether an answer has what it should; `undefined` when it does. */
export const unless = (isSo: boolean, found: string): string | undefined => (isSo ? undefined : found);

interface Policy {
  bindings?: { role: string; members?: string[]; condition?: object }[];
}

/** Judges a policy: every role that was planned must be given, without a condition. */
export const givesAll =
  (grants: readonly { role: string; member: string }[]) =>
  ({ bindings = [] }: Policy): string | undefined => {
    const missing = grants.filter(
      ({ role, member }) =>
        !bindings.some((each) => each.role === role && !each.condition && each.members?.includes(member)),
    );
    return missing.length === 0
      ? undefined
      : `not given: ${missing.map(({ role, member }) => `${role} to ${member.split(/[:@]/)[1]}`).join(", ")}`;
  };
