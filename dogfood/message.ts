import { printable } from "../spec/problem.ts";
import type { Follow } from "../spec/schema/follow.ts";
import type { Change } from "./edit.ts";

const short = (commit: string): string => commit.slice(0, 12);

/** What runs without a commit. */
const release = "the newest release";

const named = (commit: string | undefined): string => (commit === undefined ? release : short(commit));

/** How much of a reason is told: clusters put whole errors into theirs. */
const longest = 500;

/** Without what GitHub would act upon: marks that skip workflows, numbers of issues, names of people. */
const inert = (text: string): string =>
  text.replaceAll("[", "(").replaceAll("]", ")").replaceAll("#", "").replaceAll("@", " at ");

const oneLine = (text: string): string => {
  const line = printable(inert(text).replaceAll(/\s+/g, " "));
  return line.length > longest ? `${line.slice(0, longest)}…` : line;
};

/** A change in one line. */
export function titleOf(name: string, change: Change): string {
  switch (change.do) {
    case "move":
      return `Move ${name} to ${short(change.to)}`;
    case "return":
      return `Return ${name} from ${short(change.from)} to ${named(change.to)}`;
    case "mark":
      return `Mark ${short(change.commit)} as good in ${name}`;
  }
}

/** From what, to what, and why. */
function bodyOf(change: Change, { repository, branch }: Follow): string[] {
  const link = (commit: string) => `https://github.com/${repository}/commit/${commit}`;
  const where = (commit: string | undefined) => (commit === undefined ? release : link(commit));
  switch (change.do) {
    case "move":
      return [
        `From: ${where(change.from)}`,
        `To: ${where(change.to)}`,
        `Why: it is the newest commit of ${branch} whose images are all there.`,
        ...(change.from ? [`Changes: https://github.com/${repository}/compare/${change.from}...${change.to}`] : []),
      ];
    case "return":
      return [
        `From: ${where(change.from)}`,
        `To: ${where(change.to)}`,
        `Why: it didn't become healthy in time: ${oneLine(change.because)}`,
      ];
    case "mark":
      return [`Commit: ${where(change.commit)}`, "Why: everything of it is ready."];
  }
}

/** The message of the commit that makes a change. */
export const messageOf = (name: string, change: Change, follow: Follow): string =>
  `${titleOf(name, change)}\n\n${bodyOf(change, follow).join("\n")}\n`;
