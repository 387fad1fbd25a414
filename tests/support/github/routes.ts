import type { Needs } from "./app.ts";
import { git } from "./git.ts";
import type { KeptComment, KeptPullRequest, KeptRepository } from "./state.ts";

/** A call, as far as a route cares. */
export interface Call {
  repository: KeptRepository;
  params: Record<string, string>;
  query: URLSearchParams;
  // biome-ignore lint/suspicious/noExplicitAny: bodies have every shape
  body: any;
  as: { id: number; login: string };
  now(): string;
  next(): number;
}

/** An answer: a list is paged by whoever sends it. */
export interface Answer {
  status: number;
  body?: unknown;
}

type Route = (call: Call) => Answer;

const ok = (body: unknown): Answer => ({ status: 200, body });
const notFound: Answer = { status: 404, body: { message: "Not Found" } };

function has({ bare }: KeptRepository, revision: string): string | undefined {
  try {
    return git(bare, ["rev-parse", "--verify", "--quiet", `${revision}^{commit}`]);
  } catch {
    return undefined;
  }
}

/** The last commits of all branches, by name. */
function headsOf({ bare }: KeptRepository): Map<string, string> {
  const lines = git(bare, ["for-each-ref", "--format=%(refname:short) %(objectname)", "refs/heads"]).split("\n");
  return new Map(lines.filter(Boolean).map((line) => line.split(" ") as [string, string]));
}

const pullRequest = (repository: KeptRepository, each: KeptPullRequest, heads = headsOf(repository)) => ({
  number: each.number,
  state: each.state,
  title: each.title,
  user: each.user,
  labels: each.labels.map((name) => ({ name })),
  merged_at: each.mergedCommit ? each.updatedAt : null,
  updated_at: each.updatedAt,
  head: {
    sha: heads.get(each.branch) ?? each.lastCommit,
    ref: each.branch,
    repo: each.from === null ? null : { id: each.from },
  },
  base: { ref: "main", repo: { id: repository.id } },
});

const comment = ({ id, user, body, createdAt }: KeptComment) => ({ id, user, body, created_at: createdAt });

const find = (repository: KeptRepository, number: string) =>
  repository.pullRequests.find((each) => each.number === Number(number));

const readRef: Route = ({ repository, params }) => {
  const sha = has(repository, `refs/heads/${params.branch}`);
  return sha ? ok({ ref: `refs/heads/${params.branch}`, object: { sha, type: "commit" } }) : notFound;
};

const writeRef: Route = ({ repository: { bare }, params, body }) => {
  const ref = `refs/heads/${params.branch}`;
  const before = git(bare, ["rev-parse", ref]);
  const ancestor = git(bare, ["merge-base", before, body.sha]);
  if (ancestor !== before) return { status: 422, body: { message: "Update is not a fast forward" } };
  git(bare, ["update-ref", ref, body.sha, before]);
  return ok({ ref, object: { sha: body.sha } });
};

const makeTree: Route = ({ repository: { bare }, body }) => {
  const lines = git(bare, ["ls-tree", "-r", body.base_tree]).split("\n").filter(Boolean);
  const files = new Map(lines.map((line) => [line.split("\t")[1]!, line.split("\t")[0]!]));
  for (const { path, mode, content, sha } of body.tree) {
    if (sha === null) files.delete(path);
    else files.set(path, `${mode} blob ${git(bare, ["hash-object", "-w", "--stdin"], content)}`);
  }
  return { status: 201, body: { sha: treeOf(bare, files) } };
};

/** Writes a tree of files by a scratch index. */
function treeOf(bare: string, files: ReadonlyMap<string, string>): string {
  const folders = new Map<string, Map<string, string>>();
  const own: string[] = [];
  for (const [path, what] of files) {
    const [first, ...rest] = path.split("/") as [string, ...string[]];
    if (rest.length === 0) own.push(`${what}\t${first}`);
    else folders.set(first, (folders.get(first) ?? new Map()).set(rest.join("/"), what));
  }
  for (const [name, within] of folders) own.push(`040000 tree ${treeOf(bare, within)}\t${name}`);
  return git(bare, ["mktree"], `${own.join("\n")}\n`);
}

