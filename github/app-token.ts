import { createSign } from "node:crypto";
import { GithubError } from "./client.ts";

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
}

/** What a token may be used for. */
export interface TokenScope {
  /** The name of the only repository, without its owner. */
  repository: string;
  permissions: Record<string, "read" | "write">;
}

/** How long an answer may take, and how long before its end a token isn't used any more, in milliseconds. */
const timeout = 5_000;
const margin = 300_000;

const encoded = (part: object): string => Buffer.from(JSON.stringify(part)).toString("base64url");

/**
 * What an app names itself by: a JSON Web Token, good for nine minutes. It begins a minute ago, for clocks that differ:
 * https://docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-json-web-token-jwt-for-a-github-app
 */
export function appJwt({ id, privateKey }: Pick<GithubApp, "id" | "privateKey">, now: number): string {
  const seconds = Math.floor(now / 1000);
  const text = `${encoded({ alg: "RS256", typ: "JWT" })}.${encoded({ iat: seconds - 60, exp: seconds + 540, iss: id })}`;
  return `${text}.${createSign("RSA-SHA256").update(text).sign(privateKey, "base64url")}`;
}

/** Gets tokens of an installed app, which may do no more than is asked for, and keeps each for as long as it is good. */
export function appTokens(app: GithubApp, scope: TokenScope, now: () => number): () => Promise<string> {
  let kept: { token: string; until: number } | undefined;
  return async () => {
    if (kept && kept.until - margin > now()) return kept.token;
    const path = `/app/installations/${encodeURIComponent(app.installation)}/access_tokens`;
    const response = await fetch(`${app.url ?? "https://api.github.com"}${path}`, {
      method: "POST",
      headers: {
        accept: "application/vnd.github+json",
        authorization: `Bearer ${appJwt(app, now())}`,
        "content-type": "application/json",
      },
      body: JSON.stringify({ repositories: [scope.repository], permissions: scope.permissions }),
      redirect: "error",
      signal: AbortSignal.timeout(timeout),
    });
    if (response.status !== 201) throw new GithubError("a token of the app", response.status, "was not given");
    const { token, expires_at } = (await response.json()) as { token: string; expires_at: string };
    kept = { token, until: Date.parse(expires_at) };
    return token;
  };
}
