import { type Need, needs, type Permissions } from "../../access/needs.ts";

/** What a change does to records needs the permissions for that as well. */
const records = (permission: string, member: "additions" | "deletions"): Need => ({
  permission,
  on: ({ api, body, params }) => [
    body[member]?.length > 0 ? `//${api.host}/projects/${params.project}/managedZones/${params.zone}` : undefined,
  ],
});

/** https://cloud.google.com/dns/docs/access-control#permissions */
export const permissions: Permissions = {
  ...needs("managedZones", "dns.managedZones", "create list get patch=update update delete getIamPolicy setIamPolicy"),
  ...needs("resourceRecordSets", "dns.resourceRecordSets", "create list get patch=update delete"),
  ...needs("changes", "dns.changes", "get list"),
  "changes.create": [
    "dns.changes.create",
    records("dns.resourceRecordSets.create", "additions"),
    records("dns.resourceRecordSets.delete", "deletions"),
  ],
  "projects.get": "dns.projects.get",
};
