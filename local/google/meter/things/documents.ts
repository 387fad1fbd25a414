/** The APIs' hosts, as the names of documents begin. */
const compute = /^\/\/compute\.googleapis\.com\/projects\/([^/]+)\/(?:global|(?:regions|zones)\/[^/]+)\/(\w+)\/[^/]+$/;
const kinds = ["instances", "disks", "snapshots", "addresses", "forwardingRules", "routers"];

const others = [
  /^\/\/cloudresourcemanager\.googleapis\.com\/projects\/([^/]+)$/,
  /^\/\/container\.googleapis\.com\/projects\/([^/]+)\/locations\/[^/]+\/clusters\/[^/]+$/,
  /^\/\/secretmanager\.googleapis\.com\/projects\/([^/]+)\/secrets\/[^/]+(?:\/versions\/[^/]+)?$/,
  /^\/\/cloudkms\.googleapis\.com\/projects\/([^/]+)\/.*\/cryptoKeyVersions\/[^/]+$/,
  /^\/\/dns\.googleapis\.com\/projects\/([^/]+)\/managedZones\/[^/]+$/,
];

/** The kind of a Compute Engine resource that can cost money, by its document's name: "instances". */
export function computeKind(name: string): string | undefined {
  const kind = compute.exec(name)?.[2];
  return kind !== undefined && kinds.includes(kind) ? kind : undefined;
}

/** The ID of the project whose things a document may change, by the document's name; buckets have none in theirs. */
export function projectOfDocument(name: string): string | undefined {
  if (!name.startsWith("//")) return undefined;
  if (computeKind(name)) return compute.exec(name)![1];
  for (const pattern of others) {
    const found = pattern.exec(name)?.[1];
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The bucket that a document is, or of which it is an object. */
export function bucketOfDocument(name: string): string | undefined {
  return /^(?:\/\/storage\.googleapis\.com\/projects\/_\/buckets\/|objects\/)([^/]+)(?:\/|$)/.exec(name)?.[1];
}
