import type { Specification } from "../../spec/specification.ts";
import { answerOf, type Facts, type Finding, isOfCaller, refusalOf, refusalText } from "../facts.ts";
import { neededBy } from "../requirements.ts";

/** What is needed of something that Google gives out in numbers, against what is left of it. */
export interface Room {
  what: "projects" | "billing links";
  /** By the bootstrap stack alone. */
  needed: number;
  /** By all that the specification has beyond that. */
  neededLater: number;
  /** Undefined: no API tells it, and nobody said. */
  left: number | undefined;
}

/** Needed against left. What is there already is needed no more. */
export function roomOf({ organization, environments }: Specification, facts: Facts): Room[] {
  const { projects, later } = neededBy(organization);
  const linked = new Set(answerOf(facts.linked) ?? []);
  const isThere = (id: string) => answerOf(facts.projects[id])?.state === "ACTIVE";
  const all = [...later, ...[...environments.values()].map(({ project }) => project)];
  const neededLater = all.filter((id) => !linked.has(id)).length;
  return [
    {
      what: "projects",
      needed: projects.filter(({ id }) => !isThere(id)).length,
      neededLater,
      left: facts.told.projectsLeft,
    },
    {
      what: "billing links",
      needed: projects.filter(({ id }) => !linked.has(id)).length,
      neededLater,
      left: facts.told.linksLeft,
    },
  ];
}

const texts = {
  projects: {
    why: "projects that are being deleted count for 30 days",
    ask: "https://support.google.com/code/contact/project_quota_increase asks for more",
    look: "console.cloud.google.com/projectcreate says how many are left when there are few; then add --projects-left N",
  },
  "billing links": {
    why: 'Google refuses a link too many as "Precondition check failed"',
    ask: "https://support.google.com/code/contact/billing_quota_increase asks for more",
    look: "the request form shows how many there may be; take off those there are, then add --links-left N",
  },
} as const;

/** Whether there is room. */
export function roomFindings(specification: Specification, facts: Facts): Finding[] {
  return roomOf(specification, facts).flatMap(({ what, needed, neededLater, left }): Finding[] => {
    const kind = what === "projects" ? "project-quota" : "billing-link-quota";
    const { why, ask, look } = texts[what];
    const base = { why, needed: `${needed} ${what}, and ${neededLater} later` };
    if (left === undefined) {
      if (needed === 0) return [];
      return [{ ...base, kind, verdict: "unknown", found: "no API tells how many are left", mend: look }];
    }
    if (left < needed) return [{ ...base, kind, verdict: "short", found: `${left} left`, mend: ask }];
    if (left < needed + neededLater) {
      return [{ ...base, kind, verdict: "note", found: `${left} left: enough for now, not for all`, mend: ask }];
    }
    return [];
  });
}

/** Whether the billing account can pay. */
export function billingFindings(specification: Specification, { billing, organization, linked }: Facts): Finding[] {
  const { billingAccount, organization: own } = specification.organization;
  const refused = refusalOf(billing);
  if (refused) {
    if (isOfCaller(refused)) return [];
    return [
      {
        kind: "billing-unreadable",
        verdict: "short",
        needed: `the billing account ${billingAccount}`,
        found: refusalText(refused),
        why: "Google answers the same for one that isn't there and for one that you may not see",
        mend: "gcloud billing accounts list, and put its ID into organization.yaml",
      },
    ];
  }
  const { open, currencyCode, parent } = answerOf(billing)!;
  const found: Finding[] = [];
  if (!open) {
    found.push({
      kind: "billing-closed",
      verdict: "short",
      needed: "a billing account that is open",
      found: `${billingAccount} is closed`,
      why: "projects can't be linked to it",
      mend: `console.cloud.google.com/billing/${billingAccount}/manage: Reopen billing account`,
    });
  }
  if (parent && answerOf(organization) && parent !== `organizations/${own.id}`) {
    found.push({
      kind: "billing-elsewhere",
      verdict: "note",
      needed: `a billing account of organizations/${own.id}`,
      found: `${billingAccount} is of ${parent}`,
      why: "its administrators are that organisation's, and can take it away",
      mend: `console.cloud.google.com/billing/${billingAccount}/manage: Change organization`,
    });
  }
  if (currencyCode !== undefined && currencyCode !== "USD") {
    found.push({
      kind: "billing-currency",
      verdict: "note",
      needed: `amounts in ${currencyCode}`,
      found: "whole numbers without a currency in organization.yaml",
      why: `every budget is made in ${currencyCode}, which the account has for good`,
      mend: "look over every budget in organization.yaml and environments/",
    });
  }
  const unlinked = refusalOf(linked);
  if (unlinked && !isOfCaller(unlinked)) {
    found.push({
      kind: "links-unread",
      verdict: "unknown",
      needed: "the projects that the account pays for",
      found: refusalText(unlinked),
      why: "links that are there already are needed no more",
      mend: `gcloud billing projects list --billing-account=${billingAccount}`,
    });
  }
  return found;
}
