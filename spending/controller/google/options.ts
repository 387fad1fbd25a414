import { OAuth2Client } from "google-auth-library";
import { endpoint } from "../../../google/client.ts";

/**
 * How Google's generated clients are set up: they speak REST, to Google's own address or to the one that
 * CLOUDSDK_API_ENDPOINT_OVERRIDES_<API> names, as the token in GOOGLE_OAUTH_ACCESS_TOKEN or by the application default
 * credentials.
 */
export function clientOptions(host: string, environment: NodeJS.ProcessEnv) {
  const { hostname, port, protocol } = new URL(endpoint(host, environment));
  return {
    fallback: true as const,
    ...(hostname !== host && {
      apiEndpoint: hostname,
      port: Number(port || (protocol === "https:" ? 443 : 80)),
      protocol: protocol.replace(":", ""),
    }),
    ...authentication(environment),
  };
}

/** Credentials for clients, where the environment holds a token; otherwise they find Google's by themselves. */
export function authentication(environment: NodeJS.ProcessEnv): object {
  const token = environment.GOOGLE_OAUTH_ACCESS_TOKEN;
  if (!token) return {};
  // Refusals are left to the clients, which otherwise see them in the words of what carries the requests.
  const client = new OAuth2Client({ transporterOptions: { validateStatus: () => true } });
  client.setCredentials({ access_token: token });
  return { authClient: client };
}

/** How the clients for Cloud Storage and Pub/Sub are set up, which take addresses in another way. */
export function addressOptions(host: string, environment: NodeJS.ProcessEnv, withScheme: boolean): object {
  const url = new URL(endpoint(host, environment));
  if (url.hostname === host) return authentication(environment);
  const secure = url.protocol === "https:";
  return {
    ...(withScheme
      ? { apiEndpoint: url.origin, useAuthWithCustomEndpoint: true }
      : { apiEndpoint: url.host, protocol: secure ? "https" : "http", fallback: true }),
    ...authentication(environment),
  };
}
