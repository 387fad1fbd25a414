import { needs } from "../access/needs.ts";
import type { Api } from "../core/api.ts";
import { type Call, param, updateMask } from "../core/call.ts";
import { merge } from "../core/collection.ts";
import { invalid, notFound } from "../core/errors.ts";
import { ticks, uuid } from "../core/identifiers.ts";
import { page } from "../core/paging.ts";
import { findProject } from "../core/projects.ts";
import type { HttpMethod, Route } from "../core/router.ts";
import type { Document } from "../core/store.ts";
import { requireBillingAccount } from "./cloudbilling.ts";
import { folders } from "./cloudresourcemanager/containers.ts";

const prefix = (account: string) => `//billingbudgets.googleapis.com/billingAccounts/${account}/budgets/`;

interface Money {
  currencyCode?: string;
  units?: string | number;
  nanos?: number;
}

/** A money amount as Google keeps it: units as a string, zero nanos dropped; must be above zero. */
function money(amount: Money, currency: string): Document {
  const { currencyCode = currency, units = "0", nanos = 0 } = amount;
  const whole = Number(units);
  if (currencyCode !== currency || !Number.isInteger(whole) || whole < 0 || whole + nanos <= 0) throw invalid();
  return { currencyCode, ...(whole > 0 && { units: String(whole) }), ...(nanos && { nanos }) };
}

