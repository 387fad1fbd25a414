/** How Secret Manager replicates a secret. */
export interface Replication {
  readonly automatic?: { readonly customerManagedEncryption?: object };
  readonly userManaged?: {
    readonly replicas: readonly { readonly location: string; readonly customerManagedEncryption?: object }[];
  };
}

/** A secret as Secret Manager describes it, without any value. */
export interface SecretDescription {
  /** "projects/<number>/secrets/<id>" */
  readonly name: string;
  readonly replication: Replication;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly topics?: readonly object[];
  readonly rotation?: object;
  readonly expireTime?: string;
  readonly versionAliases?: Readonly<Record<string, string>>;
  readonly versionDestroyTtl?: string;
}

/** The state of a version of a secret. */
export type VersionState = "ENABLED" | "DISABLED" | "DESTROYED";

/** What is known of a secret's values: never a value, only which are the same. */
export interface SecretValues {
  /** The state of the newest version; undefined where there is none. */
  readonly newest?: VersionState;
  /** Digests of those values that can be read, the newest last. */
  readonly digests: readonly string[];
}

/** What is to be done for a secret, or why it is left to people. */
export type SecretMove =
  | { readonly move: "done" }
  | { readonly move: "copy"; readonly create: boolean }
  | { readonly move: "leave"; readonly why: string };

/** The ID of a secret, out of its name. */
export const secretId = ({ name }: Pick<SecretDescription, "name">): string => name.split("/").at(-1)!;

const ownKey = ({ automatic, userManaged }: Replication): boolean =>
  automatic?.customerManagedEncryption !== undefined ||
  (userManaged?.replicas ?? []).some(({ customerManagedEncryption }) => customerManagedEncryption !== undefined);

const leave = (why: string): SecretMove => ({ move: "leave", why });

/**
 * Decides about one secret by what both projects hold. A value that somebody else put into the target is never covered
 * by a newer version; one that the source had earlier is, since it is an older copy.
 */
export function secretMove(
  description: SecretDescription,
  source: SecretValues,
  target: SecretValues | undefined,
): SecretMove {
  const current = source.digests.at(-1);
  if (source.newest === undefined) return leave("it has no version: nothing to copy");
  if (source.newest !== "ENABLED" || current === undefined) {
    return leave(`its newest version is ${source.newest}: nobody can read the value`);
  }
  const there = target?.digests.at(-1);
  if (target?.newest === "ENABLED" && there === current) return { move: "done" };
  if (target?.newest !== undefined) {
    if (target.newest !== "ENABLED") return leave(`the target's newest version is ${target.newest}: somebody did that`);
    if (there === undefined || !source.digests.includes(there)) {
      return leave("the target holds a value that the source never had");
    }
  }
  if (target) return { move: "copy", create: false };
  // Its key is the source's: a copy that needs it would keep the old project alive.
  if (ownKey(description.replication))
    return leave("it is encrypted with a key of one's own: choose one in the target");
  // A copy that ends by itself is no copy that somebody may rely on.
  if (description.expireTime) return leave(`it expires at ${description.expireTime}`);
  return { move: "copy", create: true };
}

/** What a new secret in the target is made with. */
export const newSecret = ({ replication, labels, annotations }: SecretDescription): object => ({
  replication,
  ...(labels && { labels }),
  ...(annotations && { annotations }),
});

/** What a copy doesn't have, for people to set: who may read it always, the rest where the source has it. */
export function notCopied(description: SecretDescription, enabledVersions: number): string[] {
  const { topics, rotation, versionAliases, versionDestroyTtl } = description;
  return [
    "who may read it",
    ...(enabledVersions > 1 ? [`${enabledVersions - 1} older version${enabledVersions > 2 ? "s" : ""}`] : []),
    ...(topics?.length ? ["topics"] : []),
    ...(rotation ? ["rotation"] : []),
    ...(Object.keys(versionAliases ?? {}).length > 0 ? ["aliases of versions"] : []),
    ...(versionDestroyTtl ? ["delay before a version is destroyed"] : []),
  ];
}
