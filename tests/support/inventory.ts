import type { Item } from "../../google/inventory/answer.ts";
import type { Inventory, PolicyAsset, ProjectAnswers, ResourceAsset } from "../../google/inventory/types.ts";

const top = "organizations/419083752617";
const manager = "cloudresourcemanager.googleapis.com";

/** A resource as Cloud Asset Inventory lists it. `above`: nearest first. */
export const resource = (type: string, path: string, data: Item, above: string[]): ResourceAsset => ({
  name: `//${type.split("/")[0]}/${path}`,
  type,
  ancestors: [...above, top],
  data,
});

/** A folder. `above`: the folders around it. */
export const folderAsset = (number: string, displayName: string, above: string[] = []): ResourceAsset =>
  resource(`${manager}/Folder`, `folders/${number}`, { displayName, lifecycleState: "ACTIVE" }, [
    `folders/${number}`,
    ...above,
  ]);

/** A project. `above`: the folders around it. */
export const projectAsset = (number: string, data: Item, above: string[] = []): ResourceAsset =>
  resource(`${manager}/Project`, `projects/${number}`, { lifecycleState: "ACTIVE", projectNumber: number, ...data }, [
    `projects/${number}`,
    ...above,
  ]);

/** A policy with one binding. */
export const policyAsset = (asset: ResourceAsset, role: string, ...members: string[]): PolicyAsset => ({
  name: asset.name,
  type: asset.type,
  ancestors: asset.ancestors,
  bindings: [{ role, members }],
});

/** What the services of a well-made project answer, but for what is given. */
export const answers = (given: Partial<ProjectAnswers> = {}): ProjectAnswers => ({
  billing: { is: { billingAccountName: "billingAccounts/01C0DE-5EED00-CAFE42", billingEnabled: true } },
  contacts: { is: [{ email: "search@example.com", notificationCategorySubscriptions: ["BILLING"] }] },
  services: { is: [{ config: { name: "compute.googleapis.com" }, state: "ENABLED" }] },
  liens: { is: [] },
  ...given,
});

/** An inventory of one project, 11, in the folder 5 (Testing), with a budget of its own, but for what is given. */
export function inventory(given: Partial<Inventory> = {}, own: ResourceAsset[] = []): Inventory {
  const tag = (kind: string, path: string, data: Item) => resource(`${manager}/${kind}`, path, data, []);
  return {
    resources: [
      resource(`${manager}/Organization`, top, { displayName: "example.com" }, []),
      folderAsset("5", "Testing"),
      tag("TagKey", "tagKeys/1", { shortName: "environment" }),
      tag("TagValue", "tagValues/2", { shortName: "non-production", parent: "tagKeys/1" }),
      tag("TagBinding", "tagBindings/x/tagValues/2", {
        parent: `//${manager}/folders/5`,
        tagValue: "tagValues/2",
      }),
      projectAsset("11", { projectId: "tst-one-a1b2", labels: { environment: "non-production" } }, ["folders/5"]),
      ...own,
    ],
    policies: [],
    billingAccount: "01C0DE-5EED00-CAFE42",
    budgets: [
      {
        name: "billingAccounts/01C0DE-5EED00-CAFE42/budgets/1",
        displayName: "Project tst-one-a1b2",
        budgetFilter: { projects: ["projects/11"] },
        amount: { specifiedAmount: { currencyCode: "USD", units: "500" } },
        thresholdRules: [{ thresholdPercent: 1, spendBasis: "FORECASTED_SPEND" }, { thresholdPercent: 0.5 }],
        notificationsRule: { monitoringNotificationChannels: ["projects/p/notificationChannels/1"] },
      },
    ],
    billingBindings: { is: [] },
    projects: new Map([["11", answers()]]),
    ...given,
  };
}
