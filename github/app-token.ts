import { createPrivateKey, createSign } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { GithubError } from "./client.ts";
import type { TokenSource } from "./token.ts";

/** An app of GitHub, installed in one account. */
export interface GithubApp {
  /** The app's number. */
  id: string;
  /** The number of its installation. */
  installation: string;
  /** Its private key, as PEM. */
  privateKey: string;
  /** The base URL of the API. Default: GitHub's own. */
  url?: string;
  /** The first pause before a call is sent again, in milliseconds. Default: a second. */
  pause?: number;
}

/** What a token may be used for. */
export interface TokenScope {
  /** The name of the only repository, without its owner. */
  repository: string;
  permissions: Permissions;
}

/** What a token may do: https://docs.github.com/rest/authentication/permissions-required-for-github-apps */
export type Permissions = Readonly<Record<string, "read" | "write">>;

/** How long an answer may take, and how long before its end a token isn't used any more, in milliseconds. */
const timeout = 5_000;
const margin = 300_000;

/** How often something is asked for when GitHub fails or doesn't answer. */
const attempts = 3;

const encoded = (part: object): string => Buffer.from(JSON.stringify(part)).toString("base64url");

/** Whether a text is a private key as an app of GitHub has one: of RSA, as PEM. */
export function isPrivateKey(text: string): boolean {
  try {
    return createPrivateKey(text).asymmetricKeyType === "rsa";
  } catch {
    // What is wrong with it isn't told: it could be a part of it.
    return false;
  }
}

/**
 * What an app names itself by: a JSON Web Token, good for nine minutes. It begins a minute ago, for clocks that differ:
 * https://docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-json-web-token-jwt-for-a-github-app
 */
export function appJwt({ id, privateKey }: Pick<GithubApp, "id" | "privateKey">, now: number): string {
  const seconds = Math.floor(now / 1000);
  const text = `${encoded({ alg: "RS256", typ: "JWT" })}.${encoded({ iat: seconds - 60, exp: seconds + 540, iss: id })}`;
  return `${text}.${createSign("RSA-SHA256").update(text).sign(privateKey, "base64url")}`;
}

/** A question of the app itself, or by a token of it. `what`: for errors. */
export interface AppCall {
  what: string;
  method: "GET" | "POST";
  path: string;
  body?: object;
  authorization(): string;
}

/** Why GitHub refused, as far as it says. */
async function refusalIn(response: Response): Promise<string> {
  const body = (await response.json().catch(() => undefined)) as { message?: unknown } | undefined;
  return typeof body?.message === "string" ? `was not given: ${body.message}` : "was not given";
}

/** Asks GitHub, and again within bounds when it fails. @throws GithubError for a refusal, or without an answer. */
export async function askAsApp<T>({ url, pause = 1_000 }: GithubApp, call: AppCall): Promise<T> {
  const { what, method, path, body, authorization } = call;
  for (let attempt = 1; ; attempt++) {
    let failure: GithubError;
    try {
      const response = await fetch(`${url ?? "https://api.github.com"}${path}`, {
        method,
        headers: {
          accept: "application/vnd.github+json",
          authorization: authorization(),
          "content-type": "application/json",
          "user-agent": "sourcegraph-distribution",
        },
        ...(body && { body: JSON.stringify(body) }),
        redirect: "error",
        signal: AbortSignal.timeout(timeout),
      });
      if (response.ok) return (await response.json()) as T;
      failure = new GithubError(what, response.status, await refusalIn(response));
    } catch (error) {
      failure = new GithubError(what, 0, (error as Error).message);
    }
    const passing = failure.status === 0 || failure.status === 429 || failure.status >= 500;
    if (!passing || attempt === attempts) throw failure;
    await sleep(pause * 2 ** (attempt - 1));
  }
}

/** Gets tokens of an installed app, which may do no more than is asked for, and keeps each for as long as it is good. */
export function appTokens(app: GithubApp, scope: TokenScope, now: () => number): TokenSource {
  interface Kept {
    token: string;
    until: number;
  }
  let kept: Promise<Kept> | undefined;
  const mint = async (): Promise<Kept> => {
    const { token, expires_at } = await askAsApp<{ token: string; expires_at: string }>(app, {
      what: `a token of the app for ${scope.repository}`,
      method: "POST",
      path: `/app/installations/${encodeURIComponent(app.installation)}/access_tokens`,
      body: { repositories: [scope.repository], permissions: scope.permissions },
      authorization: () => `Bearer ${appJwt(app, now())}`,
    });
    return { token, until: Date.parse(expires_at) };
  };
  return async (refused) => {
    const before = kept;
    // Calls side by side wait for one another, so that they share a token.
    const next = (async () => {
      const last = await before?.catch(() => undefined);
      return last && last.token !== refused && last.until - margin > now() ? last : mint();
    })();
    kept = next;
    return (await next).token;
  };
}
