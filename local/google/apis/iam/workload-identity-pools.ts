import { type Call, param, projectOf } from "../../core/call.ts";
import { type Collection, existing, merge, withoutDefaults } from "../../core/collection.ts";
import type { Route } from "../../core/router.ts";
import type { Document } from "../../core/store.ts";
import { checkTexts, newId, requireActive, softDeleted, start } from "./soft-deletion.ts";

const path = "/v1/projects/{project}/locations/{location}/workloadIdentityPools";

const nameOf = (call: Call, id: string) =>
  `projects/${projectOf(call).projectId}/locations/${param(call, "location")}/workloadIdentityPools/${id}`;

const keptRules = ({ attestationRules }: Document): Document => (attestationRules ? { attestationRules } : {});

function pool(name: string, asked: Document): Document {
  checkTexts(asked);
  const { displayName, description, disabled, mode, inlineCertificateIssuanceConfig, inlineTrustConfig } = asked;
  const given = { displayName, description, disabled, mode, inlineCertificateIssuanceConfig, inlineTrustConfig };
  return { name, ...withoutDefaults(given), state: "ACTIVE" };
}

/** Pools of identities from elsewhere. */
export const pools: Collection = softDeleted({
  id: "projects.locations.workloadIdentityPools",
  path,
  item: "pool",
  name: nameOf,
  newId: newId(() => pools, "workloadIdentityPoolId"),
  create: (call, name) => pool(name, call.body),
  update: (call, current, mask) => {
    requireActive(current);
    return { ...keptRules(current), ...pool(String(current.name), merge(current, call.body, mask)) };
  },
});

/** Which workloads may attest to an identity of the pool; the rules are kept apart from the rest of it. */
export const attestationRoutes: Route[] = [
  {
    id: `${pools.id}.listAttestationRules`,
    method: "GET",
    path: `${path}/{pool}:listAttestationRules`,
    handle: (call) => keptRules(existing(pools, call).document),
  },
  {
    id: `${pools.id}.setAttestationRules`,
    method: "POST",
    path: `${path}/{pool}:setAttestationRules`,
    handle: (call) => {
      const { name, document } = existing(pools, call);
      requireActive(document);
      const { attestationRules: _, ...rest } = document;
      const rules: object[] = call.body.attestationRules ?? [];
      const changed = { ...rest, ...(rules.length > 0 && { attestationRules: rules }) };
      return start(call, pools, "setAttestationRules", name, changed);
    },
  },
];
