import type { Organization } from "../../spec/schema/organization.ts";
import {
  answerOf,
  type Facts,
  type Finding,
  isDenied,
  isDisabled,
  isOfCaller,
  type Read,
  type Refusal,
  refusalOf,
  refusalText,
} from "../facts.ts";
import { chargedApis } from "../requirements.ts";

const login = "gcloud auth application-default login";

/** Milliseconds by which clocks may differ before tokens are refused. */
const mostSkew = 300_000;

/** Who calls, and whether Google lets them call at all. */
export function loginFindings({ credentials, organization, billing, now, googleTime }: Facts): Finding[] {
  const refusals = [organization, billing].map(refusalOf).filter((each) => each !== undefined);
  const found: Finding[] = [];
  if (credentials.kind === "none") {
    found.push({
      kind: "not-logged-in",
      verdict: "short",
      needed: "credentials of Google's",
      found: "none",
      why: "everything is done as you",
      mend: login,
    });
  } else if (refusals.some(({ code, message }) => code === 401 || /invalid_grant|invalid_rapt/.test(message))) {
    found.push({
      kind: "login-expired",
      verdict: "short",
      needed: "credentials that Google accepts",
      found: refusalText(refusals.find(({ code, message }) => code === 401 || /invalid_/.test(message))!),
      why: "everything is done as you",
      mend: credentials.kind === "token" ? "put a fresh token into GOOGLE_OAUTH_ACCESS_TOKEN, or unset it" : login,
    });
  }
  const silent = refusals.find(({ code }) => code === 0);
  if (silent && found.length === 0) {
    found.push({
      kind: "no-answer",
      verdict: "short",
      needed: "an answer of Google's",
      found: refusalText(silent),
      why: "nothing can be read, and nothing made",
      mend: "look after the network, HTTPS_PROXY and your login: gcloud auth application-default print-access-token",
    });
  }
  if (googleTime !== undefined && Math.abs(now - googleTime) > mostSkew) {
    found.push({
      kind: "clock-skew",
      verdict: "short",
      needed: "a clock that is right by 5 minutes",
      found: `${Math.round(Math.abs(now - googleTime) / 1000)} s ${now > googleTime ? "fast" : "slow"}`,
      why: "tokens are refused that come from the future or are over",
      mend: "sudo timedatectl set-ntp true",
    });
  }
  return found;
}

/** Every refusal there was. */
function refusalsOf(facts: Facts): Refusal[] {
  const records: Readonly<Record<string, Read<unknown>>>[] = [
    facts.projects,
    facts.buckets,
    facts.roles,
    facts.policies,
    facts.services,
    facts.groups,
  ];
  const reads: (Read<unknown> | undefined)[] = [
    ...[facts.organization, facts.organizationPermissions, facts.billing, facts.billingPermissions, facts.linked],
    ...[facts.folders, facts.setPolicies, facts.mayCharge],
    ...records.flatMap((record) => Object.values(record)),
  ];
  return reads.flatMap((read) => refusalOf(read) ?? []);
}

