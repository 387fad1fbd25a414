import { interpolate, output, unknown } from "@pulumi/pulumi";
import { AuditLog } from "../components/audit-log.ts";
import { Budget } from "../components/budget.ts";
import { Domains } from "../components/domains.ts";
import { FolderTree } from "../components/folder-tree.ts";
import { Policies } from "../components/policies.ts";
import { Project } from "../components/project.ts";
import { projectOnceReady } from "../components/readiness.ts";
import { outputsBucket } from "../plan/names.ts";
import { type OrganizationPlan, organizationPlan } from "../plan/organization.ts";
import type { Specification } from "../spec/specification.ts";
import { currencyOf } from "./billing.ts";
import { publish, published } from "./outputs.ts";

/** The folder tree, the rules that hold in it, who has access where, and the audit logs. */
export async function organization({ organization: spec }: Specification): Promise<Record<string, unknown>> {
  const plan = organizationPlan(spec);
  const bucket = outputsBucket(spec.projects.seed.id);
  const [currency, bootstrap] = await Promise.all([currencyOf(plan.billingAccount), published("bootstrap", bucket)]);
  const common = bootstrap ? output(bootstrap.commonFolder) : output(unknown as unknown as string);

  const rules = new Policies("organization", {
    parent: `organizations/${plan.organizationId}`,
    policies: plan.policies,
  });
  for (const [project, policies] of Object.entries(plan.projectPolicies)) {
    // The project is made by another stack, which didn't have to wait for this API.
    const id = projectOnceReady("orgpolicy.googleapis.com", project, [], rules);
    new Policies(project, { parent: interpolate`projects/${id}`, policies }, { dependsOn: rules });
  }
  const tree = new FolderTree(
    "folders",
    {
      organizationId: plan.organizationId,
      folders: plan.folders,
      environmentTag: plan.environmentTag,
      existing: { common },
    },
    { dependsOn: rules },
  );
  const logs = new Project("logs", {
    plan: plan.logs,
    folderId: tree.ids[plan.logs.folder]!,
    billingAccount: plan.billingAccount,
    currency,
  });
  new AuditLog("audit", {
    plan: plan.auditSink,
    organizationId: plan.organizationId,
    project: logs.idFor("storage.googleapis.com"),
    location: spec.region,
  });
  const domains = createDomains(plan, tree, currency);
  for (const folder of plan.folders) {
    new Budget(`folder-${folder.key}`, {
      plan: folder.budget,
      scope: { folder: interpolate`folders/${tree.ids[folder.key]!}` },
      billingAccount: plan.billingAccount,
      currency,
      channels: logs.channels,
    });
  }
  publish("organization", bucket, { folders: tree.ids });
  return { folders: tree.ids, ...(domains && { nameServers: domains.nameServers }) };
}

/** The domains of public environments, in a project of their own. */
function createDomains(plan: OrganizationPlan, tree: FolderTree, currency: string): Domains | undefined {
  if (!plan.domains) return undefined;
  const { project: projectPlan } = plan.domains;
  const project = new Project("dns", {
    plan: projectPlan,
    folderId: tree.ids[projectPlan.folder]!,
    billingAccount: plan.billingAccount,
    currency,
  });
  return new Domains("domains", {
    plan: plan.domains,
    project: { dns: project.idFor("dns.googleapis.com"), iam: project.idFor("iam.googleapis.com") },
  });
}
