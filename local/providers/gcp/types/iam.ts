import type { Properties } from "../../grpc/values.ts";
import type { Context, ResourceType } from "../core/resource.ts";
import { type Row, rest } from "../core/rest.ts";
import schema from "../schema/iam.json" with { type: "json" };

const host = "iam.googleapis.com";
const pools = "/v1/projects/{project}/locations/global/workloadIdentityPools";
const providers = `${pools}/{workloadIdentityPoolId}/providers`;

/** A deleted pool or provider is still shown for a time, as deleted. */
const living = (type: ResourceType): ResourceType => ({
  ...type,
  async read(context, id, state) {
    const found = await type.read(context, id, state);
    return found?.state === "DELETED" ? undefined : found;
  },
});

const row = (collection: string, id: string): Row => ({
  host,
  create: { method: "POST", path: `${collection}?${id}={${id}}` },
  read: `${collection}/{${id}}`,
  update: { method: "PATCH", path: `${collection}/{${id}}`, mask: true },
  delete: { method: "DELETE", path: `${collection}/{${id}}` },
  operation: "/v1/{name}",
  path: ["project", "workloadIdentityPoolId", id],
});

const pool = living(
  rest(schema, "gcp:iam/workloadIdentityPool:WorkloadIdentityPool", {
    ...row(pools, "workloadIdentityPoolId"),
    local: ["attestationRules"],
  }),
);

async function setRules({ client }: Context, state: Properties, rules: unknown): Promise<void> {
  const path = `/v1/${state.name}:setAttestationRules`;
  const operation = await client.request(host, "POST", path, { attestationRules: rules ?? [] });
  await client.wait(host, `/v1/${operation.name}`, operation);
}

/** The rules of who may attest to identities have requests of their own. */
const poolWithRules: ResourceType = {
  ...pool,
  async create(context, inputs) {
    const made = await pool.create(context, inputs);
    if (inputs.attestationRules) await setRules(context, made.state, inputs.attestationRules);
    return made;
  },
  async read(context, id, state) {
    const found = await pool.read(context, id, state);
    if (!found) return undefined;
    const { attestationRules } = await context.client.request(host, "GET", `/v1/${found.name}:listAttestationRules`);
    return { ...found, ...(attestationRules !== undefined && { attestationRules }) };
  },
  async update(context, id, old, inputs, changed) {
    if (changed.includes("attestationRules")) await setRules(context, old, inputs.attestationRules);
    return pool.update(context, id, old, inputs, changed);
  },
};

/** Whether two texts are the same JSON. */
function sameJson(a: unknown, b: unknown): boolean {
  try {
    return JSON.stringify(JSON.parse(String(a))) === JSON.stringify(JSON.parse(String(b)));
  } catch {
    return false;
  }
}

const provider = living(
  rest(schema, "gcp:iam/workloadIdentityPoolProvider:WorkloadIdentityPoolProvider", {
    ...row(providers, "workloadIdentityPoolProviderId"),
    same: (path, old, next) => path === "oidc.jwksJson" && sameJson(old, next),
  }),
);

export const iam: ResourceType[] = [poolWithRules, provider];
