import { roleName, spendingPlan } from "../../../plan/spending.ts";
import { organizationFile } from "../../../spec/load.ts";
import type { Specification } from "../../../spec/specification.ts";
import type { GrantFacts, Holding } from "../types.ts";
import { planned } from "./projects.ts";

/** What limits spending, as far as it is in its project: images that Google makes of functions are a part of these. */
export function spendingHoldings(specification: Specification): Holding[] {
  const { functions, registry, limits, notices, sourceBucket } = spendingPlan(specification);
  const thing = (kind: Holding["kind"], name: string) =>
    planned(kind, name, organizationFile, { labels: {}, protected: name === limits.bucket });
  return [
    ...functions.map(({ name }) => thing("function", name)),
    thing("function", registry.id),
    thing("bucket", limits.bucket),
    thing("bucket", sourceBucket),
    thing("topic", notices.topic),
  ];
}

/** What those who limit spending may do, in their project and in folders. */
export function spendingGrants(specification: Specification): GrantFacts[] {
  const plan = spendingPlan(specification);
  const place = { name: `grant to what limits spending (${organizationFile})` };
  const member = `serviceAccount:${plan.controller}`;
  return [
    ...plan.projectGrants.map(({ role, member: other }) => ({
      place,
      on: { kind: "project" as const, id: plan.projectId },
      project: plan.projectId,
      role,
      member: other,
    })),
    ...plan.folderGrants.map(({ folder, role }) => ({
      place,
      on: { kind: "folder" as const, id: folder },
      role: roleName(plan, role),
      member,
    })),
  ];
}
