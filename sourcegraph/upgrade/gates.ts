import { compareVersions } from "../versions/version.ts";

/** A version that may not be gone to, or not from everywhere. */
export interface Gate {
  /** The versions that it stands before: from the first up to and without the second. */
  readonly entering: readonly [from: string, until: string];
  /** The oldest version from which they may be entered; undefined where none is. */
  readonly notBefore?: string;
  /** Where to go instead, or first. */
  readonly instead: string;
  readonly reason: string;
}

/** The gates that are known, oldest first. Source: the notes of the releases. */
export const gates: readonly Gate[] = [
  {
    entering: ["3.31.0", "3.32.0"],
    notBefore: "3.30.3",
    instead: "3.30.3",
    reason: "3.31 can only be reached from 3.30.3",
  },
  { entering: ["4.4.0", "4.4.1"], instead: "4.4.2", reason: "a migration of 4.4.0 is faulty" },
  {
    entering: ["5.1.5", "5.1.6"],
    notBefore: "5.0.7",
    instead: "5.1.6",
    reason: "the migrations of 5.1.5 are out of order for databases of 5.0.3 to 5.0.6",
  },
  { entering: ["5.10.0", "5.10.1164"], instead: "5.10.1164", reason: "5.10.0 can't upgrade Postgres from 12 to 16" },
  {
    entering: ["6.0.0", "6.1.0"],
    notBefore: "5.11.6271",
    instead: "5.11.6271",
    reason: "6.0 needs Postgres 16, which 5.11.6271 brings the databases to",
  },
];

/** What people must know before they cross into a minor version. */
export const notes: readonly { readonly entering: string; readonly note: string }[] = [
  { entering: "3.21", note: "The move of code navigation's data into its own database must have finished before." },
  { entering: "4.5", note: "Code navigation's data is rewritten in a way that can't be undone." },
  { entering: "5.1", note: "All repositories are indexed again, which takes hours." },
  { entering: "5.10", note: "The databases are upgraded from Postgres 12 to 16, which can't be undone." },
  { entering: "6.2", note: "Indexes of text are checked for another collation, and may have to be built again." },
  { entering: "6.4", note: "repo-updater and symbols are gone; what was set for them belongs to worker and searcher." },
];

/** The gate that stands between two versions; undefined where the way is free. */
export function gateBetween(from: string, to: string, all: readonly Gate[] = gates): Gate | undefined {
  const within = (version: string, [first, end]: Gate["entering"]) =>
    compareVersions(version, first) >= 0 && compareVersions(version, end) < 0;
  return all.find(
    ({ entering, notBefore }) =>
      within(to, entering) &&
      !within(from, entering) &&
      (notBefore === undefined || compareVersions(from, notBefore) < 0),
  );
}
