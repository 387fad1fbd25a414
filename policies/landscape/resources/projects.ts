import { isKnown, type Maybe, unknown } from "../maybe.ts";
import type { BudgetFacts, Parent, ProjectFacts } from "../types.ts";
import {
  allKnown,
  isMark,
  labelsAt,
  nameAt,
  placeOf,
  type StackResource,
  textAt,
  textsAt,
  valueAt,
} from "./resource.ts";
import { folderType, projectType, type Stack } from "./stack.ts";
import type { Row, Survey } from "./survey.ts";

function parentOf(project: StackResource, stack: Stack): Maybe<Parent> {
  const folder = stack.folderAt(project, "folderId");
  // Another stack makes the folder: its number is of no use, but the component was told its key.
  const key = isKnown(folder) && (folder === undefined || stack.planned.folders.has(folder)) ? folder : undefined;
  const told = key ?? (folder === undefined ? undefined : stack.folderOfComponent(project));
  if (told !== undefined && isKnown(told)) return { kind: "folder", folder: told };
  if (folder !== undefined) return isKnown(folder) ? { kind: "folder", folder } : unknown;
  return valueAt(project, "orgId") === undefined ? { kind: "none" } : { kind: "organization" };
}

/** Google prevents a deletion unless it is told otherwise. */
function preventedOf(project: StackResource): Maybe<boolean> {
  const policy = textAt(project, "deletionPolicy");
  return isKnown(policy) ? (policy ?? "PREVENT") === "PREVENT" : unknown;
}

const project: Row = (resource, survey) => {
  const draft = survey.declare(survey.stack.projectId(resource));
  const number = textAt(resource, "number");
  draft.place = placeOf(resource);
  draft.declared = true;
  if (isKnown(number) && number !== undefined) draft.number = number;
  draft.parent = parentOf(resource, survey.stack);
  draft.labels = labelsAt(resource, "labels");
  draft.billingAccount = textAt(resource, "billingAccount");
  draft.deletion = { protected: resource.protected, prevented: preventedOf(resource) };
};

const service: Row = (resource, survey) => {
  survey.projectOf(resource).apis.push(nameAt(resource, "service"));
};

const contact: Row = (resource, survey) => {
  const project = survey.stack.projectOf(resource);
  // A contact of a folder or of the organisation is none of a project.
  if (project === undefined) return;
  survey.projectOf(resource).contacts.push({
    email: nameAt(resource, "email"),
    categories: allKnown(textsAt(resource, "notificationCategorySubscriptions")),
  });
};

const lien: Row = (resource, survey) => {
  const restrictions = allKnown(textsAt(resource, "restrictions"));
  const draft = survey.projectOf(resource);
  if (!isKnown(restrictions)) draft.lien ??= unknown;
  else if (restrictions.includes("resourcemanager.projects.delete")) draft.lien = true;
};

const harmless = ["DEPRIVILEGE", "DISABLE", "DELETE"];

const defaultAccounts: Row = (resource, survey) => {
  const action = textAt(resource, "action");
  survey.projectOf(resource).deprivileged = isKnown(action) && harmless.includes(action ?? "");
};

/** What the default account of Compute may do, once all APIs and what is done about it have been seen. */
export function defaultAccountOf({
  declared,
  apis,
  deprivileged,
}: Pick<ProjectFacts, "declared" | "apis"> & { deprivileged: boolean }): ProjectFacts["defaultAccount"] {
  if (deprivileged) return "deprivileged";
  if (apis.includes("compute.googleapis.com")) return "editor";
  return declared && apis.every(isKnown) ? "absent" : unknown;
}

/** What a budget's filter names, where what isn't known comes from resources of the stack. */
function counted(
  resource: StackResource,
  path: string,
  stack: Stack,
  type: string,
  keyOf: { known(text: string): string; made(resource: StackResource): string },
): Maybe<readonly string[]> {
  const named = textsAt(resource, path);
  const origins = stack.originsOf(resource, "budgetFilter", type).map(keyOf.made);
  if (!isKnown(named)) return origins.length > 0 ? origins : unknown;
  const known = named.filter(isKnown).map(keyOf.known);
  const missing = named.length - known.length;
  const others = origins.filter((origin) => !known.includes(origin));
  if (missing === 0) return known;
  return others.length === missing ? [...known, ...others] : unknown;
}

