import type { Organization } from "../spec/schema/organization.ts";

/** How workflows of one GitHub repository become identities of Google Cloud, as plain data. */
export interface GithubPlan {
  provider: string;
  issuer: string;
  /** Which tokens are let in at all. */
  condition: string;
  /** How a token's claims become attributes. */
  mapping: Record<string, string>;
}

/** The workflow files that may act as each identity; the attribute `trust` of a token tells which one it came from. */
export const workflows = {
  production: ["deploy-production.yml"],
  watch: ["deploy-production.yml"],
  nonproduction: ["deploy.yml", "follow.yml"],
  preview: ["preview.yml"],
} as const;

export type Trust = keyof typeof workflows;

/** GitHub's environment whose reviewers agree to what changes production. */
export const reviewedEnvironment = "production";

/** Quotes a text for Google's expression language. */
const quote = (text: string): string => `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;

/**
 * Trusts one repository, by numbers: names can be given up and taken over. A token is as trusted as the workflow file
 * that asked for it, as that file stands on the deployed branch: a pull request can change its own workflows, but not
 * those. Deployers also want the run to be for that branch, and that of production wants the environment whose reviewers
 * are asked: a job that names none only watches.
 * Claims: https://docs.github.com/en/actions/reference/security/oidc
 */
export function githubPlan({ github }: Organization): GithubPlan {
  const ref = `refs/heads/${github.branch}`;
  const workflow = (file: string) => quote(`${github.repository}/.github/workflows/${file}@${ref}`);
  const from = (trust: Trust) => `assertion.job_workflow_ref in [${workflows[trust].map(workflow).join(", ")}]`;
  const deploys = (trust: Trust) => `assertion.ref == ${quote(ref)} && ${from(trust)}`;
  const reviewed = `has(assertion.environment) && assertion.environment == ${quote(reviewedEnvironment)}`;
  return {
    provider: "github",
    issuer: "https://token.actions.githubusercontent.com",
    condition:
      `assertion.repository_owner_id == ${quote(github.ownerId)} && ` +
      `assertion.repository_id == ${quote(github.repositoryId)}`,
    mapping: {
      "google.subject": "assertion.sub",
      "attribute.actor": "assertion.actor",
      "attribute.event": "assertion.event_name",
      "attribute.ref": "assertion.ref",
      "attribute.repository_id": "assertion.repository_id",
      "attribute.trust":
        `(${deploys("production")} && ${reviewed}) ? 'production' : (${deploys("watch")}) ? 'watch' : ` +
        `(${deploys("nonproduction")}) ? 'nonproduction' : ` +
        `(${from("preview")}) ? 'preview' : 'none'`,
    },
  };
}

/** The tokens of one degree of trust, as a member of a policy. `pool`: the pool's full name. */
export const trustedMembers = (pool: string, trust: Trust): string =>
  `principalSet://iam.googleapis.com/${pool}/attribute.trust/${trust}`;
