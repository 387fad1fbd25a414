import type { ProjectPlan } from "../plan/project.ts";
import { holdingKinds } from "../policies/landscape/types.ts";
import { countsOf } from "./classify.ts";
import type { FoundProject } from "./facts.ts";

/** What becomes of what is there: it stays, the first update changes or makes it, somebody decides, or it can't be. */
export type Becomes = "kept" | "changed" | "made" | "decide" | "refused";

/** One difference between what is there and what the program would make, or something of note that stays. */
export interface Difference {
  /** "budget: amount" */
  path: string;
  is: string;
  wouldBe: string;
  why: string;
  becomes: Becomes;
}

/** What of a project the program is to make, besides the project itself. */
export interface Planned {
  project: ProjectPlan;
  billingAccount: string;
  /** The path of its folder, "Non-production / Dogfood", and the key. */
  folderPath: string;
  /** The name of the network that an environment makes; undefined: none. */
  network?: string;
  /** What runs in an environment: "compose 7.3.2527 s on a machine". */
  runs?: string;
}

const none = "–";
const listed = (values: readonly string[]): string => (values.length === 0 ? none : values.join(", "));
const pairs = (labels: Readonly<Record<string, string>>): string =>
  listed(Object.entries(labels).map(([key, value]) => `${key}=${value}`));

const row = (becomes: Becomes, path: string, is: string, wouldBe: string, why: string): Difference => ({
  path,
  is,
  wouldBe,
  why,
  becomes,
});

function identity({ id, number, createdAt, name, path, folder, billingAccount }: FoundProject, planned: Planned) {
  const { project, folderPath } = planned;
  const place = folder === undefined ? "right under the organisation" : path.join(" / ");
  const account = planned.billingAccount;
  return [
    row(
      "kept",
      "project",
      `${id}, ${number}, since ${createdAt.slice(0, 10)}`,
      "the same",
      "It is imported, never made anew.",
    ),
    ...(name === project.displayName
      ? []
      : [row("changed", "name", name, project.displayName, "The name for people follows the specification.")]),
    ...(folder === project.folder
      ? []
      : [
          row(
            "decide",
            "folder",
            place,
            folderPath,
            "The first up moves it: access and policies of the old place end, those of the new one begin.",
          ),
        ]),
    ...(billingAccount === account
      ? []
      : [
          row(
            billingAccount === undefined ? "changed" : "decide",
            "billing",
            billingAccount ?? none,
            account,
            billingAccount === undefined ? "Nothing pays for it now." : "The invoice for it moves to another account.",
          ),
        ]),
  ];
}

function labelRows({ labels }: FoundProject, { project }: Planned): Difference[] {
  const other = Object.entries(labels).filter(([key]) => !(key in project.labels));
  const added = Object.entries(project.labels).filter(([key]) => !(key in labels));
  const changed = Object.entries(project.labels).filter(([key, value]) => key in labels && labels[key] !== value);
  return [
    ...(other.length > 0
      ? [row("kept", "labels", pairs(Object.fromEntries(other)), "the same", "Only the program's own labels are its.")]
      : []),
    ...changed.map(([key, value]) =>
      row(
        "decide",
        `label ${key}`,
        labels[key]!,
        value,
        "Costs are told apart by it: who reads the old value must know.",
      ),
    ),
    ...(added.length > 0
      ? [
          row(
            "made",
            "labels",
            none,
            pairs(Object.fromEntries(added)),
            "They tell costs apart, and whose a project is.",
          ),
        ]
      : []),
  ];
}

function budgetRows({ budget, budgets }: FoundProject, { project }: Planned): Difference[] {
  const beside = budgets.filter(({ name }) => name !== budget?.name);
  const { displayName, amount } = project.budget;
  return [
    ...(budget
      ? [
          row("kept", "budget", `"${budget.displayName}"`, "the same", "It counts this project alone: it is imported."),
          ...(budget.displayName === displayName
            ? []
            : [row("changed", "budget: name", budget.displayName, displayName, "It is called after what it counts.")]),
          ...(budget.amount === amount
            ? []
            : [row("decide", "budget: amount", String(budget.amount), String(amount), "The specification says so.")]),
          row(
            "changed",
            "budget: alerts",
            "its own",
            "50, 80, 100 % spent; 100, 120 % forecast",
            "Every budget tells alike, owners and platform team, and what limits spending.",
          ),
        ]
      : [
          row(
            "made",
            "budget",
            none,
            `"${displayName}" of ${amount}`,
            "Nothing counts this project alone, month by month.",
          ),
        ]),
    ...beside.map(({ displayName: name }) =>
      row("kept", "budget", `"${name}"`, "the same", "It counts more, less or something else: it is left beside."),
    ),
  ];
}

