import { UserError } from "../../../spec/problem.ts";
import type { Organization } from "../../../spec/schema/organization.ts";

/**
 * The repository that a workflow runs in; undefined at home.
 * @throws UserError where that isn't the one that organization.yaml names: what is deployed is told there.
 */
export function repositoryOf({ github }: Organization, { GITHUB_REPOSITORY }: NodeJS.ProcessEnv): string | undefined {
  // GitHub takes names for the same that differ in capitals only.
  if (!GITHUB_REPOSITORY || GITHUB_REPOSITORY.toLowerCase() === github.repository.toLowerCase())
    return GITHUB_REPOSITORY;
  throw new UserError(
    `This runs in the repository ${GITHUB_REPOSITORY} (GITHUB_REPOSITORY), and organization.yaml has ${github.repository} under ` +
      "github.repository. Nothing was deployed. If the repository was renamed, write its new name there; a copy deploys nothing.",
  );
}
