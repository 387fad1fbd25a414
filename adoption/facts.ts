import { chooseBudget } from "../google/existing/adoptable.ts";
import type { Item } from "../google/inventory/answer.ts";
import { isLiveProject, numberOf } from "../google/inventory/index.ts";
import type { Inventory, ResourceAsset } from "../google/inventory/types.ts";
import type { AuditReport } from "../policies/audit/report.ts";
import { isKnown } from "../policies/landscape/maybe.ts";
import type { FolderFacts, HoldingKind, Landscape } from "../policies/landscape/types.ts";

/** A budget that counts a project, alone or beside others. */
export interface FoundBudget {
  /** "billingAccounts/…/budgets/…" */
  name: string;
  displayName: string;
  /** Whole units a month; undefined: something else, such as what was spent last month. */
  amount?: number;
  /** Whether it counts this project alone and all of it, month by month. */
  plain: boolean;
}

/** A network that is there. */
export interface FoundNetwork {
  name: string;
  /** Whether Google makes a subnetwork in every region by itself. */
  automatic: boolean;
}

/** A project as it was found, with what decides whether and as what it can be taken over. */
export interface FoundProject {
  id: string;
  number: string;
  name: string;
  /** RFC 3339. */
  createdAt: string;
  /** The key of the folder in the specification, or its number; undefined right under the organisation. */
  folder?: string;
  /** The names of the folders around it, from the top. */
  path: readonly string[];
  labels: Readonly<Record<string, string>>;
  /** The billing account that pays for it; undefined: none, or nobody may see it. */
  billingAccount?: string;
  apis: readonly string[];
  budgets: readonly FoundBudget[];
  /** The budget that becomes the program's. */
  budget?: FoundBudget;
  contacts: readonly string[];
  networks: readonly FoundNetwork[];
  /** How many of each kind of thing are in it. */
  holdings: Partial<Record<HoldingKind, number>>;
  /** The regions of what is in it that has one. */
  regions: readonly string[];
  /** Who has a basic role on the project itself. */
  basicRoles: readonly { role: string; member: string }[];
  /** What the default service account of Compute may do. */
  defaultAccount: "absent" | "deprivileged" | "editor" | "unknown";
  /** How many liens keep it from being deleted. */
  lien: boolean;
  /** How many keys of service accounts can be copied. */
  accountKeys: number;
  /** How far it holds the guidelines, from 0 to 1. */
  score?: number;
  /** The mandatory guidelines that it breaks. */
  breaks: readonly string[];
}

const text = (value: unknown): string => (typeof value === "string" ? value : "");

/** The names of the folders around something, from the top. */
function pathOf(folders: ReadonlyMap<string, FolderFacts>, folder: string | undefined): string[] {
  const at = folder === undefined ? undefined : folders.get(folder);
  if (!at) return [];
  return [
    ...pathOf(folders, isKnown(at.parent) && at.parent.kind === "folder" ? at.parent.folder : undefined),
    at.name,
  ];
}

function budgetsOf(number: string, budgets: readonly Item[]): { all: FoundBudget[]; chosen?: string } {
  const counting = budgets.filter((budget) => {
    const { projects } = (budget.budgetFilter ?? {}) as { projects?: string[] };
    return projects?.includes(`projects/${number}`) ?? false;
  });
  const alone = counting.filter((budget) => (budget.budgetFilter as { projects: string[] }).projects.length === 1);
  const chosen = chooseBudget(alone, undefined);
  const all = counting.map((budget): FoundBudget => {
    const amount = (budget.amount as { specifiedAmount?: { units?: string } } | undefined)?.specifiedAmount?.units;
    const plain = alone.includes(budget) && chooseBudget([budget], undefined) !== undefined;
    const name = text(budget.name);
    return { name, displayName: text(budget.displayName), plain, ...(amount && { amount: Number(amount) }) };
  });
  return { all, ...(chosen && { chosen: text(chosen.name) }) };
}

/** The region in the location of a thing: "us-central1-a" is in us-central1. */
function regionOf({ data, name }: ResourceAsset): string | undefined {
  const where = /\/(?:zones|regions|locations)\/([a-z]+-[a-z]+\d+)/.exec(`${name} ${text(data.selfLink)}`)?.[1];
  return where ?? /^([a-z]+-[a-z]+\d+)/.exec(text(data.location).toLowerCase())?.[1];
}

/** Kinds of assets that stand in every region by themselves, such as automatic subnetworks. */
const everywhere = /^compute\.googleapis\.com\/(Network|Subnetwork)$|^logging\.|^iam\./;

const counted = <T extends string>(keys: readonly T[]): Partial<Record<T, number>> =>
  Object.fromEntries([...Map.groupBy(keys, (key) => key)].map(([key, all]) => [key, all.length])) as Partial<
    Record<T, number>
  >;

/** Brings together what was read of every live project. */
export function foundProjects(inventory: Inventory, live: Landscape, report: AuditReport): FoundProject[] {
  const assets = new Map(inventory.resources.filter(isLiveProject).map((asset) => [numberOf(asset), asset]));
  const scores = new Map(report.projects.map((project) => [project.id, project]));
  return live.projects.map((project): FoundProject => {
    const number = project.number!;
    const { data } = assets.get(number)!;
    const { parent, labels, billingAccount, defaultAccount, deletion } = project;
    const folder = isKnown(parent) && parent.kind === "folder" ? parent.folder : undefined;
    const { all, chosen } = budgetsOf(number, inventory.budgets);
    const budget = all.find(({ name }) => name === chosen);
    const inside = inventory.resources.filter(
      (asset) => asset.ancestors[0] === `projects/${number}` && !everywhere.test(asset.type),
    );
    const judged = scores.get(project.id);
    return {
      id: project.id,
      number,
      name: text(data.name) || text(data.displayName) || project.id,
      createdAt: text(data.createTime),
      ...(folder !== undefined && { folder }),
      path: pathOf(live.folders, folder),
      labels: isKnown(labels) ? labels : {},
      ...(isKnown(billingAccount) && billingAccount && { billingAccount }),
      apis: project.apis.filter(isKnown).toSorted(),
      budgets: all,
      ...(budget && { budget }),
      contacts: project.contacts.map(({ email }) => email).filter(isKnown),
      networks: project.networks.map(({ name, automatic }) => ({
        name: isKnown(name) ? name : "?",
        automatic: isKnown(automatic) && automatic,
      })),
      holdings: counted(project.holdings.map(({ kind }) => kind)),
      regions: [...new Set(inside.map(regionOf).filter((region) => region !== undefined))].toSorted(),
      basicRoles: live.grants.flatMap(({ on, role, member }) =>
        on.kind === "project" && on.id === project.id && isKnown(role) && isKnown(member) && isBasic(role)
          ? [{ role, member }]
          : [],
      ),
      defaultAccount: isKnown(defaultAccount) ? defaultAccount : "unknown",
      lien: isKnown(deletion.lien) && deletion.lien,
      accountKeys: project.accountKeys.length,
      ...(judged?.score !== undefined && { score: judged.score }),
      breaks: [
        ...new Set(
          (judged?.verdicts ?? []).filter(({ level }) => level === "mandatory").map(({ guideline }) => guideline.id),
        ),
      ],
    };
  });
}

const isBasic = (role: string): boolean => ["roles/owner", "roles/editor", "roles/viewer"].includes(role);
