import type { Comment, PullRequest } from "../github/repository.ts";
import type { Previews } from "../spec/schema/previews.ts";

/** What somebody asks for in a comment. */
export type Request = "extend" | "stop";

/** A comment with a command, by somebody who may write in the repository. */
export interface Command {
  /** The comment's number. */
  readonly id: number;
  readonly request: Request;
}

/** A pull request that asks for a preview environment. */
export interface Wish {
  readonly pullRequest: number;
  /** 40 hexadecimal digits. */
  readonly commit: string;
  readonly person: { readonly id: number; readonly login: string };
  /** RFC 3339: when the label was put on; absent where GitHub doesn't know. */
  readonly asked?: string;
  /** The number of the newest comment; 0 where there is none. */
  readonly newestComment: number;
  /** RFC 3339: when somebody else than us last commented; absent where nobody did. */
  readonly active?: string;
  /** In the order of their numbers; of those who may write. */
  readonly commands: readonly Command[];
}

/** More than this isn't looked through for a command: people write one in the first line. */
const longest = 200;

/** The command of a comment: its first line, alone and word for word. Everything else that people write is none. */
export function requestOf(body: string): Request | undefined {
  const [line = ""] = body.slice(0, longest).split(/\r?\n/, 1);
  const found = /^\/sgdist (extend|stop)[ \t]*$/.exec(line)?.[1];
  return found as Request | undefined;
}

/**
 * Whether a pull request asks for a preview environment: it is open, has the label, and comes from the product's own
 * repository, as the code of forks is not run with an address and a budget of ours.
 */
export const asks = (
  { state, labels, head, base }: PullRequest,
  { label, repositoryId }: Pick<Previews, "label" | "repositoryId">,
): boolean =>
  state === "open" &&
  labels.includes(label) &&
  base.repositoryId === Number(repositoryId) &&
  head.repositoryId === Number(repositoryId) &&
  /^[0-9a-f]{40}$/.test(head.commit);

/**
 * What a pull request asks for. `self`: our own number, whose comments are none of people's. `mayWrite`: the logins of
 * those who may write in the repository. `asked`: when the label was put on.
 */
export function wishOf(
  { number, head, author }: PullRequest,
  comments: readonly Comment[],
  self: number,
  mayWrite: ReadonlySet<string>,
  asked?: string,
): Wish {
  const others = comments.filter((each) => each.author.id !== self);
  const active = others
    .map(({ createdAt }) => createdAt)
    .toSorted()
    .at(-1);
  const commands = others.flatMap(({ id, body, author: { login } }): Command[] => {
    const request = requestOf(body);
    return request && mayWrite.has(login) ? [{ id, request }] : [];
  });
  return {
    pullRequest: number,
    commit: head.commit,
    person: { id: author.id, login: author.login },
    newestComment: comments.reduce((most, { id }) => Math.max(most, id), 0),
    ...(asked && { asked }),
    ...(active && { active }),
    commands: commands.toSorted((a, b) => a.id - b.id),
  };
}
