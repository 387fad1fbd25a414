import { policyMember, readByPost } from "../core/policy-member.ts";
import type { ResourceType } from "../core/resource.ts";
import schema from "../schema/folder.json" with { type: "json" };

const host = "cloudresourcemanager.googleapis.com";

const member = policyMember(schema, "gcp:folder/iAMMember:IAMMember", {
  host,
  resource: "/v3/{folder}",
  read: readByPost(host),
});

export const folder: ResourceType[] = [member];
