import type { AuthClient } from "google-auth-library";

/** What an API answered when it refused. */
export class GoogleError extends Error {
  /** The HTTP status. */
  readonly code: number;
  /** The reason in google.rpc.ErrorInfo or `errors[]`, such as SERVICE_DISABLED; empty when there is none. */
  readonly reason: string;

  constructor(url: string, code: number, reason: string, message: string) {
    super(`${url}: ${code} ${message}`);
    this.name = "GoogleError";
    this.code = code;
    this.reason = reason;
  }
}

/** Talks REST to Google's APIs, wherever the environment says that they are, as whoever it says that we are. */
export interface GoogleClient {
  /**
   * Sends a request. `path` begins with a slash. `seen`: called with the headers of a good answer. Throws GoogleError for
   * a refusal.
   */
  request<T = Record<string, unknown>>(
    host: string,
    path: string,
    options?: { method?: string; body?: object; seen?(headers: Headers): void },
  ): Promise<T>;
}

/** The base URL of an API: Google's own, or the one that CLOUDSDK_API_ENDPOINT_OVERRIDES_<API> names, as for gcloud. */
export function endpoint(host: string, environment: NodeJS.ProcessEnv): string {
  const override = environment[`CLOUDSDK_API_ENDPOINT_OVERRIDES_${host.split(".")[0]!.toUpperCase()}`];
  return (override ?? `https://${host}/`).replace(/\/$/, "");
}

/** Credentials: a token in GOOGLE_OAUTH_ACCESS_TOKEN, else Google's application default credentials. */
async function authenticate(environment: NodeJS.ProcessEnv): Promise<AuthClient> {
  // Loaded when it is needed: most previews never ask Google anything themselves.
  const { GoogleAuth, OAuth2Client } = await import("google-auth-library");
  const token = environment.GOOGLE_OAUTH_ACCESS_TOKEN;
  if (!token) return new GoogleAuth({ scopes: "https://www.googleapis.com/auth/cloud-platform" }).getClient();
  const client = new OAuth2Client();
  client.setCredentials({ access_token: token });
  return client;
}

interface ErrorBody {
  error?: { message?: string; errors?: { reason?: string }[]; details?: { reason?: string }[] };
}

/** What a refusal says. */
function refusal(request: string, status: number, body: unknown): GoogleError {
  const { error } = (body ?? {}) as ErrorBody;
  const reason = error?.details?.find((detail) => detail.reason)?.reason ?? error?.errors?.[0]?.reason ?? "";
  return new GoogleError(request, status, reason, error?.message ?? "no message");
}

/**
 * Makes a client. `environment`: endpoints and credentials. `retries`: how often what does no harm twice is sent again
 * when Google asks for patience (429), fails (5xx) or can't be reached, with growing pauses: four take six seconds.
 */
export function googleClient(environment: NodeJS.ProcessEnv = process.env, retries = 4): GoogleClient {
  let authenticated: Promise<AuthClient> | undefined;
  return {
    async request(host, path, { method = "GET", body, seen } = {}) {
      authenticated ??= authenticate(environment);
      const client = await authenticated;
      try {
        const response = await client.request<unknown>({
          url: endpoint(host, environment) + path,
          method: method as "GET",
          ...(body && { data: body }),
          retryConfig: { retry: retries, noResponseRetries: retries },
          responseType: "json",
        });
        seen?.(response.headers);
        return response.data as never;
      } catch (error) {
        const { response } = error as { response?: { status: number; data?: unknown } };
        if (!response) throw error;
        throw refusal(`${method} ${host}${path}`, response.status, response.data);
      }
    },
  };
}
