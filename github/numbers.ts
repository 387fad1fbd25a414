import { asked, openGithub } from "./client.ts";

/**
 * The number of a repository and of the account that owns it, as GitHub says them now.
 * @throws UserError without a token, GithubError for a refusal.
 */
export async function repositoryNumbers(
  repository: string,
  environment: NodeJS.ProcessEnv,
): Promise<{ id: string; ownerId: string }> {
  const [owner = "", repo = ""] = repository.split("/");
  const github = openGithub(environment);
  const { id, owner: account } = await asked(`looking ${repository} up`, () => github.repos.get({ owner, repo }));
  return { id: String(id), ownerId: String(account.id) };
}
