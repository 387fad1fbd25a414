import { needs, type Permissions } from "../../access/needs.ts";

const verbs = "create list get patch=update delete compute=list sendTestMessage=send";

/** https://cloud.google.com/iam/docs/roles-permissions/essentialcontacts */
export const permissions: Permissions = Object.assign(
  {},
  ...["projects", "folders", "organizations"].map((parent) =>
    needs(`${parent}.contacts`, "essentialcontacts.contacts", verbs),
  ),
);
