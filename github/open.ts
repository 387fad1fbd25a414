import { UserError } from "../spec/problem.ts";
import { asked, askedForMaybe, type Client, type ClientOptions, GithubError, openGithub } from "./client.ts";
import { makeCommit } from "./commit.ts";
import type { Actor, Comment, PullRequest, Repository } from "./repository.ts";

/** The account of GitHub Actions, whose token can't ask who it is: https://api.github.com/users/github-actions[bot]. */
const actionsBot = 41_898_282;

/** The account that GitHub shows for one that was deleted: https://github.com/ghost. */
const ghost: Actor = { id: 10_137, login: "ghost" };

interface Described {
  number: number;
  state: string;
  title: string;
  merged_at: string | null;
  updated_at: string;
  user: Actor | null;
  labels: readonly { name?: string }[];
  head: { sha: string; ref: string; repo: { id: number } | null };
  base: { ref: string; repo: { id: number } };
}

const actorOf = (user: Actor | null | undefined): Actor => (user ? { id: user.id, login: user.login } : ghost);

const pullRequestOf = (each: Described): PullRequest => ({
  number: each.number,
  state: each.state === "open" ? "open" : "closed",
  merged: each.merged_at !== null,
  title: each.title,
  author: actorOf(each.user),
  labels: each.labels.flatMap(({ name }) => name ?? []),
  updatedAt: each.updated_at,
  head: { commit: each.head.sha, branch: each.head.ref, ...(each.head.repo && { repositoryId: each.head.repo.id }) },
  base: { branch: each.base.ref, repositoryId: each.base.repo.id },
});

interface Said {
  id: number;
  body?: string | undefined;
  created_at: string;
  user: Actor | null;
}

const commentOf = (each: Said): Comment => ({
  id: each.id,
  author: actorOf(each.user),
  body: each.body ?? "",
  createdAt: each.created_at,
});

/**
 * Opens a repository. `name`: "owner/name". `environment`: see openGithub.
 * @throws UserError for a name that is none, or without a token.
 */
export function openRepository(name: string, environment: NodeJS.ProcessEnv, options?: ClientOptions): Repository {
  const [owner = "", repo = "", rest] = name.split("/");
  if (!owner || !repo || rest !== undefined) throw new UserError(`${name} is no repository. Allowed is OWNER/NAME.`);
  const client = openGithub(environment, options);
  return new RestRepository(name, client, { owner, repo }, options?.self);
}

class RestRepository implements Repository {
  readonly name: string;
  readonly #client: Client;
  readonly #at: { owner: string; repo: string };
  readonly #self: ClientOptions["self"];

  constructor(name: string, client: Client, at: { owner: string; repo: string }, self: ClientOptions["self"]) {
    this.name = name;
    this.#client = client;
    this.#at = at;
    this.#self = self;
  }

