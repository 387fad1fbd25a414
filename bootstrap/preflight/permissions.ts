import type { Organization } from "../../spec/schema/organization.ts";
import { answerOf, type Facts, type Finding, isOfCaller, type Read, refusalOf, refusalText } from "../facts.ts";
import { billingPermissions, type NeededPermission, organizationPermissions } from "../requirements.ts";

interface Place {
  kind: string;
  on: string;
  /** The command that gives a role there. */
  give(role: string): string;
}

/** One finding for each permission that is missing: some roles are custom ones, so the role alone says too little. */
function missing(needed: readonly NeededPermission[], read: Read<readonly string[]>, place: Place): Finding[] {
  const has = answerOf(read);
  if (!has) {
    const refused = refusalOf(read)!;
    if (isOfCaller(refused)) return [];
    return [
      {
        kind: `${place.kind}-unread`,
        verdict: "unknown",
        needed: `${needed.length} permissions on ${place.on}`,
        found: refusalText(refused),
        why: "what you may do there couldn't be asked",
        mend: [...new Set(needed.map(({ role }) => role))].map(place.give).join("\n"),
      },
    ];
  }
  return needed
    .filter(({ permission }) => !has.includes(permission))
    .map(({ permission, role, why }) => ({
      kind: place.kind,
      verdict: "short" as const,
      needed: `${permission} on ${place.on}`,
      found: "you don't have it",
      why,
      mend: place.give(role),
    }));
}

/** The permissions that the caller lacks. */
export function permissionFindings(facts: Facts, { organization, billingAccount }: Organization): Finding[] {
  return [
    ...missing(organizationPermissions, facts.organizationPermissions, {
      kind: "organization-permission",
      on: `the organisation ${organization.id}`,
      give: (role) => `gcloud organizations add-iam-policy-binding ${organization.id} --member=user:YOU --role=${role}`,
    }),
    ...missing(billingPermissions, facts.billingPermissions, {
      kind: "billing-permission",
      on: `the billing account ${billingAccount}`,
      give: (role) =>
        `gcloud billing accounts add-iam-policy-binding ${billingAccount} --member=user:YOU --role=${role}`,
    }),
  ];
}
