import { type GoogleClient, GoogleError } from "../../google/client.ts";

const host = "storage.googleapis.com";

interface Bucket {
  readonly location?: string;
  readonly storageClass?: string;
  readonly projectNumber?: string;
}

const pathOf = (name: string): string => `/storage/v1/b/${encodeURIComponent(name)}`;

/** A bucket as it is; undefined where nobody has one of that name. */
async function find(google: GoogleClient, name: string): Promise<Bucket | undefined> {
  try {
    return await google.request<Bucket>(host, pathOf(name));
  } catch (error) {
    if (error instanceof GoogleError && error.code === 404) return undefined;
    throw error;
  }
}

/**
 * Makes sure that a project has a bucket of this name, made where and of the class that another is; open to nobody but whom
 * its policy names.
 * @throws Error where the name is somebody else's; GoogleError where one of both can't be seen or made.
 */
export async function ensureBucket(
  google: GoogleClient,
  like: string,
  name: string,
  target: { readonly id: string; readonly number: string },
): Promise<void> {
  const there = await find(google, name);
  if (there) {
    if (there.projectNumber === target.number) return;
    throw new Error(`the name ${name} is taken by another project: choose another, and copy by the commands`);
  }
  const { location, storageClass } = await google.request<Bucket>(host, pathOf(like));
  await google.request(host, `/storage/v1/b?project=${encodeURIComponent(target.id)}`, {
    method: "POST",
    body: {
      name,
      location,
      storageClass,
      iamConfiguration: { uniformBucketLevelAccess: { enabled: true }, publicAccessPrevention: "enforced" },
    },
  });
}