function accessRows(
  { basicRoles, defaultAccount, accountKeys, holdings }: FoundProject,
  { project }: Planned,
): Difference[] {
  const people = basicRoles.filter(({ member }) => !/-compute@developer\.gserviceaccount\.com$/.test(member));
  const touches = project.apis.includes("compute.googleapis.com");
  return [
    ...(people.length > 0
      ? [
          row(
            "kept",
            "access",
            listed(people.map(({ role, member }) => `${role} for ${member}`)),
            "the same",
            "Grants are only added. Take these away once nobody needs them: they break no-basic-roles.",
          ),
        ]
      : []),
    ...(defaultAccount === "editor"
      ? [
          touches
            ? row(
                "decide",
                "access",
                "Editor for the default service account",
                "no role",
                `The first up takes it away. What runs as it (${countsOf(holdings, ["machine", "cluster"]) || "nothing seen"}) needs roles of its own before.`,
              )
            : row(
                "kept",
                "access",
                "Editor for the default service account",
                "the same",
                "What runs as it goes on; it breaks default-account-without-rights.",
              ),
        ]
      : []),
    ...project.grants.map(({ role, member }) =>
      row("made", "access", none, `${role} for ${member}`, "The kind gives it to the owning team."),
    ),
    ...(accountKeys > 0
      ? [
          row(
            "kept",
            "access",
            `${accountKeys} keys of service accounts`,
            "the same",
            "Nobody knows who has copies: it breaks no-account-keys.",
          ),
        ]
      : []),
  ];
}

function aroundRows({ apis, contacts, lien }: FoundProject, { project }: Planned): Difference[] {
  const off = project.apis.filter((api) => !apis.includes(api));
  const others = apis.filter((api) => !project.apis.includes(api));
  const short = (list: readonly string[]) => listed(list.map((api) => api.replace(".googleapis.com", "")));
  const wanted = Object.values(project.contacts).map(({ email }) => email);
  const missing = wanted.filter((email) => !contacts.includes(email));
  const foreign = contacts.filter((email) => !wanted.includes(email));
  return [
    ...(off.length > 0 ? [row("made", "APIs", none, short(off), "The program or the deployment needs them.")] : []),
    ...(others.length > 0 ? [row("kept", "APIs", short(others), "the same", "An API is never switched off.")] : []),
    ...(missing.length > 0
      ? [row("made", "contacts", none, listed(missing), "Google tells the owners and the platform team.")]
      : []),
    ...(foreign.length > 0 ? [row("kept", "contacts", listed(foreign), "the same", "They go on being told.")] : []),
    ...(lien ? [row("kept", "lien", "keeps it from being deleted", "the same", "Liens of others stay.")] : []),
    ...(project.deletion === "protected"
      ? [row("made", "lien", none, "of sourcegraph-distribution", "What is protected is retired before it is deleted.")]
      : []),
  ];
}

function contentRows({ holdings, networks }: FoundProject, { network, runs }: Planned): Difference[] {
  const contents = countsOf(holdings, holdingKinds);
  const same = networks.find(({ name }) => name === network);
  const others = networks.filter(({ name }) => name !== network);
  return [
    ...(contents
      ? [
          row(
            "kept",
            "contents",
            contents,
            "the same",
            "What is in it isn't the program's: it is neither imported nor touched.",
          ),
        ]
      : []),
    ...others.map(({ name }) =>
      row(
        "kept",
        "network",
        name,
        "the same",
        name === "default"
          ? "It breaks no-default-network: delete it once nothing uses it."
          : "It isn't the environment's.",
      ),
    ),
    ...(same
      ? [
          same.automatic
            ? row(
                "refused",
                "network",
                `${same.name}, with a subnetwork in every region`,
                `${same.name}, with one subnetwork`,
                "A network can't be changed into that: it would be replaced, with all in it. Adopt it as foreign.",
              )
            : row(
                "kept",
                "network",
                same.name,
                "the same",
                "It is imported if its subnetwork and rules fit; the import tells.",
              ),
        ]
      : network === undefined
        ? []
        : [row("made", "network", none, network, "An environment has a network of its own.")]),
    ...(runs
      ? [
          row(
            "decide",
            "deployment",
            none,
            runs,
            "The first up makes it, beside what is there. Until then nothing runs, and nothing costs.",
          ),
        ]
      : []),
  ];
}

/** Every difference between a project and what the program would make of it, with what becomes of it. */
export function differencesOf(found: FoundProject, planned: Planned): Difference[] {
  return [
    ...identity(found, planned),
    ...labelRows(found, planned),
    ...budgetRows(found, planned),
    ...aroundRows(found, planned),
    ...accessRows(found, planned),
    ...contentRows(found, planned),
  ];
}
