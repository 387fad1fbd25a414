import { policies } from "../../plan/policies.ts";
import type { Organization } from "../../spec/schema/organization.ts";
import { answerOf, type Facts, type Finding, isOfCaller, type PolicyRule, refusalOf, refusalText } from "../facts.ts";
import { budgetPublisher, neededBy } from "../requirements.ts";
import { allowsRegion, allowsValue, isEnforced, parameterOf } from "./rules.ts";

/** How a constraint is judged: what it refuses of what is needed; undefined when it is fine, or not in force. */
interface Rule {
  kind: string;
  constraint: string;
  needed: string;
  why: string;
  judge(rules: readonly PolicyRule[]): string | undefined;
}

const enforcedOnly = (rules: readonly PolicyRule[]) => (isEnforced(rules) ? "it is enforced" : undefined);

const refusedOf = (values: readonly string[], rules: readonly PolicyRule[], forms = (value: string) => [value]) => {
  const refused = values.filter((value) => !allowsValue(rules, forms(value)));
  return refused.length > 0 ? `refused: ${refused.join(", ")}` : undefined;
};

const domainOf = (email: string) => `@${email.split("@")[1]}`;

/** What policies refuse that recent organisations carry from their first day, or that somebody set. */
export function policyRules(organization: Organization): Rule[] {
  const { plan, services, contacts } = neededBy(organization);
  const { id, customerId } = organization.organization;
  const ownSet = `//cloudresourcemanager.googleapis.com/organizations/${id}`;
  const publisherRefused = "the policy of the topic can't name who publishes what budgets say";
  const domains = [...new Set(contacts.map(domainOf))];
  return [
    {
      kind: "domain-restriction",
      constraint: "iam.allowedPolicyMemberDomains",
      needed: `${customerId} among the domains`,
      why: "no role could be given to the deployers or to your own groups",
      judge: (rules) =>
        allowsValue(rules, [customerId, `is:${customerId}`, `under:organizations/${id}`, `principalSet:${ownSet}`])
          ? undefined
          : "your own organisation isn't among them",
    },
    {
      kind: "domain-restriction-publisher",
      constraint: "iam.allowedPolicyMemberDomains",
      needed: `${budgetPublisher} as a member`,
      why: publisherRefused,
      judge: (rules) => (allowsValue(rules, []) ? undefined : "Google's own identities are of no customer"),
    },
    {
      kind: "allowed-members",
      constraint: "iam.managed.allowedPolicyMembers",
      needed: `${ownSet} among allowedPrincipalSets`,
      why: "no role could be given to the deployers or to your own groups",
      judge: (rules) =>
        !isEnforced(rules) || parameterOf(rules, "allowedPrincipalSets").includes(ownSet)
          ? undefined
          : "your own organisation isn't among them",
    },
    {
      kind: "allowed-members-publisher",
      constraint: "iam.managed.allowedPolicyMembers",
      needed: `${budgetPublisher} among allowedMemberSubjects`,
      why: publisherRefused,
      judge: (rules) =>
        !isEnforced(rules) || parameterOf(rules, "allowedMemberSubjects").includes(budgetPublisher)
          ? undefined
          : "it isn't among them",
    },
    ...["iam.disableServiceAccountCreation", "iam.managed.disableServiceAccountCreation"].map((constraint) => ({
      kind: "no-service-accounts",
      constraint,
      needed: "service accounts",
      why: "the deployers, the watcher and the previewer are some",
      judge: enforcedOnly,
    })),
    {
      kind: "resource-locations",
      constraint: "gcp.resourceLocations",
      needed: plan.region,
      why: "buckets, keys and the dataset are there",
      judge: (rules) => (allowsRegion(rules, plan.region) ? undefined : "it isn't among the locations"),
    },
    {
      kind: "contact-domains",
      constraint: "essentialcontacts.allowedContactDomains",
      needed: domains.join(", "),
      why: "the contacts of the shared projects are there",
      judge: (rules) => refusedOf(domains, rules),
    },
    {
      kind: "contact-domains",
      constraint: "essentialcontacts.managed.allowedContactDomains",
      needed: domains.join(", "),
      why: "the contacts of the shared projects are there",
      judge: (rules) => {
        const allowed = parameterOf(rules, "allowedDomains");
        const refused = domains.filter((domain) => !allowed.includes(domain));
        return isEnforced(rules) && refused.length > 0 ? `refused: ${refused.join(", ")}` : undefined;
      },
    },
    {
      kind: "identity-providers",
      constraint: "iam.workloadIdentityPoolProviders",
      needed: plan.github.issuer,
      why: "workflows become deployers by it, without a key",
      judge: (rules) => refusedOf([plan.github.issuer], rules),
    },
    ...["gcp.restrictServiceUsage", "serviceuser.services"].map((constraint) => ({
      kind: "service-usage",
      constraint,
      needed: `${services.length} services`,
      why: "the shared projects use them",
      judge: (rules: readonly PolicyRule[]) => refusedOf(services, rules, (api) => [api, `is:${api}`]),
    })),
    {
      kind: "keys-of-your-own",
      constraint: "gcp.restrictNonCmekServices",
      needed: "buckets, a dataset and a topic without a key of your own",
      why: "only the state is under one",
      judge: (rules) =>
        refusedOf(["storage.googleapis.com", "bigquery.googleapis.com", "pubsub.googleapis.com"], rules),
    },
    {
      kind: "key-protection",
      constraint: "cloudkms.allowedProtectionLevels",
      needed: "SOFTWARE",
      why: "the keys of the state are kept so",
      judge: (rules) => refusedOf(["SOFTWARE"], rules, (level) => [level, `is:${level}`]),
    },
    {
      kind: "bucket-retention",
      constraint: "storage.retentionPolicySeconds",
      needed: "buckets without a time that objects are kept for",
      why: "a state is written anew at every step",
      judge: (rules) => (allowsValue(rules, []) ? undefined : "every bucket must have one"),
    },
  ];
}

