import { type ApiError, conflict, invalid, notFound } from "../../core/errors.ts";

export const host = "cloudkms.googleapis.com";

/** The refusals for a name that isn't there, or is. `kind`: "KeyRing", "CryptoKey" or "CryptoKeyVersion". */
export const missing =
  (kind: string) =>
  (name: string): ApiError =>
    notFound(`${kind} ${name} not found.`);
export const taken =
  (kind: string) =>
  (name: string): ApiError =>
    conflict(`${kind} ${name} already exists.`);

/** A new ID, which is there for good. */
export function checkedId(id: string | null): string {
  if (!id || !/^[\w-]{1,63}$/.test(id)) throw invalid();
  return id;
}
