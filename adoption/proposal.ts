import { environmentOf } from "../spec/check/folders.ts";
import { projectId as projectIdSchema } from "../spec/schema/fields.ts";
import type { Organization } from "../spec/schema/organization.ts";
import type { Specification } from "../spec/specification.ts";
import { countsOf, type Look, lookOf } from "./classify.ts";
import type { FoundProject } from "./facts.ts";

/** What a project would be in the specification. */
export type Target =
  | { as: "foreign"; name: string; folder: string }
  | { as: "environment"; name: string; kind: string }
  | { as: "shared"; name: "ci" };

/** Whether a project can be taken over. */
export interface Proposal {
  project: FoundProject;
  look: Look;
  /** `ours`: the specification has it. `adoptable`: as it is. `decide`: once somebody said more. `no`: not at all. */
  verdict: "ours" | "adoptable" | "decide" | "no";
  /** What it would be, where it can be anything. */
  target?: Target;
  /** The key of the team that owns it, where that is known. */
  owner?: string;
  /** A month, where that is known. */
  budget?: number;
  /** Why not, what is to be decided, or what to know. */
  notes: readonly string[];
}

export const targetText = (target: Target): string => `${target.as}/${target.name}`;

const ownerLabels = ["owner", "team", "contact"];
const letters = (text: string) => text.toLowerCase().replaceAll(/[^a-z0-9]/g, "");

/** The team that a project's labels or contacts name. */
export function ownerOf(
  { labels, contacts }: FoundProject,
  { teams }: Pick<Organization, "teams">,
): string | undefined {
  const named = ownerLabels.map((key) => letters(labels[key] ?? "")).filter(Boolean);
  const all = Object.entries(teams);
  const byLabel = all.find(([key, { name }]) => named.some((each) => each === letters(key) || each === letters(name)));
  if (byLabel) return byLabel[0];
  const byContact = all.find(([, { email, group }]) => contacts.some((each) => each === email || each === group));
  return byContact?.[0];
}

/** A key for a project: its ID without what all have in common, at most 20 characters. */
export function keyFrom(id: string, taken: ReadonlySet<string>): string {
  const clean = id.replaceAll(/[^a-z0-9-]/g, "").replaceAll(/-{2,}/g, "-");
  const base = clean.slice(0, 20).replace(/-+$/, "");
  for (let count = 1; ; count++) {
    const end = count === 1 ? "" : `-${count}`;
    const name = `${base.slice(0, 20 - end.length).replace(/-+$/, "")}${end}`;
    if (!taken.has(name)) return name;
  }
}

/** The folder of the specification for an environment: that of the project, where it is there already and fits. */
function folderFor({ folder }: FoundProject, { environment }: Look, { folders }: Organization): string | undefined {
  if (folder !== undefined && folders[folder] && environmentOf(folders, folder) === environment) return folder;
  return Object.keys(folders).find((key) => folders[key]!.environment === environment);
}

/** What is wrong whatever it would be. */
function obstacles({ id }: FoundProject, { purpose }: Look): string[] {
  return [
    ...(purpose === "google" ? ["Apps Script or AI Studio keeps it: only its maker's product may change it."] : []),
    ...(projectIdSchema.safeParse(id).success
      ? []
      : ["Its ID can't be written in the specification: two hyphens in a row, or of the old form DOMAIN:ID."]),
  ];
}

/** What somebody has to say before it is taken over. */
function questions({ project, owner, budget }: Proposal, { billingAccount }: Organization): string[] {
  const paid = project.billingAccount;
  return [
    ...(paid === undefined ? ["Nothing pays for it: the first up links it to the billing account."] : []),
    ...(paid !== undefined && paid !== billingAccount
      ? [`${paid} pays for it: the first up would link ${billingAccount}. Its budgets there stay behind.`]
      : []),
    ...(owner === undefined ? ["Nobody says whose it is: give --owner."] : []),
    ...(budget === undefined ? ["It has no budget of its own: give --budget."] : []),
  ];
}

const running = ["cluster", "machine", "database", "function"] as const;