/** The constraints to read. */
export const constraintsOf = (organization: Organization): string[] => [
  ...new Set(policyRules(organization).map(({ constraint }) => constraint)),
];

/** What the policies in force refuse. One with a condition isn't judged: it depends on tags. */
export function policyFindings(organization: Organization, { policies: inForce, state }: Facts): Finding[] {
  const { id } = organization.organization;
  const unread: string[] = [];
  const findings = policyRules(organization).flatMap(({ kind, constraint, needed, why, judge }): Finding[] => {
    // Once all is up, the project of the topic is free of the restriction that the program itself sets.
    if (state.at === "home" && kind.endsWith("-publisher")) return [];
    const read = inForce[constraint];
    const refused = refusalOf(read);
    const rules = answerOf(read);
    const mend =
      `gcloud org-policies describe ${constraint} --organization=${id} --effective\n` +
      "console.cloud.google.com/iam-admin/orgpolicies: let it pass on the organisation";
    if (refused) {
      if (isOfCaller(refused)) return [];
      // A constraint that Google doesn't know (any more) refuses nothing.
      if (refused.code === 404) return [];
      unread.push(constraint);
      return [{ kind, verdict: "unknown", needed: `${constraint}: ${needed}`, found: refusalText(refused), why, mend }];
    }
    const found = rules && judge(rules);
    if (found === undefined) return [];
    const verdict = rules!.some(({ condition }) => condition?.expression) ? "unknown" : "short";
    return [{ kind, verdict, needed: `${constraint}: ${needed}`, found, why, mend }];
  });
  const constraints = [...new Set(unread)];
  if (constraints.length < 2) return findings;
  // Who may not read one may read none: that is told once.
  return [
    ...findings.filter(({ needed }) => !constraints.some((constraint) => needed.startsWith(`${constraint}: `))),
    {
      kind: "policies-unread",
      verdict: "unknown",
      needed: `what is in force of ${constraints.length} constraints: ${constraints.join(", ")}`,
      found: refusalText(refusalOf(inForce[constraints[0]!])!),
      why: "each of them can refuse something that is going to be made",
      mend: `gcloud organizations add-iam-policy-binding ${id} --member=user:YOU --role=roles/orgpolicy.policyViewer`,
    },
  ];
}

/** The planned policies that somebody set already: making them is refused with 409, so they are taken over. */
export function takenPolicyFindings(organization: Organization, { setPolicies, state }: Facts): Finding[] {
  if (state.at === "home") return [];
  const { id, customerId } = organization.organization;
  const set = answerOf(setPolicies) ?? [];
  const planned = policies(customerId).map(({ constraint }) => constraint);
  const there = planned.filter((constraint) => set.includes(constraint));
  if (there.length === 0) return [];
  return [
    {
      kind: "policies-there",
      verdict: "note",
      needed: `${planned.length} policies on organizations/${id}, by the stack organization`,
      found: `set already: ${there.join(", ")}`,
      why: "recent organisations have some from their first day, and making them is refused with 409",
      mend: "after this, sgdist adopt import organization takes them over, before sgdist up organization",
    },
  ];
}