function filter(call: Call, asked: Document = {}): Document {
  const {
    projects = [],
    resourceAncestors = [],
    customPeriod,
    calendarPeriod,
  } = asked as {
    projects?: string[];
    resourceAncestors?: string[];
    customPeriod?: object;
    calendarPeriod?: string;
  };
  if (customPeriod && calendarPeriod) throw invalid();
  // Project IDs are taken, but shown as numbers.
  const numbers = projects.map((name) => {
    const project = findProject(call.cloud, name.replace(/^projects\//, ""));
    if (!name.startsWith("projects/") || !project) throw invalid();
    return `projects/${project.number}`;
  });
  for (const ancestor of resourceAncestors) {
    const known =
      ancestor === `organizations/${call.cloud.seed.organization.id}` ||
      folders(call.cloud).some((folder) => folder.name === ancestor);
    if (!known) throw invalid();
  }
  const kept = Object.entries(asked).filter(([, value]) => !(Array.isArray(value) && value.length === 0));
  return {
    ...Object.fromEntries(kept),
    ...(numbers.length > 0 && { projects: numbers }),
    creditTypesTreatment: asked.creditTypesTreatment ?? "INCLUDE_ALL_CREDITS",
    ...(!customPeriod && { calendarPeriod: calendarPeriod ?? "MONTH" }),
  };
}

interface Threshold {
  thresholdPercent?: number;
  spendBasis?: string;
}

function thresholds(rules: Threshold[] | undefined, custom: boolean): Threshold[] {
  return (rules ?? []).map(({ thresholdPercent, spendBasis = "CURRENT_SPEND" }) => {
    if (!thresholdPercent || thresholdPercent < 0) throw invalid();
    if (!["CURRENT_SPEND", "FORECASTED_SPEND"].includes(spendBasis)) throw invalid();
    if (custom && spendBasis === "FORECASTED_SPEND") throw invalid();
    return { thresholdPercent, spendBasis };
  });
}

interface NotificationsRule {
  pubsubTopic?: string;
  schemaVersion?: string;
  monitoringNotificationChannels?: string[];
  disableDefaultIamRecipients?: boolean;
  enableProjectLevelRecipients?: boolean;
}

function notifications(call: Call, asked: NotificationsRule = {}): NotificationsRule {
  const { pubsubTopic, schemaVersion, monitoringNotificationChannels = [], ...flags } = asked;
  if (pubsubTopic && schemaVersion !== "1.0") throw invalid();
  if (pubsubTopic && !call.cloud.store.get(`//pubsub.googleapis.com/${pubsubTopic}`)) throw invalid();
  if (monitoringNotificationChannels.length > 5) throw invalid();
  for (const channel of monitoringNotificationChannels) {
    const stored = call.cloud.store.get<{ type: string }>(`//monitoring.googleapis.com/${channel}`);
    if (stored?.type !== "email") throw invalid();
  }
  return {
    ...(pubsubTopic && { pubsubTopic }),
    ...(schemaVersion && { schemaVersion }),
    ...(monitoringNotificationChannels.length > 0 && { monitoringNotificationChannels }),
    ...Object.fromEntries(Object.entries(flags).filter(([, value]) => value)),
  };
}

/** Checks a budget and fills in what Google does. v1 names the notifications differently from v1beta1. */
function normalise(call: Call, name: string, asked: Document): Document {
  const account = requireBillingAccount(call, param(call, "account"));
  const {
    displayName,
    budgetFilter,
    amount = {},
    thresholdRules,
    notificationsRule,
    ownershipScope,
  } = asked as {
    displayName?: string;
    budgetFilter?: Document;
    amount?: { specifiedAmount?: Money; lastPeriodAmount?: object };
    thresholdRules?: Threshold[];
    notificationsRule?: NotificationsRule;
    ownershipScope?: string;
  };
  if (displayName !== undefined && displayName.length > 60) throw invalid();
  if (!amount.specifiedAmount === !amount.lastPeriodAmount) throw invalid();
  const custom = budgetFilter?.customPeriod !== undefined;
  if (custom && amount.lastPeriodAmount) throw invalid();
  const rules = thresholds(thresholdRules, custom);
  return {
    name,
    ...(displayName && { displayName }),
    budgetFilter: filter(call, budgetFilter),
    amount: amount.specifiedAmount
      ? { specifiedAmount: money(amount.specifiedAmount, account.currencyCode) }
      : { lastPeriodAmount: {} },
    ...(rules.length > 0 && { thresholdRules: rules }),
    notificationsRule: notifications(call, notificationsRule),
    etag: String(ticks()),
    ...(ownershipScope && { ownershipScope }),
  };
}

function existing(call: Call): Document {
  requireBillingAccount(call, param(call, "account"));
  const budget = call.cloud.store.get(prefix(param(call, "account")) + param(call, "budget"));
  if (!budget) throw notFound("Requested entity was not found.");
  return budget;
}

const beta = (call: Call) => call.path.startsWith("/v1beta1/");

function view(call: Call, budget: Document): Document {
  if (!beta(call)) return budget;
  const { notificationsRule, ...rest } = budget;
  return { ...rest, allUpdatesRule: notificationsRule };
}

function asked(call: Call): Document {
  const body: Document = beta(call) ? (call.body.budget ?? {}) : call.body;
  const { allUpdatesRule, ...rest } = body;
  return allUpdatesRule ? { ...rest, notificationsRule: allUpdatesRule } : rest;
}

function save(call: Call, budget: Document): Document {
  call.cloud.store.put(`//billingbudgets.googleapis.com/${budget.name}`, budget);
  return view(call, budget);
}

function create(call: Call): object {
  const name = `billingAccounts/${param(call, "account")}/budgets/${uuid()}`;
  return save(call, normalise(call, name, asked(call)));
}

/** Takes over the members that the mask names, each as a path such as "amount.specifiedAmount.units". */
function patch(call: Call): object {
  const current = existing(call);
  const change = asked(call);
  if (change.etag !== undefined && change.etag !== current.etag) throw invalid();
  const inBody = call.query.get("updateMask") ?? call.query.get("update_mask") ?? call.body.updateMask;
  const mask = inBody ? (updateMask(call) ?? String(inBody).split(",")) : Object.keys(change);
  const members = mask.map((path) => path.replace(/^allUpdatesRule/, "notificationsRule"));
  const kept = members.filter((path) => path !== "name" && path !== "etag");
  return save(call, normalise(call, String(current.name), merge(current, change, kept)));
}

const routes = (version: string): Route[] => {
  const route = (verb: string, method: HttpMethod, path: string, handle: Route["handle"]): Route => ({
    id: `billingAccounts.budgets.${verb}`,
    method,
    path: `/${version}/billingAccounts/{account}/budgets${path}`,
    handle,
  });
  return [
    route("create", "POST", "", create),
    route("list", "GET", "", (call) => {
      requireBillingAccount(call, param(call, "account"));
      const all = call.cloud.store.list(prefix(param(call, "account"))).map(({ document }) => view(call, document));
      const { items: budgets, ...token } = page(all, call.query);
      return { ...(budgets.length > 0 && { budgets }), ...token };
    }),
    route("get", "GET", "/{budget}", (call) => view(call, existing(call))),
    route("patch", "PATCH", "/{budget}", patch),
    route("delete", "DELETE", "/{budget}", (call) => {
      call.cloud.store.delete(`//billingbudgets.googleapis.com/${existing(call).name}`);
      return {};
    }),
  ];
};

export const billingbudgets: Api = {
  host: "billingbudgets.googleapis.com",
  title: "Cloud Billing Budget API",
  errors: "status",
  needsEnabling: false,
  permissions: needs("billingAccounts.budgets", "billing.budgets", "create list get patch=update delete"),
  routes: [...routes("v1"), ...routes("v1beta1")],
};
