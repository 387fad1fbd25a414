import { isObject, type Properties } from "../../grpc/values.ts";
import { policyMember } from "../core/policy-member.ts";
import type { ResourceType } from "../core/resource.ts";
import { rest } from "../core/rest.ts";
import schema from "../schema/cloudrunv2.json" with { type: "json" };

const host = "run.googleapis.com";
const services = "/v2/projects/{project}/locations/{location}/services";

/** What the API calls otherwise than the provider, of a service and of its containers. */
const ofService = { traffic: "traffics", terminalCondition: "terminalConditions" };
const ofContainer = { command: "commands", env: "envs", dependsOn: "dependsOns", buildInfo: "buildInfos" };

/** Renames members. `names`: the new ones by the old. */
const renamed = (properties: Properties, names: Record<string, string>): Properties =>
  Object.fromEntries(Object.entries(properties).map(([name, value]) => [names[name] ?? name, value]));

const reversed = (names: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(names).map(([theirs, mine]) => [mine, theirs]));

/** Does something to each container of a service. */
function eachContainer(service: Properties, change: (container: Properties) => Properties): Properties {
  const { template } = service;
  if (!isObject(template) || !Array.isArray(template.containers)) return service;
  return { ...service, template: { ...template, containers: (template.containers as Properties[]).map(change) } };
}

/** A service in the provider's words. */
const inMine = (service: Properties): Properties =>
  eachContainer(service, (container) => renamed(container, ofContainer));

const service = rest(schema, "gcp:cloudrunv2/service:Service", {
  host,
  create: { method: "POST", path: services, query: { serviceId: "name" } },
  read: `${services}/{name}`,
  update: { method: "PATCH", path: `${services}/{name}` },
  delete: { method: "DELETE", path: `${services}/{name}` },
  operation: "/v2/{name}",
  path: ["project", "location", "name"],
  rename: reversed(ofService),
  labels: true,
  encode: (body) => eachContainer(body, (container) => renamed(container, reversed(ofContainer))),
  reply: inMine,
});

const serviceMember = policyMember(schema, "gcp:cloudrunv2/serviceIamMember:ServiceIamMember", {
  host,
  resource: "/v2/projects/{project}/locations/{location}/services/{name!}",
});

export const cloudrunv2: ResourceType[] = [service, serviceMember];
