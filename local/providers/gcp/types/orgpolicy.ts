import { isObject, type Properties } from "../../grpc/values.ts";
import { sameJson } from "../core/json.ts";
import type { ResourceType } from "../core/resource.ts";
import { rest } from "../core/rest.ts";
import { lastSegment } from "../core/template.ts";
import schema from "../schema/orgpolicy.json" with { type: "json" };

const flags = ["allowAll", "denyAll", "enforce"];

type Change = (rule: Properties) => Properties;

/** A policy with every rule of its specs changed. */
function withRules(policy: Properties, change: Change): Properties {
  const changed = { ...policy };
  for (const name of ["spec", "dryRunSpec"]) {
    const spec = policy[name];
    if (!isObject(spec)) continue;
    changed[name] = spec.rules ? { ...spec, rules: (spec.rules as Properties[]).map(change) } : spec;
  }
  return changed;
}

/** The type has flags as texts, "TRUE" and "FALSE", and parameters as JSON. */
const encodeRule: Change = (rule) => {
  const encoded = { ...rule };
  for (const flag of flags) if (rule[flag] !== undefined) encoded[flag] = String(rule[flag]).toUpperCase() === "TRUE";
  if (typeof rule.parameters === "string") encoded.parameters = JSON.parse(rule.parameters);
  return encoded;
};

const decodeRule: Change = (rule) => {
  const decoded = { ...rule };
  for (const flag of flags) if (rule[flag] !== undefined) decoded[flag] = String(rule[flag]).toUpperCase();
  if (rule.parameters !== undefined) decoded.parameters = JSON.stringify(rule.parameters);
  return decoded;
};

const policy: ResourceType = {
  ...rest(schema, "gcp:orgpolicy/policy:Policy", {
    host: "orgpolicy.googleapis.com",
    create: { method: "POST", path: "/v2/{parent}/policies" },
    read: "/v2/{parent}/policies/{name}",
    update: { method: "PATCH", path: "/v2/{parent}/policies/{name}", mask: true },
    delete: { method: "DELETE", path: "/v2/{parent}/policies/{name}" },
    path: ["parent"],
    // The name may be given with its parent or without.
    normalise: (inputs) => (typeof inputs.name === "string" ? { ...inputs, name: lastSegment(inputs.name) } : inputs),
    encode: (body, { parent, name }) => ({ ...withRules(body, encodeRule), name: `${parent}/policies/${name}` }),
    decode: (state, reply) => {
      const { spec, dryRunSpec } = withRules({ spec: reply.spec, dryRunSpec: reply.dryRunSpec }, decodeRule);
      return {
        ...state,
        name: lastSegment(String(reply.name)),
        ...(isObject(spec) && { spec: { ...(state.spec as object), ...spec } }),
        ...(isObject(dryRunSpec) && { dryRunSpec: { ...(state.dryRunSpec as object), ...dryRunSpec } }),
      };
    },
    same: (path, old, next) => path.endsWith(".parameters") && sameJson(old, next),
  }),
  parse: (id) => {
    const [, parent, name] = /^((?:projects|folders|organizations)\/[^/]+)\/policies\/([^/]+)$/.exec(id) ?? [];
    return name === undefined ? undefined : { parent, name };
  },
};

export const orgpolicy: ResourceType[] = [policy];
