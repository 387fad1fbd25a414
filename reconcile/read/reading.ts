import { GoogleError } from "../../google/client.ts";
import { shortCall } from "../../google/inventory/answer.ts";
import type { Reading } from "../world.ts";

/** Does a read, and keeps what it fails with: then nothing is known. */
export async function reading<T>(work: () => Promise<T>): Promise<Reading<T>> {
  try {
    return { is: await work() };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { failed: error instanceof GoogleError ? shortCall(error.message) : error.message };
  }
}
