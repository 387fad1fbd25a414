import { anybody } from "../../access/needs.ts";
import type { Api } from "../../core/api.ts";
import type { Call } from "../../core/call.ts";
import { HttpReply, type Reply } from "../../core/reply.ts";
import { ExchangeError, federated } from "./federation.ts";

const lifetime = 3600;
const accessToken = "urn:ietf:params:oauth:token-type:access_token";
const exchange = "urn:ietf:params:oauth:grant-type:token-exchange";
const jwt = ["urn:ietf:params:oauth:token-type:jwt", "urn:ietf:params:oauth:token-type:id_token"];

/** The parameters of an exchange, which come as a form (RFC 8693) or as JSON in camel case. */
function parametersOf({ bytes, body, headers }: Call): (name: string) => string {
  const form = String(headers["content-type"]).includes("x-www-form-urlencoded")
    ? new URLSearchParams(bytes.toString())
    : undefined;
  const camel = (name: string) => name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return (name) => (form ? form.get(name) : body[camel(name)]) ?? "";
}

function token(call: Call): Reply {
  const parameter = parametersOf(call);
  try {
    if (parameter("grant_type") !== exchange) throw new ExchangeError("invalid_request", "Invalid grant type.");
    if (!jwt.includes(parameter("subject_token_type"))) {
      throw new ExchangeError("invalid_request", "Invalid value for subject_token_type.");
    }
    const identity = federated(call.cloud, parameter("audience"), parameter("subject_token"));
    return {
      access_token: call.cloud.tokens.issue(identity, lifetime),
      issued_token_type: accessToken,
      token_type: "Bearer",
      expires_in: lifetime,
    };
  } catch (error) {
    if (!(error instanceof ExchangeError)) throw error;
    return new HttpReply(400, { error: error.code, error_description: error.message });
  }
}

/** Security Token Service: gives tokens of Google Cloud for those of others. */
export const sts: Api = {
  host: "sts.googleapis.com",
  title: "Security Token Service API",
  errors: "status",
  needsEnabling: false,
  anonymous: true,
  permissions: { token: anybody },
  routes: [{ id: "token", method: "POST", path: "/v1/token", handle: token }],
};