/** The routes by method and path, in the order in which they are tried. */
export const routes: [string, Route][] = [
  ["GET /user", ({ as }) => ok(as)],
  [
    "GET /repos/:o/:r/pulls/:number",
    ({ repository, params }) => {
      const found = find(repository, params.number!);
      return found ? ok(pullRequest(repository, found)) : notFound;
    },
  ],
  [
    "GET /repos/:o/:r/pulls",
    ({ repository, query }) => {
      const heads = headsOf(repository);
      const all = repository.pullRequests.filter(({ state }) => state === (query.get("state") ?? "open"));
      return ok(all.map((each) => pullRequest(repository, each, heads)));
    },
  ],
  [
    "GET /repos/:o/:r/commits",
    ({ repository, query }) => {
      const at = has(repository, query.get("sha") ?? "main");
      if (!at) return notFound;
      const lines = git(repository.bare, ["log", "--format=%H %P", at]).split("\n");
      const all = lines.map((line) => line.split(" "));
      return ok(all.map(([sha, ...parents]) => ({ sha, parents: parents.filter(Boolean).map((sha) => ({ sha })) })));
    },
  ],
  [
    "GET /repos/:o/:r/commits/:sha/pulls",
    ({ repository, params }) =>
      ok(
        repository.pullRequests
          .filter((each) => each.mergedCommit === params.sha)
          .map((each) => pullRequest(repository, each)),
      ),
  ],
  [
    "GET /repos/:o/:r/issues/:number/comments",
    ({ repository, params }) =>
      ok(repository.comments.filter(({ issue }) => issue === Number(params.number)).map(comment)),
  ],
  [
    "POST /repos/:o/:r/issues/:number/comments",
    ({ repository, params, body, as, now, next }) => {
      if (body.body.length > 65_536) return { status: 422, body: { message: "Body is too long" } };
      const made = { id: next(), issue: Number(params.number), user: as, body: body.body, createdAt: now() };
      repository.comments.push(made);
      return { status: 201, body: comment(made) };
    },
  ],
  [
    "PATCH /repos/:o/:r/issues/comments/:id",
    ({ repository, params, body }) => {
      const found = repository.comments.find(({ id }) => id === Number(params.id));
      if (!found) return notFound;
      if (body.body.length > 65_536) return { status: 422, body: { message: "Body is too long" } };
      found.body = body.body;
      return ok(comment(found));
    },
  ],
  [
    "DELETE /repos/:o/:r/issues/:number/labels/:label",
    ({ repository, params }) => {
      const found = find(repository, params.number!);
      if (!found?.labels.includes(params.label!)) return notFound;
      found.labels = found.labels.filter((label) => label !== params.label);
      return ok(found.labels.map((name) => ({ name })));
    },
  ],
  [
    "GET /repos/:o/:r/issues/:number/timeline",
    ({ repository, params }) => {
      const found = find(repository, params.number!);
      if (!found) return notFound;
      const { labels, labelled = labels.map((name) => ({ name, at: found.updatedAt })) } = found;
      return ok([
        { event: "committed", sha: found.lastCommit },
        ...labelled.map(({ name, at }) => ({ event: "labeled", label: { name }, created_at: at })),
        ...repository.comments
          .filter(({ issue }) => issue === found.number)
          .map((each) => ({ event: "commented", ...comment(each) })),
      ]);
    },
  ],
  ["GET /repos/:o/:r/git/ref/heads/:branch", readRef],
  ["PATCH /repos/:o/:r/git/refs/heads/:branch", writeRef],
  [
    "GET /repos/:o/:r/git/commits/:sha",
    ({ repository, params }) => {
      const sha = has(repository, params.sha!);
      return sha ? ok({ sha, tree: { sha: git(repository.bare, ["rev-parse", `${sha}^{tree}`]) } }) : notFound;
    },
  ],
  ["POST /repos/:o/:r/git/trees", makeTree],
  [
    "POST /repos/:o/:r/git/commits",
    ({ repository: { bare }, body }) => {
      const parents = body.parents.flatMap((parent: string) => ["-p", parent]);
      const sha = git(bare, ["commit-tree", body.tree, ...parents, "-F", "-"], body.message);
      return { status: 201, body: { sha } };
    },
  ],
  [
    "GET /repos/:o/:r/contents/*path",
    ({ repository: { bare }, params, query }) => {
      try {
        const content = git(bare, ["show", `${query.get("ref") ?? "main"}:${params.path}`]);
        return ok({ type: "file", encoding: "base64", content: Buffer.from(`${content}\n`).toString("base64") });
      } catch {
        return notFound;
      }
    },
  ],
  [
    "GET /repos/:o/:r/collaborators/:login/permission",
    ({ repository, params }) => {
      const permission = repository.permissions[params.login!];
      return permission ? ok({ permission }) : notFound;
    },
  ],
  [
    "GET /repos/:o/:r/deployments",
    ({ repository, query }) =>
      ok(
        repository.deployments
          .filter(({ sha, environment }) => sha === query.get("sha") && environment === query.get("environment"))
          .map(({ id }) => ({ id })),
      ),
  ],
  [
    "POST /repos/:o/:r/deployments",
    ({ repository, body, next }) => {
      const made = { id: next(), sha: body.ref, environment: body.environment, statuses: [] };
      repository.deployments.push(made);
      return { status: 201, body: { id: made.id } };
    },
  ],
  [
    "POST /repos/:o/:r/deployments/:id/statuses",
    ({ repository, params, body }) => {
      const found = repository.deployments.find(({ id }) => id === Number(params.id));
      if (!found) return notFound;
      const { state, environment_url } = body;
      found.statuses.push({ state, ...(environment_url && { environment_url }) });
      return { status: 201, body: { state } };
    },
  ],
  [
    "GET /repos/:o/:r/actions/runs/:id",
    ({ repository, params }) => {
      const status = repository.runs[Number(params.id)];
      return status ? ok({ id: Number(params.id), status }) : notFound;
    },
  ],
  [
    "POST /repos/:o/:r/actions/workflows/:workflow/dispatches",
    ({ repository, params, body }) => {
      repository.dispatches.push({ workflow: params.workflow!, ref: body.ref, inputs: body.inputs });
      return { status: 204 };
    },
  ],
];

const either = (level: "read" | "write"): Needs => ({ issues: level, pull_requests: level });

/** What routes need of an app: https://docs.github.com/rest/authentication/permissions-required-for-github-apps */
const needs: [RegExp, Needs][] = [
  [/ \/repos\/:o\/:r\/collaborators\//, {}],
  [/^GET .*\/(pulls|commits\/:sha\/pulls)/, { pull_requests: "read" }],
  [/^GET .*\/issues\//, either("read")],
  [/\/issues\//, either("write")],
  [/^GET .*\/(git|contents|commits)/, { contents: "read" }],
  [/\/git\//, { contents: "write" }],
  [/^GET .*\/deployments/, { deployments: "read" }],
  [/\/deployments/, { deployments: "write" }],
  [/^GET .*\/actions\//, { actions: "read" }],
  [/\/actions\//, { actions: "write" }],
];

export const needsOf = (pattern: string): Needs => needs.find(([matches]) => matches.test(pattern))?.[1] ?? {};
