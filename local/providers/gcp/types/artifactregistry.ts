import type { Properties } from "../../grpc/values.ts";
import { policyMember } from "../core/policy-member.ts";
import type { ResourceType } from "../core/resource.ts";
import { rest } from "../core/rest.ts";
import { lastSegment } from "../core/template.ts";
import schema from "../schema/artifactregistry.json" with { type: "json" };

const host = "artifactregistry.googleapis.com";
const repositories = "/v1/projects/{project}/locations/{location}/repositories";

/** Where clients find a repository. */
function registryUri({ project, location, repositoryId, format }: Properties): string {
  return `${location}-${String(format).toLowerCase()}.pkg.dev/${project}/${repositoryId}`;
}

const unitSeconds: Record<string, number> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** The seconds of a duration such as "30d" or "2592000s". */
function seconds(duration: unknown): number {
  const [, count, unit] = /^(\d+)([smhd])$/.exec(String(duration)) ?? [];
  return count ? Number(count) * unitSeconds[unit!]! : Number.NaN;
}

/** The upstreams of a virtual repository by their IDs: their order means nothing. */
function sorted(properties: Properties): Properties {
  const config = properties.virtualRepositoryConfig as { upstreamPolicies?: { id?: string }[] } | undefined;
  if (!config?.upstreamPolicies) return properties;
  const upstreamPolicies = config.upstreamPolicies.toSorted((a, b) => ((a.id ?? "") < (b.id ?? "") ? -1 : 1));
  return { ...properties, virtualRepositoryConfig: { ...config, upstreamPolicies } };
}

const repository = rest(schema, "gcp:artifactregistry/repository:Repository", {
  host,
  create: { method: "POST", path: repositories, query: { repositoryId: "repositoryId" } },
  read: `${repositories}/{repositoryId}`,
  update: { method: "PATCH", path: `${repositories}/{repositoryId}`, mask: true },
  delete: { method: "DELETE", path: `${repositories}/{repositoryId}` },
  operation: "/v1/{name}",
  path: ["project", "location", "repositoryId"],
  labels: true,
  normalise: (inputs) => {
    const { format } = inputs;
    return sorted(typeof format === "string" ? { ...inputs, format: format.toUpperCase() } : inputs);
  },
  same: (path, old, next) => path.endsWith("Than") && seconds(old) === seconds(next),
  // The service has policies by their IDs, the type has a set of them.
  encode: (body) => {
    const policies = body.cleanupPolicies as { id: string }[] | undefined;
    return policies ? { ...body, cleanupPolicies: Object.fromEntries(policies.map((each) => [each.id, each])) } : body;
  },
  decode: (state, reply) => ({
    ...sorted(state),
    name: lastSegment(String(reply.name)),
    registryUri: reply.registryUri ?? registryUri({ ...state, format: reply.format }),
    ...(reply.cleanupPolicies !== undefined && { cleanupPolicies: Object.values(reply.cleanupPolicies as object) }),
  }),
});

const repositoryMember = policyMember(schema, "gcp:artifactregistry/repositoryIamMember:RepositoryIamMember", {
  host,
  resource: `${repositories}/{repository!}`,
});

export const artifactregistry: ResourceType[] = [repository, repositoryMember];
