import { param } from "../../core/call.ts";
import { type Collection, existing, merge, withoutDefaults } from "../../core/collection.ts";
import { invalid } from "../../core/errors.ts";
import type { Document } from "../../core/store.ts";
import { checkTexts, newId, requireActive, softDeleted } from "./soft-deletion.ts";
import { pools } from "./workload-identity-pools.ts";

/** Issuers that serve many customers, whose tokens only a condition tells apart. */
const sharedIssuers = [
  "https://token.actions.githubusercontent.com",
  "https://gitlab.com",
  "https://app.terraform.io",
  "https://agent.buildkite.com",
];

interface Provider extends Document {
  attributeCondition?: string;
  attributeMapping?: Record<string, string>;
  oidc?: { issuerUri?: string; allowedAudiences?: string[] };
}

const kinds = ["aws", "oidc", "saml", "x509"];

function provider(name: string, asked: Provider): Document {
  checkTexts(asked);
  const { displayName, description, disabled, attributeCondition, attributeMapping, oidc } = asked;
  if (kinds.filter((kind) => asked[kind] !== undefined).length !== 1) throw invalid();
  if (oidc && !/^https:\/\//.test(oidc.issuerUri ?? "")) throw invalid();
  if ((oidc?.allowedAudiences?.length ?? 0) > 10) throw invalid();
  if (asked.aws === undefined && asked.x509 === undefined && !attributeMapping?.["google.subject"]) throw invalid();
  const issuer = oidc?.issuerUri?.replace(/\/$/, "") ?? "";
  if (sharedIssuers.includes(issuer) && !/\b(assertion|attribute|google)\b/.test(attributeCondition ?? "")) {
    throw invalid(
      "The attribute condition must reference one of the provider's claims. For more information, see " +
        "https://cloud.google.com/iam/docs/workload-identity-federation-with-deployment-pipelines#conditions",
    );
  }
  const given = { displayName, description, disabled, attributeMapping, attributeCondition };
  const federation = Object.fromEntries(kinds.map((kind) => [kind, asked[kind]]));
  return { name, ...withoutDefaults({ ...given, ...federation }), state: "ACTIVE" };
}

/** What a pool takes identities from. */
export const providers: Collection = softDeleted({
  id: `${pools.id}.providers`,
  path: `${pools.path}/{pool}/providers`,
  key: "workloadIdentityPoolProviders",
  item: "provider",
  name: (call, id) => `${pools.name(call, param(call, "pool"))}/providers/${id}`,
  newId: newId(() => providers, "workloadIdentityPoolProviderId"),
  create: (call, name) => {
    requireActive(existing(pools, call).document);
    return provider(name, call.body);
  },
  update: (call, current, mask) => {
    requireActive(current);
    return provider(String(current.name), merge(current, call.body, mask));
  },
});
