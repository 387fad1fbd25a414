import { needs, type Permissions } from "../../access/needs.ts";

const buckets = "create createAsync=create list get patch=update updateAsync=update delete undelete";

/** https://cloud.google.com/logging/docs/access-control#api-permissions */
export const permissions: Permissions = Object.assign(
  {},
  ...["projects", "folders", "organizations", "billingAccounts"].flatMap((parent) => [
    needs(`${parent}.sinks`, "logging.sinks", "create list get patch=update update delete"),
    needs(`${parent}.locations.buckets`, "logging.buckets", buckets),
    needs(`${parent}.locations.operations`, "logging.operations", "get"),
  ]),
);
