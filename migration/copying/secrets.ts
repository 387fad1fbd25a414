import { createHash } from "node:crypto";
import { type GoogleClient, GoogleError } from "../../google/client.ts";
import {
  newSecret,
  notCopied,
  type SecretDescription,
  type SecretValues,
  secretId,
  secretMove,
  type VersionState,
} from "../copy/secret.ts";

const host = "secretmanager.googleapis.com";

/** What became of a secret. No value is in here. */
export interface CopiedSecret {
  readonly id: string;
  /** "done": it was there before; "copied": now; "left": for people; "failed": Google refused. */
  readonly outcome: "done" | "copied" | "left" | "failed";
  /** Why it was left, or what Google said. */
  readonly why?: string;
  /** What a copy doesn't have. */
  readonly notCopied: readonly string[];
}

interface Version {
  readonly name: string;
  readonly state: VersionState;
}

/** All pages of a list. */
async function pages<T>(google: GoogleClient, path: string, member: string): Promise<T[]> {
  const all: T[] = [];
  for (let token = ""; ; ) {
    const query = token ? `?pageToken=${encodeURIComponent(token)}` : "";
    const answer = await google.request<Record<string, unknown>>(host, `${path}${query}`);
    all.push(...((answer[member] as T[] | undefined) ?? []));
    token = (answer.nextPageToken as string | undefined) ?? "";
    if (!token) return all;
  }
}

const number = ({ name }: Version): number => Number(name.split("/").at(-1));
const digest = (data: string): string => createHash("sha256").update(data, "base64").digest("hex");

async function value(google: GoogleClient, version: string): Promise<string> {
  const path = `/v1/${version}:access`;
  return (await google.request<{ payload: { data: string } }>(host, path)).payload.data;
}

/** A secret's versions, the newest last; undefined where there is no such secret. */
async function versions(google: GoogleClient, secret: string): Promise<Version[] | undefined> {
  try {
    const all = await pages<Version>(google, `/v1/${secret}/versions`, "versions");
    return all.toSorted((a, b) => number(a) - number(b));
  } catch (error) {
    if (error instanceof GoogleError && error.code === 404) return undefined;
    throw error;
  }
}

async function values(google: GoogleClient, of: readonly Version[]): Promise<SecretValues> {
  const digests: string[] = [];
  for (const { name, state } of of) if (state === "ENABLED") digests.push(digest(await value(google, name)));
  return { newest: of.at(-1)?.state, digests };
}

/**
 * Adds a version. An error without an answer holds the request, value and all: only what kind of error it was gets out.
 * @throws GoogleError where it is refused.
 */
async function add(google: GoogleClient, secret: string, data: string): Promise<Version> {
  try {
    return await google.request<Version>(host, `/v1/${secret}:addVersion`, {
      method: "POST",
      body: { payload: { data } },
    });
  } catch (error) {
    if (error instanceof GoogleError) throw error;
    const { code } = error as { code?: unknown };
    throw new Error(`Secret Manager gave no answer${typeof code === "string" ? ` (${code})` : ""}`);
  }
}

async function copy(google: GoogleClient, description: SecretDescription, target: string): Promise<CopiedSecret> {
  const id = secretId(description);
  const place = `projects/${target}/secrets/${id}`;
  const [from, there] = [(await versions(google, description.name)) ?? [], await versions(google, place)];
  const newest = from.at(-1);
  // Older values matter only to tell an older copy from a value of somebody else's.
  const compared = there?.length ? from : from.slice(-1);
  const [source, held] = [await values(google, compared), there && (await values(google, there.slice(-1)))];
  const decided = secretMove(description, source, held);
  const rest = notCopied(description, from.filter(({ state }) => state === "ENABLED").length);
  if (decided.move === "done") return { id, outcome: "done", notCopied: rest };
  if (decided.move === "leave") return { id, outcome: "left", why: decided.why, notCopied: [] };
  if (decided.create) {
    const path = `/v1/projects/${target}/secrets?secretId=${encodeURIComponent(id)}`;
    await google.request(host, path, { method: "POST", body: newSecret(description) });
  }
  const data = await value(google, newest!.name);
  const added = await add(google, place, data);
  if (digest(await value(google, added.name)) !== digest(data)) {
    return { id, outcome: "failed", why: "what Secret Manager holds now is not what was sent", notCopied: rest };
  }
  return { id, outcome: "copied", notCopied: rest };
}

/**
 * Copies the value that is in use of each secret into another project. It only adds: nothing in the source is changed,
 * and nothing of the target's own is covered. What is done is seen by looking, so it can be stopped and run again.
 * `source`, `target`: project IDs. `report`: called after each secret.
 * @throws GoogleError where the secrets of the source can't be listed.
 */
export async function copySecrets(
  google: GoogleClient,
  source: string,
  target: string,
  report: (copied: CopiedSecret) => void = () => {},
): Promise<CopiedSecret[]> {
  const found = await pages<SecretDescription>(google, `/v1/projects/${source}/secrets`, "secrets");
  const results: CopiedSecret[] = [];
  for (const description of found.toSorted((a, b) => (secretId(a) < secretId(b) ? -1 : 1))) {
    const result = await copy(google, description, target).catch((error: Error): CopiedSecret => {
      return { id: secretId(description), outcome: "failed", why: error.message, notCopied: [] };
    });
    results.push(result);
    report(result);
  }
  return results;
}
