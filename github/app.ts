import { appJwt, appTokens, askAsApp, type GithubApp, type Permissions } from "./app-token.ts";
import type { ClientOptions } from "./client.ts";
import { openRepository } from "./open.ts";
import type { Repository } from "./repository.ts";

/**
 * The number of the account that what an app does is shown by: of "SLUG[bot]". A token of an app can't ask who it is.
 * https://docs.github.com/rest/apps/apps#get-the-authenticated-app
 */
async function accountOf(app: GithubApp, token: () => Promise<string>): Promise<number> {
  const { slug } = await askAsApp<{ slug: string }>(app, {
    what: "the name of the app",
    method: "GET",
    path: "/app",
    authorization: () => `Bearer ${appJwt(app, Date.now())}`,
  });
  const by = await token();
  const { id } = await askAsApp<{ id: number }>(app, {
    what: `the account of the app ${slug}`,
    method: "GET",
    path: `/users/${encodeURIComponent(`${slug}[bot]`)}`,
    authorization: () => `token ${by}`,
  });
  return id;
}

/** Opens a repository as an app that is installed there, with tokens for it alone that may do no more than is asked for. */
export function openAsApp(
  name: string,
  permissions: Permissions,
  app: GithubApp,
  options: Omit<ClientOptions, "token" | "self"> = {},
): Repository {
  const token = appTokens(app, { repository: name.split("/")[1] ?? "", permissions }, Date.now);
  let account: Promise<number> | undefined;
  const self = () => {
    account ??= accountOf(app, token);
    return account;
  };
  return openRepository(name, app.url ? { GITHUB_API_URL: app.url } : {}, { ...options, token, self });
}
