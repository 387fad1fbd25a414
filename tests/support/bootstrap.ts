import type { Facts, PolicyRule, Read } from "../../bootstrap/facts.ts";
import { constraintsOf } from "../../bootstrap/preflight/policies.ts";
import { billingPermissions, chargedApis, neededBy, organizationPermissions } from "../../bootstrap/requirements.ts";
import type { Specification } from "../../spec/specification.ts";

export const refused = (code: number, message: string, reason = ""): Read<never> => ({
  refused: { code, reason, message },
});

/** What is in force where nobody set a policy. */
const defaults = (constraint: string): PolicyRule[] =>
  /disable|managed/.test(constraint) ? [{ enforce: false }] : [{ allowAll: true }];

const named = <T>(names: readonly string[], value: (name: string) => T): Record<string, T> =>
  Object.fromEntries(names.map((name) => [name, value(name)]));

/** An organisation in which nothing is short, before anything was made. */
export function goodFacts({ organization }: Specification): Facts {
  const { projects, buckets, roles } = neededBy(organization);
  const names = (needed: readonly { permission: string }[]) => needed.map(({ permission }) => permission);
  const { id, domain, customerId } = organization.organization;
  return {
    now: Date.parse("2026-11-22T12:00:00Z"),
    googleTime: Date.parse("2026-11-22T12:00:30Z"),
    credentials: { kind: "user", quotaProject: "tst-admin", engineCharges: true },
    organization: { value: { displayName: domain, directoryCustomerId: customerId, state: "ACTIVE" } },
    organizationPermissions: { value: names(organizationPermissions) },
    billingPermissions: { value: names(billingPermissions) },
    billing: { value: { open: true, currencyCode: "USD", parent: `organizations/${id}` } },
    linked: { value: [] },
    projects: named(
      projects.map((project) => project.id),
      () => refused(403, "The caller does not have permission"),
    ),
    folders: { value: [] },
    buckets: named(buckets, () => refused(404, "The specified bucket does not exist.")),
    roles: named(roles, () => refused(404, "not found")),
    policies: named(constraintsOf(organization), (constraint) => ({ value: defaults(constraint) })),
    setPolicies: { value: ["compute.disableSerialPortAccess"] },
    services: named(chargedApis, () => ({ value: true })),
    mayCharge: { value: true },
    groups: named(
      Object.values(organization.teams).map(({ group }) => group),
      () => ({ value: {} }),
    ),
    repository: { value: { id: organization.github.repositoryId, ownerId: organization.github.ownerId } },
    state: { at: "nowhere", backend: "file:///first", moved: false, projects: [], decryptable: true },
    told: { projectsLeft: 20, linksLeft: 20 },
  };
}
