import { isObject, type Properties } from "../../grpc/values.ts";
import type { ResourceType } from "../core/resource.ts";
import { rest } from "../core/rest.ts";
import schema from "../schema/cloudfunctionsv2.json" with { type: "json" };

const functions = "/v2beta/projects/{project}/locations/{location}/functions";

/** A variable that Google sets by itself, and that no one sees who didn't ask for it. */
const own = "LOG_EXECUTION_ID";

/** The variables of a function as they were asked for. */
function variablesOf(config: Properties, known: unknown): Properties {
  const asked = (
    isObject(known) && isObject(known.environmentVariables) ? known.environmentVariables : {}
  ) as Properties;
  if (!isObject(config.environmentVariables) || own in asked) return config;
  const { [own]: _, ...rest } = config.environmentVariables;
  const { environmentVariables: __, ...others } = config;
  return Object.keys(rest).length > 0 || Object.keys(asked).length > 0
    ? { ...others, environmentVariables: rest }
    : others;
}

const fn = rest(schema, "gcp:cloudfunctionsv2/function:Function", {
  host: "cloudfunctions.googleapis.com",
  create: { method: "POST", path: functions, query: { functionId: "name" } },
  read: `${functions}/{name}`,
  update: { method: "PATCH", path: `${functions}/{name}`, mask: true },
  delete: { method: "DELETE", path: `${functions}/{name}` },
  operation: "/v2beta/{name}",
  path: ["project", "location", "name"],
  labels: true,
  decode: (state, _, known) => {
    const { serviceConfig } = state;
    return isObject(serviceConfig)
      ? { ...state, serviceConfig: variablesOf(serviceConfig, known.serviceConfig) }
      : state;
  },
});

export const cloudfunctionsv2: ResourceType[] = [fn];
