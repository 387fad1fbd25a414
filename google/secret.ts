import { type GoogleClient, GoogleError } from "./client.ts";

/**
 * What a secret of Secret Manager holds; undefined where it holds nothing, or isn't there.
 * @throws GoogleError where it may not be read.
 */
export async function latestSecret(google: GoogleClient, project: string, secret: string): Promise<string | undefined> {
  const path = `/v1/projects/${project}/secrets/${secret}/versions/latest:access`;
  try {
    const { payload } = await google.request<{ payload: { data: string } }>("secretmanager.googleapis.com", path);
    // Whoever pastes a secret often adds the end of a line.
    return Buffer.from(payload.data, "base64").toString("utf8").trim() || undefined;
  } catch (error) {
    if (error instanceof GoogleError && error.code === 404) return undefined;
    throw error;
  }
}
