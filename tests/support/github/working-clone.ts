import { type Ran, TestProject } from "../project.ts";
import { git } from "./git.ts";
import type { GithubServer } from "./server.ts";
import type { KeptPullRequest, KeptRepository } from "./state.ts";

/** A project whose specification is a working clone of a repository of the server: with its local cloud, all there is. */
export class WorkingClone extends TestProject {
  readonly #server: GithubServer;
  readonly repository: KeptRepository;

  constructor(server: GithubServer, repository: KeptRepository, files: ReadonlyMap<string, string>) {
    super(files);
    this.#server = server;
    this.repository = repository;
    this.write(".gitignore", "node_modules\nstacks\n.local\n");
    this.git(["init", "--quiet", "--initial-branch=main"]);
    this.git(["remote", "add", "origin", repository.bare]);
    this.git(["fetch", "--quiet", "origin"]);
    this.git(["reset", "--quiet", "origin/main"]);
    this.commit("Describe the organisation");
    this.git(["push", "--quiet", "origin", "main"]);
  }

  git(args: readonly string[]): string {
    return git(this.root, args);
  }

  /** Commits all that was written. Returns the commit. */
  commit(message: string): string {
    this.git(["add", "--all"]);
    this.git(["commit", "--quiet", "-m", message]);
    return this.git(["rev-parse", "HEAD"]);
  }

  /** Runs sgdist as a step of a workflow. */
  step(args: string[], environment: NodeJS.ProcessEnv = {}): Promise<Ran> {
    return this.sgdist(args, this.workflow(environment));
  }

  workflow(more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
    return {
      ...this.#server.environment,
      GITHUB_REPOSITORY: this.repository.name,
      GITHUB_SERVER_URL: "https://github.com",
      GITHUB_RUN_ID: "77",
      ...more,
    };
  }

  /** Makes a change on a branch of its own, pushes it, and opens a pull request. The clone is on main again. */
  propose(branch: string, change: () => void, given: Partial<KeptPullRequest> = {}): KeptPullRequest {
    this.git(["checkout", "--quiet", "-B", branch, "main"]);
    change();
    this.commit(`Change ${branch}`);
    this.git(["push", "--quiet", "--force", "origin", branch]);
    this.git(["checkout", "--quiet", "main"]);
    return this.#server.open(this.repository, branch, given);
  }

  /** Merges a pull request, and brings the clone to what main is then. Returns what main was before. */
  merge(pull: KeptPullRequest): string {
    this.#server.merge(this.repository, pull);
    return this.pull();
  }

  pull(): string {
    const before = this.git(["rev-parse", "main"]);
    this.git(["pull", "--quiet", "--ff-only", "origin", "main"]);
    return before;
  }

  /** What our comments in a pull request say. */
  said({ number }: KeptPullRequest): string[] {
    return this.repository.comments.filter(({ issue }) => issue === number).map(({ body }) => body);
  }
}
