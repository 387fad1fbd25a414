import { BranchMoved, type CommitRequest, type Repository } from "./repository.ts";

/** A change of files with what is told of it. */
export type Edit = Pick<CommitRequest, "message" | "files">;

/** How often a change is made anew when others are quicker. */
const attempts = 5;

/**
 * Changes files on a branch by one commit. `decide`: says what to change, of the branch as it is then; undefined for
 * nothing. It is asked again when somebody else was quicker. Returns the commit; undefined where nothing was to be changed.
 * @throws BranchMoved when others were quicker each time.
 */
export async function changeBranch(
  repository: Repository,
  branch: string,
  decide: (head: string) => Promise<Edit | undefined>,
): Promise<string | undefined> {
  for (let attempt = 1; ; attempt++) {
    const parent = await repository.head(branch);
    const edit = await decide(parent);
    if (!edit) return undefined;
    try {
      return await repository.commit({ branch, parent, ...edit });
    } catch (error) {
      if (!(error instanceof BranchMoved) || attempt === attempts) throw error;
    }
  }
}
