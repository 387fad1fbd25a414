import { needs, serviceAccountName } from "../../access/needs.ts";
import type { Api } from "../../core/api.ts";
import { type Call, param } from "../../core/call.ts";
import { denied, invalid } from "../../core/errors.ts";
import { identityToken } from "../../core/identity-tokens.ts";
import type { Route } from "../../core/router.ts";
import { serviceAccountByEmail } from "../iam/service-accounts.ts";

/** Seconds that an access token is good for, if not said otherwise, and at most. */
const usual = 3600;

const scopePattern = /^https:\/\/www\.googleapis\.com\/auth\/[a-z._-]+$/;

/** The account that is to be acted as; one that is switched off gives no tokens. */
function accountOf(call: Call): { email: string } {
  const account = serviceAccountByEmail(call.cloud, param(call, "account"));
  if (!account || account.disabled) {
    throw denied("Permission 'iam.serviceAccounts.getAccessToken' denied on resource (or it may not exist).");
  }
  return account;
}

function lifetimeOf({ body }: Call): number {
  const seconds = body.lifetime === undefined ? usual : Number(/^(\d+)s$/.exec(String(body.lifetime))?.[1]);
  if (!(seconds > 0 && seconds <= usual)) throw invalid("The token lifetime must be between 1 and 3600 seconds.");
  return seconds;
}

/** https://cloud.google.com/iam/docs/reference/credentials/rest/v1/projects.serviceAccounts/generateAccessToken */
function generateAccessToken(call: Call): object {
  const scopes: unknown[] = call.body.scope ?? [];
  if (scopes.length === 0 || !scopes.every((each) => scopePattern.test(String(each)))) {
    throw invalid("Request must have a scope.");
  }
  const { email } = accountOf(call);
  const seconds = lifetimeOf(call);
  const { member, delegates = [] } = call.identity;
  const identity = { member: `serviceAccount:${email}`, delegates: [member, ...delegates] };
  return {
    accessToken: call.cloud.tokens.issue(identity, seconds),
    expireTime: new Date(Date.now() + seconds * 1000).toISOString(),
  };
}

function generateIdToken(call: Call): object {
  if (!call.body.audience) throw invalid("Request must have an audience.");
  return { token: identityToken(call.cloud, accountOf(call).email, call.body.audience) };
}

const route = (verb: string, handle: Route["handle"]): Route => ({
  id: `projects.serviceAccounts.${verb}`,
  method: "POST",
  path: `/v1/projects/{project}/serviceAccounts/{account}:${verb}`,
  handle,
});

/** IAM Service Account Credentials: lets those who may act as service accounts. */
export const iamcredentials: Api = {
  host: "iamcredentials.googleapis.com",
  title: "IAM Service Account Credentials API",
  errors: "status",
  needsEnabling: false,
  permissions: needs(
    "projects.serviceAccounts",
    "iam.serviceAccounts",
    "generateAccessToken=getAccessToken generateIdToken=getOpenIdToken",
  ),
  resource: (call) => serviceAccountName(param(call, "account")),
  routes: [route("generateAccessToken", generateAccessToken), route("generateIdToken", generateIdToken)],
};