/** Whether a budget counts what is spent in a month, up to an amount that is said. */
function isMonthly(resource: StackResource): boolean {
  const period = valueAt(resource, "budgetFilter.calendarPeriod") ?? "MONTH";
  const amount = valueAt(resource, "amount.specifiedAmount");
  return period === "MONTH" && amount !== undefined && valueAt(resource, "budgetFilter.customPeriod") === undefined;
}

/** Whether a budget counts only some of what its projects cost: then it is nobody's whole budget. */
const isNarrowed = (resource: StackResource): boolean =>
  ["services", "labels", "subaccounts"].some((part) => {
    const value = valueAt(resource, `budgetFilter.${part}`);
    return value === unknown || Object.keys(value ?? {}).length > 0;
  });

/** The parts of the amount at which somebody is told. */
function thresholdsOf(rules: Maybe<unknown>): Maybe<readonly number[]> {
  if (!isKnown(rules)) return unknown;
  const parts = ((rules ?? []) as { thresholdPercent?: unknown }[]).map((rule) =>
    isMark(rule) || typeof rule.thresholdPercent !== "number" ? unknown : rule.thresholdPercent,
  );
  return allKnown(parts);
}

function budgetFacts(resource: StackResource, stack: Stack): BudgetFacts {
  const units = textAt(resource, "amount.specifiedAmount.units");
  const rules = valueAt(resource, "thresholdRules");
  const channels = textsAt(resource, "allUpdatesRule.monitoringNotificationChannels");
  const owners = valueAt(resource, "allUpdatesRule.enableProjectLevelRecipients") === true ? 1 : 0;
  const folders = counted(resource, "budgetFilter.resourceAncestors", stack, folderType, {
    known: (text) => (text.startsWith("organizations/") ? text : stack.keyOf(text)),
    made: (folder) => stack.folderKey(folder),
  });
  // Google counts by what was spent where a rule doesn't say.
  const bases = isKnown(rules)
    ? ((rules ?? []) as { spendBasis?: string }[]).map((rule) => (isMark(rule) ? rule : rule.spendBasis))
    : unknown;
  return {
    place: placeOf(resource),
    projects: counted(resource, "budgetFilter.projects", stack, projectType, {
      known: (text) => stack.idOf(text.replace(/^projects\//, "")),
      made: (project) => stack.projectId(project),
    }),
    // The organisation as an ancestor is everything, as no ancestor is.
    folders: isKnown(folders) ? folders.filter((folder) => !folder.startsWith("organizations/")) : unknown,
    amount: isKnown(units) && isMonthly(resource) ? Number(units ?? 0) : unknown,
    bases:
      isKnown(bases) && !bases.some(isMark)
        ? [...new Set((bases as (string | undefined)[]).map((basis) => basis ?? "CURRENT_SPEND"))]
        : unknown,
    thresholds: thresholdsOf(rules),
    billingAccount: nameAt(resource, "billingAccount"),
    recipients: isKnown(channels) ? channels.length + owners : unknown,
  };
}

const budget: Row = (resource, survey) => {
  const facts = budgetFacts(resource, survey.stack);
  const { projects, folders } = facts;
  const alone = isKnown(projects) && isKnown(folders) && projects.length === 1 && folders.length === 0;
  if (alone && !isNarrowed(resource)) survey.project(projects[0]!).budgets.push(facts);
  else survey.budgets.push(facts);
};

/** A budget of which nobody can say yet what it counts may be that of each project that has no other. */
export function shareUndecidedBudgets({ budgets, projects }: Survey): void {
  const undecided = budgets.filter((each) => !isKnown(each.projects));
  for (const draft of projects.values()) {
    if (draft.budgets.length === 0) draft.budgets.push(...undecided);
  }
}

/** Projects, and what belongs to each. */
export const projectRows: Readonly<Record<string, Row>> = {
  [projectType]: project,
  "gcp:projects/service:Service": service,
  "gcp:essentialcontacts/contact:Contact": contact,
  "gcp:resourcemanager/lien:Lien": lien,
  "gcp:projects/defaultServiceAccounts:DefaultServiceAccounts": defaultAccounts,
  "gcp:billing/budget:Budget": budget,
};
