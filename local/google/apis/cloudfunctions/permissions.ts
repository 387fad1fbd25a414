import { actAs, anybody, type Permissions } from "../../access/needs.ts";

/** What a function runs as, is built as, and is called as. */
const accounts = actAs(({ body }) => [
  body.serviceConfig?.serviceAccountEmail,
  body.buildConfig?.serviceAccount,
  body.eventTrigger?.serviceAccountEmail,
]);

const functions = "cloudfunctions.functions";

/** https://cloud.google.com/functions/docs/reference/iam/permissions */
export const permissions: Permissions = {
  "projects.locations.functions.create": [`${functions}.create`, accounts],
  "projects.locations.functions.patch": [`${functions}.update`, accounts],
  "projects.locations.functions.list": `${functions}.list`,
  "projects.locations.functions.get": `${functions}.get`,
  "projects.locations.functions.delete": `${functions}.delete`,
  "projects.locations.operations.get": anybody,
};
