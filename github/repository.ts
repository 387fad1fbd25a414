/** A person or a program, as GitHub knows it. Names can be given up and taken by somebody else; numbers can't. */
export interface Actor {
  readonly id: number;
  readonly login: string;
}

/** A pull request. */
export interface PullRequest {
  readonly number: number;
  readonly state: "open" | "closed";
  readonly merged: boolean;
  readonly title: string;
  readonly author: Actor;
  readonly labels: readonly string[];
  /** RFC 3339: the last time that anything was said or done in it. */
  readonly updatedAt: string;
  readonly head: {
    /** A commit, 40 hexadecimal digits. */
    readonly commit: string;
    readonly branch: string;
    /** The number of the repository that it comes from; absent where that was deleted. */
    readonly repositoryId?: number;
  };
  readonly base: { readonly branch: string; readonly repositoryId: number };
}

/** A comment in a pull request or an issue. */
export interface Comment {
  readonly id: number;
  readonly author: Actor;
  readonly body: string;
  /** RFC 3339. */
  readonly createdAt: string;
}

/** How far a deployment is, in GitHub's words. */
export type DeploymentState = "queued" | "in_progress" | "success" | "failure" | "error" | "inactive";

/** A change of files that becomes one commit. */
export interface CommitRequest {
  readonly branch: string;
  /** The commit that the change was made on; it is refused where the branch has moved on since. */
  readonly parent: string;
  readonly message: string;
  /** The whole new text of each file, by path; null takes the file away. */
  readonly files: ReadonlyMap<string, string | null>;
}

/** The branch moved on while a commit was made: read everything again, and decide again. */
export class BranchMoved extends Error {}

/** What this program asks of one repository on GitHub. Every call throws GithubError when GitHub refuses for good. */
export interface Repository {
  /** "owner/name" */
  readonly name: string;
  /** The number of the account that calls are made as. */
  self(): Promise<number>;
  pullRequest(number: number): Promise<PullRequest>;
  /** All open ones, over all pages; with a label if one is named. */
  openPullRequests(label?: string): Promise<readonly PullRequest[]>;
  /** Those that brought a commit into a branch. */
  pullRequestsOf(commit: string): Promise<readonly PullRequest[]>;
  /** All of them, over all pages, oldest first. */
  comments(pullRequest: number): Promise<readonly Comment[]>;
  createComment(pullRequest: number, body: string): Promise<Comment>;
  updateComment(id: number, body: string): Promise<Comment>;
  removeLabel(pullRequest: number, label: string): Promise<void>;
  /** RFC 3339: when a label was last put on; undefined where it never was. */
  labelledAt(pullRequest: number, label: string): Promise<string | undefined>;
  /** The last commit of a branch. */
  head(branch: string): Promise<string>;
  /**
   * The last commits that a branch was at, newest first, at most a hundred: of what was merged into it, only the merge.
   */
  history(branch: string): Promise<readonly string[]>;
  /** The text of a file at a commit or branch; undefined where it isn't there. */
  file(path: string, ref: string): Promise<string | undefined>;
  /**
   * Makes a commit and puts it on a branch, without force. Returns it.
   * @throws BranchMoved when somebody was quicker.
   */
  commit(request: CommitRequest): Promise<string>;
  /** Whether a person may write in the repository. */
  mayWrite(login: string): Promise<boolean>;
  /** Says how far the deployment of an environment is; the first time for a commit makes the deployment. */
  reportDeployment(environment: string, commit: string, state: DeploymentState, url?: string): Promise<void>;
  /** Whether a run of a workflow has come to its end; undefined where no such run is known. */
  isRunOver(id: number): Promise<boolean | undefined>;
  /** Starts a workflow by hand. `workflow`: its file name. */
  dispatch(workflow: string, branch: string, inputs: Readonly<Record<string, string>>): Promise<void>;
}
