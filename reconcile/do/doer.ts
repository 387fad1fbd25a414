import type { Watch } from "../../engine/operations.ts";
import type { Workspace } from "../../engine/workspace.ts";
import type { Reach } from "../../plan/reach.ts";
import type { Specification } from "../../spec/specification.ts";
import type { Action } from "../action.ts";
import type { Entry, NewEntry } from "../journal.ts";
import type { Journal } from "../journal-store.ts";
import type { Limits } from "../limits.ts";

/** What actions are done with. */
export interface Doer {
  readonly specification: Specification;
  readonly workspace: Workspace;
  readonly journal: Journal;
  readonly limits: Limits;
  /** The commit of the specification, where that is known. */
  readonly commit?: string;
  /** Milliseconds since the epoch, by the clock that days are judged by. */
  now(): number;
  /** Told how runs of the engine go. */
  readonly watch: Watch;
}

/** How an action that ended well was: done, or found done by somebody else. */
export interface Done {
  readonly outcome: "done" | "needless";
  /** What was written down of it. */
  readonly entry?: Entry;
  /** How what was brought up is reached. */
  readonly reach?: Reach;
}

/** An entry about an action, but for what it tells. */
export function entryOf(action: Action, deed: Entry["deed"], more: Partial<NewEntry> = {}): NewEntry {
  const { environment, project, reason } = action;
  const expires = "expires" in action ? { expires: action.expires } : {};
  const tell = "tell" in action && action.tell !== undefined ? { tell: action.tell } : {};
  return { environment, project, deed, ...expires, reason, ...tell, ...more };
}

/** Writes down what is done, or was; once where that is the last thing that was written. */
export async function note(
  doer: Doer,
  action: Action,
  deed: Entry["deed"],
  more: Partial<NewEntry> = {},
): Promise<Done> {
  const entry = await doer.journal.add(entryOf(action, deed, more), (entries) => {
    const last = entries.at(-1);
    return last?.deed === deed && last.what === more.what && last.reason === action.reason;
  });
  return { outcome: "done", ...(entry && { entry }) };
}
