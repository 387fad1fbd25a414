import type { GoogleClient } from "../../google/client.ts";
import { get, type Item, list, UnreadableAnswer } from "../../google/inventory/answer.ts";
import { bindingsOf, listPolicies } from "../../google/inventory/assets.ts";
import { inParallel } from "../../google/inventory/parallel.ts";
import type { ZonePlan } from "../../plan/domains.ts";
import { outputsBucket } from "../../plan/names.ts";
import { accountOf } from "../leaks/grants.ts";
import type { BudgetFound, GrantFound, LienFound, ObjectFound, ProjectFound, RecordFound } from "../world.ts";

/** How many projects are asked about at once: Resource Manager allows ten requests a second. */
const atOnce = 4;

/** A member of an item that must be a text. */
function text(call: string, item: Item, member: string): string {
  const value = item[member];
  if (typeof value !== "string") throw new UnreadableAnswer(call, `no text as ${member}`, "a text");
  return value;
}

function texts(call: string, item: Item, member: string): string[] {
  const value = item[member] ?? [];
  if (!Array.isArray(value) || !value.every((each) => typeof each === "string")) {
    throw new UnreadableAnswer(call, `something else as ${member}`, "a list of texts");
  }
  return value;
}

/** The budgets of a billing account. */
export async function readBudgets(client: GoogleClient, account: string): Promise<BudgetFound[]> {
  const path = `/v1/billingAccounts/${account}/budgets?pageSize=100`;
  const all = await list(client, "billingbudgets.googleapis.com", path, "budgets");
  return all.map((item) => {
    const filter = (item.budgetFilter ?? {}) as Item;
    return {
      name: text(path, item, "name"),
      displayName: String(item.displayName ?? ""),
      projects: texts(path, filter, "projects").map((each) => each.replace(/^projects\//, "")),
    };
  });
}

/** The liens on projects. */
export async function readLiens(client: GoogleClient, projects: readonly ProjectFound[]): Promise<LienFound[]> {
  const all = await inParallel(projects, atOnce, async ({ id, number }) => {
    const path = `/v3/liens?parent=${encodeURIComponent(`projects/${number}`)}&pageSize=100`;
    const found = await list(client, "cloudresourcemanager.googleapis.com", path, "liens");
    return found.map((item): LienFound => {
      const { origin = "", reason = "" } = item;
      return { name: text(path, item, "name"), project: id, origin: String(origin), reason: String(reason) };
    });
  });
  return all.flat();
}

/** Where policies of the billing account are told of: no resource of the organisation. */
const billingType = "cloudbilling.googleapis.com/BillingAccount";

/** What service accounts were given, in the organisation and on its billing account. `isProduction`: of a folder. */
export async function readGrants(
  client: GoogleClient,
  { organization, billingAccount }: { organization: string; billingAccount: string },
  projects: readonly ProjectFound[],
  isProduction: (folder: string) => boolean,
): Promise<GrantFound[]> {
  const ids = new Map(projects.map(({ id, number }) => [`projects/${number}`, id]));
  const policies = await listPolicies(client, organization);
  const account = `/v1/billingAccounts/${billingAccount}:getIamPolicy`;
  const call = `GET cloudbilling.googleapis.com${account}`;
  const own = bindingsOf(call, await get(client, "cloudbilling.googleapis.com", account));
  const resource = `//cloudbilling.googleapis.com/billingAccounts/${billingAccount}`;
  const all = [...policies, { name: resource, type: billingType, ancestors: [], bindings: own }];
  return all.flatMap(({ name, type, ancestors, bindings }) => {
    const project = ids.get(ancestors[0] ?? "");
    const production = ancestors.some((each) => isProduction(each));
    return bindings.flatMap(({ role, members }) =>
      members
        .filter((member) => accountOf(member) !== undefined)
        .map((member) => ({ resource: name, type, role, member, production, ...(project && { project }) })),
    );
  });
}

/** The records of zones. */
export async function readRecords(
  client: GoogleClient,
  project: string,
  zones: readonly ZonePlan[],
): Promise<RecordFound[]> {
  const all = await inParallel(zones, 2, async ({ name: zone }) => {
    const path = `/dns/v1/projects/${project}/managedZones/${zone}/rrsets`;
    const found = await list(client, "dns.googleapis.com", path, "rrsets");
    return found.map((item) => ({
      zone: { project, name: zone },
      name: text(path, item, "name"),
      type: text(path, item, "type"),
      ttl: Number(item.ttl),
      data: texts(path, item, "rrdatas"),
    }));
  });
  return all.flat();
}

/** What stacks published in the bucket that all share. */
export async function readObjects(client: GoogleClient, seedProject: string): Promise<ObjectFound[]> {
  const bucket = outputsBucket(seedProject);
  const path = `/storage/v1/b/${bucket}/o?prefix=${encodeURIComponent("outputs/")}`;
  const found = await list(client, "storage.googleapis.com", path, "items");
  return found.map((item) => ({ bucket, name: text(path, item, "name") }));
}
