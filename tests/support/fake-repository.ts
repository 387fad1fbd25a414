import {
  BranchMoved,
  type Comment,
  type CommitRequest,
  type PullRequest,
  type Repository,
} from "../../github/repository.ts";

/** Our own number on the fake GitHub. */
export const self = 99;

/** A repository in memory, with one branch. What a test doesn't need is refused. */
export class FakeRepository implements Repository {
  readonly name = "example/fake";
  readonly commits: CommitRequest[] = [];
  readonly removed: string[] = [];
  pulls: PullRequest[] = [];
  said: (Comment & { pullRequest: number })[] = [];
  writers = new Set<string>();
  /** When pull requests got their label. */
  labelled = new Map<number, string>();
  /** Run before a commit is made, once: somebody who is quicker. */
  meanwhile: (() => void) | undefined;
  files: Map<string, string>;
  /** The commits of its branch, newest first. */
  line: string[] = [];
  #head = 0;

  constructor(files: ReadonlyMap<string, string> = new Map()) {
    this.files = new Map(files);
  }

  /** Somebody else's commit. */
  push(path: string, text: string): void {
    this.files.set(path, text);
    this.#head += 1;
  }

  say(pullRequest: number, login: string, body: string, createdAt: string, id = this.said.length + 1): void {
    this.said.push({ id, pullRequest, body, createdAt, author: { id: login.length, login } });
  }

  async self(): Promise<number> {
    return self;
  }

  async pullRequest(number: number): Promise<PullRequest> {
    return this.pulls.find((each) => each.number === number)!;
  }

  async openPullRequests(label?: string): Promise<PullRequest[]> {
    return this.pulls.filter(({ state, labels }) => state === "open" && (!label || labels.includes(label)));
  }

  async comments(pullRequest: number): Promise<Comment[]> {
    return this.said.filter((each) => each.pullRequest === pullRequest);
  }

  async createComment(pullRequest: number, body: string): Promise<Comment> {
    const made = {
      id: this.said.length + 1,
      pullRequest,
      body,
      createdAt: "2026-11-22T10:00:00Z",
      author: { id: self, login: "sgdist" },
    };
    this.said.push(made);
    return made;
  }

  async updateComment(id: number, body: string): Promise<Comment> {
    this.said = this.said.map((each) => (each.id === id ? { ...each, body } : each));
    return this.said.find((each) => each.id === id)!;
  }

  async removeLabel(pullRequest: number, label: string): Promise<void> {
    this.removed.push(`${pullRequest} ${label}`);
    this.pulls = this.pulls.map((each) =>
      each.number === pullRequest ? { ...each, labels: each.labels.filter((one) => one !== label) } : each,
    );
  }

  async labelledAt(pullRequest: number): Promise<string | undefined> {
    return this.labelled.get(pullRequest);
  }

  async head(): Promise<string> {
    return String(this.#head).padStart(40, "0");
  }

  async history(): Promise<readonly string[]> {
    return this.line;
  }

  async file(path: string): Promise<string | undefined> {
    return this.files.get(path);
  }

  async commit(request: CommitRequest): Promise<string> {
    const first = this.meanwhile;
    this.meanwhile = undefined;
    first?.();
    if (request.parent !== (await this.head())) throw new BranchMoved("somebody was quicker");
    for (const [path, text] of request.files) if (text !== null) this.files.set(path, text);
    this.commits.push(request);
    this.#head += 1;
    return this.head();
  }

  async mayWrite(login: string): Promise<boolean> {
    return this.writers.has(login);
  }

  async pullRequestsOf(): Promise<never> {
    throw new Error("not asked for here");
  }
  async reportDeployment(): Promise<never> {
    throw new Error("not asked for here");
  }
  async isRunOver(): Promise<never> {
    throw new Error("not asked for here");
  }
  async dispatch(): Promise<never> {
    throw new Error("not asked for here");
  }
}
