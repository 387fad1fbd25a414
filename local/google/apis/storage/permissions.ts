import { type Need, needs, type Permissions } from "../../access/needs.ts";
import type { Call } from "../../core/call.ts";
import type { Route } from "../../core/router.ts";
import { bucketName, objectKey, requireBucket } from "./stored-buckets.ts";

const objectName = (bucket: string, object: string) => `${bucketName(bucket)}/objects/${object}`;

/** The object that an upload makes: named by the query, by the metadata, or by a link that was given for it. */
const uploaded = (call: Call) => call.query.get("name") ?? (call.body.name as string | undefined) ?? "";

/** What is replaced must be allowed to go. Uploads of which the name comes later are looked at by what they are to. */
const replaced: Need = {
  permission: "storage.objects.delete",
  on: (call) => {
    const [bucket, name] = [call.params.bucket!, uploaded(call)];
    const there = name !== "" && call.cloud.store.get(objectKey(bucket, name));
    return [there ? objectName(bucket, name) : undefined];
  },
};

/** Where a copy goes. */
const copied: Need = {
  permission: "storage.objects.create",
  on: ({ params }) => [objectName(params.toBucket!, params.toObject!)],
};

/** What a request is about: here names of resources say nothing of versions, projects or paths. */
export function resource({ params, query, body, cloud }: Call, { id }: Route): string {
  const [bucket, project] = [params.bucket, params.id ?? query.get("project")];
  if (bucket === undefined) return `//cloudresourcemanager.googleapis.com/projects/${project}`;
  // One that isn't there is nobody's secret.
  requireBucket(cloud, bucket);
  if (params.object !== undefined) return objectName(bucket, params.object);
  if (id !== "objects.insert") return bucketName(bucket);
  return objectName(bucket, uploaded({ query, body, cloud } as Call));
}

/** https://cloud.google.com/storage/docs/access-control/iam-json */
export const permissions: Permissions = {
  ...needs(
    "buckets",
    "storage.buckets",
    "insert=create list get patch=update update delete lockRetentionPolicy=update getIamPolicy setIamPolicy",
  ),
  "projects.serviceAccount.get": "resourcemanager.projects.get",
  ...needs("objects", "storage.objects", "list get patch=update update delete compose=create"),
  "objects.insert": ["storage.objects.create", replaced],
  "objects.copy": ["storage.objects.get", copied],
  "objects.rewrite": ["storage.objects.get", copied],
};
