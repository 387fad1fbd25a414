import { type Call, param } from "../../core/call.ts";
import { type Collection, existing } from "../../core/collection.ts";
import { invalid } from "../../core/errors.ts";
import type { Document } from "../../core/store.ts";
import { host, repositories } from "./repositories.ts";

/** The package that tags are of, in a repository that is there. */
const packageOf = (call: Call): string => `${existing(repositories, call).name}/packages/${param(call, "package")}`;

/** The version that a tag is of. Nothing is pushed here, so that every one counts as there. */
function versionOf(call: Call): string {
  const version = String(call.body.version ?? "");
  if (version.startsWith(`${packageOf(call)}/versions/sha256:`)) return version;
  throw invalid(`Invalid version of a tag: ${version}`);
}

/** Tags: of images, what comes after the colon. To make one stands for pushing the image. */
export const tags: Collection = {
  host,
  id: "projects.locations.repositories.packages.tags",
  path: "/v1/projects/{project}/locations/{location}/repositories/{repository}/packages/{package}/tags",
  item: "tag",
  name: (call, id) => `${packageOf(call)}/tags/${id}`,
  newId: (call) => {
    const id = call.query.get("tagId") ?? "";
    if (/^[\w.~:@-]{1,128}$/.test(id)) return id;
    throw invalid(`Invalid tag ID: ${id}`);
  },
  create: (call, name): Document => ({ name, version: versionOf(call) }),
  update: (call, current): Document => ({ ...current, version: versionOf(call) }),
};
