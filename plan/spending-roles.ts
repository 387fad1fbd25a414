import { isActing, type Organization, type Step } from "../spec/schema/organization.ts";
import { budgetReaderRole, projectReaderRole } from "./names.ts";

/** A role of our own: exactly what somebody needs. */
export interface RolePlan {
  id: string;
  title: string;
  description: string;
  permissions: readonly string[];
}

/** The role by which the controller finds the project that a budget is of; given on the organisation. */
export const projectReader: RolePlan = {
  id: projectReaderRole,
  title: "Spending: sees projects",
  description: "Finds the project that a budget is of.",
  permissions: ["resourcemanager.projects.get"],
};

const observer: RolePlan = {
  id: "spendingObserver",
  title: "Spending: sees what runs",
  description: "Lists what costs money while it is there, without looking into any of it.",
  permissions: [
    "compute.addresses.list",
    "compute.disks.list",
    "compute.forwardingRules.list",
    "compute.instanceGroupManagers.get",
    "compute.instances.list",
    "compute.routers.list",
    "container.clusters.list",
  ],
};

const scaler: RolePlan = {
  id: "spendingScaler",
  title: "Spending: scales down",
  description: "Empties node pools and stops machines. It can't start, make or delete any.",
  permissions: [
    "compute.instances.stop",
    "compute.zoneOperations.get",
    "container.clusters.update",
    "container.operations.get",
  ],
};

const unlinker: RolePlan = {
  id: "spendingUnlinker",
  title: "Spending: takes billing links away",
  description: "Takes away who pays for a project. It can't give a project to anybody who does.",
  permissions: ["resourcemanager.projects.deleteBillingAssignment"],
};

/** The role by which the controller reads budgets and the currency of the account; given on the billing account. */
export const budgetReader: RolePlan = {
  id: budgetReaderRole,
  title: "Spending: reads budgets",
  description: "Reads a budget again, and the currency of the billing account.",
  permissions: ["billing.accounts.get", "billing.budgets.get"],
};

/** The roles that the spending stack makes; those that only a person can give are made by bootstrap. */
export const controllerRoles: readonly RolePlan[] = [observer, scaler, unlinker];

/** What the controller may do in a folder. `folder`: its key. `role`: the ID of a role of our own. */
export interface FolderGrant {
  folder: string;
  role: string;
  why: string;
}

/** The folders of kinds of which `which` holds, sorted. */
function foldersOf({ kinds }: Organization, which: (ladder: readonly Step[]) => boolean): string[] {
  const own = Object.values(kinds).filter(({ ladder }) => which(ladder));
  return [...new Set(own.map(({ folder }) => folder))].toSorted();
}

/** What the controller may do where. The roles that act are given in the folders of kinds whose ladder has that step. */
export function folderGrants(organization: Organization): FolderGrant[] {
  const grant = (role: RolePlan, why: string, which: (ladder: readonly Step[]) => boolean) =>
    foldersOf(organization, which).map((folder) => ({ folder, role: role.id, why }));
  return [
    ...grant(observer, "guards what runs, before Google's figures arrive", (ladder) => ladder.some(isActing)),
    ...grant(scaler, "scales down what is over its limit", (ladder) => ladder.includes("scaleDown")),
    ...grant(unlinker, "takes the billing link away at the end of the ladder", (ladder) =>
      ladder.includes("unlinkBilling"),
    ),
  ];
}
