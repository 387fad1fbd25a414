import type { Properties } from "../../grpc/values.ts";
import { policyMember } from "../core/policy-member.ts";
import type { Context, ResourceType } from "../core/resource.ts";
import { mayDelete, rest } from "../core/rest.ts";
import schema from "../schema/kms.json" with { type: "json" };

const host = "cloudkms.googleapis.com";
const rings = "/v1/projects/{project}/locations/{location}/keyRings";

/** A key ring stays for ever: there is no request that deletes it. */
const keyRing = rest(schema, "gcp:kms/keyRing:KeyRing", {
  host,
  create: { method: "POST", path: `${rings}?keyRingId={name}` },
  read: `${rings}/{name}`,
  path: ["project", "location", "name"],
});

/** The full name of a key ring, which may be given as "project/location/name". */
function fullRing(ring: unknown): unknown {
  const [project, location, name, ...more] = String(ring).split("/");
  if (typeof ring !== "string" || !name || more.length > 0) return ring;
  return `projects/${project}/locations/${location}/keyRings/${name}`;
}

/** Rotation has to begin somewhere: one period from now. */
function rotation(period: unknown): Properties {
  if (period === undefined) return {};
  const next = Date.now() + Number.parseFloat(String(period)) * 1000;
  return { rotationPeriod: period, nextRotationTime: new Date(next).toISOString() };
}

const cryptoKey = rest(schema, "gcp:kms/cryptoKey:CryptoKey", {
  host,
  create: {
    method: "POST",
    path: "/v1/{keyRing}/cryptoKeys?cryptoKeyId={name}",
    query: { skipInitialVersionCreation: "skipInitialVersionCreation" },
  },
  read: "/v1/{keyRing}/cryptoKeys/{name}",
  update: { method: "PATCH", path: "/v1/{keyRing}/cryptoKeys/{name}", mask: true },
  path: ["keyRing", "name"],
  local: ["skipInitialVersionCreation"],
  labels: true,
  encode: ({ rotationPeriod, ...body }) => ({ ...body, ...rotation(rotationPeriod) }),
  decode: (state, reply) => {
    const primary = reply.primary as Properties | undefined;
    return { ...state, primaries: primary ? [{ name: primary.name, state: primary.state }] : [] };
  },
  normalise: (inputs) => ({ ...inputs, keyRing: fullRing(inputs.keyRing) }),
});

/** Takes an ID apart, in which the key ring may be short too. */
function parseKey(id: string): Properties | undefined {
  const [, ring, name] = /^(.+?)(?:\/cryptoKeys)?\/([^/]+)$/.exec(id) ?? [];
  return ring && name ? { keyRing: fullRing(ring), name } : undefined;
}

async function setRotation({ client }: Context, id: string, period: unknown): Promise<void> {
  await client.request(host, "PATCH", `/v1/${id}?updateMask=rotationPeriod,nextRotationTime`, rotation(period));
}

/** A key stays for ever too, but its versions are destroyed. */
const destructibleKey: ResourceType = {
  ...cryptoKey,
  parse: parseKey,
  async update(context, id, old, inputs, changed) {
    if (changed.includes("rotationPeriod")) await setRotation(context, id, inputs.rotationPeriod);
    const others = changed.filter((name) => name !== "rotationPeriod");
    return cryptoKey.update(context, id, old, inputs, others);
  },
  async delete(context, id, state) {
    if (!mayDelete(state)) return;
    const { client } = context;
    const { cryptoKeyVersions = [] } = await client.request(host, "GET", `/v1/${id}/cryptoKeyVersions?pageSize=1000`);
    for (const version of cryptoKeyVersions as Properties[]) {
      if (!["ENABLED", "DISABLED"].includes(String(version.state))) continue;
      await client.request(host, "POST", `/v1/${version.name}:destroy`, {});
    }
    if (state.rotationPeriod) await setRotation(context, id, undefined);
  },
};

const keyMember = policyMember(schema, "gcp:kms/cryptoKeyIAMMember:CryptoKeyIAMMember", {
  host,
  resource: "/v1/{cryptoKeyId}",
});

export const kms: ResourceType[] = [keyRing, destructibleKey, keyMember];
