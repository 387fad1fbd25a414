import { type GoogleClient, GoogleError } from "../client.ts";

/** A resource as an API shows it: anything, until it has been looked at. */
export type Item = Readonly<Record<string, unknown>>;

/** What an API answered, or what it said when it refused: then nothing is known, which is not the same as none. */
export type Answer<T> = { readonly is: T } | { readonly refused: string };

/** An answer that isn't as documented: nothing can be concluded from it, least of all that there is nothing. */
export class UnreadableAnswer extends Error {
  constructor(call: string, found: string, allowed: string) {
    super(`${call}: found ${found} in the answer; allowed: ${allowed}. Nothing was concluded from it.`);
    this.name = "UnreadableAnswer";
  }
}

/** Whether a value is an object with members. */
export const isItem = (value: unknown): value is Item =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const inWords = (value: unknown): string =>
  value === null ? "null" : Array.isArray(value) ? "a list" : typeof value === "object" ? "an object" : typeof value;

/** Asks for one thing. */
export async function get(client: GoogleClient, host: string, path: string): Promise<Item> {
  const call = `GET ${host}${path}`;
  let answer: unknown;
  try {
    answer = await client.request<unknown>(host, path);
  } catch (error) {
    if (error instanceof GoogleError) throw error;
    throw new Error(`${shortCall(call)}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
  if (!isItem(answer)) throw new UnreadableAnswer(call, inWords(answer), "an object");
  return answer;
}

/** A call as people can read it: without the long list of types that it asks for. */
export const shortCall = (text: string): string => text.replaceAll(/&assetTypes=[^&\s:]*/g, "");

/** Asks for all pages of a list. `key`: the member that holds them, which Google leaves out where there are none. */
export async function list(
  client: GoogleClient,
  host: string,
  path: string,
  key: string,
  report?: (count: number) => void,
): Promise<Item[]> {
  const call = shortCall(`GET ${host}${path}`);
  const items: Item[] = [];
  const seen = new Set<string>();
  const separator = path.includes("?") ? "&" : "?";
  for (let token = ""; ; ) {
    const page = await get(client, host, token ? `${path}${separator}pageToken=${encodeURIComponent(token)}` : path);
    const found = page[key] ?? [];
    if (!Array.isArray(found) || !found.every(isItem)) {
      throw new UnreadableAnswer(call, `${inWords(found)} as ${key}`, "a list of objects");
    }
    items.push(...found);
    report?.(items.length);
    const next = page.nextPageToken ?? "";
    if (next === "") return items;
    // The same page for ever would be a list without an end.
    if (typeof next !== "string" || seen.has(next)) {
      throw new UnreadableAnswer(call, "a page token that is no text or was there before", "a new one, or none");
    }
    seen.add(next);
    token = next;
  }
}

/** Keeps a refusal (401, 403, 404) as an answer; what fails otherwise is thrown. */
export async function answerOf<T>(asked: Promise<T>): Promise<Answer<T>> {
  try {
    return { is: await asked };
  } catch (error) {
    if (error instanceof GoogleError && [401, 403, 404].includes(error.code)) return { refused: error.message };
    throw error;
  }
}
