import { anybody, needs, type Permissions } from "../../access/needs.ts";

/** https://cloud.google.com/artifact-registry/docs/access-control#permissions */
export const permissions: Permissions = {
  ...needs(
    "projects.locations.repositories",
    "artifactregistry.repositories",
    "create list get patch=update delete getIamPolicy setIamPolicy",
  ),
  ...needs(
    "projects.locations.repositories.packages.tags",
    "artifactregistry.tags",
    "create list get patch=update delete",
  ),
  ...needs("projects.locations", "artifactregistry.locations", "get list"),
  "projects.locations.operations.get": anybody,
};
