import type { Inventory, PolicyAsset, ProjectAnswers, ResourceAsset } from "../../../google/inventory/types.ts";
import { isKnown, type Maybe, unknown } from "../maybe.ts";
import type { BudgetFacts, ContactFacts, NetworkFacts, ProjectFacts } from "../types.ts";
import { parentFrom } from "./folders.ts";
import { holdingOf, type Purposes } from "./holdings.ts";
import type { Names } from "./names.ts";
import { labelsIn, lastPart, optionalText, part, parts, seen, text, texts } from "./read.ts";

/** What is in each project, by the project's ID. */
export type Contents = ReadonlyMap<string, readonly ResourceAsset[]>;

/** The resources by the project that they are in. */
export const contentsOf = ({ resources }: Inventory, names: Names): Contents =>
  Map.groupBy(
    resources.filter((asset) => names.projectOf(asset) !== undefined),
    (asset) => names.projectOf(asset)!,
  );

function networkFacts({ data, name }: ResourceAsset, names: Names): NetworkFacts {
  return {
    place: { name: name.slice("//".length) },
    name: text(data, "name", name),
    // A network of the oldest kind has no subnetworks at all, and is nobody's plan either.
    automatic: data.autoCreateSubnetworks !== false,
    peers: parts(data, "peerings", name).map((peering) => {
      const project = /\/projects\/([^/]+)\//.exec(`/${text(peering, "network", name)}`)?.[1];
      return names.projectNamed(project ?? text(peering, "network", name));
    }),
  };
}

/** What the default account of Compute may do with its project. */
function defaultAccountOf(
  asset: ResourceAsset,
  number: string,
  { policies }: ProjectSources,
  inside: readonly ResourceAsset[],
) {
  const email = `${number}-compute@developer.gserviceaccount.com`;
  const there = inside.some(({ type, data }) => type === "iam.googleapis.com/ServiceAccount" && data.email === email);
  if (!there) return "absent";
  const edits = policies
    .get(asset.name)
    ?.bindings.some(({ role, members }) => role === "roles/editor" && members.includes(`serviceAccount:${email}`));
  return edits ? "editor" : "deprivileged";
}

const contactsOf = ({ contacts }: ProjectAnswers, id: string): readonly ContactFacts[] => {
  const read = seen(contacts, (list) =>
    list.map((contact) => ({
      email: text(contact, "email", `the contacts of ${id}`),
      categories: texts(contact, "notificationCategorySubscriptions", `the contacts of ${id}`),
    })),
  );
  return isKnown(read) ? read : [{ email: unknown, categories: unknown }];
};

const apisOf = ({ services }: ProjectAnswers, id: string): readonly Maybe<string>[] => {
  const where = `the services of ${id}`;
  const read = seen(services, (list) => list.map((service) => text(part(service, "config", where), "name", where)));
  return isKnown(read) ? read : [unknown];
};

/** The ID of what pays; an empty name stands for nobody. */
const billingAccountOf = ({ billing }: ProjectAnswers, id: string): Maybe<string | undefined> =>
  seen(billing, (info) => {
    const name = optionalText(info, "billingAccountName", `the billing of ${id}`) ?? "";
    return name === "" ? undefined : lastPart(name);
  });

const isKey = ({ type, data }: ResourceAsset): boolean =>
  type === "iam.googleapis.com/ServiceAccountKey" && data.keyType === "USER_MANAGED";

/** What is needed to tell what a project is. */
export interface ProjectSources {
  readonly inventory: Inventory;
  readonly names: Names;
  readonly contents: Contents;
  /** By the name of what they are on. */
  readonly policies: ReadonlyMap<string, PolicyAsset>;
  readonly purposes: Purposes;
  readonly budgets: ReadonlyMap<string, BudgetFacts[]>;
}

/** A live project with all that is known of it. */
export function projectFacts(number: string, asset: ResourceAsset, sources: ProjectSources): ProjectFacts {
  const { inventory, names, contents, purposes, budgets } = sources;
  const id = names.idOf(number)!;
  const inside = contents.get(id) ?? [];
  const answers = inventory.projects.get(number);
  if (!answers) throw new Error(`nothing was asked of the project ${id}`);
  return {
    id,
    number,
    place: { name: `project ${id}` },
    declared: true,
    parent: parentFrom(asset.ancestors[1], names.folders),
    labels: labelsIn(asset.data, "labels", asset.name),
    billingAccount: billingAccountOf(answers, id),
    apis: apisOf(answers, id),
    contacts: contactsOf(answers, id),
    budgets: budgets.get(id) ?? [],
    deletion: {
      lien: seen(answers.liens, (list) =>
        list.some((lien) =>
          texts(lien, "restrictions", `the liens of ${id}`).includes("resourcemanager.projects.delete"),
        ),
      ),
    },
    defaultAccount: defaultAccountOf(asset, number, sources, inside),
    networks: inside
      .filter(({ type }) => type === "compute.googleapis.com/Network")
      .map((network) => networkFacts(network, names)),
    holdings: inside.map((each) => holdingOf(each, id, names, purposes)).filter((holding) => holding !== undefined),
    accountKeys: inside.filter(isKey).map(({ name }) => ({ name: name.slice("//".length) })),
  };
}

/** What was refused of a project, for people. */
export const refusalsOf = (id: string, answers: ProjectAnswers): string[] =>
  Object.entries(answers).flatMap(([what, answer]) =>
    "refused" in answer ? [`${what} of ${id}: ${answer.refused}`] : [],
  );
