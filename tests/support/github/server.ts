import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Actor } from "../../../github/repository.ts";
import type { TestApp } from "./app.ts";
import { git } from "./git.ts";
import { type Answer, needsOf, routes } from "./routes.ts";
import type { Fault, KeptPullRequest, KeptRepository } from "./state.ts";

/** Whom the server takes every caller for. */
export const bot: Actor = { id: 41_898_282, login: "github-actions[bot]" };
export const engineer: Actor = { id: 501, login: "ada" };

/**
 * The part of GitHub's REST API that is in use, over bare repositories of real git: what happens to branches, happens
 * there. Shapes and statuses are those of https://docs.github.com/rest.
 */
export class GithubServer {
  readonly #folder = mkdtempSync(join(tmpdir(), "sgdist-github-"));
  readonly #repositories = new Map<string, KeptRepository>();
  readonly #server = createServer((request, response) => void this.#serve(request, response));
  readonly faults: Fault[] = [];
  /** Every call: "GET /repos/o/r/pulls/1". */
  readonly calls: string[] = [];
  /** Whether calls are made as a workflow, which may not ask who it is. */
  asWorkflow = true;
  /** The app that there is; every other token is taken for that of a workflow or person. */
  app: TestApp | undefined;
  #count = 1000;

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    return this;
  }

  /** What the client finds it by. */
  get environment(): NodeJS.ProcessEnv {
    const { port } = this.#server.address() as AddressInfo;
    return { GITHUB_API_URL: `http://127.0.0.1:${port}`, GITHUB_TOKEN: "token" };
  }

  /** Makes a repository with an empty commit on main. */
  add(name: string, id: number): KeptRepository {
    const bare = join(this.#folder, `${id}.git`);
    git(this.#folder, ["init", "--quiet", "--bare", "--initial-branch=main", bare]);
    const tree = git(bare, ["mktree"], "");
    git(bare, ["update-ref", "refs/heads/main", git(bare, ["commit-tree", tree, "-m", "Begin"])]);
    const made: KeptRepository = {
      id,
      name,
      bare,
      pullRequests: [],
      comments: [],
      deployments: [],
      dispatches: [],
      permissions: {},
      runs: {},
    };
    this.#repositories.set(name, made);
    return made;
  }

  /** Opens a pull request of a branch that is there. */
  open(repository: KeptRepository, branch: string, given: Partial<KeptPullRequest> = {}): KeptPullRequest {
    const made: KeptPullRequest = {
      number: ++this.#count,
      state: "open",
      title: branch,
      user: engineer,
      labels: [],
      branch,
      from: repository.id,
      lastCommit: given.lastCommit ?? git(repository.bare, ["rev-parse", `refs/heads/${branch}`]),
      updatedAt: new Date().toISOString(),
      ...given,
    };
    repository.pullRequests.push(made);
    return made;
  }

  /** Merges a pull request by a merge commit, as real git does. Returns the commit. */
  merge(repository: KeptRepository, pull: KeptPullRequest): string {
    const { bare } = repository;
    const main = git(bare, ["rev-parse", "refs/heads/main"]);
    const head = git(bare, ["rev-parse", `refs/heads/${pull.branch}`]);
    const tree = git(bare, ["merge-tree", "--write-tree", main, head]).split("\n")[0]!;
    const message = `Merge pull request #${pull.number}`;
    const commit = git(bare, ["commit-tree", tree, "-p", main, "-p", head, "-m", message]);
    git(bare, ["update-ref", "refs/heads/main", commit, main]);
    Object.assign(pull, { state: "closed", mergedCommit: commit, lastCommit: head });
    return commit;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const url = new URL(request.url!, "http://localhost");
    // The client writes the slashes of names in another way.
    const call = `${request.method} ${url.pathname.replaceAll("%2F", "/").replaceAll("%5B", "[").replaceAll("%5D", "]")}`;
    this.calls.push(call);
    const fault = this.faults.find(({ matches, times }) => times > 0 && matches.test(call));
    const send = (status: number, body: unknown, headers: Record<string, string> = {}) => {
      response.writeHead(status, { "content-type": "application/json; charset=utf-8", ...headers });
      response.end(body === undefined ? undefined : JSON.stringify(body));
    };
    if (fault) {
      fault.times--;
      send(fault.status, fault.body ?? { message: "a fault" }, fault.headers);
      return;
    }
    const text = Buffer.concat(chunks).toString("utf8");
    try {
      const { status, body } = this.#answer(
        call,
        url,
        text ? JSON.parse(text) : undefined,
        request.headers.authorization,
      );
      if (!Array.isArray(body)) send(status, body);
      else {
        const { page, link } = paged(body, url);
        send(status, page, link ? { link } : {});
      }
    } catch (error) {
      send(500, { message: String(error) });
    }
  }

  #answer(call: string, url: URL, body: unknown, authorization: string | undefined): Answer {
    const asApp = this.app?.answer(call, authorization, body);
    if (asApp) return asApp;
    const byApp = this.app && /^token ghs_/.test(authorization ?? "") ? this.app : undefined;
    if (call === "GET /user" && (this.asWorkflow || byApp)) {
      return { status: 403, body: { message: "Resource not accessible by integration" } };
    }
    if (call === `GET /users/${this.app?.account.login}`) return { status: 200, body: this.app!.account };
    for (const [pattern, route] of routes) {
      const params = matchOf(pattern, call);
      if (!params) continue;
      const repository = this.#repositories.get(`${params.o}/${params.r}`);
      if (params.o !== undefined && !repository) break;
      const refusal = byApp?.refusal(authorization, params.r, needsOf(pattern));
      if (refusal) return refusal;
      return route({
        repository: repository!,
        params,
        query: url.searchParams,
        body,
        as: byApp?.account ?? (this.asWorkflow ? bot : engineer),
        now: () => new Date().toISOString(),
        next: () => ++this.#count,
      });
    }
    return { status: 404, body: { message: "Not Found" } };
  }
}

/** The parts of a call that a pattern names; undefined where it doesn't match. */
function matchOf(pattern: string, call: string): Record<string, string> | undefined {
  const source = pattern.replaceAll(/:(\w+)/g, "(?<$1>[^/]+)").replace(/\*(\w+)/, "(?<$1>.+)");
  const found = new RegExp(`^${source}$`).exec(call);
  if (!found) return undefined;
  return Object.fromEntries(Object.entries(found.groups ?? {}).map(([name, text]) => [name, decodeURIComponent(text)]));
}

/** A page of a list, and where the next one is. */
function paged(all: readonly unknown[], url: URL): { page: unknown[]; link?: string } {
  const size = Number(url.searchParams.get("per_page") ?? 30);
  const at = Number(url.searchParams.get("page") ?? 1);
  const page = all.slice((at - 1) * size, at * size);
  if (at * size >= all.length) return { page };
  const next = new URL(url);
  next.searchParams.set("page", String(at + 1));
  // The client follows what it is told, so it must be told where it is.
  return { page, link: `<${next.pathname}${next.search}>; rel="next"` };
}
