import type { Organization } from "../spec/schema/organization.ts";

/** A policy of the organisation, as plain data: a constraint, and what it allows. */
export interface PolicyPlan {
  /** "compute.skipDefaultNetworkCreation" */
  constraint: string;
  /** Why it is set. */
  why: string;
  rule: { enforce: true } | { allow: readonly string[] } | { allowAll: true };
}

/** The policies that hold everywhere. `customerId`: the directory whose people may be given access. */
export function policies(customerId: string): PolicyPlan[] {
  const enforced: [constraint: string, why: string][] = [
    ["compute.skipDefaultNetworkCreation", "no project gets the default network, which lets in more than it should"],
    ["compute.requireOsLogin", "people reach machines as themselves"],
    ["iam.automaticIamGrantsForDefaultServiceAccounts", "default service accounts don't become editors"],
    ["iam.disableServiceAccountKeyCreation", "there are no keys that could leak"],
    ["iam.disableServiceAccountKeyUpload", "there are no keys that could leak"],
    ["storage.publicAccessPrevention", "no bucket is open to everybody"],
    ["storage.uniformBucketLevelAccess", "access to buckets is in their policies alone"],
  ];
  return [
    ...enforced.map(([constraint, why]): PolicyPlan => ({ constraint, why, rule: { enforce: true } })),
    {
      constraint: "iam.allowedPolicyMemberDomains",
      why: "only the organisation's own people and identities are given access",
      rule: { allow: [customerId] },
    },
  ];
}

/**
 * Budgets publish as an identity of Google's own, which the domain restriction would keep out of the topic: the project
 * that holds the topic is free of it.
 */
export function projectExceptions({ projects }: Organization): Record<string, PolicyPlan[]> {
  return {
    [projects.spending.id]: [
      {
        constraint: "iam.allowedPolicyMemberDomains",
        why: "Google's budgets publish to a topic of this project",
        rule: { allowAll: true },
      },
    ],
  };
}