  #what(text: string): string {
    return `${this.name}: ${text}`;
  }

  async self(): Promise<number> {
    if (this.#self) return this.#self();
    try {
      return (await asked("who we are", () => this.#client.users.getAuthenticated())).id;
    } catch (error) {
      if (error instanceof GithubError && error.status === 403) return actionsBot;
      throw error;
    }
  }

  async pullRequest(number: number): Promise<PullRequest> {
    const found = await asked(this.#what(`pull request ${number}`), () =>
      this.#client.pulls.get({ ...this.#at, pull_number: number }),
    );
    return pullRequestOf(found);
  }

  async openPullRequests(label?: string): Promise<readonly PullRequest[]> {
    const all = await asked(this.#what("open pull requests"), async () => ({
      data: await this.#client.paginate(this.#client.pulls.list, { ...this.#at, state: "open", per_page: 100 }),
    }));
    const open = all.map((each) => pullRequestOf(each));
    return label === undefined ? open : open.filter(({ labels }) => labels.includes(label));
  }

  async pullRequestsOf(commit: string): Promise<readonly PullRequest[]> {
    const found = await asked(this.#what(`pull requests of ${commit}`), () =>
      this.#client.repos.listPullRequestsAssociatedWithCommit({ ...this.#at, commit_sha: commit, per_page: 100 }),
    );
    return found.map((each) => pullRequestOf(each));
  }

  async comments(pullRequest: number): Promise<readonly Comment[]> {
    const all = await asked(this.#what(`comments on ${pullRequest}`), async () => ({
      data: await this.#client.paginate(this.#client.issues.listComments, {
        ...this.#at,
        issue_number: pullRequest,
        per_page: 100,
      }),
    }));
    return all.map((each) => commentOf(each as Said));
  }

  async createComment(pullRequest: number, body: string): Promise<Comment> {
    const made = await asked(this.#what(`a comment on ${pullRequest}`), () =>
      this.#client.issues.createComment({ ...this.#at, issue_number: pullRequest, body }),
    );
    return commentOf(made as Said);
  }

  async updateComment(id: number, body: string): Promise<Comment> {
    const made = await asked(this.#what(`comment ${id}`), () =>
      this.#client.issues.updateComment({ ...this.#at, comment_id: id, body }),
    );
    return commentOf(made as Said);
  }

  async removeLabel(pullRequest: number, label: string): Promise<void> {
    // That somebody else was quicker is no failure.
    await askedForMaybe(this.#what(`the label ${label} of ${pullRequest}`), () =>
      this.#client.issues.removeLabel({ ...this.#at, issue_number: pullRequest, name: label }),
    );
  }

  async labelledAt(pullRequest: number, label: string): Promise<string | undefined> {
    const all = await asked(this.#what(`what happened in ${pullRequest}`), async () => ({
      data: await this.#client.paginate(this.#client.issues.listEventsForTimeline, {
        ...this.#at,
        issue_number: pullRequest,
        per_page: 100,
      }),
    }));
    const times = (all as { event?: string; label?: { name?: string }; created_at?: string }[]).flatMap((each) =>
      each.event === "labeled" && each.label?.name === label ? (each.created_at ?? []) : [],
    );
    return times.toSorted().at(-1);
  }

  async head(branch: string): Promise<string> {
    const { object } = await asked(this.#what(`the branch ${branch}`), () =>
      this.#client.git.getRef({ ...this.#at, ref: `heads/${branch}` }),
    );
    return object.sha;
  }

  async history(branch: string): Promise<readonly string[]> {
    const found = await asked(this.#what(`the commits of ${branch}`), () =>
      this.#client.repos.listCommits({ ...this.#at, sha: branch, per_page: 100 }),
    );
    const parents = new Map(found.map(({ sha, parents: [first] }) => [sha, first?.sha]));
    const line: string[] = [];
    for (let at = found[0]?.sha; at !== undefined && parents.has(at); at = parents.get(at)) line.push(at);
    return line;
  }

  async file(path: string, ref: string): Promise<string | undefined> {
    const found = await askedForMaybe(this.#what(`${path} at ${ref}`), () =>
      this.#client.repos.getContent({ ...this.#at, path, ref }),
    );
    if (found === undefined) return undefined;
    if (Array.isArray(found) || found.type !== "file" || !("content" in found)) {
      throw new GithubError(this.#what(`${path} at ${ref}`), 200, "is no file");
    }
    return Buffer.from(found.content, "base64").toString("utf8");
  }

  commit(request: Parameters<Repository["commit"]>[0]): Promise<string> {
    return makeCommit(this.#client, this.#at, this.#what(`a commit on ${request.branch}`), request);
  }

  async mayWrite(login: string): Promise<boolean> {
    const found = await askedForMaybe(this.#what(`what ${login} may do`), () =>
      this.#client.repos.getCollaboratorPermissionLevel({ ...this.#at, username: login }),
    );
    return found !== undefined && ["admin", "write"].includes(found.permission);
  }

  async reportDeployment(
    ...[environment, commit, state, url]: Parameters<Repository["reportDeployment"]>
  ): Promise<void> {
    const what = this.#what(`the deployment of ${environment}`);
    const [known] = await asked(what, () =>
      this.#client.repos.listDeployments({ ...this.#at, sha: commit, environment, per_page: 1 }),
    );
    const id = known?.id ?? (await this.#createDeployment(what, environment, commit));
    await asked(what, () =>
      this.#client.repos.createDeploymentStatus({
        ...this.#at,
        deployment_id: id,
        state,
        ...(url !== undefined && { environment_url: url }),
      }),
    );
  }

  async #createDeployment(what: string, environment: string, commit: string): Promise<number> {
    const made = await asked<{ id?: number; message?: string }>(what, () =>
      this.#client.repos.createDeployment({
        ...this.#at,
        ref: commit,
        environment,
        // What is on the branch has been checked already; nothing is to be merged into it.
        auto_merge: false,
        required_contexts: [],
      }),
    );
    if (made.id === undefined) throw new GithubError(what, 202, made.message ?? "was not made");
    return made.id;
  }

  async isRunOver(id: number): Promise<boolean | undefined> {
    const run = await askedForMaybe(this.#what(`run ${id}`), () =>
      this.#client.actions.getWorkflowRun({ ...this.#at, run_id: id }),
    );
    return run && run.status === "completed";
  }

  async dispatch(workflow: string, branch: string, inputs: Readonly<Record<string, string>>): Promise<void> {
    await asked(this.#what(`starting ${workflow}`), () =>
      this.#client.actions.createWorkflowDispatch({ ...this.#at, workflow_id: workflow, ref: branch, inputs }),
    );
  }
}
