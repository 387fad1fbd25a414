import { createHash } from "node:crypto";

/** A bucket as Cloud Storage describes it, as far as a copy goes. */
export interface BucketDescription {
  readonly location?: string;
  readonly storageClass?: string;
  readonly projectNumber?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly [setting: string]: unknown;
}

/** What a bucket may be set to that no copy has, by the field in which Cloud Storage says it. */
const settings: readonly [field: string, what: string][] = [
  ["lifecycle", "lifecycle rules"],
  ["retentionPolicy", "a retention policy"],
  ["versioning", "versions of objects"],
  ["labels", "labels"],
  ["encryption", "a key of one's own"],
  ["cors", "rules for other origins"],
  ["website", "pages of a website"],
  ["logging", "logs of access"],
];

const isSet = (value: unknown): boolean =>
  Array.isArray(value)
    ? value.length > 0
    : typeof value === "object" && value !== null && Object.values(value).some((each) => each !== false);

/** What a bucket is set to that a copy doesn't have, for people to set. */
export const settingsOf = (bucket: Readonly<Record<string, unknown>>): string[] =>
  settings.filter(([field]) => isSet(bucket[field])).map(([, what]) => what);

/** How long a bucket's name may be. https://cloud.google.com/storage/docs/buckets#naming */
const longest = 63;

/**
 * The name of a copied bucket: nobody else in the world may have it, so it begins with the target's ID. Two buckets never get
 * the same: what is cut off, or said otherwise, ends in a digest. A name with dots would have to be a domain of one's own.
 * `inside`: the full names of all that is in the source.
 */
export function newBucketName(
  old: string,
  { source, target, inside }: { source: { readonly id: string }; target: string; inside: ReadonlySet<string> },
): string {
  const prefix = `${source.id}-`;
  const name = `${target}-${old.startsWith(prefix) ? old.slice(prefix.length) : old}`;
  const shared = inside.has(`//storage.googleapis.com/${prefix}${old}`);
  if (name.length <= longest && !name.includes(".") && !shared) return name;
  const digest = createHash("sha256").update(old).digest("hex").slice(0, 8);
  const kept = name.replaceAll(".", "-").slice(0, longest - digest.length - 1);
  return `${kept.replace(/[^a-z0-9]+$/, "")}-${digest}`;
}

/** The label that says of which bucket one is a copy. */
export const copyLabel = (old: string): Record<string, string> => ({
  "moved-from": old.replaceAll(".", "_").slice(0, longest),
});

/** Whether a bucket says of itself that it is the copy of another. */
export const isCopyOf = ({ labels }: BucketDescription, old: string): boolean =>
  Object.entries(copyLabel(old)).every(([key, value]) => labels?.[key] === value);
