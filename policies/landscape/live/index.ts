import type { Inventory } from "../../../google/inventory/types.ts";
import { isKnown } from "../maybe.ts";
import type { Landscape } from "../types.ts";
import { budgetsOf } from "./budgets.ts";
import { folderFacts, folderKeys } from "./folders.ts";
import { grantsOf } from "./grants.ts";
import type { Purposes } from "./holdings.ts";
import { namesOf } from "./names.ts";
import { contentsOf, projectFacts, refusalsOf } from "./projects.ts";
import { gatheredLogs } from "./sinks.ts";

/** A live organisation as guidelines see it, and what of it nobody could see. */
export interface Live {
  readonly landscape: Landscape;
  /** What was refused, each with the call and what Google said: guidelines that need it are undecided. */
  readonly unseen: readonly string[];
  /** The folders by number: their keys in the specification, or the numbers. */
  readonly folders: ReadonlyMap<string, string>;
}

/** What the plan says that things in projects are for. */
const purposesOf = ({ projects }: Landscape): Purposes =>
  new Map(
    projects.flatMap(({ id, holdings }) =>
      holdings.flatMap(({ kind, name }) => (isKnown(name) ? [[`${id}/${name}`, kind] as const] : [])),
    ),
  );

/**
 * What an inventory says of an organisation. `planned`: what folders are called there, and what things are for.
 * @throws UnreadableAnswer when something isn't as its service documents it.
 */
export function liveLandscape(inventory: Inventory, planned: Landscape): Live {
  const folders = folderKeys(inventory, planned.folders);
  const names = namesOf(inventory, folders);
  const contents = contentsOf(inventory, names);
  const budgets = budgetsOf(inventory, names);
  const sources = {
    inventory,
    names,
    contents,
    policies: new Map(inventory.policies.map((policy) => [policy.name, policy])),
    purposes: new Map([...gatheredLogs(inventory), ...purposesOf(planned)]),
    budgets: budgets.own,
  };
  const { billingBindings, billingAccount } = inventory;
  return {
    landscape: {
      source: "live",
      folders: folderFacts(inventory, folders),
      projects: [...names.projects].map(([number, asset]) => projectFacts(number, asset, sources)),
      grants: grantsOf(inventory, names),
      budgets: budgets.others,
      claims: [],
    },
    unseen: [
      ...("refused" in billingBindings
        ? [`access to the billing account ${billingAccount}: ${billingBindings.refused}`]
        : []),
      ...[...inventory.projects].flatMap(([number, answers]) => refusalsOf(names.projectNamed(number), answers)),
    ],
    folders,
  };
}
