import { evaluate } from "../../access/conditions.ts";
import { type Jwk, verifiedClaims } from "../../access/keys.ts";
import type { Cloud } from "../../core/cloud.ts";
import { findProject } from "../../core/projects.ts";
import type { Identity } from "../../core/tokens.ts";

/** A refusal, as OAuth 2 has it. */
export class ExchangeError extends Error {
  readonly code: "invalid_grant" | "invalid_request" | "invalid_target" | "unauthorized_client";

  constructor(code: ExchangeError["code"], message: string) {
    super(message);
    this.code = code;
  }
}

interface Provider {
  state: string;
  disabled?: boolean;
  attributeCondition?: string;
  attributeMapping?: Record<string, string>;
  oidc?: { issuerUri?: string; allowedAudiences?: string[]; jwksJson?: string };
}

const audiencePattern =
  /^(?:https:)?\/\/iam\.googleapis\.com\/projects\/(\d+)\/locations\/global\/workloadIdentityPools\/([^/]+)\/providers\/([^/]+)$/;

const invalidTarget = () =>
  new ExchangeError("invalid_target", 'The target service indicated by the "audience" parameters is invalid.');

/** The provider that an audience names, and its pool by the project's number. */
function providerOf(cloud: Cloud, audience: string): { pool: string; provider: Provider; name: string } {
  const [, number = "", poolId = "", id = ""] = audiencePattern.exec(audience) ?? [];
  const project = findProject(cloud, number);
  if (!project) throw invalidTarget();
  const stored = `//iam.googleapis.com/projects/${project.projectId}/locations/global/workloadIdentityPools/${poolId}`;
  const pool = cloud.store.get<Provider>(stored);
  const provider = cloud.store.get<Provider>(`${stored}/providers/${id}`);
  const usable = (each: Provider | undefined) => each?.state === "ACTIVE" && !each.disabled;
  if (!usable(pool) || !provider || !usable(provider)) throw invalidTarget();
  const path = `projects/${number}/locations/global/workloadIdentityPools/${poolId}`;
  return { pool: path, provider, name: `${path}/providers/${id}` };
}

function checkTimes({ exp, nbf, iat }: Record<string, unknown>): void {
  const now = Date.now() / 1000;
  if (typeof exp !== "number" || typeof iat !== "number")
    throw new ExchangeError("invalid_grant", "The ID Token lacks a time.");
  if (exp <= now) throw new ExchangeError("invalid_grant", `ID Token issued at ${iat} is stale to sign-in.`);
  if (typeof nbf === "number" && nbf > now + 60)
    throw new ExchangeError("invalid_grant", "The ID Token is not valid yet.");
}

/** The value of a mapping; one that can't be evaluated refuses the token. */
function mapped(target: string, expression: string, claims: Record<string, unknown>): string {
  try {
    const value = evaluate(expression, claims);
    if (typeof value === "string") return value;
  } catch {
    // Told as Google tells it.
  }
  throw new ExchangeError("invalid_grant", `Could not obtain a value for ${target} from the given credential.`);
}

function isTrue(condition: string, claims: Record<string, unknown>): boolean {
  try {
    return evaluate(condition, claims) === true;
  } catch {
    return false;
  }
}

/**
 * Who an outside token makes its bearer: a principal of the pool, with the principal sets that its attributes put it in.
 * Throws ExchangeError. https://cloud.google.com/iam/docs/workload-identity-federation
 */
export function federated(cloud: Cloud, audience: string, token: string): Identity {
  const { pool, provider, name } = providerOf(cloud, audience);
  const { issuerUri = "", allowedAudiences, jwksJson } = provider.oidc ?? {};
  const keys = jwksJson ? (JSON.parse(jwksJson) as { keys: Jwk[] }).keys : undefined;
  let assertion: Record<string, unknown>;
  try {
    assertion = verifiedClaims(token, (issuer) => keys ?? cloud.issuers.keys(issuer));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new ExchangeError(
      "invalid_grant",
      `Error connecting to the given credential's issuer or reading it: ${error.message}.`,
    );
  }
  const same = (a: unknown, b: string) => String(a).replace(/\/$/, "") === b.replace(/\/$/, "");
  if (!same(assertion.iss, issuerUri)) {
    throw new ExchangeError("invalid_grant", "The issuer in ID Token does not match the expected ones.");
  }
  const allowed = allowedAudiences?.length
    ? allowedAudiences
    : [`https://iam.googleapis.com/${name}`, `//iam.googleapis.com/${name}`];
  if (![assertion.aud].flat().some((each) => allowed.includes(String(each)))) {
    throw new ExchangeError("invalid_grant", "The audience in ID Token does not match the expected audience.");
  }
  checkTimes(assertion);
  const { google, attribute } = attributesOf(provider, assertion);
  if (provider.attributeCondition && !isTrue(provider.attributeCondition, { assertion, google, attribute })) {
    throw new ExchangeError("unauthorized_client", "The given credential is rejected by the attribute condition.");
  }
  const sets = Object.entries(attribute).map(([key, value]) => `attribute.${key}/${value}`);
  return {
    member: `principal://iam.googleapis.com/${pool}/subject/${google.subject}`,
    also: [...sets, "*"].map((set) => `principalSet://iam.googleapis.com/${pool}/${set}`),
  };
}

function attributesOf({ attributeMapping = {} }: Provider, assertion: Record<string, unknown>) {
  const google: Record<string, string> = {};
  const attribute: Record<string, string> = {};
  for (const [target, expression] of Object.entries(attributeMapping)) {
    const [kind, key = ""] = target.split(".");
    (kind === "google" ? google : attribute)[key] = mapped(target, expression, { assertion });
  }
  if (!google.subject || google.subject.length > 127) {
    throw new ExchangeError("invalid_grant", "The mapped attribute 'google.subject' must have 1 to 127 bytes.");
  }
  return { google, attribute };
}