/** What a user's calls are charged to: some APIs refuse calls that are charged to nobody. */
export function quotaFindings(facts: Facts): Finding[] {
  const { credentials, services, mayCharge } = facts;
  const { kind, quotaProject, engineCharges } = credentials;
  const found: Finding[] = [];
  if (kind === "user" && quotaProject === undefined) {
    found.push({
      kind: "no-quota-project",
      verdict: "short",
      needed: "a project that calls of a user are charged to",
      found: "none",
      why: "Budgets, Essential Contacts and others refuse a user's calls without one",
      mend: "gcloud auth application-default set-quota-project PROJECT",
    });
  }
  if (kind === "user" && !engineCharges) {
    found.push({
      kind: "engine-charges-nothing",
      verdict: "short",
      needed: "USER_PROJECT_OVERRIDE=true and GOOGLE_BILLING_PROJECT",
      found: "not both",
      why: "the engine's provider charges no project by itself",
      mend: `export USER_PROJECT_OVERRIDE=true GOOGLE_BILLING_PROJECT=${quotaProject ?? "PROJECT"}`,
    });
  }
  const refusals = refusalsOf(facts);
  const charged = quotaProject ?? "PROJECT";
  const denied = refusals.find(isDenied);
  if (answerOf(mayCharge) === false || denied) {
    found.push({
      kind: "quota-project-not-yours",
      verdict: "short",
      needed: `serviceusage.services.use on ${charged}`,
      found: denied ? refusalText(denied) : "you don't have it",
      why: "a call can only be charged to a project that the caller may use",
      mend: `gcloud projects add-iam-policy-binding ${charged} --member=user:YOU --role=roles/serviceusage.serviceUsageConsumer`,
    });
  }
  const isOff = (api: string) => {
    const refused = refusalOf(services[api]);
    return refused ? isDisabled(refused) : answerOf(services[api]) === false;
  };
  const disabled = refusals.find(isDisabled);
  // What was refused for want of an API is never passed over, whatever the list of APIs says.
  const off = chargedApis.filter((api) => isOff(api));
  if (off.length > 0 || disabled) {
    found.push({
      kind: "quota-project-apis",
      verdict: "short",
      needed: `${chargedApis.length} APIs enabled in ${charged}`,
      found: off.length > 0 ? `not enabled: ${off.join(", ")}` : refusalText(disabled!),
      why: "an API answers a call only if what it is charged to has the API enabled",
      mend: `gcloud services enable ${(off.length > 0 ? off : chargedApis).join(" ")} --project=${charged}`,
    });
  }
  const unread = chargedApis.flatMap((api) => refusalOf(services[api]) ?? []).filter((each) => !isOfCaller(each));
  if (unread.length > 0) {
    found.push({
      kind: "quota-project-unread",
      verdict: "unknown",
      needed: `${chargedApis.length} APIs enabled in ${quotaProject}`,
      found: refusalText(unread[0]!),
      why: "an API answers a call only if what it is charged to has the API enabled",
      mend: `gcloud services list --enabled --project=${quotaProject}`,
    });
  }
  return found;
}

/** Whether the organisation is there, and the one that organization.yaml means. */
export function organizationFindings({ organization: read }: Facts, { organization }: Organization): Finding[] {
  const refused = refusalOf(read);
  if (refused) {
    // Said already, by whoever looks at the login.
    if (isOfCaller(refused)) return [];
    return [
      {
        kind: "organization-not-found",
        verdict: "short",
        needed: `the organisation ${organization.id}`,
        found: refusalText(refused),
        why: "Google answers the same for one that isn't there and for one that you may not see",
        mend: "gcloud organizations list, and put its ID into organization.yaml",
      },
    ];
  }
  const { displayName, directoryCustomerId, state } = answerOf(read)!;
  const found: Finding[] = [];
  if (displayName !== undefined && displayName !== organization.domain) {
    found.push({
      kind: "organization-other-domain",
      verdict: "short",
      needed: `${organization.id} is ${organization.domain}`,
      found: `it is ${displayName}`,
      why: "an organisation that isn't yours, or another of yours",
      mend: "gcloud organizations list, and put id and domain into organization.yaml",
    });
  }
  if (directoryCustomerId !== undefined && directoryCustomerId !== organization.customerId) {
    found.push({
      kind: "organization-other-customer",
      verdict: "short",
      needed: `the directory customer ${organization.customerId}`,
      found: directoryCustomerId,
      why: "the policy that restricts domains is written with it: with a wrong one, it locks you out",
      mend: `put customerId: ${directoryCustomerId} into organization.yaml`,
    });
  }
  if (state !== undefined && state !== "ACTIVE") {
    found.push({
      kind: "organization-not-active",
      verdict: "short",
      needed: "an organisation that is active",
      found: state,
      why: "nothing can be made in one that is being deleted",
      mend: "restore the account of Google Workspace or Cloud Identity in admin.google.com",
    });
  }
  return found;
}
