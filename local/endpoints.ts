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
