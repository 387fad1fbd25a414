import { ApiError } from "./errors.ts";
import type { Identity, Tokens } from "./tokens.ts";

/** The password of a Proxy-Authorization header. */
function passwordOf(header = ""): string | undefined {
  const encoded = /^Basic\s+(\S+)$/i.exec(header)?.[1];
  return encoded && /^[^:]*:(.*)$/s.exec(Buffer.from(encoded, "base64").toString())?.[1];
}

/**
 * Who calls, by the Authorization header. Google's Go client for Cloud Storage sends none to an address of one's own;
 * it carries the token as the password of a proxy. Refuses calls without a token of this cloud.
 */
export function callerOf(tokens: Tokens, authorization: string | undefined, proxyAuthorization?: string): Identity {
  const token = /^Bearer\s+(\S+)$/i.exec(authorization ?? "")?.[1] ?? passwordOf(proxyAuthorization);
  const identity = token === undefined ? undefined : tokens.find(token);
  if (identity) return identity;
  throw new ApiError(
    "UNAUTHENTICATED",
    "Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid " +
      "authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project.",
    { reason: "authError" },
  );
}
