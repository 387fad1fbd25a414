import { asked, type Client, GithubError } from "./client.ts";
import { BranchMoved, type CommitRequest } from "./repository.ts";

/**
 * Makes a commit and moves a branch to it, without force.
 * @throws BranchMoved when the branch isn't at the parent any more.
 */
export async function makeCommit(
  client: Client,
  at: { owner: string; repo: string },
  what: string,
  { branch, parent, message, files }: CommitRequest,
): Promise<string> {
  const before = await asked(what, () => client.git.getCommit({ ...at, commit_sha: parent }));
  const entries = [...files].map(([path, text]) => ({
    path,
    mode: "100644" as const,
    type: "blob" as const,
    // GitHub deletes what is given no blob.
    ...(text === null ? { sha: null } : { content: text }),
  }));
  const tree = await asked(what, () => client.git.createTree({ ...at, base_tree: before.tree.sha, tree: entries }));
  const made = await asked(what, () => client.git.createCommit({ ...at, message, tree: tree.sha, parents: [parent] }));
  try {
    await asked(what, () => client.git.updateRef({ ...at, ref: `heads/${branch}`, sha: made.sha, force: false }));
  } catch (error) {
    // GitHub says so of a move that is no fast forward, and of a branch that is gone.
    if (error instanceof GithubError && error.status === 422) throw new BranchMoved(error.message, { cause: error });
    throw error;
  }
  return made.sha;
}
