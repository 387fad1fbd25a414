import { type Document, parseDocument } from "yaml";
import { type Follow, mostBad, mostGood } from "../spec/schema/follow.ts";
import type { Decision } from "./decide.ts";

/** A decision that changes an environment's file. */
export type Change = Exclude<Decision, { do: "wait" }>;

/** Puts a commit in front of a list, and lets the oldest go. */
function remember(document: Document, list: "good" | "bad", commit: string, most: number): void {
  const path = ["follow", list];
  const known = ((document.toJS() as { follow: Follow }).follow[list] ?? []).filter((each) => each !== commit);
  document.setIn(path, document.createNode([commit, ...known].slice(0, most)));
}

function run(document: Document, commit: string | undefined): void {
  const path = ["deployment", "commit"];
  if (commit === undefined) document.deleteIn(path);
  else document.setIn(path, commit);
}

const written = (document: Document): string => document.toString({ lineWidth: 0 });

/** The text of an environment's file after a change; comments and order stay. */
export function changedText(text: string, change: Change): string {
  const document = parseDocument(text);
  switch (change.do) {
    case "move": {
      run(document, change.to);
      // What was good once is judged anew.
      const { good = [] } = (document.toJS() as { follow: Follow }).follow;
      if (good.includes(change.to)) {
        const rest = good.filter((each) => each !== change.to);
        document.setIn(["follow", "good"], document.createNode(rest));
      }
      break;
    }
    case "return":
      run(document, change.to);
      remember(document, "bad", change.from, mostBad);
      break;
    case "mark":
      remember(document, "good", change.commit, mostGood);
  }
  return written(document);
}

/** The text of a file with a pause; undefined where it is paused already. */
export function pausedText(text: string, pause: NonNullable<Follow["paused"]>): string | undefined {
  const document = parseDocument(text);
  if (document.hasIn(["follow", "paused"])) return undefined;
  document.setIn(["follow", "paused"], document.createNode(pause));
  return written(document);
}

/** The text of a file without a pause; undefined where it isn't paused. */
export function resumedText(text: string): string | undefined {
  const document = parseDocument(text);
  return document.deleteIn(["follow", "paused"]) ? written(document) : undefined;
}
