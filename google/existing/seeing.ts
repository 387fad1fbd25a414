import { type GoogleClient, GoogleError } from "../client.ts";
import { ask } from "./item.ts";

/** It can't be told whether something is there: what would tell may not be read. */
export class UnseenError extends Error {
  constructor(refusal: string) {
    super(refusal);
    this.name = "UnseenError";
  }
}

/** Reasons of an API that is off: nothing of it is there. */
const off: ReadonlySet<string> = new Set(["SERVICE_DISABLED", "accessNotConfigured"]);

/**
 * A client that tells a list which may not be read from one of what isn't there: Google answers 403 to both, also where
 * there is no such project. It throws UnseenError for the first.
 */
export function seeing(client: GoogleClient): GoogleClient {
  return {
    async request(host, path, options) {
      try {
        return await client.request(host, path, options);
      } catch (error) {
        if (!(error instanceof GoogleError) || error.code !== 403 || off.has(error.reason)) throw error;
        const project = /\bprojects\/([^/?&]+)/.exec(decodeURIComponent(path))?.[1];
        const isThere = async () => ask(client, "cloudresourcemanager.googleapis.com", `/v3/projects/${project}`);
        if (project !== undefined && !(await isThere())) throw error;
        throw new UnseenError(error.message);
      }
    },
  };
}
