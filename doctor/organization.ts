import { type Check, unless } from "../bootstrap/checks.ts";
import type { PolicyRule } from "../bootstrap/facts.ts";
import { isEnforced } from "../bootstrap/preflight/rules.ts";
import { organizationPlan } from "../plan/organization.ts";
import type { PolicyPlan } from "../plan/policies.ts";
import type { Specification } from "../spec/specification.ts";

const manager = "cloudresourcemanager.googleapis.com";

/** Every folder by its name, and that it is in another one where it should be. */
export function folderChecks({ organization }: Specification): Check[] {
  const { folders, organizationId } = organizationPlan(organization);
  return folders.map(({ displayName, parent }) => ({
    what: `folder ${displayName}`,
    host: manager,
    path: `/v3/folders:search?query=${encodeURIComponent(`displayName="${displayName}"`)}`,
    list: "folders",
    judge: (found: { parent: string; state: string; displayName: string }[]) => {
      const there = found.filter((each) => each.state === "ACTIVE" && each.displayName === displayName);
      const fits = there.some((each) =>
        parent ? each.parent.startsWith("folders/") : each.parent === `organizations/${organizationId}`,
      );
      return unless(there.length > 0, "it isn't there") ?? unless(fits, `it is in ${there[0]?.parent}`);
    },
  }));
}

/** What is wrong with rules in force, held against what was planned. */
export function ruleDiffers({ rule }: PolicyPlan, rules: readonly PolicyRule[]): string | undefined {
  if ("enforce" in rule) return unless(isEnforced(rules), "it isn't enforced");
  if ("allowAll" in rule) {
    return unless(
      rules.some(({ allowAll }) => allowAll),
      "it restricts something",
    );
  }
  const allowed = rules.flatMap(({ values }) => values?.allowedValues ?? []).map((value) => value.replace(/^is:/, ""));
  const missing = rule.allow.filter((value) => !allowed.includes(value));
  const more = allowed.filter((value) => !rule.allow.includes(value));
  return (
    unless(allowed.length > 0, "it restricts nothing") ??
    unless(missing.length === 0, `it doesn't allow ${missing.join(", ")}`) ??
    unless(more.length === 0, `it also allows ${more.join(", ")}`)
  );
}

/** The policies that are in force. */
export function policyChecks({ organization }: Specification): Check[] {
  const { policies, projectPolicies, organizationId } = organizationPlan(organization);
  const check = (on: string, policy: PolicyPlan): Check => ({
    what: `${policy.constraint} on ${on}`,
    host: "orgpolicy.googleapis.com",
    path: `/v2/${on}/policies/${policy.constraint}:getEffectivePolicy`,
    judge: ({ spec }: { spec?: { rules?: PolicyRule[] } }) => ruleDiffers(policy, spec?.rules ?? []),
  });
  return [
    ...policies.map((policy) => check(`organizations/${organizationId}`, policy)),
    ...Object.entries(projectPolicies).flatMap(([id, own]) => own.map((policy) => check(`projects/${id}`, policy))),
  ];
}

/** The environment tag. */
export function tagChecks({ organization }: Specification): Check[] {
  const { environmentTag, organizationId } = organizationPlan(organization);
  return [
    {
      what: `tag ${environmentTag.shortName}`,
      host: manager,
      path: `/v3/tagKeys?parent=organizations/${organizationId}&pageSize=300`,
      list: "tagKeys",
      judge: (keys: { shortName: string }[]) =>
        unless(
          keys.some(({ shortName }) => shortName === environmentTag.shortName),
          "it isn't there",
        ),
    },
  ];
}

/** The sink of the audit logs, and how long its bucket keeps them. */
export function sinkChecks({ organization }: Specification): Check[] {
  const { auditSink, organizationId } = organizationPlan(organization);
  return [
    {
      what: `sink ${auditSink.name}`,
      host: "logging.googleapis.com",
      path: `/v2/organizations/${organizationId}/sinks/${auditSink.name}`,
      judge: ({ destination, disabled, includeChildren }) =>
        unless(destination === `storage.googleapis.com/${auditSink.bucket}`, `it goes to ${destination}`) ??
        unless(!disabled, "it is disabled") ??
        unless(includeChildren, "it leaves out what is in folders and projects"),
    },
    {
      what: `bucket ${auditSink.bucket}`,
      host: "storage.googleapis.com",
      path: `/storage/v1/b/${auditSink.bucket}`,
      judge: ({ retentionPolicy }) => {
        const days = Number(retentionPolicy?.retentionPeriod ?? 0) / 86_400;
        return unless(days >= auditSink.retentionDays, `it keeps objects for ${days} days`);
      },
    },
  ];
}

/** The contacts of the shared projects. */
export function contactChecks({ organization }: Specification): Check[] {
  return Object.values(organization.projects)
    .filter((project) => project !== undefined)
    .map(({ id }) => ({
      what: `contacts of ${id}`,
      host: "essentialcontacts.googleapis.com",
      path: `/v1/projects/${id}/contacts?pageSize=100`,
      list: "contacts",
      judge: (contacts: { email: string; validationState?: string }[]) => {
        const invalid = contacts.filter(({ validationState }) => validationState === "INVALID");
        return (
          unless(contacts.length > 0, "none") ??
          unless(invalid.length === 0, `not valid: ${invalid.map(({ email }) => email).join(", ")}`)
        );
      },
    }));
}
