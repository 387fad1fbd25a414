/** What of a branch an environment may go to. */
export interface Newest {
  readonly newest?: string;
  /** How many are newer, and have images missing. */
  readonly unbuilt: number;
}

/**
 * Finds the newest commit of a branch whose images are all there, newer than what runs and than all that failed.
 * `history`: the branch, newest first. `complete`: whether all images of a commit are there; asked as rarely as possible.
 */
export async function newestComplete(
  history: readonly string[],
  { commit, bad = [] }: { readonly commit?: string; readonly bad?: readonly string[] },
  complete: (commit: string) => Promise<boolean>,
): Promise<Newest> {
  let unbuilt = 0;
  for (const each of history) {
    if (each === commit || bad.includes(each)) break;
    if (await complete(each)) return { newest: each, unbuilt };
    unbuilt += 1;
  }
  return { unbuilt };
}
