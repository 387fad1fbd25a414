import { type GoogleClient, GoogleError } from "../../google/client.ts";
import type { GrantFound } from "../world.ts";

/** How often a policy that somebody else changes at the same time is read and written again. */
const attempts = 5;

/** Where the policy of a resource is read and written. */
interface Place {
  host: string;
  read: { method: "GET" | "POST"; path: string; body?: object };
  write: { method: "POST" | "PUT"; path: string; body(policy: Policy): object };
}

interface Policy {
  bindings?: { role: string; members?: string[]; condition?: object }[];
  etag?: string;
  version?: number;
}

/** Policies with conditions are only shown, and kept, by this version. */
const version = 3;

const readByGet = (base: string): Place["read"] => ({
  method: "GET",
  path: `${base}:getIamPolicy?options.requestedPolicyVersion=${version}`,
});

const readByPost = (base: string): Place["read"] => ({
  method: "POST",
  path: `${base}:getIamPolicy`,
  body: { options: { requestedPolicyVersion: version } },
});

const writeByPost = (base: string): Place["write"] => ({
  method: "POST",
  path: `${base}:setIamPolicy`,
  body: (policy) => ({ policy }),
});

/** Where the policy of a resource is, by its name in Cloud Asset Inventory. Throws for a type that isn't swept. */
export function placeOf({ resource, type }: Pick<GrantFound, "resource" | "type">): Place {
  const [, host, path] = /^\/\/([^/]+)\/(.+)$/.exec(resource) ?? [];
  if (!host || !path) throw new Error(`${resource} is no name of a resource`);
  switch (type) {
    case "cloudresourcemanager.googleapis.com/Folder":
    case "cloudresourcemanager.googleapis.com/Project":
      return { host, read: readByPost(`/v3/${path}`), write: writeByPost(`/v3/${path}`) };
    case "artifactregistry.googleapis.com/Repository":
    case "pubsub.googleapis.com/Topic":
    case "secretmanager.googleapis.com/Secret":
      return { host, read: readByGet(`/v1/${path}`), write: writeByPost(`/v1/${path}`) };
    case "storage.googleapis.com/Bucket": {
      const iam = `/storage/v1/b/${path}/iam`;
      return {
        host,
        read: { method: "GET", path: `${iam}?optionsRequestedPolicyVersion=${version}` },
        write: { method: "PUT", path: iam, body: (policy) => policy },
      };
    }
    default:
      throw new Error(`policies of ${type} are not changed here`);
  }
}

/** A policy without a member in a role; undefined when the member isn't there. */
export function withoutMember(policy: Policy, role: string, member: string): Policy | undefined {
  const bindings = policy.bindings ?? [];
  const has = (each: (typeof bindings)[number]) => each.role === role && (each.members ?? []).includes(member);
  if (!bindings.some(has)) return undefined;
  return {
    ...policy,
    version: Math.max(policy.version ?? 1, bindings.some(({ condition }) => condition) ? version : 1),
    bindings: bindings
      .map((each) => (has(each) ? { ...each, members: each.members!.filter((name) => name !== member) } : each))
      .filter(({ members }) => members === undefined || members.length > 0),
  };
}

/**
 * Takes a member out of a role of a resource, whoever else changes the policy meanwhile. Returns whether it was there.
 */
export async function removeMember(client: GoogleClient, grant: GrantFound): Promise<boolean> {
  const { host, read, write } = placeOf(grant);
  for (let attempt = 1; ; attempt++) {
    try {
      const { path, ...how } = read;
      const next = withoutMember(await client.request<Policy>(host, path, how), grant.role, grant.member);
      if (!next) return false;
      await client.request(host, write.path, { method: write.method, body: write.body(next) });
      return true;
    } catch (error) {
      if (error instanceof GoogleError && error.code === 404) return false;
      const isRaced = error instanceof GoogleError && [409, 412].includes(error.code);
      if (!isRaced || attempt === attempts) throw error;
    }
  }
}
