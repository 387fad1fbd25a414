import type { GoogleClient } from "../google/client.ts";
import type { Specification } from "../spec/specification.ts";
import { credentialsOf } from "./credentials.ts";
import type { Facts, PolicyRule, Read, StateFacts } from "./facts.ts";
import { constraintsOf } from "./preflight/policies.ts";
import { allPages, attempt, permissionsOn, readOnly } from "./reading.ts";
import { billingPermissions, chargedApis, neededBy, organizationPermissions } from "./requirements.ts";

const manager = "cloudresourcemanager.googleapis.com";
const billing = "cloudbilling.googleapis.com";

/** What is needed to read the facts besides Google. */
export interface Surroundings {
  environment: NodeJS.ProcessEnv;
  now: number;
  state: StateFacts;
  told: Facts["told"];
  /** Whether Cloud Identity can be asked for groups. */
  groups: boolean;
  /** Asks GitHub for the numbers of the repository; undefined: don't. */
  repository?: () => Promise<{ id: string; ownerId: string }>;
}

/** Asks the same of several things at once, and keeps the answers by name. */
async function each<T>(names: readonly string[], ask: (name: string) => Promise<T>): Promise<Record<string, Read<T>>> {
  const answers = await Promise.all(names.map(async (name) => [name, await attempt(ask(name))] as const));
  return Object.fromEntries(answers);
}

/** Reads everything that the preflight judges, and changes nothing. */
export async function readFacts(
  client: GoogleClient,
  { organization }: Specification,
  surroundings: Surroundings,
): Promise<Facts> {
  const google = readOnly(client);
  const { id } = organization.organization;
  const { plan, projects, buckets, roles } = neededBy(organization);
  const credentials = credentialsOf(surroundings.environment);
  const { quotaProject } = credentials;
  const own = `/v3/organizations/${id}`;
  const account = `/v1/billingAccounts/${organization.billingAccount}`;
  const dates: string[] = [];
  const seen = (headers: Headers) => {
    dates.push(headers.get("date") ?? "");
  };
  const names = (needed: readonly { permission: string }[]) => needed.map(({ permission }) => permission);
  // One that differs by case only is near enough to be told of.
  const taken = (name: string) => name.toLowerCase() === plan.folder.displayName.toLowerCase();
  const facts: Omit<Facts, "now" | "state" | "told" | "googleTime"> = {
    credentials,
    organization: await attempt(google.request(manager, own, { seen })),
    organizationPermissions: await attempt(permissionsOn(google, manager, own, names(organizationPermissions))),
    billing: await attempt(google.request(billing, account)),
    billingPermissions: await attempt(permissionsOn(google, billing, account, names(billingPermissions))),
    linked: await attempt(
      allPages<{ projectId: string }>(google, billing, `${account}/projects?pageSize=100`, "projectBillingInfo").then(
        (all) => all.map(({ projectId }) => projectId),
      ),
    ),
    projects: await each(
      projects.map((project) => project.id),
      (project) => google.request(manager, `/v3/projects/${project}`),
    ),
    folders: await attempt(
      allPages<{ name: string; displayName: string; state: string }>(
        google,
        manager,
        `/v3/folders?parent=organizations/${id}`,
        "folders",
      ).then((all) =>
        all.filter(({ state, displayName }) => state === "ACTIVE" && taken(displayName)).map(({ name }) => name),
      ),
    ),
    buckets: await each(buckets, (bucket) => google.request("storage.googleapis.com", `/storage/v1/b/${bucket}`)),
    roles: await each(roles, (role) => google.request("iam.googleapis.com", `/v1/organizations/${id}/roles/${role}`)),
    policies: await each(constraintsOf(organization), async (constraint) => {
      const path = `/v2/organizations/${id}/policies/${constraint}:getEffectivePolicy`;
      const policy = await google.request<{ spec?: { rules?: PolicyRule[] } }>("orgpolicy.googleapis.com", path);
      return policy.spec?.rules ?? [];
    }),
    setPolicies: await attempt(
      allPages<{ name: string }>(
        google,
        "orgpolicy.googleapis.com",
        `/v2/organizations/${id}/policies?pageSize=100`,
        "policies",
      ).then((all) => all.map(({ name }) => name.split("/").at(-1)!)),
    ),
    services: quotaProject
      ? await each(chargedApis, async (api) => {
          const path = `/v1/projects/${quotaProject}/services/${api}`;
          return (await google.request<{ state?: string }>("serviceusage.googleapis.com", path)).state === "ENABLED";
        })
      : {},
    ...(quotaProject && {
      mayCharge: await attempt(
        permissionsOn(google, manager, `/v3/projects/${quotaProject}`, ["serviceusage.services.use"]).then(
          (has) => has.length > 0,
        ),
      ),
    }),
    groups: surroundings.groups
      ? await each([...new Set(Object.values(organization.teams).map(({ group }) => group))], (group) =>
          google.request("cloudidentity.googleapis.com", `/v1/groups:lookup?groupKey.id=${encodeURIComponent(group)}`),
        )
      : {},
    ...(surroundings.repository && { repository: await attempt(surroundings.repository()) }),
  };
  const { now, state, told } = surroundings;
  const googleTime = Date.parse(dates[0] ?? "");
  return { ...facts, now, state, told, ...(!Number.isNaN(googleTime) && { googleTime }) };
}
