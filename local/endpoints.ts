import { readFileSync } from "node:fs";
import { join } from "node:path";

/** Where the local cloud listens; its file is also what tools outside the project read. */
export interface Endpoints {
  /** Base URL by API host. */
  endpoints: Record<string, string>;
  /** Base URL of the switchboard. */
  control: string;
  organizationId: string;
  /** IDs without "billingAccounts/". */
  billingAccounts: string[];
  /** The bearer token of whoever works on this checkout. */
  token: string;
  pid: number;
}

/** The environment variables that point Google's clients at a local cloud, as gcloud has them. */
export const overridesOf = ({ endpoints }: Endpoints): Record<string, string> =>
  Object.fromEntries(
    Object.entries(endpoints).map(([host, url]) => [
      `CLOUDSDK_API_ENDPOINT_OVERRIDES_${host.split(".")[0]!.toUpperCase()}`,
      `${url}/`,
    ]),
  );

export const endpointsFile = (directory: string) => join(directory, "endpoints.json");

/**
 * Reads where the local cloud of a directory listens, or listened last; undefined when there never was one, or when the
 * file is damaged: the next start writes it anew.
 */
export function readEndpoints(directory: string): Endpoints | undefined {
  try {
    return JSON.parse(readFileSync(endpointsFile(directory), "utf8"));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT" || error instanceof SyntaxError) return undefined;
    throw error;
  }
}
