import { openAsApp } from "../github/app.ts";
import { isPrivateKey, type Permissions } from "../github/app-token.ts";
import { openRepository } from "../github/open.ts";
import type { Repository } from "../github/repository.ts";
import type { GoogleClient } from "../google/client.ts";
import { latestSecret } from "../google/secret.ts";
import { appKeySecret } from "../plan/names.ts";
import { UserError } from "../spec/problem.ts";
import type { Organization } from "../spec/schema/organization.ts";

/** Opens a repository by its name, for no more than is asked for. */
export type OpenRepository = (name: string, permissions: Permissions) => Repository;

/** The private key of the app. @throws UserError where there is none. */
async function keyOf({ projects }: Organization, google: GoogleClient): Promise<string> {
  const key = await latestSecret(google, projects.ci.id, appKeySecret);
  const remedy = "docs/github-app.md tells how to put it there; GITHUB_TOKEN does without the app.";
  if (key === undefined) {
    throw new UserError(`The secret ${appKeySecret} of ${projects.ci.id} has no version yet. ${remedy}`);
  }
  if (isPrivateKey(key)) return key;
  throw new UserError(`The secret ${appKeySecret} of ${projects.ci.id} is no private key of RSA as PEM. ${remedy}`);
}

/**
 * How repositories are opened: with GITHUB_TOKEN, or else as the app of organization.yaml, whose key is read of Google now.
 * @throws UserError where there is neither, or no key.
 */
export async function repositoryOpener(
  organization: Organization,
  google: () => GoogleClient | Promise<GoogleClient>,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<OpenRepository> {
  const { app, repository: own } = organization.github;
  if (environment.GITHUB_TOKEN || !app) return (name) => openRepository(name, environment);
  const privateKey = await keyOf(organization, await google());
  const { GITHUB_API_URL: url } = environment;
  const ownerOf = (name: string) => name.split("/")[0]!.toLowerCase();
  const owner = ownerOf(own);
  return (name, permissions) => {
    // A token is for a name alone, of the account that the app is installed in.
    if (ownerOf(name) !== owner) {
      throw new UserError(`The app of GitHub is installed at ${owner}, and ${name} is another's. GITHUB_TOKEN can do.`);
    }
    return openAsApp(name, permissions, { ...app, privateKey, ...(url && { url }) });
  };
}
