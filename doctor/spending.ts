import { type ExportTable, exportState } from "../bootstrap/billing-export.ts";
import { type Check, unless } from "../bootstrap/checks.ts";
import { billingDataset, billingExportTable, budgetTopicName } from "../plan/names.ts";
import { organizationPlan } from "../plan/organization.ts";
import type { Specification } from "../spec/specification.ts";
import { standardExport } from "../spending/report/schema.ts";

interface Budget {
  displayName?: string;
  budgetFilter?: { projects?: string[]; resourceAncestors?: string[] };
  notificationsRule?: { pubsubTopic?: string };
}

/** What is wrong with the budget of a name; an empty filter would count the whole billing account. */
function budgetDiffers(budgets: readonly Budget[], name: string, topic: string | undefined): string | undefined {
  const own = budgets.filter(({ displayName }) => displayName === name);
  const [budget] = own;
  const { projects = [], resourceAncestors = [] } = budget?.budgetFilter ?? {};
  const counted = [...projects, ...resourceAncestors];
  const published = budget?.notificationsRule?.pubsubTopic;
  return (
    unless(own.length === 1, `there are ${own.length}`) ??
    unless(counted.length === 1, `it counts ${counted.length} things`) ??
    unless(topic === undefined || published === topic, `it publishes to ${published ?? "nothing"}`)
  );
}

/** The budgets of folders, shared projects and environments. */
export function budgetChecks({ organization, environments }: Specification): Check[] {
  const { billingAccount, folders } = organizationPlan(organization);
  const topic = budgetTopicName(organization.projects.spending.id);
  const shared = Object.values(organization.projects).filter((project) => project !== undefined);
  const wanted: [name: string, topic: string | undefined][] = [
    ...folders.map(({ budget }): [string, undefined] => [budget.displayName, undefined]),
    ...shared.map(({ id }): [string, undefined] => [`Project ${id}`, undefined]),
    ...[...environments.values()].map(({ project }): [string, string] => [`Project ${project}`, topic]),
  ];
  return wanted.map(([name, published]) => ({
    what: `budget "${name}"`,
    host: "billingbudgets.googleapis.com",
    path: `/v1/billingAccounts/${billingAccount}/budgets?pageSize=100`,
    list: "budgets",
    judge: (budgets: Budget[]) => budgetDiffers(budgets, name, published),
  }));
}

/** The table of the billing export: its columns, and whether it is fresh. `now`: milliseconds since the epoch. */
export function exportChecks({ organization }: Specification, now: number): Check[] {
  const table = `datasets/${billingDataset}/tables/${billingExportTable(organization.billingAccount)}`;
  const read = {
    host: "bigquery.googleapis.com",
    path: `/bigquery/v2/projects/${organization.projects.billing.id}/${table}`,
  };
  return [
    {
      ...read,
      what: "columns of the billing export",
      judge: ({ schema }: { schema?: { fields?: { name: string }[] } }) => {
        const there = new Set(schema?.fields?.map(({ name }) => name));
        const missing = Object.keys(standardExport).filter((name) => !there.has(name));
        return unless(missing.length === 0, `missing: ${missing.join(", ")}`);
      },
    },
    {
      ...read,
      what: "rows of the billing export",
      judge: (value: ExportTable) => {
        const { state, found } = exportState({ value }, now);
        return unless(state === "done", found);
      },
    },
  ];
}

/** What limits spending. */
export function functionChecks({ organization }: Specification): Check[] {
  const { projects, region } = organization;
  return [
    {
      what: "functions",
      host: "cloudfunctions.googleapis.com",
      path: `/v2/projects/${projects.spending.id}/locations/${region}/functions?pageSize=100`,
      list: "functions",
      judge: (functions: { name: string; state?: string }[]) => {
        const other = functions.filter(({ state }) => state !== "ACTIVE");
        const names = other.map(({ name, state }) => `${name.split("/").at(-1)} is ${state}`);
        return unless(functions.length > 0, "none") ?? unless(other.length === 0, names.join(", "));
      },
    },
  ];
}

interface Cluster {
  status?: string;
  statusMessage?: string;
  privateClusterConfig?: { enablePrivateNodes?: boolean };
}

/** The clusters of environments on Kubernetes. */
export function clusterChecks({ environments }: Specification): Check[] {
  return [...environments.values()]
    .filter(({ deployment }) => deployment.type === "kubernetes")
    .map(({ name, project }) => ({
      what: `cluster of ${name}`,
      host: "container.googleapis.com",
      path: `/v1/projects/${project}/locations/-/clusters`,
      judge: ({ clusters = [] }: { clusters?: Cluster[] }) => {
        const other = clusters.find(({ status }) => status !== "RUNNING");
        return (
          unless(clusters.length > 0, "none") ??
          unless(!other, `${other?.status}${other?.statusMessage ? `: ${other.statusMessage}` : ""}`) ??
          unless(
            clusters.every(({ privateClusterConfig }) => privateClusterConfig?.enablePrivateNodes),
            "its nodes have public addresses",
          )
        );
      },
    }));
}
