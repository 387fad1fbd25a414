import { type GoogleClient, GoogleError } from "../../google/client.ts";
import { type BucketDescription, copyLabel, isCopyOf, settingsOf } from "../copy/bucket.ts";

const host = "storage.googleapis.com";

const pathOf = (name: string): string => `/storage/v1/b/${encodeURIComponent(name)}`;

/** A bucket as it is; undefined where nobody has one of that name. */
async function find(google: GoogleClient, name: string): Promise<BucketDescription | undefined> {
  try {
    return await google.request<BucketDescription>(host, pathOf(name));
  } catch (error) {
    if (error instanceof GoogleError && error.code === 404) return undefined;
    if (error instanceof GoogleError && error.code === 403) {
      throw new Error(`the name ${name} is taken by another project, or you may not see the bucket: ${error.message}`);
    }
    throw error;
  }
}

async function isEmpty(google: GoogleClient, name: string): Promise<boolean> {
  const { items = [] } = await google.request<{ items?: object[] }>(host, `${pathOf(name)}/o?maxResults=1`);
  return items.length === 0;
}

/** What a bucket can be used for: to copy into it, with what the copy doesn't have; or why it is left to people. */
export type Ensured = { readonly notCopied: readonly string[] } | { readonly left: string };

/**
 * Makes sure that a project has a bucket of this name for the objects of another, made where and of the class that the other
 * is; open to nobody but whom its policy names. One that the target had for something else is left alone: what reads it would
 * find objects that aren't its own.
 * @throws Error where the name is somebody else's, as far as that can be seen; GoogleError where one of both can't be seen or made.
 */
export async function ensureBucket(
  google: GoogleClient,
  like: string,
  name: string,
  target: { readonly id: string; readonly number: string },
): Promise<Ensured> {
  const there = await find(google, name);
  if (there && there.projectNumber !== target.number) {
    throw new Error(`the name ${name} is taken by another project: choose another, and copy by the commands`);
  }
  if (there && !isCopyOf(there, like) && !(await isEmpty(google, name))) {
    const [label] = Object.entries(copyLabel(like)).map((pair) => pair.join("="));
    return {
      left:
        `${target.id} has a bucket ${name} with objects in it, and nothing says that it is the copy. ` +
        `If it is: gcloud storage buckets update gs://${name} --update-labels=${label}`,
    };
  }
  const old = await google.request<BucketDescription>(host, pathOf(like));
  const { location, storageClass } = old;
  if (!there) {
    await google.request(host, `/storage/v1/b?project=${encodeURIComponent(target.id)}`, {
      method: "POST",
      body: {
        name,
        location,
        storageClass,
        labels: copyLabel(like),
        iamConfiguration: { uniformBucketLevelAccess: { enabled: true }, publicAccessPrevention: "enforced" },
      },
    });
  }
  return { notCopied: ["who may read it", ...settingsOf(old)] };
}
