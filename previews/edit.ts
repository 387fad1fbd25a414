import { parseDocument } from "yaml";
import type { Action } from "./plan.ts";

/** A change of a slot's file: those of plans but sweeps, and that it was found clean. */
export type Change = Exclude<Action, { do: "sweep" }> | { readonly do: "clean"; readonly slot: string };

/** The text of a slot's file after a change; comments and order stay. */
export function changedText(text: string, change: Change): string {
  const document = parseDocument(text);
  switch (change.do) {
    case "give":
    case "update":
      document.setIn(["deployment", "commit"], change.commit);
      document.set("lease", document.createNode(change.lease));
      break;
    case "end":
      document.deleteIn(["deployment", "commit"]);
      document.delete("lease");
      document.set("dirty", true);
      break;
    case "clean":
      document.delete("dirty");
  }
  return document.toString({ lineWidth: 0 });
}

/** The title of a commit with one change, or its line in one with several. */
export function changeTitle(change: Change): string {
  switch (change.do) {
    case "give":
      return `Give ${change.slot} to pull request ${change.lease.pullRequest} of ${change.lease.person}`;
    case "update":
      return `Keep ${change.slot} for pull request ${change.lease.pullRequest}: ${change.what}`;
    case "end":
      return `End the lease of ${change.slot} by pull request ${change.pullRequest} (${change.because})`;
    case "clean":
      return `Mark ${change.slot} as clean`;
  }
}

/** The message of a commit with changes. */
export const messageOf = (changes: readonly Change[]): string =>
  changes.length === 1
    ? changeTitle(changes[0]!)
    : `Change ${changes.length} preview environments\n\n${changes.map((each) => `- ${changeTitle(each)}`).join("\n")}`;
