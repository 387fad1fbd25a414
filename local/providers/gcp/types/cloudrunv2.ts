import { policyMember } from "../core/policy-member.ts";
import type { ResourceType } from "../core/resource.ts";
import schema from "../schema/cloudrunv2.json" with { type: "json" };

const serviceMember = policyMember(schema, "gcp:cloudrunv2/serviceIamMember:ServiceIamMember", {
  host: "run.googleapis.com",
  resource: "/v2/projects/{project}/locations/{location}/services/{name!}",
});

export const cloudrunv2: ResourceType[] = [serviceMember];