/** What to know of a project that can be taken over. */
function remarks({ project }: Proposal, target: Target): string[] {
  const { budgets, budget, basicRoles, defaultAccount, networks, holdings, accountKeys, regions } = project;
  const beside = budgets.filter(({ name }) => name !== budget?.name);
  const runs = countsOf(holdings, running);
  return [
    ...(runs && target.as !== "shared"
      ? [`What runs in it (${runs}) stays what it is; the program keeps only the project.`]
      : []),
    ...(target.as === "shared" ? ["What is in it besides what the stack ci makes stays, and is nobody's plan."] : []),
    ...(regions.length > 1 ? [`It is in ${regions.length} regions; an environment has one.`] : []),
    ...beside.map(({ displayName }) => `The budget "${displayName}" stays beside: it counts something else.`),
    ...(basicRoles.length > 0 ? [`${basicRoles.length} basic roles stay until somebody takes them away.`] : []),
    ...(defaultAccount === "editor"
      ? [
          target.as === "foreign"
            ? "Its default service account stays an editor."
            : "The first up takes Editor from its default service account.",
        ]
      : []),
    ...(networks.some(({ name }) => name === "default")
      ? ["The default network stays until somebody deletes it."]
      : []),
    ...(accountKeys > 0 ? [`${accountKeys} keys of service accounts stay.`] : []),
  ];
}

/** What else an empty project can become: an environment of a kind in such a folder that doesn't end. */
function alternative({ environment, purpose }: Look, { kinds, folders }: Organization): string[] {
  const kind = Object.keys(kinds).find(
    (key) => kinds[key]!.deletion !== "disposable" && environmentOf(folders, kinds[key]!.folder) === environment,
  );
  if (purpose !== "empty" || kind === undefined) return [];
  return [`It holds nothing: --as environment/NAME --kind ${kind} makes it an environment of Sourcegraph.`];
}

/** The project that looks most like that of builds; none once there is one. */
function ciOf(projects: readonly FoundProject[], { projects: shared }: Organization): string | undefined {
  if (projects.some(({ id }) => id === shared.ci.id)) return undefined;
  const kinds = ({ holdings }: FoundProject) => Object.keys(holdings).length;
  return projects
    .filter((project) => lookOf(project).purpose === "ci" && obstacles(project, lookOf(project)).length === 0)
    .toSorted((a, b) => kinds(b) - kinds(a) || (a.id < b.id ? -1 : 1))[0]?.id;
}

/** Says of every project whether and as what it can be taken over. */
export function propose(
  projects: readonly FoundProject[],
  { organization, environments, ledger }: Specification,
): Proposal[] {
  const ours = new Set([
    ...Object.values(organization.projects).map(({ id }) => id),
    ...Object.values(organization.foreign ?? {}).map(({ id }) => id),
    ...[...environments.values()].map(({ project }) => project),
  ]);
  const taken = new Set([...environments.keys(), ...Object.keys(organization.foreign ?? {})]);
  const ci = ciOf(projects, organization);
  return projects.map((project): Proposal => {
    const look = lookOf(project);
    const owner = ownerOf(project, organization);
    const base: Proposal = {
      project,
      look,
      verdict: "no",
      notes: [],
      ...(owner && { owner }),
      ...(project.budget?.amount !== undefined && { budget: project.budget.amount }),
    };
    if (ours.has(project.id)) return { ...base, verdict: "ours" };
    const entry = ledger[project.id];
    const wrong = [
      ...obstacles(project, look),
      ...(entry ? [`ledger.yaml has its ID for ${entry.for}: give it that, or retire the line.`] : []),
    ];
    if (wrong.length > 0) return { ...base, notes: wrong };
    const folder = folderFor(project, look, organization);
    if (folder === undefined) {
      return {
        ...base,
        verdict: "decide",
        notes: [`organization.yaml has no folder of ${look.environment}: give --folder.`],
      };
    }
    let target: Target = { as: "foreign", name: "", folder };
    if (project.id === ci) {
      target = { as: "shared", name: "ci" };
    } else {
      const name = keyFrom(project.id, taken);
      taken.add(name);
      target = { ...target, name };
    }
    const asked = questions(base, organization);
    return {
      ...base,
      target,
      verdict: asked.length > 0 ? "decide" : "adoptable",
      notes: [...asked, ...remarks(base, target), ...alternative(look, organization)],
    };
  });
}
