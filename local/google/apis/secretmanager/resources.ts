import { type Call, projectOf } from "../../core/call.ts";
import { precondition } from "../../core/errors.ts";
import { ticks } from "../../core/identifiers.ts";

/** The host of Secret Manager. */
export const host = "secretmanager.googleapis.com";

/** The name under which a secret is kept. */
export const storedName = (call: Call, id: string) => `projects/${projectOf(call).projectId}/secrets/${id}`;

/** The name of a secret in replies, which has the project's number. */
export const shownName = (call: Call, id: string) => `projects/${projectOf(call).number}/secrets/${id}`;

/** The last part of a name. */
export const idOf = (name: unknown) => String(name).split("/").at(-1)!;

/** A version of a secret, with its payload in base64 as long as it has one. */
export interface Version {
  /** "projects/<number>/secrets/<id>/versions/<n>" */
  name: string;
  createTime: string;
  state: "ENABLED" | "DISABLED" | "DESTROYED";
  destroyTime?: string;
  scheduledDestroyTime?: string;
  replicationStatus: object;
  etag: string;
  clientSpecifiedPayloadChecksum?: boolean;
  payload?: string;
}

/** A secret's versions by number, the oldest first. */
export function versionsOf(call: Call, secret: string): { name: string; document: Version }[] {
  return call.cloud.store
    .list<Version>(`//${host}/${storedName(call, secret)}/versions/`)
    .toSorted((a, b) => Number(idOf(a.name)) - Number(idOf(b.name)));
}

/** An etag as Secret Manager has them: a quoted hexadecimal number of 14 digits that grows. */
export const newEtag = () => `"${((1n << 52n) | ticks()).toString(16)}"`;

/** Refuses a write that was meant for another state of the resource. */
export function checkEtag(asked: unknown, current: unknown): void {
  if (asked && asked !== current) throw precondition("The etag provided does not match the current etag.");
}
