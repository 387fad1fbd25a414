import { retry } from "@octokit/plugin-retry";
import { throttling } from "@octokit/plugin-throttling";
import { Octokit } from "@octokit/rest";
import { UserError } from "../spec/problem.ts";
import { renewedToken } from "./renewed-token.ts";
import type { TokenSource } from "./token.ts";

/** What GitHub answered when it refused, or that it didn't answer. */
export class GithubError extends Error {
  /** The HTTP status; 0 where there was no answer. */
  readonly status: number;

  constructor(what: string, status: number, message: string) {
    super(`${what}: ${status === 0 ? "no answer" : status} ${message}`);
    this.name = "GithubError";
    this.status = status;
  }
}

const Client = Octokit.plugin(throttling, retry);
export type Client = InstanceType<typeof Client>;

/** How often a call is sent again when GitHub asks for patience, and how long that may take each time, in seconds. */
const patience = { attempts: 4, seconds: 300 };

/** Calls that aren't kept apart. */
const atOnce = {
  key: () => ({
    schedule: (_: unknown, work: (...args: unknown[]) => unknown, ...args: unknown[]) => work(...args),
  }),
} as never;

/** What a caller is told, and what tests make shorter. */
export interface ClientOptions {
  /** Told what is being waited for. */
  report?(message: string): void;
  /** The base of pauses before a call is sent again, in milliseconds; default: GitHub's own seconds. */
  pause?: number;
  /** Where tokens come from. Default: GITHUB_TOKEN. */
  token?: TokenSource;
  /** Gives the number of the account that calls are made as. Default: GitHub is asked. */
  self?(): Promise<number>;
}

/**
 * Opens GitHub's REST API. `environment`: GITHUB_API_URL and, without another token, GITHUB_TOKEN, as a workflow has them. Calls are sent one after
 * the other as GitHub asks for, and again, within bounds, when it asks for patience or fails.
 * @throws UserError without a token.
 */
export function openGithub(
  environment: NodeJS.ProcessEnv,
  { report = () => undefined, pause, token }: ClientOptions = {},
): Client {
  const { GITHUB_TOKEN: auth, GITHUB_API_URL: baseUrl = "https://api.github.com" } = environment;
  if (!auth && !token) {
    throw new UserError(
      "GITHUB_TOKEN isn't set, so GitHub can't be asked. A workflow gives it as `github.token`; " +
        "at home `GITHUB_TOKEN=$(gh auth token)` does.",
    );
  }
  const wait =
    (why: string) =>
    (seconds: number, { method, url }: { method: string; url: string }, _: unknown, count: number) => {
      const again = count < patience.attempts && seconds <= patience.seconds;
      if (again) report(`${why}: waiting ${seconds} s, then ${method} ${url} again`);
      return again;
    };
  return new Client({
    ...(token ? { authStrategy: renewedToken(token) } : { auth }),
    baseUrl,
    userAgent: "sourcegraph-distribution",
    log: { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined },
    throttle: {
      onRateLimit: wait("GitHub's limit of calls is used up"),
      onSecondaryRateLimit: wait("GitHub wants fewer calls at once"),
      ...(pause !== undefined && {
        // Without the seconds that GitHub wants between calls that write.
        write: atOnce,
        notifications: atOnce,
        retryAfterBaseValue: pause,
        fallbackSecondaryRateRetryAfter: 1,
        minimumSecondaryRateRetryAfter: 1,
      }),
    },
    retry: { retries: patience.attempts, ...(pause !== undefined && { retryAfterBaseValue: pause }) },
  });
}

/** Does a call, and tells of a refusal as GithubError. */
export async function asked<T>(what: string, call: () => Promise<{ data: T }>): Promise<T> {
  try {
    return (await call()).data;
  } catch (error) {
    throw githubError(what, error);
  }
}

/** A refusal as GithubError; anything else as it is. */
export function githubError(what: string, error: unknown): unknown {
  // Of the token for the call, not of the call.
  if (error instanceof GithubError) return error;
  const { status, response, message } = error as { status?: number; response?: unknown; message?: string };
  if (typeof status !== "number") return error;
  return new GithubError(what, response ? status : 0, (message ?? "").split(" - https://")[0]!);
}

/** The same, where that something isn't there is an answer. */
export async function askedForMaybe<T>(what: string, call: () => Promise<{ data: T }>): Promise<T | undefined> {
  try {
    return await asked(what, call);
  } catch (error) {
    if (error instanceof GithubError && error.status === 404) return undefined;
    throw error;
  }
}
