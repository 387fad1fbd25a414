import type { Call } from "./call.ts";
import { ApiError, invalid } from "./errors.ts";
import { etag } from "./identifiers.ts";
import { projectName } from "./projects.ts";
import type { HttpMethod, Route } from "./router.ts";
import type { Store } from "./store.ts";

/** Who has which role, perhaps under a condition. */
export interface Binding {
  role: string;
  members: string[];
  condition?: { title: string; expression: string; description?: string };
}

/** An IAM policy as it is kept; one that was never set has no version. */
export interface Policy {
  bindings?: Binding[];
  auditConfigs?: object[];
  etag: string;
  version?: number;
}

/** The etag of a policy that was never set. */
const neverSet = "ACAB";

export const policyName = (resource: string) => `policies${resource}`;

/** The policy of a resource; one that was never set has an etag all the same. */
export function readPolicy(store: Store, resource: string): Policy {
  return store.get<Policy>(policyName(resource)) ?? { etag: neverSet };
}

/** Deletes a resource with its policy, so that a later one of the same name starts without grants. */
export function forget(store: Store, resource: string): void {
  store.delete(resource);
  store.delete(policyName(resource));
}

const memberPattern =
  /^(allUsers|allAuthenticatedUsers|(user|group|serviceAccount|domain|deleted|principal|principalSet|projectOwner|projectEditor|projectViewer|iam\.googleapis\.com):.+)$/;

/** A service account that a policy names must be there; those of projects outside this cloud are not looked up. */
function requireServiceAccount(store: Store, member: string): void {
  const [, email, project] = /^serviceAccount:([^@]+@([^@]+)\.iam\.gserviceaccount\.com)$/.exec(member) ?? [];
  if (!email || !project || !store.get(projectName(project))) return;
  if (store.get(`//iam.googleapis.com/projects/${project}/serviceAccounts/${email}`)) return;
  throw invalid(`Service account ${email} does not exist.`);
}

/** A custom role must be there when it is given; bindings of one that was deleted since stay. */
function requireRole(store: Store, role: string, current: Policy): void {
  if (role.startsWith("roles/") || current.bindings?.some((binding) => binding.role === role)) return;
  const stored = store.get<{ deleted?: boolean }>(`//iam.googleapis.com/${role}`);
  if (!stored || stored.deleted) throw invalid(`Role (${role}) does not exist in the resource's hierarchy.`);
}

/** Writes a member's new name in every policy, as when a service account is deleted. */
export function renameMember(store: Store, from: string, to: string): void {
  for (const { name, document: policy } of store.list<Policy>(policyName("//"))) {
    if (!policy.bindings?.some(({ members }) => members.includes(from))) continue;
    const bindings = policy.bindings.map((binding) => ({
      ...binding,
      members: binding.members.map((member) => (member === from ? to : member)),
    }));
    store.put(name, { ...policy, bindings, etag: etag() });
  }
}

/** Puts bindings in Google's order: one for each role and condition, sorted by role, members once each. */
function normalise(store: Store, bindings: Binding[], current: Policy): Binding[] {
  const merged = new Map<string, Binding>();
  for (const { role, members = [], condition } of bindings) {
    if (!/^(roles|projects\/[^/]+\/roles|organizations\/\d+\/roles)\/[\w.]+$/.test(role ?? "")) {
      throw invalid(`Role ${role} is not supported for this resource.`);
    }
    requireRole(store, role, current);
    for (const member of members) {
      if (!memberPattern.test(member)) throw invalid(`Invalid member: ${member}`);
      requireServiceAccount(store, member);
    }
    const key = JSON.stringify([role, condition ?? null]);
    const known = merged.get(key)?.members ?? [];
    merged.set(key, { role, members: [...new Set([...known, ...members])], ...(condition && { condition }) });
  }
  return [...merged.values()]
    .filter((binding) => binding.members.length > 0)
    .toSorted((a, b) => (a.role < b.role ? -1 : a.role > b.role ? 1 : 0));
}

/** Replaces a policy, unless somebody else did since it was read. */
export function writePolicy(store: Store, resource: string, asked: Partial<Policy>): Policy {
  const current = readPolicy(store, resource);
  // Base64 for URLs is the same etag: gcloud sends that.
  if (asked.etag && asked.etag.replaceAll("_", "/").replaceAll("-", "+") !== current.etag) {
    throw new ApiError(
      "ABORTED",
      "There were concurrent policy changes. Please retry the whole read-modify-write with exponential backoff. " +
        `The request's ETag '${asked.etag}' did not match the current policy's ETag '${current.etag}'.`,
    );
  }
  const bindings = normalise(store, asked.bindings ?? [], current);
  const conditional = bindings.some((binding) => binding.condition);
  if (conditional && (asked.version ?? 1) < 3) {
    throw invalid("Policies with conditions must be written with version 3.");
  }
  const auditConfigs = asked.auditConfigs ?? current.auditConfigs;
  const policy: Policy = {
    version: conditional ? 3 : 1,
    etag: etag(),
    ...(bindings.length > 0 && { bindings }),
    ...(auditConfigs?.length && { auditConfigs }),
  };
  store.put(policyName(resource), policy);
  return policy;
}

/** The three IAM methods of a kind of resource. */
export function policyRoutes(options: {
  /** "projects.topics" */
  id: string;
  /** "/v1/projects/{project}/topics/{topic}" */
  path: string;
  /** How getIamPolicy is asked for. Default GET. */
  get?: HttpMethod;
  /** Whether getIamPolicy takes the version in its query alone, so that a body is refused. */
  bodiless?: boolean;
  /** What stands between a resource's path and the method. Default ":". */
  separator?: string;
  /** The full name of the resource, which must exist: throws as the API does otherwise. */
  resource(call: Call): string;
  /** Changes a policy before it is shown. */
  view?(policy: Policy): object;
}): Route[] {
  const view = options.view ?? ((policy: Policy) => policy);
  const base = options.path + (options.separator ?? ":");
  return [
    {
      id: `${options.id}.getIamPolicy`,
      method: options.get ?? "GET",
      path: `${base}getIamPolicy`,
      handle: (call) => {
        const [unknown] = options.bodiless ? Object.keys(call.body ?? {}) : [];
        if (unknown) {
          throw invalid(`Invalid JSON payload received. Unknown name "${unknown}": Root element must be a message.`);
        }
        return view(readPolicy(call.cloud.store, options.resource(call)));
      },
    },
    {
      id: `${options.id}.setIamPolicy`,
      method: "POST",
      path: `${base}setIamPolicy`,
      handle: (call) => view(writePolicy(call.cloud.store, options.resource(call), call.body.policy ?? {})),
    },
    {
      id: `${options.id}.testIamPermissions`,
      method: "POST",
      path: `${base}testIamPermissions`,
      handle: (call) => {
        const resource = options.resource(call);
        const asked: string[] = call.body.permissions ?? [];
        const permissions = asked.filter((each) => call.cloud.access.allows(call.identity, each, resource));
        return permissions.length > 0 ? { permissions } : {};
      },
    },
  ];
}
