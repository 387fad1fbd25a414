import type { Need, Permissions } from "../../access/needs.ts";
import type { Call } from "../../core/call.ts";

const parent = ({ params }: Call) => `//cloudresourcemanager.googleapis.com/${params.kind}/${params.id}`;

const asking = (permission: string, ...kinds: string[]): Need => ({
  permission,
  on: (call) => [kinds.includes(call.query.get("contentType") ?? "RESOURCE") ? parent(call) : undefined],
});

/** https://cloud.google.com/asset-inventory/docs/access-control#permissions: it goes by what of assets is shown. */
export const permissions: Permissions = {
  "assets.list": [
    asking("cloudasset.assets.listResource", "RESOURCE", "CONTENT_TYPE_UNSPECIFIED"),
    asking("cloudasset.assets.listIamPolicy", "IAM_POLICY"),
  ],
};
