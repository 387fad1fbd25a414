import { type GoogleClient, GoogleError } from "../google/client.ts";
import type { Read } from "./facts.ts";

/** A POST that only reads: Google asks questions with a body that way. */
const question = /^[^?]*:(?:testIamPermissions|getIamPolicy)(?:\?|$)/;

/** A client that refuses, before anything is sent, whatever could change something. */
export function readOnly(client: GoogleClient): GoogleClient {
  return {
    request(host, path, options = {}) {
      const { method = "GET" } = options;
      if (method !== "GET" && !(method === "POST" && question.test(path))) {
        throw new Error(`${method} ${host}${path} would change something`);
      }
      return client.request(host, path, options);
    },
  };
}

/** Waits for a read; a refusal is an answer too. */
export async function attempt<T>(asked: Promise<T>): Promise<Read<T>> {
  try {
    return { value: await asked };
  } catch (error) {
    if (error instanceof GoogleError) {
      // The message of the error begins with the request, which whoever reads it doesn't need.
      const message = error.message.slice(error.message.indexOf(`: ${error.code} `) + `: ${error.code} `.length);
      return { refused: { code: error.code, reason: error.reason, message } };
    }
    return { refused: { code: 0, reason: "", message: (error as Error).message.split("\n")[0]! } };
  }
}

/** All pages of a list. `path`: without its query's pageToken. */
export async function allPages<T>(client: GoogleClient, host: string, path: string, member: string): Promise<T[]> {
  const items: T[] = [];
  for (let token = ""; ; ) {
    const query = token ? `${path.includes("?") ? "&" : "?"}pageToken=${encodeURIComponent(token)}` : "";
    const page = await client.request<Record<string, unknown>>(host, path + query);
    items.push(...((page[member] as T[] | undefined) ?? []));
    token = (page.nextPageToken as string | undefined) ?? "";
    if (!token) return items;
  }
}

/** Which of some permissions the caller has on something. `path`: of the resource. */
export async function permissionsOn(
  client: GoogleClient,
  host: string,
  path: string,
  permissions: readonly string[],
): Promise<string[]> {
  const options = { method: "POST", body: { permissions } };
  const answer = await client.request<{ permissions?: string[] }>(host, `${path}:testIamPermissions`, options);
  return answer.permissions ?? [];
}
